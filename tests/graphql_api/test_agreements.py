"""Payment agreements over HTTP: every decision done, refused, and invisible to those it does not concern."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.journal import Act, Entry
from backoffice.payments import services
from backoffice.payments.models import PaymentAgreement, PaymentAgreementRefusal
from backoffice.providers.models import Provider
from backoffice.units.models import Unit
from tests import factories, families
from tests.conftest import codes
from tests.deeds import of_case, of_task
from tests.deeds_agreements import DEEDS, active, appealed, confirmed, rejected, requested, wish
from tests.payers import CONFIRM, OVERRULE, Deal, agreement, payer
from workflows import timers
from workflows.models import Process, Receipt, Task

pytestmark = pytest.mark.django_db
Status = PaymentAgreement.Status
AFTER = {
    "requestAgreement": "NEW",
    "confirmAgreement: confirm": "CONFIRMED",
    "confirmAgreement: reject": "REJECTED",
    "signAgreement": "ACTIVE",
    "appealAgreement": "APPEALED",
    "decideAgreementAppeal: uphold": "CONFIRMED",
    "decideAgreementAppeal: reject": "REJECTED",
    "withdrawAgreement": "WITHDRAWN",
    "archiveAgreement": "ARCHIVED",
}


def state():
    """What a refused act leaves untouched."""
    models = (PaymentAgreement, PaymentAgreementRefusal, Process, Task, Entry, Receipt)
    return [list(model.objects.order_by("pk").values()) for model in models]


def result(answer):
    assert not answer.errors, answer.errors
    (found,) = answer.data.values()
    return found


@pytest.mark.parametrize("name", AFTER)
def test_who_may_decides_and_the_journal_says_so(api, name):
    deed = DEEDS[name]({})
    found = result(api(deed.by, deed.operation, input=deed.input))
    assert found.get("status") == AFTER[name], found
    saved = PaymentAgreement.objects.get()
    assert (saved.status, saved.version) == (AFTER[name], found["version"])
    last = Entry.objects.latest("pk")
    assert (last.by, last.provider, last.municipality) == (deed.by, saved.provider, saved.payer.municipality)
    assert found["statusLabel"] == saved.get_status_display()


OTHERS = {
    "neighbour": lambda: Deal().manager,
    "accountant": lambda: Deal(code="novokuznetsk-city").accountant,
    "clerk": lambda: families.clerk(),
    "auditor": lambda: factories.member(Role.AUDITOR, Unit.objects.get(code="kuzbass")),
    "family": lambda: families.guardian(families.child()),
}


@pytest.mark.parametrize("name", DEEDS)
def test_nobody_else_decides(api, name):
    deed = DEEDS[name]({})
    others = {who: make() for who, make in OTHERS.items()}
    before = state()
    for who, other in others.items():
        assert codes(api(other, deed.operation, input=deed.input)) == ["NOT_FOUND"], who
        assert state() == before, who


def test_a_provider_tells_its_bank_and_may_then_ask(api):
    deed = DEEDS["saveRequisites"]({})
    provider = Provider.objects.latest("pk")
    deal_wish = {"provider": deed.input["provider"], "payer": to_base64("AuthorisedOrganisation", payer().pk)}
    deal_wish |= {"year": timezone.localdate().year, "idempotencyKey": "bank"}
    assert codes(api(deed.by, "RequestAgreement", input=deal_wish)) == ["REQUISITES_REQUIRED"]

    assert result(api(deed.by, "SaveRequisites", input=deed.input))["version"] == provider.version + 1
    provider.refresh_from_db()
    assert (provider.bik, provider.status) == (deed.input["bik"], "ACTIVE")
    assert Entry.objects.latest("pk").what == "provider.requisites_saved"
    assert result(api(deed.by, "RequestAgreement", input=deal_wish))["status"] == "NEW"


def test_requisites_that_do_not_fit_or_a_provider_outside_the_register_change_nothing(api):
    deed = DEEDS["saveRequisites"]({})
    before = list(Provider.objects.values())
    wrong = {"bankName": " ", "bik": "1" * 10, "settlementAccount": "1"}
    assert codes(api(deed.by, "SaveRequisites", input={**deed.input, **wrong})) == [
        "FIELD_TOO_LONG",
        "BANK_INCOMPLETE",
        "BIK_INVALID",
    ]
    assert list(Provider.objects.values()) == before
    Provider.objects.update(status="SUBMITTED")
    assert codes(api(deed.by, "SaveRequisites", input=deed.input)) == ["PROVIDER_LOCKED"]


def test_a_request_is_refused_for_every_reason_at_once(api):
    deal = Deal(status="SUSPENDED", bik="")
    deal.payer.valid_to = timezone.localdate()
    deal.payer.save()
    before = state()
    answer = api(deal.manager, "RequestAgreement", input=wish(deal, limit=0))
    assert codes(answer) == [
        "PROVIDER_NOT_IN_REGISTER",
        "PAYER_NOT_APPOINTED",
        "REQUISITES_REQUIRED",
        "LIMIT_NOT_POSITIVE",
    ]
    assert state() == before


def test_two_live_agreements_of_a_year_are_one_too_many(api):
    deal = requested()
    again = wish(deal, idempotencyKey="second")
    assert codes(api(deal.manager, "RequestAgreement", input=again)) == ["AGREEMENT_EXISTS"]


def test_next_year_is_agreed_upon_only_at_the_end_of_this_one():
    deal = Deal()
    year = timezone.localdate().year
    parties = (deal.provider, deal.payer, year + 1, None)
    early, late = date(year, 12, 1), date(year, 12, 2)
    assert [why.code for why in services.why_not_request(*parties, on=early)] == ["TOO_EARLY_FOR_NEXT_YEAR"]
    assert [*services.why_not_request(*parties, on=late)] == []


def test_a_payer_whose_appointment_ends_with_the_year_is_none_for_the_next():
    deal = Deal()
    year = timezone.localdate().year
    deal.payer.valid_to = date(year + 1, 1, 1)
    reasons = services.why_not_request(deal.provider, deal.payer, year + 1, None, on=date(year, 12, 15))
    assert [why.code for why in reasons] == ["PAYER_NOT_APPOINTED"]


def test_a_repeated_request_gets_the_same_agreement(api):
    deal = Deal()
    first = result(api(deal.manager, "RequestAgreement", input=wish(deal)))
    second = result(api(deal.manager, "RequestAgreement", input=wish(deal)))
    assert first == second
    assert PaymentAgreement.objects.count() == Process.objects.count() == 1
    other = wish(deal, limit=5)
    assert codes(api(deal.manager, "RequestAgreement", input=other)) == ["KEY_REUSED"]


@pytest.mark.parametrize("wrong", [{"payer": "?"}, {"provider": "?"}])
def test_a_request_about_nobody_finds_nothing(api, wrong):
    deal = Deal()
    assert codes(api(deal.manager, "RequestAgreement", input=wish(deal, **wrong))) == ["NOT_FOUND"]


@pytest.mark.parametrize(
    "made, who, operation, content, expected",
    [
        (requested, "accountant", "ConfirmAgreement", {"verdict": "REJECT"}, ["GROUND_REQUIRED", "REASON_REQUIRED"]),
        (
            *(requested, "accountant", "ConfirmAgreement"),
            {"verdict": "CONFIRM", "grounds": ["NO_FUNDS"], "limit": 0},
            ["GROUNDS_WITHOUT_REFUSAL", "LIMIT_NOT_POSITIVE"],
        ),
        (
            *(confirmed, "manager", "SignAgreement", {"number": " ", "signedOn": "2190-01-01"}),
            ["FIELD_REQUIRED", "SIGNED_ON_IN_FUTURE"],
        ),
        (rejected, "manager", "AppealAgreement", {"text": " "}, ["REASON_REQUIRED"]),
        (appealed, "head", "DecideAgreementAppeal", {"verdict": "UPHOLD", "reason": ""}, ["REASON_REQUIRED"]),
    ],
)
def test_a_step_is_refused_with_its_reasons_and_nothing_changes(api, made, who, operation, content, expected):
    deal = made()
    deed = of_task(getattr(deal, who), operation, deal.task, **content)
    before = state()
    assert codes(api(deed.by, deed.operation, input=deed.input)) == expected
    assert state() == before


def test_a_confirmation_may_lower_the_limit_and_else_keeps_it():
    assert Deal(limit=700).request().review().agreement.limit == 700
    assert Deal(limit=700).request().review(replace(CONFIRM, limit=500)).agreement.limit == 500


@pytest.mark.parametrize("made, status", [(rejected, "REJECTED"), (appealed, "APPEALED")])
def test_what_is_rejected_cannot_be_withdrawn(api, made, status):
    deal = made()
    deed = of_case(deal.manager, "WithdrawAgreement", deal.case)
    assert codes(api(deed.by, deed.operation, input=deed.input)) == ["AGREEMENT_DECIDED"]
    assert PaymentAgreement.objects.get().status == status


def test_what_is_confirmed_can_still_be_withdrawn(api):
    deal = confirmed()
    deed = of_case(deal.manager, "WithdrawAgreement", deal.case)
    assert result(api(deed.by, deed.operation, input=deed.input))["status"] == "WITHDRAWN"
    assert deal.case.status == "CANCELED"


def test_what_is_not_signed_in_time_expires():
    deal = confirmed().expire()
    assert (deal.agreement.status, deal.case.status) == (Status.EXPIRED, "DONE")
    deal.request()  # and may be asked for again


def test_who_does_not_appeal_in_time_agrees_with_the_rejection():
    deal = rejected()
    assert deal.case.paused_on == timezone.localdate()
    deal.expire()
    assert (deal.agreement.status, deal.case.status) == (Status.REJECTED, "DONE")


def test_an_appeal_is_void_once_a_new_agreement_is_asked_for(api):
    deal = rejected()
    task = deal.task
    deal.request()
    deed = of_task(deal.manager, "AppealAgreement", task, text="Средства есть.")
    assert codes(api(deed.by, deed.operation, input=deed.input)) == ["AGREEMENT_EXISTS"]


def test_an_upheld_appeal_goes_on_to_the_signature_and_a_rejected_one_ends_it():
    assert appealed().decide().sign().agreement.status == Status.ACTIVE
    ended = appealed().decide(OVERRULE)
    assert (ended.agreement.status, ended.case.status) == (Status.REJECTED, "DONE")


def test_the_payer_is_warned_of_and_escalated_when_it_does_not_answer():
    deal = requested()
    term = timezone.localdate(deal.task.due_at - timedelta(seconds=1))
    assert term >= timezone.localdate() + timedelta(days=3)
    past = timezone.now() - timedelta(seconds=1)
    Task.objects.filter(pk=deal.task.pk).update(warn_at=past, due_at=past)
    timers.sweep()
    assert {"task.warned", "task.escalated"} <= set(Entry.objects.values_list("what", flat=True))
    assert deal.task.escalated_at  # and it still lies on the payer's desk


def test_a_rejection_keeps_its_grounds(api):
    deal = rejected()
    (refusal,) = deal.agreement.refusals.all()
    assert (refusal.ground.code, refusal.text) == ("NO_FUNDS", "Средства распределены.")


def test_only_an_agreement_in_force_is_archived(api):
    deal = confirmed()
    about = {"agreement": to_base64("PaymentAgreement", deal.agreement.pk), "expectedVersion": deal.agreement.version}
    answer = api(deal.accountant, "ArchiveAgreement", input={**about, "reason": " "})
    assert codes(answer) == ["REASON_REQUIRED", "AGREEMENT_NOT_ACTIVE"]
    stale = {**about, "expectedVersion": 1, "reason": "Так."}
    assert codes(api(deal.accountant, "ArchiveAgreement", input=stale)) == ["CASE_CHANGED"]


def test_agreements_of_past_years_go_to_the_archive_by_themselves():
    deal = active()
    year = deal.agreement.year
    assert services.archive_past(date(year, 12, 31)) == 0
    assert services.archive_past(date(year + 1, 1, 1)) == 1
    assert services.archive_past(date(year + 1, 1, 1)) == 0
    deal.agreement.refresh_from_db()
    assert deal.agreement.status == Status.ARCHIVED
    assert Entry.objects.latest("pk").what == "agreement.archived"


def test_the_list_shows_each_side_its_own(api):
    mine, other = agreement(), agreement(by=payer("novokuznetsk-city"))
    manager = factories.member(Role.PROVIDER_MANAGER, mine.provider.unit)
    accountant = factories.member(Role.ACCOUNTANT, other.payer.unit)
    head = factories.member(Role.OPERATOR_HEAD, factories.operator_unit())
    seen = {
        manager: [mine],
        accountant: [other],
        families.clerk(): [mine],
        families.clerk("novokuznetsk-city"): [other],
        head: [other, mine],
        families.guardian(families.child()): [],
    }
    for person, expected in seen.items():
        answer = api(person, "PaymentAgreements", status="ACTIVE", year=mine.year)
        assert answer.response.headers["X-Executor"] == "compiled"
        found = [edge["node"] for edge in answer.data["paymentAgreements"]["edges"]]
        assert [node["id"] for node in found] == [to_base64("PaymentAgreement", each.pk) for each in expected]
        assert all(node["payer"]["name"] for node in found)


def test_a_case_shows_its_agreement_to_who_may_see_it(send):
    deal = requested()
    query = "query ($id: ID!) { case(id: $id) { agreement { id status } } paymentAgreement(id: $of) { id } }".replace(
        "$id: ID!", "$id: ID!, $of: ID!"
    )
    ids = {"id": to_base64("Case", deal.case.pk), "of": to_base64("PaymentAgreement", deal.agreement.pk)}
    for person in (deal.manager, deal.accountant, deal.head):
        assert send(person, query, **ids).data["case"]["agreement"] == {"id": ids["of"], "status": "NEW"}
    stranger = families.guardian(families.child())
    assert send(stranger, query, **ids).data == {"case": None, "paymentAgreement": None}


def test_the_act_of_the_system_needs_nobody():
    deal = active()
    services.archive(deal.agreement, "Проверка.", Act(None, timezone.localdate()))
    assert Entry.objects.latest("pk").by is None
