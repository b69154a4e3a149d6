"""Entries of the budget registers: numbers, days, grounds, one at a time, their end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from backoffice.access import Role
from backoffice.commissions.models import CommissionOrder
from backoffice.errors import Refused
from backoffice.journal import Entry
from backoffice.programs.models import ProgramEdition
from backoffice.registers import budget
from backoffice.registers.models import EntryPlaces, ProgramRegisterEntry, ProgramRegisterExit
from tests import factories, registers
from tests.registers import ENTERED, PRE_PROFESSIONAL, act_of

pytestmark = pytest.mark.django_db
AUTUMN = date(2026, 9, 1)
DAY = timedelta(days=1)


def codes(reasons) -> list[str]:
    return [reason.code for reason in reasons]


def refused(call, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as caught, transaction.atomic():
        call(*args, **kwargs)
    return codes(caught.value.refusals)


def enter(it: registers.Standing, on: date = ENTERED) -> ProgramRegisterEntry:
    return budget.enter(dossier=it.dossier, item=it.item, order=it.order, act=act_of(on, it.head))


def row(it: registers.Standing, first: date, last: date, town: str = "kemerovo-city", **changes) -> dict:
    """The columns of an entry of the same program in another register."""
    columns = {"kind": PRE_PROFESSIONAL, "edition": it.edition, "included_on": first, "valid_until": last}
    columns |= {"municipality": registers.families.municipality(town), "max_funded_pupils": 5, "act": it.order.act}
    number = f"42-РП-2030-{ProgramRegisterEntry.objects.count() + 1:05d}"
    return {**columns, "number": number, "case_id": it.entry.case_id, **changes}


def test_an_entry_says_what_was_ordered_until_when_and_on_what_ground():
    it = registers.prepare()
    entry = enter(it)

    entry.refresh_from_db()
    assert (entry.kind, entry.number) == ("SIGNIFICANT", "42-РЗ-2026-00001")
    assert (entry.included_on, entry.valid_until) == (ENTERED, AUTUMN)
    assert (entry.municipality, entry.max_funded_pupils) == (it.meeting.commission.municipality, 20)
    number = it.order.act.number
    assert entry.ground == f"Протокол № 1 от 12.03.2026, распоряжение от 16.03.2026 № {number}"
    assert entry.act == it.order.act
    assert (entry.places.maximum, entry.places.taken) == (20, 0)
    noted = Entry.objects.get(what="program.registered")
    about = (noted.subject_id, noted.provider_id, noted.municipality_id, noted.note)
    assert about == (it.edition.pk, it.provider.pk, entry.municipality_id, entry.number)


def test_each_register_has_numbers_of_its_own():
    wishes = ("SIGNIFICANT", "PRE_PROFESSIONAL", "GENERAL_DEVELOPMENT", "SIGNIFICANT")
    numbers = [enter(registers.prepare(register=each)).number for each in wishes]
    assert numbers == ["42-РЗ-2026-00001", "42-РП-2026-00001", "42-РО-2026-00001", "42-РЗ-2026-00002"]


@pytest.mark.parametrize(
    "month, day, included_on, until",
    [
        (9, 1, date(2026, 8, 31), date(2026, 9, 1)),
        (9, 1, date(2026, 9, 1), date(2027, 9, 1)),
        (1, 1, date(2026, 12, 31), date(2027, 1, 1)),
        (2, 29, date(2027, 1, 10), date(2027, 2, 28)),
        (2, 29, date(2028, 1, 10), date(2028, 2, 29)),
    ],
)
def test_an_entry_ends_on_the_next_day_that_the_order_of_the_meeting_names(month, day, included_on, until):
    order = CommissionOrder(entries_end_month=month, entries_end_day=day)
    assert budget.ends_on(order, included_on) == until


def test_a_renewal_begins_where_the_old_entry_ends():
    old = registers.standing(ENTERED)
    new = registers.prepare(of=old.provider, edition=old.edition, renews=old.entry, places=15)

    entry = enter(new, date(2026, 8, 10))

    assert (entry.included_on, entry.valid_until) == (AUTUMN, date(2027, 9, 1))
    on = {day: {*ProgramRegisterEntry.objects.in_force(on=day)} for day in (AUTUMN - DAY, AUTUMN)}
    assert on == {AUTUMN - DAY: {old.entry}, AUTUMN: {entry}}


def test_a_renewal_of_what_has_ended_begins_at_once():
    old = registers.standing(ENTERED)
    new = registers.prepare(of=old.provider, edition=old.edition, renews=old.entry)
    assert enter(new, date(2026, 9, 14)).included_on == date(2026, 9, 14)


def test_a_program_stands_in_one_budget_register_of_a_municipality_at_a_time():
    old = registers.standing(ENTERED)
    other = registers.prepare(of=old.provider, edition=old.edition, register=PRE_PROFESSIONAL)

    (reason,) = budget.why_not_enter(old.edition, old.entry.municipality_id, on=ENTERED)
    assert (reason.code, reason.rule) == ("IN_OTHER_REGISTER", "Концепция, п. 2.3")
    assert reason.message == "Программа уже есть в муниципальном реестре: Реестр значимых программ, запись № " + (
        f"{old.entry.number}."
    )
    assert refused(enter, other, AUTUMN - DAY) == ["IN_OTHER_REGISTER"]
    assert ProgramRegisterEntry.objects.count() == EntryPlaces.objects.count() == 1

    assert enter(other, AUTUMN).kind == PRE_PROFESSIONAL  # the old one has ended


def test_after_an_exit_it_may_enter_another_register_and_in_another_municipality_at_any_time():
    old = registers.standing(ENTERED)
    elsewhere = registers.prepare(of=old.provider, edition=old.edition, code="belovo-district")
    assert registers.enter(elsewhere).entry.municipality == registers.families.municipality("belovo-district")

    ProgramRegisterExit.objects.create(
        entry=old.entry, excluded_on=ENTERED + DAY, ground="LOW_DEMAND", reason="Дети не идут."
    )
    other = registers.prepare(of=old.provider, edition=old.edition, register=PRE_PROFESSIONAL)
    assert refused(enter, other, ENTERED) == ["IN_OTHER_REGISTER"]
    assert enter(other, ENTERED + DAY).included_on == ENTERED + DAY


@pytest.mark.parametrize("first, last", [(ENTERED - DAY, ENTERED + DAY), (AUTUMN - DAY, AUTUMN + DAY)])
def test_the_database_itself_refuses_what_overlaps(first, last):
    it = registers.standing(ENTERED)
    with pytest.raises(IntegrityError, match="at most one budget register"), transaction.atomic():
        ProgramRegisterEntry.objects.create(**row(it, first, last))


def test_the_database_lets_periods_touch():
    it = registers.standing(ENTERED)
    ProgramRegisterEntry.objects.create(**row(it, ENTERED - DAY, ENTERED))
    ProgramRegisterEntry.objects.create(**row(it, AUTUMN, AUTUMN + DAY))
    ProgramRegisterEntry.objects.create(**row(it, ENTERED, AUTUMN, "belovo-district"))
    assert ProgramRegisterEntry.objects.count() == 4


def test_exclusion_ends_the_entry_the_dossier_and_the_edition():
    it = registers.standing(ENTERED)
    assert codes(budget.why_not_exclude(it.entry, "LOW_DEMAND", on=ENTERED + DAY)) == []

    budget.hold(it.entry)
    budget.exclude(it.entry, "LOW_DEMAND", "Дети не идут.", act_of(ENTERED + DAY, it.head))

    it.dossier.refresh_from_db()
    it.edition.refresh_from_db()
    assert (it.dossier.status, it.edition.status) == ("EXCLUDED", "REVOKED")
    ended = it.entry.exit
    assert (ended.excluded_on, ended.ground, ended.reason) == (ENTERED + DAY, "LOW_DEMAND", "Дети не идут.")
    assert Entry.objects.get(what="program.excluded").note == f"{it.entry.number}. LOW_DEMAND: Дети не идут."
    in_force = ProgramRegisterEntry.objects.in_force
    assert [in_force(on=day).exists() for day in (ENTERED, ENTERED + DAY)] == [True, False]
    assert codes(budget.why_not_exclude(it.entry, "LOW_DEMAND", on=ENTERED + DAY)) == ["ENTRY_ENDED"]


def test_an_exclusion_needs_a_ground_of_the_list_and_not_the_systems_own():
    it = registers.standing(ENTERED)
    for ground in ("PROVIDER_EXCLUDED", "FASHION"):
        assert codes(budget.why_not_exclude(it.entry, ground, on=ENTERED)) == ["GROUND_UNKNOWN"]
    assert codes(budget.why_not_exclude(it.entry, "FASHION", on=AUTUMN)) == ["ENTRY_ENDED", "GROUND_UNKNOWN"]


def test_an_edition_is_not_closed_while_another_entry_of_it_stands_and_stays_public_while_it_is_reviewed():
    old = registers.standing(ENTERED)
    registers.standing(ENTERED, of=old.provider, edition=old.edition, code="belovo-district")
    budget.exclude(old.entry, "LOW_DEMAND", "Дети не идут.", act_of(ENTERED + DAY))
    old.edition.refresh_from_db()
    assert old.edition.status == "REGISTERED"

    other = registers.standing(ENTERED)
    registers.dossier(other.edition, other.meeting, status="SUBMITTED")
    budget.exclude(other.entry, "LOW_DEMAND", "Дети не идут.", act_of(ENTERED + DAY))
    other.edition.refresh_from_db()
    assert other.edition.status == "REVOKED"


def test_the_entries_of_a_provider_that_leaves_end_with_it():
    first, second = registers.standing(ENTERED), registers.standing(ENTERED)
    also = registers.standing(ENTERED, of=first.provider)

    ended = budget.exclude_all_of(first.provider.pk, "Поставщик исключён.", act_of(ENTERED + DAY))

    assert ended == [first.entry, also.entry]
    assert {each.ground for each in ProgramRegisterExit.objects.all()} == {"PROVIDER_EXCLUDED"}
    assert [*ProgramRegisterEntry.objects.in_force(on=ENTERED + DAY)] == [second.entry]
    first.dossier.refresh_from_db()
    assert first.dossier.status == "EXCLUDED"


def test_the_helper_makes_a_person_of_the_institution():
    it = registers.prepare()
    assert it.manager.memberships.get().role == Role.PROVIDER_MANAGER
    assert factories.viewer(it.head).may("exclude_from_register", it.meeting.commission.municipality_id)


def test_an_exclusion_ends_what_goes_on_after_the_entry_in_the_same_municipality():
    old = registers.standing(ENTERED)
    elsewhere = registers.standing(ENTERED, of=old.provider, edition=old.edition, code="belovo-district")
    copy = registers.edition(old.provider, old.manager)
    ProgramEdition.objects.filter(pk=copy.pk).update(program=old.edition.program, number=2)
    copy.refresh_from_db()
    new = registers.enter(registers.prepare(of=old.provider, edition=copy, renews=old.entry), AUTUMN - 20 * DAY)
    assert new.entry.included_on == AUTUMN

    ended = budget.exclude(old.entry, "LOW_DEMAND", "Дети не идут.", act_of(AUTUMN - DAY))

    assert ended == [old.entry, new.entry]
    exits = ProgramRegisterExit.objects.values_list("entry", "excluded_on", "ground")
    assert {*exits} == {(each.pk, AUTUMN - DAY, "LOW_DEMAND") for each in ended}
    assert [*budget.standing(on=AUTUMN - DAY)] == [elsewhere.entry]
    assert not ProgramRegisterEntry.objects.in_force(on=AUTUMN).exists()
    for each, status in ((old, "EXCLUDED"), (new, "EXCLUDED"), (elsewhere, "IN_REGISTER")):
        each.dossier.refresh_from_db()
        assert each.dossier.status == status
    copy.refresh_from_db()
    old.edition.refresh_from_db()
    assert (copy.status, old.edition.status) == ("REVOKED", "REGISTERED")  # it goes on elsewhere

    again = registers.prepare(of=old.provider, edition=copy)
    assert enter(again, AUTUMN - DAY).included_on == AUTUMN - DAY  # the database agrees
