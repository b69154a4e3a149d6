"""Lives of a provider, from the engine's side: no HTTP, real rows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import Error, IntegrityError, transaction
from django.utils import timezone

from backoffice.access import Role
from backoffice.certification.models import Remark
from backoffice.errors import Refused
from backoffice.journal import Entry
from backoffice.journal_words import WORDS
from backoffice.providers import services
from backoffice.providers.models import Provider, ProviderRefusal
from backoffice.registers.models import ProviderRegisterEntry
from tests import factories
from tests.applicants import ACCEPT, REFUSE, RETURN, Application, attach, card, entrepreneur
from workflows import engine, provider_acts, queue
from workflows.decisions import provider_entry as decisions
from workflows.decisions.program_certification import RemarkOn
from workflows.models import Process, Task
from workflows.provider_entry import ProviderEntry

Status = Provider.Status
pytestmark = pytest.mark.django_db


def refusals(act, *args, **kwargs):
    """Codes of the reasons against an act that changes nothing."""
    before = snapshot()
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    assert snapshot() == before
    return [reason.code for reason in refused.value.refusals]


def snapshot():
    """Everything that an act on providers writes."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Provider, Process, Task, Entry, Remark, ProviderRefusal, ProviderRegisterEntry)
    ]


def history(application):
    return list(Entry.objects.filter(provider=application.provider).order_by("pk").values_list("what", flat=True))


def roles(application):
    held = application.provider.unit.memberships.filter(valid_to=None)
    return [(row.user, row.role) for row in held]


def test_a_draft_makes_its_author_the_applicant():
    application = Application()

    assert application.provider.status == Status.DRAFT
    assert application.provider.unit.code.startswith("provider-")
    assert application.provider.unit.name == "ООО «Центр „Вектор“»"
    assert roles(application) == [(application.applicant, Role.APPLICANT)]
    assert services.card_of(application.provider) == card()


def test_the_same_key_gives_the_same_draft():
    person = factories.user()
    viewer = Application.by(person)
    draft = decisions.DraftProvider(card=card())

    first = provider_acts.draft(decision=draft, by=viewer, key="k")
    again = provider_acts.draft(decision=draft, by=viewer, key="k")

    assert (first, Provider.objects.count()) == (again, 1)
    other = decisions.DraftProvider(card=card(short_name="Другой"))
    assert refusals(provider_acts.draft, decision=other, by=viewer, key="k") == ["KEY_REUSED"]


def test_one_person_does_not_draft_without_end():
    person = factories.user()
    for number in range(services.DRAFTS_AT_ONCE):
        provider_acts.draft(decision=decisions.DraftProvider(card=card()), by=Application.by(person), key=f"k{number}")

    with transaction.atomic(), pytest.raises(Refused) as refused:
        provider_acts.draft(decision=decisions.DraftProvider(card=card()), by=Application.by(person), key="last")
    assert str(refused.value) == "TOO_MANY_DRAFTS"
    other = factories.user()
    assert provider_acts.draft(decision=decisions.DraftProvider(card=card()), by=Application.by(other), key="last")


def test_an_accepted_provider_stands_in_the_register_and_its_applicant_manages_it():
    application = Application().save(card(full_name="ООО «Новое имя»")).submit()
    assert application.task.permission == "review_provider"
    assert application.task.subject_line == "Вектор"

    application.review(ACCEPT)

    case, today = application.case, timezone.localdate()
    assert (application.provider.status, case.status) == (Status.ACTIVE, "DONE")
    entry = ProviderRegisterEntry.objects.get(provider=application.provider)
    assert (entry.case_id, entry.included_on) == (case.case_id, today)
    assert entry.number.startswith(f"42-ПО-{today:%Y}-")
    application.provider.unit.refresh_from_db()
    assert application.provider.unit.name == "ООО «Новое имя»"
    assert roles(application) == [(application.applicant, Role.PROVIDER_MANAGER)]
    assert Application.by(application.applicant).units == {Role.PROVIDER_MANAGER: [application.provider.pk]}
    assert history(application) == [
        "provider.drafted",
        "provider.saved",
        "provider.submitted",
        "provider.accepted",
        "provider.registered",
    ]
    assert set(history(application)) <= WORDS.keys()


