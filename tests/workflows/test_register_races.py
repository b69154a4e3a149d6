"""Two at once: entries of one program, pupils for the last places, programs for one draft."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from backoffice.accounts import viewers
from backoffice.assignments.models import AssignmentLine, MunicipalAssignment
from backoffice.errors import Refused
from backoffice.registers import budget
from backoffice.registers.models import EntryPlaces, ProgramRegisterEntry
from tests import enrollments, registers
from tests.dossiers import Review, dossier_card
from tests.races import race
from tests.registers import ENTERED, PRE_PROFESSIONAL
from workflows import register_acts
from workflows.decisions.registers import ExcludeFromRegister
from workflows.models import Process

pytestmark = pytest.mark.django_db(transaction=True)


def codes(call) -> list[str]:
    """What was refused; nothing if it was done."""
    try:
        with transaction.atomic():
            call()
    except Refused as refused:
        return [reason.code for reason in refused.refusals]
    return []


def test_two_orders_at_once_enter_a_program_once(reference):
    first = registers.prepare()
    registers.Dossier.objects.filter(pk=first.dossier.pk).update(status="IN_REGISTER")
    second = registers.prepare(of=first.provider, edition=first.edition, register=PRE_PROFESSIONAL)

    said = race(2, lambda number: codes(lambda: registers.enter((first, second)[number])))

    assert sorted(said) == [[], ["IN_OTHER_REGISTER"]]
    assert ProgramRegisterEntry.objects.count() == EntryPlaces.objects.count() == AssignmentLine.objects.count() == 1


def test_the_database_lets_one_of_two_in_whoever_asks(reference):
    it = registers.prepare()
    town = it.meeting.commission.municipality_id

    def insert(number: int) -> bool:
        try:
            with transaction.atomic():
                ProgramRegisterEntry.objects.create(
                    kind=("SIGNIFICANT", PRE_PROFESSIONAL)[number],
                    number=f"42-Х-{number}",
                    edition=it.edition,
                    included_on=ENTERED,
                    valid_until=registers.date(2026, 9, 1),
                    municipality_id=town,
                    max_funded_pupils=5,
                    act=it.order.act,
                    case_id=registers.uuid.uuid4(),
                )
        except IntegrityError as error:
            assert "at most one budget register" in str(error)
            return False
        return True

    assert sorted(race(2, insert)) == [False, True]
    assert ProgramRegisterEntry.objects.count() == 1


def test_families_of_two_groups_at_once_get_the_places_of_their_entry(reference):
    school = enrollments.school(capacity=10, places=5)
    groups = (school.group, enrollments.group(school.edition, capacity=10))
    families = [enrollments.family() for _ in range(12)]

    said = race(12, lambda number: codes(lambda: enrollments.apply(families[number], groups[number % 2])))

    assert sorted(said) == [[]] * 5 + [["NO_PLACES"]] * 7
    assert EntryPlaces.objects.get().taken == 5


def test_programs_entered_at_once_stand_in_one_draft_with_one_case(reference):
    first = registers.prepare()
    every = [first, *(registers.prepare(of=first.provider) for _ in range(3))]

    race(4, lambda number: registers.enter(every[number]))

    draft = MunicipalAssignment.objects.get()
    assert (draft.lines.count(), draft.version) == (4, 5)
    assert Process.objects.filter(municipal_assignment=draft, status="NEW").count() == 1


def test_a_renewal_that_is_ordered_while_its_entry_is_excluded_ends_with_it_or_begins_at_once(reference):
    review, today = Review().recommend().order(), timezone.localdate()
    old = ProgramRegisterEntry.objects.get()
    review.file(dossier_card(renews=old.pk)).check().put().meet("RECOMMENDED", "SIGNIFICANT", 20)
    by, ground = viewers.viewer_of_user(review.head), ExcludeFromRegister(ground="LOW_DEMAND", reason="Дети не идут.")
    deeds = (review.order, lambda: register_acts.exclude(entry_id=old.pk, decision=ground, by=by, key="exclude"))

    assert race(2, lambda number: codes(deeds[number])) == [[], []]

    review.edition.refresh_from_db()
    new = ProgramRegisterEntry.objects.latest("pk")
    was_first = new.included_on == today  # the exclusion
    assert [*budget.standing(on=today)] == ([new] if was_first else [])
    assert review.edition.status == ("REGISTERED" if was_first else "REVOKED")


def test_the_database_knows_the_maximum(reference):
    registers.standing(ENTERED)
    with pytest.raises(IntegrityError, match="no_place_is_given_twice"), transaction.atomic():
        EntryPlaces.objects.update(taken=21)
