"""What ends an entry of a budget register, what renews it, and what becomes of the assignment that rests on it."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.acts.models import Setting
from backoffice.assignments import services as assignments
from backoffice.assignments.models import AssignmentLine, MunicipalAssignment
from backoffice.commissions.dossiers import ConditionVerdict, Dossier
from backoffice.commissions.models import RegisterCondition
from backoffice.journal import Entry
from backoffice.programs.models import ProgramEdition
from backoffice.registers import budget
from backoffice.registers.models import ProgramRegisterEntry, ProviderRegisterEntry
from tests import factories, registers
from tests.registers import ENTERED, act_of, asking, standing
from workflows import municipal_assignment, provider_acts, reconfirmation
from workflows.decisions.provider_entry import ExcludeProvider
from workflows.models import Process

pytestmark = pytest.mark.django_db
DAY, AUTUMN = timedelta(days=1), date(2026, 9, 1)
LAST = AUTUMN - DAY
SIXTY = timedelta(days=60)


def states(it: registers.Standing) -> tuple[str, str]:
    """Of the dossier and of the edition."""
    return Dossier.objects.get(pk=it.dossier.pk).status, ProgramEdition.objects.get(pk=it.edition.pk).status


class Opened(list):
    """Stands in for the step that opens a review: keeps what it was given."""

    def run(self, *, subject, act):
        self.append((subject, act))


# the end of an entry


def test_an_entry_expires_on_its_day_and_not_before():
    it = standing(ENTERED)
    assert reconfirmation.expire(LAST) == 0
    assert states(it) == ("IN_REGISTER", "REGISTERED")

    assert reconfirmation.expire(AUTUMN) == 1

    assert states(it) == ("EXPIRED", "REVOKED")
    assert Entry.objects.filter(what="program.lapsed").count() == 1
    assert reconfirmation.expire(AUTUMN) == reconfirmation.expire(AUTUMN + DAY) == 0


def test_the_day_is_that_of_the_region(monkeypatch):
    """In Kemerovo it is seven hours later than in Greenwich: 31 August, 17:00 UTC is 1 September there."""
    it = standing(ENTERED)
    for hour, expected in ((16, "IN_REGISTER"), (17, "EXPIRED")):
        now = datetime(2026, 8, 31, hour, 0, tzinfo=timezone.get_fixed_timezone(0))
        reconfirmation.expire(timezone.localdate(now))
        assert states(it)[0] == expected


def test_a_renewed_program_stays_in_the_register():
    old = standing(ENTERED)
    new = registers.enter(registers.prepare(of=old.provider, edition=old.edition, renews=old.entry), LAST)

    assert reconfirmation.expire(AUTUMN) == 1

    assert states(old) == ("EXPIRED", "REGISTERED")
    assert states(new) == ("IN_REGISTER", "REGISTERED")


def test_what_was_excluded_does_not_expire():
    it = standing(ENTERED)
    budget.exclude(it.entry, "LOW_DEMAND", "Дети не идут.", act_of(ENTERED + DAY))
    assert reconfirmation.expire(AUTUMN) == 0
    assert states(it) == ("EXCLUDED", "REVOKED")


def test_entries_expire_in_batches_and_one_that_fails_stops_no_other(monkeypatch, caplog):
    first, second, third = (standing(ENTERED) for _ in range(3))
    monkeypatch.setattr(reconfirmation, "BATCH", 2)
    broken, whole = first.entry.pk, budget.hold
    monkeypatch.setattr(budget, "hold", lambda entry: whole(entry) if entry.pk != broken else 1 / 0)

    assert reconfirmation.expire(AUTUMN) == 1
    assert reconfirmation.expire(AUTUMN) == 1

    assert [states(each)[0] for each in (first, second, third)] == ["IN_REGISTER", "EXPIRED", "EXPIRED"]
    assert f"Entry {broken} cannot be swept" in caplog.text


# the commission looks again


def test_where_the_order_asks_for_it_the_commission_looks_again_before_the_end():
    it, opened = standing(ENTERED), Opened()
    asking()
    assert reconfirmation.renew(AUTUMN - SIXTY - DAY, opened) == 0

    assert reconfirmation.renew(AUTUMN - SIXTY, opened) == 1

    renewal = Dossier.objects.latest("pk")
    ((subject, act),) = opened
    assert (subject, act.by, act.on) == (renewal, None, AUTUMN - SIXTY)
    same = ("commission_id", "edition_id", "register", "places", "need", "priorities", "in_arts", "in_sport")
    assert all(getattr(renewal, name) == getattr(it.dossier, name) for name in same)
    assert not renewal.verdicts.exists()
    assert (renewal.renews, renewal.status, renewal.submitted_on) == (it.entry, "SUBMITTED", AUTUMN - SIXTY)
    noted = Entry.objects.get(what="dossier.renewed")
    assert (noted.subject_id, noted.case_id, noted.note) == (renewal.pk, act.case_id, it.entry.number)
    assert reconfirmation.renew(AUTUMN - SIXTY + DAY, opened) == 0


def test_a_renewal_asks_for_what_stands_and_is_judged_by_the_order_in_force():
    """The commission gave another register and fewer places than were asked for; since then the order has changed."""
    it = standing(ENTERED)
    Dossier.objects.filter(pk=it.dossier.pk).update(register="GENERAL_DEVELOPMENT", places=40)
    order = asking()
    for register, code, hours in (("SIGNIFICANT", "A", 72), ("SIGNIFICANT", "B", 73), ("GENERAL_DEVELOPMENT", "A", 1)):
        said = {"text": f"Не меньше {hours} ч", "check_kind": "HOURS_AT_LEAST", "number": hours}
        RegisterCondition.objects.create(order=order, register=register, code=code, **said)

    assert reconfirmation.renew(LAST, Opened()) == 1

    renewal = Dossier.objects.latest("pk")
    assert (renewal.register, renewal.places) == (it.entry.kind, it.entry.max_funded_pupils) == ("SIGNIFICANT", 20)
    kept = ConditionVerdict.objects.filter(dossier=renewal).values_list("round", "condition__text", "holds", "found")
    assert [*kept] == [(0, "Не меньше 72 ч", True, "часов: 72"), (0, "Не меньше 73 ч", False, "часов: 72")]


@pytest.mark.parametrize("status", ["REJECTED", "REFUSED", "IN_REGISTER"])
def test_a_renewal_that_was_decided_is_not_asked_for_again(status):
    it = standing(ENTERED)
    asking()
    registers.dossier(it.edition, it.meeting, renews=it.entry, status=status)
    assert reconfirmation.renew(LAST, Opened()) == 0


@pytest.mark.parametrize("status", ["WITHDRAWN", "LAPSED"])
def test_a_renewal_given_up_before_the_sweep_is_asked_for_once_and_one_given_up_after_it_is_not(status):
    early, late = standing(ENTERED), standing(ENTERED)
    asking()
    for it, submitted_on in ((early, AUTUMN - SIXTY - DAY), (late, AUTUMN - SIXTY)):
        given_up = {"renews": it.entry, "status": status, "submitted_on": submitted_on}
        registers.dossier(it.edition, it.meeting, **given_up)

    assert reconfirmation.renew(LAST, Opened()) == 1

    assert (early.entry.renewals.count(), late.entry.renewals.count()) == (2, 1)
    early.entry.renewals.filter(status="SUBMITTED").update(status=status)
    assert reconfirmation.renew(LAST, Opened()) == 0


@pytest.mark.parametrize("status", ["WITHDRAWN", "LAPSED"])
def test_what_the_system_opened_counts_when_the_time_is_made_shorter(status):
    it = standing(ENTERED)
    asking()
    assert reconfirmation.renew(AUTUMN - SIXTY, Opened()) == 1
    it.entry.renewals.update(status=status)
    Setting.objects.filter(code="RECONFIRMATION_DAYS").update(value=30)

    assert [reconfirmation.renew(day, Opened()) for day in (AUTUMN - SIXTY / 2, LAST)] == [0, 0]

    assert it.entry.renewals.count() == 1


def test_nothing_is_looked_at_again_where_the_order_does_not_ask_or_no_process_reviews():
    it = standing(ENTERED)
    assert reconfirmation.renew(LAST, Opened()) == 0
    asking(valid_from=LAST)
    assert reconfirmation.renew(LAST, None) == 0
    assert reconfirmation.renew(LAST - DAY, Opened()) == 0
    assert Dossier.objects.get() == it.dossier


def test_an_entry_expires_under_review_and_its_edition_keeps_its_text():
    it = standing(ENTERED)
    asking()
    reconfirmation.renew(LAST, Opened())
    reconfirmation.expire(AUTUMN)
    assert states(it) == ("EXPIRED", "REVOKED")


# municipal assignments


def lines(it: registers.Standing, number: int) -> list[tuple]:
    rows = AssignmentLine.objects.filter(assignment__provider=it.provider, assignment__number=number)
    return [*rows.values_list("entry", "minutes", "places", "hours").order_by("pk")]


def editions(it: registers.Standing) -> list[tuple[int, str]]:
    rows = MunicipalAssignment.objects.filter(provider=it.provider).order_by("pk")
    return [*rows.values_list("number", "status")]


def line(it: registers.Standing, hours: int = 72) -> tuple:
    return it.entry.pk, it.minutes.pk, 20, hours


def test_an_entry_drafts_the_assignment_of_its_institution_and_asks_the_head_to_approve_it():
    two_years = {"modules": (factories.module(), factories.module(name="Второй год", hours=108))}
    it = standing(ENTERED, card=two_years)

    drafted = it.assignment
    assert (drafted.number, drafted.status, drafted.starts_on, drafted.ends_on) == (1, "DRAFT", ENTERED, LAST)
    assert (drafted.municipality_id, lines(it, 1)) == (it.entry.municipality_id, [line(it, 180)])
    assert it.task.holder_id == it.entry.municipality_id
    assert it.task.subject_line == f"Муниципальное задание, {it.provider}, до 31.08.2026"
    assert [*Entry.objects.filter(subject_type="municipalassignment").values_list("what", "note").order_by("pk")] == [
        ("assignment.drafted", "Редакция 1."),
        ("assignment.changed", f"Добавлена программа: {it.entry.number}, мест 20."),
    ]


@pytest.mark.parametrize("kind", ["TREASURY", ""])
def test_only_budget_and_autonomous_institutions_get_one(kind):
    standing(ENTERED, of=registers.institution(institution_type=kind))
    assert not MunicipalAssignment.objects.exists()
    assert standing(ENTERED, of=registers.institution(institution_type="AUTONOMOUS")).assignment.status == "DRAFT"


@pytest.mark.parametrize("ownership, kind", [("STATE", "BUDGET"), ("STATE", "AUTONOMOUS"), ("NON_STATE", "AUTONOMOUS")])
def test_what_the_municipality_did_not_found_gets_none(ownership, kind):
    it = standing(ENTERED, of=registers.institution(ownership=ownership, institution_type=kind))
    assert (it.entry.kind, states(it)[0]) == ("SIGNIFICANT", "IN_REGISTER")
    assert not MunicipalAssignment.objects.exists()


def test_a_draft_takes_further_programs_and_stays_one_task():
    first = standing(ENTERED + DAY)
    second = standing(ENTERED, of=first.provider)
    assert editions(first) == [(1, "DRAFT")]
    assert lines(first, 1) == [line(first), line(second)]
    assert (first.assignment.version, first.assignment.starts_on) == (3, ENTERED)
    assert Process.objects.filter(municipal_assignment=first.assignment).count() == 1


def test_after_approval_a_further_program_makes_a_new_edition_that_replaces_it():
    first = standing()
    first.approve()
    assert editions(first) == [(1, "APPROVED")]
    assert (first.assignment.act.title, first.assignment.act.territory_id) == ("О задании", first.entry.municipality_id)

    second = standing(of=first.provider)
    assert editions(first) == [(1, "APPROVED"), (2, "DRAFT")]
    assert lines(first, 2) == [line(first), line(second)]

    second.approve()
    assert editions(first) == [(1, "AMENDED"), (2, "APPROVED")]


def test_an_entry_of_one_day_makes_an_assignment_of_one_day():
    it = standing(LAST)
    assert (it.assignment.starts_on, it.assignment.ends_on) == (LAST, LAST)


def exclude(it: registers.Standing) -> None:
    with transaction.atomic():
        held = municipal_assignment.endings.hold(municipal_assignment.of_provider(it.provider.pk))
        budget.hold(it.entry)
        act = act_of(timezone.localdate(), it.head)
        budget.exclude(it.entry, "LOW_DEMAND", "Дети не идут.", act)
        municipal_assignment.drop(it.entry, act, held)


def test_what_leaves_its_register_leaves_the_draft():
    first = standing()
    second = standing(of=first.provider)
    exclude(first)
    assert (editions(first), lines(first, 1)) == ([(1, "DRAFT")], [line(second)])
    assert first.case.status == "NEW"


def test_a_draft_begins_with_what_is_left_in_it_and_an_amendment_where_it_began():
    first, amended = standing(ENTERED), standing(ENTERED)
    standing(ENTERED + DAY, of=first.provider), standing(ENTERED + DAY, of=amended.provider)
    amended.approve()
    exclude(first)
    exclude(amended)
    assert (editions(first), first.assignment.starts_on) == ([(1, "DRAFT")], ENTERED + DAY)
    assert (editions(amended), amended.assignment.starts_on) == ([(1, "APPROVED"), (2, "DRAFT")], ENTERED)


def test_what_leaves_its_register_after_approval_makes_an_amendment_to_approve():
    first = standing()
    second = standing(of=first.provider)
    second.approve()
    exclude(first)
    assert editions(first) == [(1, "APPROVED"), (2, "DRAFT")]
    assert (lines(first, 1), lines(first, 2)) == ([line(first), line(second)], [line(second)])
    assert first.case.status == "NEW"

    exclude(second)
    assert (editions(first), lines(first, 2)) == ([(1, "APPROVED"), (2, "DRAFT")], [])
    second.approve()
    assert editions(first) == [(1, "AMENDED"), (2, "APPROVED")]


def test_a_draft_of_which_nothing_is_left_is_closed_with_its_case():
    it = standing()
    case = it.case
    exclude(it)
    case.refresh_from_db()
    assert (editions(it), case.status) == ([(1, "CLOSED")], "CANCELED")
    assert not Process.objects.filter(status="NEW", municipal_assignment__isnull=False).exists()

    again = standing(of=it.provider)
    assert (editions(it), lines(it, 2)) == ([(1, "CLOSED"), (2, "DRAFT")], [line(again)])


def test_an_institution_without_assignment_loses_nothing():
    it = standing(of=registers.institution(institution_type="TREASURY"))
    assert assignments.drop_line(it.entry, act_of(ENTERED)) is None


def test_an_assignment_closes_on_the_day_after_its_last():
    approved, drafted = standing(LAST - DAY), standing(LAST - DAY)
    MunicipalAssignment.objects.filter(pk=approved.assignment.pk).update(status="APPROVED")
    case = drafted.case
    assert municipal_assignment.close_over(LAST) == 0

    assert municipal_assignment.close_over(AUTUMN) == 2

    case.refresh_from_db()
    assert (editions(approved), editions(drafted), case.status) == ([(1, "CLOSED")], [(1, "CLOSED")], "CANCELED")
    assert municipal_assignment.close_over(AUTUMN) == 0


def test_the_daily_sweep_does_all_of_it():
    standing(ENTERED)
    assert reconfirmation.sweep(LAST) == 0
    assert reconfirmation.sweep(AUTUMN) == 2
    assert reconfirmation.sweep(AUTUMN) == 0


def test_a_provider_that_is_excluded_loses_its_entries_and_its_assignment():
    it = standing()
    ProviderRegisterEntry.objects.create(
        number="42-ПО-2019-90001", provider=it.provider, included_on=factories.SINCE, case_id=uuid.uuid4()
    )
    head = factories.member("OPERATOR_HEAD", factories.operator_unit())
    case, decision = it.case, ExcludeProvider(ground="OWN_REQUEST", reason="Закрываемся.")

    with transaction.atomic():
        provider_acts.exclude(
            provider_id=it.provider.pk,
            decision=decision,
            expected_version=it.provider.version,
            by=factories.viewer(head),
        )

    case.refresh_from_db()
    assert ProgramRegisterEntry.objects.get().exit.ground == "PROVIDER_EXCLUDED"
    assert (states(it), editions(it), case.status) == (("EXCLUDED", "REVOKED"), [(1, "CLOSED")], "CANCELED")