def test_an_incomplete_card_is_kept_but_not_submitted():
    application = Application(inn="", licence_number="", municipality="kemerovo-city")
    application.provider.documents.update(replaced=True)

    assert refusals(application.submit) == ["FIELD_REQUIRED"] * 2 + ["DOCUMENT_REQUIRED"] * 3


def test_an_unknown_municipality_is_refused():
    application = Application()

    assert refusals(application.save, card(municipality="moscow")) == ["MUNICIPALITY_UNKNOWN"]


def test_a_submitted_card_is_closed():
    application = Application().submit()

    assert refusals(application.save, card()) == ["PROVIDER_LOCKED"]
    assert refusals(application.submit) == ["PROVIDER_LOCKED"]


def test_a_returned_card_opens_only_the_remarked_field_and_the_clock_stands():
    application = Application().submit().review(RETURN)

    assert (application.provider.status, application.provider.returns) == (Status.RETURNED, 1)
    assert application.case.paused_on == timezone.localdate()
    assert refusals(application.save, card(acts_on="Устав от 01.02.2020", short_name="Иной")) == ["FIELD_NOT_REMARKED"]
    assert refusals(application.resubmit) == ["REPLY_REQUIRED"]
    application.save(card(acts_on="Устав от 01.02.2020")).resubmit()
    assert application.provider.status == Status.SUBMITTED
    assert application.case.paused_on is None
    remark = application.provider.remarks.get()
    assert (remark.round, remark.value_before, remark.value_after) == (1, "Устав", "Устав от 01.02.2020")
    assert remark.label == "Действует на основании"
    assert application.task.owner is None


def test_a_remark_may_be_answered_in_words():
    application = Application().submit().review(RETURN).resubmit("Устав указан верно.")

    assert application.provider.status == Status.SUBMITTED


def test_a_corrected_card_is_judged_as_a_whole():
    application = Application().submit().review(RETURN)

    application.save(card(acts_on=""))

    assert refusals(application.resubmit) == ["FIELD_REQUIRED"]


def test_a_remark_names_a_field_of_the_card_or_the_documents():
    application = Application().submit()
    wrong = replace(RETURN, remarks=(RemarkOn(field="modules.1.hours", text="?"),))

    assert refusals(application.review, wrong) == ["REMARK_FIELD_UNKNOWN"]
    assert refusals(application.review, replace(RETURN, remarks=())) == ["REMARKS_REQUIRED"]
    application.review(replace(RETURN, remarks=(RemarkOn(field="documents", text="Приложите устав целиком."),)))
    assert refusals(application.resubmit) == ["REPLY_REQUIRED"]
    application.resubmit("Устав приложен целиком.")
    assert application.provider.status == Status.SUBMITTED


def test_the_returns_of_one_application_are_limited_and_begin_anew_with_the_next():
    application = Application().submit()
    for _ in range(2):
        application.review(RETURN).resubmit("Верно.")

    assert refusals(application.review, RETURN) == ["RETURNS_EXHAUSTED"]
    application.review(REFUSE).submit().review(RETURN)
    assert application.provider.returns == 1
    assert sorted(application.provider.remarks.values_list("round", flat=True)) == [1, 2, 3]
    application.save(card(acts_on="Устав от 01.02.2020")).resubmit()
    assert list(application.provider.remarks.filter(round=3).values_list("value_after", flat=True)) == [
        "Устав от 01.02.2020"
    ]


