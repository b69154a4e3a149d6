"""The review of a program for a budget register: every way through it, by rows and by the engine."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.accounts import viewers
from backoffice.acts import calendar
from backoffice.certification.models import Remark
from backoffice.commissions import dossier_rules, protocol
from backoffice.commissions.dossiers import AuthorityOrder
from backoffice.commissions.meetings import AgendaItem
from backoffice.errors import Refused
from backoffice.journal import Act, Entry
from backoffice.programs import services as programs
from backoffice.programs.models import ProgramEdition
from backoffice.registers.models import ProgramRegisterEntry, ProgramRegisterExit
from tests.dossiers import (
    BREACH,
    OVERRULE,
    RETURN,
    UPHOLD,
    Register,
    Review,
    act_card,
    dossier_card,
    entry,
    general_development,
    meeting,
    pre_professional,
)
from tests.factories import card, module
from tests.meetings import Sitting
from workflows import actions, program_acts
from workflows.commission_review import CommissionReview
from workflows.decisions import dossiers as decisions
from workflows.decisions.program_acts import ReviseProgram
from workflows.models import Process

pytestmark = pytest.mark.django_db
Verdict = decisions.AuthorityVerdict


def of(review: Review) -> tuple[str, str, list[str]]:
    """Where the dossier, its edition and its case stand."""
    review.edition.refresh_from_db()
    return review.dossier.status, review.edition.status, review.steps


def history(review: Review) -> list[str]:
    return [*Entry.objects.filter(case_id=review.case.case_id).order_by("pk").values_list("what", flat=True)]


def refused(act) -> list[str]:
    with pytest.raises(Refused) as caught, transaction.atomic():
        act()
    return [reason.code for reason in caught.value.refusals]


def test_a_filed_dossier_freezes_its_edition_and_keeps_the_verdicts():
    review = Review().file()

    assert of(review) == ("SUBMITTED", "COMMISSION", ["check_dossier"])
    assert review.edition.submitted_on == review.dossier.submitted_on == timezone.localdate()
    verdicts = review.dossier.verdicts.values_list("round", "condition__code", "holds", "found")
    assert [*verdicts] == [(0, "HOURS", True, "часов: 72"), (0, "MONTHS", True, "месяцев: 9")]
    assert [why.code for why in programs.why_not_edit(review.edition, card(name="Другое"))] == ["EDITION_LOCKED"]
    assert review.task.holder == review.dossier.commission.unit


def test_a_return_opens_what_was_remarked_and_conditions_are_judged_anew():
    review = Review().file().send_back("annotation", "dossier.places")
    assert of(review) == ("RETURNED", "RETURNED", ["resubmit_dossier"])
    assert (review.dossier.returns, review.edition.returns, review.case.paused_on) == (1, 1, timezone.localdate())
    assert [why.code for why in programs.why_not_edit(review.edition, card(name="Другое"))] == ["FIELD_NOT_REMARKED"]
    assert [*programs.why_not_edit(review.edition, card(annotation="Полнее."))] == []

    other_need = dossier_card(need="Ещё больше детей.")
    assert refused(lambda: review.resubmit(other_need)) == ["FIELD_NOT_REMARKED"]
    assert refused(lambda: review.resubmit(reply="")) == ["REPLY_REQUIRED"]
    review.resubmit(dossier_card(places=20))

    assert of(review) == ("SUBMITTED", "COMMISSION", ["check_dossier"])
    assert (review.dossier.places, review.case.paused_on) == (20, None)
    assert sorted({*review.dossier.verdicts.values_list("round", flat=True)}) == [0, 1]
    places = Remark.objects.get(field="dossier.places")
    assert (places.value_before, places.value_after, places.shown_before, places.shown_after) == (
        "30",
        "20",
        "30",
        "20",
    )
    assert [*Remark.objects.order_by("pk").values_list("label", flat=True)] == [
        "Аннотация",
        "Заявка: Мест за счёт бюджета",
    ]


def test_a_program_that_no_longer_meets_the_conditions_is_not_resubmitted():
    review = Review().file().send_back("modules.1.hours")
    review.edition.modules.update(hours=40)
    assert refused(review.resubmit) == ["CONDITION_NOT_MET"]
    assert of(review) == ("RETURNED", "RETURNED", ["resubmit_dossier"])


def test_a_dossier_comes_back_no_oftener_than_the_rules_allow():
    review = Review().file().send_back().resubmit().send_back().resubmit()
    assert refused(review.send_back) == ["RETURNS_EXHAUSTED"]
    assert refused(lambda: review.check(decisions.CheckDossier(verdict=decisions.DossierCheck.RETURN))) == [
        "REMARKS_REQUIRED",
        "RETURNS_EXHAUSTED",
    ]
    assert refused(lambda: review.send_back("nothing.here")) == ["RETURNS_EXHAUSTED", "REMARK_FIELD_UNKNOWN"]


def test_what_is_not_corrected_in_time_lapses_and_is_a_draft_again():
    review = Review().file().send_back().expire()
    assert of(review) == ("LAPSED", "DRAFT", [])
    assert review.case.status == "DONE"
    review.file()
    assert of(review) == ("SUBMITTED", "COMMISSION", ["check_dossier"])


def test_a_checked_dossier_is_put_on_the_agenda_behind_the_others():
    called = meeting()
    first, second = Review().file().check(), Review().file().check()
    assert of(first) == ("PRECHECKED", "COMMISSION", ["put_on_agenda"])

    first.put(called)
    second.put(called)
    assert of(second) == ("ON_AGENDA", "COMMISSION", ["at_meeting"])
    assert [*called.items.order_by("pk").values_list("number", "dossier")] == [
        (1, first.dossier.pk),
        (2, second.dossier.pk),
    ]


@pytest.mark.parametrize(
    "make, code",
    [
        (lambda: meeting("belovo-city"), "MEETING_UNKNOWN"),
        (lambda: meeting(status="VOTING"), "MEETING_NOT_CALLED"),
        (lambda: meeting(status="CANCELLED"), "MEETING_NOT_CALLED"),
        (lambda: meeting(held_on=timezone.localdate() - timedelta(days=1)), "MEETING_PAST"),
    ],
)
def test_only_a_called_meeting_of_the_same_commission_takes_it(make, code):
    review = Review().file().check()
    assert refused(lambda: review.put(make())) == [code]
    assert of(review) == ("PRECHECKED", "COMMISSION", ["put_on_agenda"])
    assert not AgendaItem.objects.exists()


@pytest.mark.parametrize("outcome", ["POSTPONED", "NO_QUORUM", "TAKEN_OFF"])
def test_without_a_decision_the_dossier_waits_for_the_next_agenda(outcome):
    review = Review().file().check().put().meet(outcome)
    assert of(review) == ("POSTPONED", "COMMISSION", ["put_on_agenda"])
    review.put().meet("RECOMMENDED", "SIGNIFICANT", 5)
    assert of(review) == ("RECOMMENDED", "COMMISSION", ["order_significant"])


def test_a_significant_program_is_entered_as_recommended():
    review = Review().recommend(places=12)
    assert review.task.holder.code == "kemerovo-city"
    review.order()

    assert of(review) == ("IN_REGISTER", "REGISTERED", [])
    made = ProgramRegisterEntry.objects.get(edition=review.edition)
    assert (made.kind, made.max_funded_pupils, made.included_on) == ("SIGNIFICANT", 12, timezone.localdate())
    order = AuthorityOrder.objects.get()
    assert (order.verdict, order.register, order.places, order.act) == ("APPROVE", "SIGNIFICANT", 12, made.act)
    assert (order.act.number, order.decided_by) == ("15-р", review.head)
    assert history(review) == [
        "dossier.filed",
        "dossier.prechecked",
        "dossier.scheduled",
        "dossier.recommended",
        "program.registered",
        "dossier.approved",
    ]


def test_the_commission_may_recommend_another_register_than_was_asked_for():
    review = Review().recommend(register="GENERAL_DEVELOPMENT")
    assert of(review) == ("RECOMMENDED", "COMMISSION", ["order_general_development"])


def test_a_breach_of_procedure_brings_a_recommendation_back_to_the_commission():
    review = Review().recommend().order(RETURN, BREACH)
    assert of(review) == ("POSTPONED", "COMMISSION", ["put_on_agenda"])
    order = AuthorityOrder.objects.get()
    assert (order.verdict, order.reason, order.act, order.places) == ("RETURN", BREACH, None, None)
    review.put().meet("RECOMMENDED", "SIGNIFICANT", 7).order()
    assert ProgramRegisterEntry.objects.get().max_funded_pupils == 7


def test_a_general_development_program_is_entered_with_the_decision_to_keep_its_funding():
    review = general_development().recommend().order()
    assert of(review) == ("IN_REGISTER", "REGISTERED", [])
    assert AuthorityOrder.objects.get().keeps_funding == "Сохранить охват."
    again = general_development().recommend().order(RETURN, BREACH)
    assert of(again) == ("POSTPONED", "COMMISSION", ["put_on_agenda"])


def pre_decision(verdict=Verdict.APPROVE, **changes) -> decisions.DecidePreProfessional:
    words = {"need": "Спрос подтверждён.", "development": "Спорт высших достижений."}
    if verdict is Verdict.APPROVE:
        words |= {"register": Register.PRE_PROFESSIONAL, "places": 40, "act": act_card()}
    elif verdict is Verdict.REFUSE:
        words |= {"reason": "Потребности нет."}
    else:
        words = {"reason": BREACH}
    return decisions.DecidePreProfessional(verdict=verdict, **{**words, **changes})


def test_of_a_pre_professional_program_the_authority_sets_the_maximum_itself():
    review = pre_professional().recommend(places=25)
    assert review.steps == ["decide_pre_professional"]
    review.decide(pre_decision())

    assert of(review) == ("IN_REGISTER", "REGISTERED", [])
    assert ProgramRegisterEntry.objects.get().max_funded_pupils == 40
    order = AuthorityOrder.objects.get()
    assert (order.need, order.development) == ("Спрос подтверждён.", "Спорт высших достижений.")


def test_a_pre_professional_program_may_be_refused_or_returned():
    review = pre_professional().recommend().decide(pre_decision(Verdict.REFUSE))
    assert of(review) == ("REFUSED", "DRAFT", [])
    assert (review.case.status, AuthorityOrder.objects.get().reason) == ("DONE", "Потребности нет.")
    again = pre_professional().recommend().decide(pre_decision(Verdict.RETURN))
    assert of(again) == ("POSTPONED", "COMMISSION", ["put_on_agenda"])


@pytest.mark.parametrize(
    "changes, codes",
    [
        ({"register": None, "places": 0}, ["REGISTER_REQUIRED", "MAXIMUM_REQUIRED"]),
        ({"places": 100_001}, ["MAXIMUM_REQUIRED"]),
        ({"need": " ", "development": ""}, ["REASON_REQUIRED", "REASON_REQUIRED"]),
        ({"act": None}, ["ACT_REQUIRED"]),
        ({"register": Register.SIGNIFICANT}, ["REGISTER_NOT_FOR_KIND"]),
        ({"verdict": Verdict.RETURN, "reason": ""}, ["ACT_NOT_EXPECTED", "REASON_REQUIRED"]),
        ({"verdict": Verdict.REFUSE, "act": None, "need": ""}, ["REASON_REQUIRED", "REASON_REQUIRED"]),
    ],
)
def test_a_decision_of_the_authority_must_be_whole(changes, codes):
    review = pre_professional().recommend()
    given = {**vars(pre_decision()), **changes}
    assert refused(lambda: review.decide(decisions.DecidePreProfessional(**given))) == codes
    assert of(review) == ("RECOMMENDED", "COMMISSION", ["decide_pre_professional"])


def test_the_authority_gives_a_hundred_thousand_places_at_most():
    given = {**vars(pre_decision()), "places": 100_000}
    review = pre_professional().recommend().decide(decisions.DecidePreProfessional(**given))
    assert of(review) == ("IN_REGISTER", "REGISTERED", [])
    assert ProgramRegisterEntry.objects.get(edition=review.edition).max_funded_pupils == 100_000
    (refusal,) = dossier_rules.why_not_maximum("PRE_PROFESSIONAL", 100_001)
    assert refusal.path == ("places",)


def test_every_reason_is_told_even_without_a_register():
    review = pre_professional().recommend()
    future = act_card(adopted_on=timezone.localdate() + timedelta(days=9))
    given = {**vars(pre_decision()), "register": None, "act": future}
    decision = decisions.DecidePreProfessional(**given)
    assert refused(lambda: review.decide(decision)) == ["REGISTER_REQUIRED", "ACT_DATE_IN_FUTURE"]
    assert of(review) == ("RECOMMENDED", "COMMISSION", ["decide_pre_professional"])


def test_the_conditions_of_the_register_that_is_ordered_are_judged():
    asked = dossier_card(register=Register.GENERAL_DEVELOPMENT)
    review = Review(card=asked, modules=(module(hours=40, months=5),)).recommend(register="SIGNIFICANT")
    review.card = dossier_card(register=Register.SIGNIFICANT)
    with pytest.raises(Refused) as caught:
        review.order()
    assert [(reason.code, reason.path) for reason in caught.value.refusals] == [
        ("CONDITION_NOT_MET", ("register",))
    ] * 2
    assert not AuthorityOrder.objects.exists()
    assert of(review) == ("RECOMMENDED", "COMMISSION", ["order_significant"])


@pytest.mark.parametrize("days, codes", [(0, []), (1, ["ACT_BEFORE_MINUTES"])])
def test_an_order_is_not_older_than_the_minutes_that_it_carries_out(days, codes):
    review, today = Review().recommend(), timezone.localdate()
    decision = decisions.OrderSignificant(
        verdict=decisions.FormalVerdict.APPROVE, act=act_card(adopted_on=today - timedelta(days=days))
    )
    item = AgendaItem.objects.get(dossier=review.dossier)
    reasons = [*CommissionReview.order_significant.why_not(review.case, decision, Act(review.head, today))]
    assert item.meeting.minutes.get().drawn_on == today
    assert [(reason.code, reason.path) for reason in reasons] == [(code, ("act", "adopted_on")) for code in codes]


def test_a_rejection_that_is_not_appealed_stands():
    review = Review().file().check().put().meet("REJECTED")
    assert of(review) == ("REJECTED", "COMMISSION", ["appeal_rejection"])
    assert review.case.paused_on == timezone.localdate()
    review.expire()
    assert of(review) == ("REJECTED", "DRAFT", [])
    assert review.case.status == "DONE"


def test_papers_about_a_rejected_program_name_what_was_voted_on_whatever_it_is_called_later():
    review, sitting = Review(), Sitting(dossiers=0).call()
    review.file().check().put(sitting.meeting)
    sitting.send().open().vote_all(*["AGAINST"] * 5).sign()
    review.dossier.refresh_from_db()
    review.expire()
    review.edition.refresh_from_db()
    name = review.edition.name
    programs.save(
        review.edition, card(name="Программа, которую комиссия не видела"), Act(review.manager, timezone.localdate())
    )

    sitting.correct()

    assert AgendaItem.objects.get().title == name
    assert [
        item.program for item in protocol.minutes_paper(sitting.meeting, "Опечатка.", on=timezone.localdate()).items
    ] == [name]
    assert (sitting.meeting.minutes.count(), review.edition.status) == (2, "DRAFT")


def test_an_upheld_appeal_brings_the_program_before_the_commission_again():
    review = Review().file().check().put().meet("REJECTED").appeal()
    assert of(review) == ("APPEALED", "COMMISSION", ["decide_rejection_appeal"])
    assert review.dossier.appeal == "Программа нужна району."
    review.decide_appeal(UPHOLD)
    assert of(review) == ("POSTPONED", "COMMISSION", ["put_on_agenda"])


def test_whoever_has_filed_another_edition_meanwhile_has_nothing_to_appeal_for():
    review = Review()
    old = entry(review.edition)
    by = viewers.viewer_of_user(review.manager)
    asked = {"edition_id": review.edition.pk, "decision": ReviseProgram()}
    copy = program_acts.revise(**asked, expected_version=review.edition.version, by=by)
    review.file(dossier_card(renews=old.pk)).check().put().meet("REJECTED")

    rejected, review.edition = review.dossier, copy
    review.file(dossier_card(renews=old.pk))
    review.dossier = rejected
    assert refused(review.appeal) == ["DOSSIER_OPEN"]


def test_whoever_has_entered_the_program_meanwhile_has_nothing_to_appeal_for():
    review = Review()
    old = entry(review.edition)
    by = viewers.viewer_of_user(review.manager)
    asked = {"edition_id": review.edition.pk, "decision": ReviseProgram()}
    copy = program_acts.revise(**asked, expected_version=review.edition.version, by=by)
    review.file(dossier_card(renews=old.pk)).check().put().meet("REJECTED")

    rejected, first, review.edition = review.dossier, review.edition, copy
    review.card = dossier_card(renews=old.pk)
    review.recommend().order()
    review.dossier, review.edition = rejected, first
    assert refused(review.appeal) == ["IN_OTHER_REGISTER"]
    assert of(review) == ("REJECTED", "REGISTERED", ["appeal_rejection"])


def test_the_agenda_does_not_grow_within_the_notice():
    review, today = Review().file().check(), timezone.localdate()
    soon = meeting(held_on=calendar.working_days_after(today, 3) - timedelta(days=1))
    last_day = calendar.last_day_before(soon.held_on, 3)
    assert last_day < today
    with pytest.raises(Refused) as caught, transaction.atomic():
        review.put(soon)
    (reason,) = caught.value.refusals
    assert (reason.code, reason.path) == ("AGENDA_CLOSED_FOR_NOTICE", ("meeting",))
    assert reason.message.endswith(f"последний день для этой повестки — {last_day:%d.%m.%Y}.")
    assert of(review) == ("PRECHECKED", "COMMISSION", ["put_on_agenda"])
    review.put(meeting(form="IN_ABSENTIA", held_on=calendar.working_days_after(today, 3)))
    assert of(review) == ("ON_AGENDA", "COMMISSION", ["at_meeting"])


def test_the_last_day_of_an_agenda_is_counted_in_working_days():
    assert calendar.last_day_before(date(2026, 11, 25), 3) == date(2026, 11, 22)
    assert calendar.last_day_before(date(2026, 11, 24), 3) == date(2026, 11, 19)
    with pytest.raises(calendar.CalendarMissing):
        calendar.last_day_before(date(2099, 11, 24), 3)


def test_a_renewal_whose_entry_has_ended_is_resubmitted_without_it():
    review = Review()
    old = entry(review.edition)
    review.file(dossier_card(renews=old.pk)).send_back("dossier.priorities")
    assert refused(lambda: review.resubmit(dossier_card())) == ["FIELD_NOT_REMARKED", "ENTRY_IN_FORCE"]
    ProgramRegisterExit.objects.create(entry=old, excluded_on=timezone.localdate(), ground="LOW_DEMAND", reason="Нет.")
    assert refused(review.resubmit) == ["RENEWAL_UNKNOWN"]
    assert refused(lambda: review.resubmit(dossier_card(need="Ещё."))) == ["FIELD_NOT_REMARKED"]
    review.resubmit(dossier_card())
    assert of(review) == ("SUBMITTED", "REVOKED", ["check_dossier"])
    assert review.dossier.renews is None


def test_a_rejected_appeal_ends_the_case():
    review = Review().file().check().put().meet("REJECTED").appeal().decide_appeal(OVERRULE)
    assert of(review) == ("REJECTED", "DRAFT", [])
    assert history(review)[-3:] == ["dossier.rejected", "dossier.appealed", "dossier.appeal_rejected"]


@pytest.mark.parametrize(
    "bring",
    [
        lambda review: review.file(),
        lambda review: review.file().send_back(),
        lambda review: review.file().check(),
        lambda review: review.file().check().put().meet("POSTPONED"),
        lambda review: review.recommend(),
    ],
    ids=["filed", "returned", "checked", "postponed", "recommended"],
)
def test_a_dossier_is_taken_back_before_the_meeting_and_before_the_order(bring):
    review = Review()
    bring(review).withdraw()
    assert of(review) == ("WITHDRAWN", "DRAFT", [])
    assert review.case.status == "CANCELED"


def test_withdrawal_takes_the_item_off_the_agenda():
    review = Review().file().check().put().withdraw()
    assert of(review) == ("WITHDRAWN", "DRAFT", [])
    assert AgendaItem.objects.get().outcome == "TAKEN_OFF"


@pytest.mark.parametrize("status", ["AT_MEETING", "REJECTED", "APPEALED"])
def test_nothing_is_taken_back_from_the_meeting_on(status):
    review = Review().file().check().put()
    type(review.dossier).objects.update(status=status)
    assert refused(review.withdraw) == ["DOSSIER_AT_MEETING"]
    withdrawal = [
        each for each in actions.of_case(review.case, viewers.viewer_of_user(review.manager)) if not each.task_id
    ]
    assert [reason.code for each in withdrawal for reason in each.why_not] == ["DOSSIER_AT_MEETING"]
    assert AgendaItem.objects.get().outcome == ""


def test_an_entry_is_renewed_from_its_end_on_and_a_withdrawn_renewal_leaves_it_alone():
    review = Review()
    old = entry(review.edition)
    renewal = dossier_card(renews=old.pk)
    review.file(renewal).withdraw()
    assert of(review) == ("WITHDRAWN", "REGISTERED", [])

    review.card = renewal
    review.recommend().order()
    new = ProgramRegisterEntry.objects.exclude(pk=old.pk).get()
    assert (new.included_on, new.valid_until) == (old.valid_until, date(old.valid_until.year + 1, 9, 1))
    assert of(review) == ("IN_REGISTER", "REGISTERED", [])
    assert refused(lambda: review.file(renewal)) == ["ENTRY_IN_FORCE"]


def test_a_program_that_entered_a_register_meanwhile_is_not_entered_twice():
    review = Review().recommend()
    entry(review.edition)
    assert refused(review.order) == ["IN_OTHER_REGISTER"]
    assert not AuthorityOrder.objects.exists()


def test_a_registered_edition_can_be_revised_and_one_under_review_cannot():
    review = Review().file()
    version = ProgramEdition.objects.get(pk=review.edition.pk).version
    asked = {"edition_id": review.edition.pk, "decision": ReviseProgram(), "expected_version": version}
    by = viewers.viewer_of_user(review.manager)
    assert refused(lambda: program_acts.revise(**asked, by=by)) == ["EDITION_IN_WORK"]
    review.withdraw()
    entry(review.edition)
    assert program_acts.revise(**asked, by=by).number == 2


def test_every_open_case_is_of_this_flow():
    Review().file()
    assert Process.objects.get().flow_class.__name__ == "CommissionReview"