def test_a_verdict_carries_only_what_belongs_to_it():
    application = Application().submit()
    mixed = replace(ACCEPT, remarks=RETURN.remarks, grounds=REFUSE.grounds)

    assert refusals(application.review, mixed) == ["REMARKS_WITHOUT_RETURN", "GROUNDS_WITHOUT_REFUSAL"]
    nothing = decisions.ReviewProvider(verdict=decisions.ProviderVerdict.REFUSE)
    assert refusals(application.review, nothing) == ["GROUND_REQUIRED", "REASON_REQUIRED"]
    unknown = replace(REFUSE, grounds=("FAILED_QUALITY_REVIEW",))
    assert refusals(application.review, unknown) == ["GROUND_UNKNOWN"]
    endless = replace(REFUSE, reason="я" * 5001)
    assert refusals(application.review, endless) == ["TEXT_TOO_LONG"]


def test_a_refused_applicant_corrects_the_card_and_applies_again():
    application = Application().submit().review(REFUSE)

    assert application.provider.status == Status.REFUSED
    refusal = ProviderRefusal.objects.get(provider=application.provider)
    assert (refusal.ground.code, refusal.text) == ("FALSE_OR_INCOMPLETE_DATA", "Сведения неполны.")
    assert application.case.status == "DONE"
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        ProviderRefusal.objects.update(text="иначе")
    application.save(card(short_name="Вектор плюс")).submit().review(ACCEPT)
    assert application.provider.status == Status.ACTIVE
    assert Process.objects.filter(provider=application.provider).count() == 2


def test_remarks_not_answered_in_time_end_the_application():
    application = Application().submit().review(RETURN).expire()

    assert application.provider.status == Status.EXPIRED
    assert application.case.status == "DONE"
    assert history(application)[-1] == "provider.expired"
    assert Entry.objects.get(what="provider.expired").by is None
    assert application.save(card(short_name="Снова")).submit().provider.status == Status.SUBMITTED


@pytest.mark.parametrize("returned", [False, True])
def test_an_application_may_be_withdrawn_before_the_decision(returned):
    application = Application().submit()
    if returned:
        application.review(RETURN)

    application.withdraw("Передумали.")

    assert application.provider.status == Status.WITHDRAWN
    assert application.case.status == "CANCELED"
    assert not Task.objects.filter(finished=None).exists()
    assert refusals(application.withdraw) == ["CASE_CLOSED"]
    assert application.submit().provider.status == Status.SUBMITTED


def test_a_second_provider_with_the_same_numbers_waits_until_the_first_is_gone():
    first, second = Application().submit(), Application()

    assert refusals(second.submit) == ["PROVIDER_DUPLICATE"]
    first.review(ACCEPT)
    assert refusals(second.submit) == ["PROVIDER_DUPLICATE"]
    assert second.save(card(kpp="420502002")).submit().provider.status == Status.SUBMITTED
    with pytest.raises(IntegrityError), transaction.atomic():
        Provider.objects.filter(pk=second.provider.pk).update(kpp="420501001")


def test_a_returned_card_does_not_take_the_numbers_of_another():
    Application().submit()
    second = Application(kpp="420502002").submit()
    second.review(replace(RETURN, remarks=(RemarkOn(field="kpp", text="Проверьте КПП."),)))

    assert refusals(second.save, card()) == ["PROVIDER_DUPLICATE"]


def test_a_suspended_provider_keeps_its_entry_and_comes_back():
    application = Application().submit().review(ACCEPT)

    assert refusals(application.resume) == ["PROVIDER_NOT_SUSPENDED"]
    application.suspend()
    assert application.provider.status == Status.SUSPENDED
    assert (
        ProviderRegisterEntry.objects.in_force(on=timezone.localdate()).filter(provider=application.provider).exists()
    )
    assert refusals(application.suspend) == ["PROVIDER_NOT_ACTIVE"]
    application.resume()
    assert application.provider.status == Status.ACTIVE
    assert history(application)[-2:] == ["provider.suspended", "provider.resumed"]


@pytest.mark.parametrize("suspended", [False, True])
def test_an_excluded_provider_leaves_the_register_and_waits(suspended):
    application = Application().submit().review(ACCEPT)
    if suspended:
        application.suspend()

    assert refusals(application.exclude, ground="FALSE_OR_INCOMPLETE_DATA") == ["GROUND_UNKNOWN"]
    application.exclude()

    today = timezone.localdate()
    assert (application.provider.status, application.provider.excluded_on) == (Status.EXCLUDED, today)
    entry = application.provider.entries.get()
    assert (entry.exit.excluded_on, entry.exit.ground, entry.exit.reason) == (today, "OWN_REQUEST", "По заявлению.")
    assert not ProviderRegisterEntry.objects.in_force(on=today).filter(provider=application.provider).exists()
    assert refusals(application.exclude) == ["PROVIDER_NOT_IN_REGISTER"]
    assert refusals(application.submit) == ["COOLING_OFF"]


def test_after_the_cooling_off_a_new_application_makes_a_new_entry():
    application = Application().submit().review(ACCEPT).exclude()
    long_ago = timezone.localdate() - timedelta(days=400)
    Provider.objects.filter(pk=application.provider.pk).update(excluded_on=long_ago)
    application.provider.refresh_from_db()

    application.submit().review(ACCEPT)

    assert application.provider.status == Status.ACTIVE
    first, second = application.provider.entries.order_by("pk")
    assert first.number < second.number
    assert not hasattr(second, "exit")
    assert roles(application) == [(application.applicant, Role.PROVIDER_MANAGER)]


def test_a_new_draft_does_not_wash_an_exclusion_off():
    Application().submit().review(ACCEPT).exclude()

    assert refusals(Application().submit) == ["COOLING_OFF"]


def test_every_card_without_numbers_is_not_the_same_provider():
    Application(inn="", kpp="").save(card(inn="", kpp=""))
    Provider.objects.update(excluded_on=timezone.localdate())

    assert "COOLING_OFF" not in refusals(Application(inn="", kpp="").submit)


def test_an_entrepreneur_enters_without_licence_and_charter():
    application = Application().save(entrepreneur())
    application.provider.documents.update(replaced=True)
    attach(application.provider, application.applicant, "REGISTER_EXTRACT")

    assert application.submit().review(ACCEPT).provider.status == Status.ACTIVE


def test_a_stale_version_changes_nothing():
    application = Application().submit().review(ACCEPT)
    seen = application.provider.version
    application.suspend()

    decision = decisions.ExcludeProvider(ground="OWN_REQUEST", reason="По заявлению.")
    codes = refusals(
        provider_acts.exclude,
        provider_id=application.provider.pk,
        decision=decision,
        expected_version=seen,
        by=Application.by(application.head),
    )
    assert codes == ["CASE_CHANGED"]


def test_nobody_decides_without_the_role():
    application = Application().submit()
    application.clerk, clerk = application.head, application.clerk

    assert refusals(application.review, ACCEPT) == ["NOT_FOUND"]
    application.clerk = application.applicant
    assert refusals(application.review, ACCEPT) == ["NOT_FOUND"]
    application.clerk = clerk
    application.review(ACCEPT)
    application.head = clerk
    assert refusals(application.suspend) == ["NOT_FOUND"]
    assert refusals(application.exclude) == ["NOT_FOUND"]


def test_a_register_act_asks_for_a_reason():
    application = Application().submit().review(ACCEPT)

    def suspend():
        application._register(provider_acts.suspend, decisions.SuspendProvider(reason=" "))

    assert refusals(suspend) == ["REASON_REQUIRED"]


def test_the_task_stands_on_the_desks_of_the_operator_and_then_of_the_applicant():
    application = Application().submit()
    clerk, applicant = Application.by(application.clerk), Application.by(application.applicant)

    assert queue.counts(clerk).team == 1
    assert queue.counts(applicant).team == 0
    application.review(RETURN)
    assert queue.counts(applicant).team == 1


def test_an_answer_in_time_does_not_expire():
    application = Application().submit().review(RETURN)

    assert engine.expire(application.task.pk) is False
    assert application.task.flow_task == ProviderEntry.resubmit_provider
