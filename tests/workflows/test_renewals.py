"""An entry of a budget register ends and its renewal stands: who has a place keeps one, who waits keeps the turn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from strawberry.relay import to_base64

from backoffice.enrollments import places, waiting_list
from backoffice.enrollments.models import PlaceHold
from backoffice.errors import Refused
from backoffice.groups.models import StudyGroup
from backoffice.journal import Entry
from backoffice.registers.models import EntryPlaces, ProgramRegisterEntry, ProgramRegisterExit
from tests import enrollments, pupils, registers
from workflows import enrollment_sweeps, reconfirmation

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    """A group that goes on longer than the entry of its program, and its pupil, which has the only place."""
    school = enrollments.school(capacity=1)
    StudyGroup.objects.update(ends_on=school.entry.valid_until + timedelta(days=30))
    school.group.refresh_from_db()
    school.pupil = enrollments.enrolled(school)
    return school


def over(school) -> date:
    """The first day on which the entry no longer holds; holds go on."""
    PlaceHold.objects.update(held_until=None)
    return school.entry.valid_until


def pass_day(on: date) -> int:
    """What the worker does on a day: whichever comes first."""
    return reconfirmation.expire(on) + enrollment_sweeps.sweep(on)


def taken(*entries: ProgramRegisterEntry) -> list[int]:
    return [EntryPlaces.objects.get(pk=entry.pk).taken for entry in entries]


def in_line(school) -> list:
    """Two families that wait, the first one first."""
    return [enrollments.apply(enrollments.family(), school.group, waits=True) for _ in range(2)]


@pytest.mark.parametrize("expires_first", [True, False])
def test_who_waits_keeps_the_turn_under_the_renewal(school, expires_first):
    waits, renewal, day = in_line(school), registers.renewal(school.entry), over(school)
    before = waiting_list.order(school.group.pk)
    if expires_first:
        reconfirmation.expire(day)
    enrollment_sweeps.sweep(day)
    reconfirmation.expire(day)
    now = [enrollments.fresh(each) for each in waits]
    assert [each.reason for each in now] == ["", ""]
    assert [(each.status, each.entry) for each in now] == [("WAITING_LIST", renewal)] * 2
    assert waiting_list.order(school.group.pk) == waiting_list.order_by_the_log(school.group.pk) == before
    move = waits[0].waiting_entries.get().moves.latest("pk")
    said = f"Запись программы в реестре продлена: {school.entry} → {renewal}"
    assert (move.what, move.reason) == ("RENEWED", said)
    assert Entry.objects.filter(what="enrollment.renewed", subject_id=waits[0].pk).count() == 1
    assert (pass_day(day), pupils.found()) == (0, "")
    pupils.withdraw(school.pupil, school.manager)
    enrollments.run_jobs()
    assert [enrollments.fresh(each).status for each in waits] == ["OFFERED", "WAITING_LIST"]


def test_without_a_renewal_who_waits_is_told_that_it_is_over(school):
    waits, day = in_line(school), over(school)
    assert pass_day(day) == 1
    assert {enrollments.fresh(each).status for each in waits} == {"CANCELLED"}
    assert pupils.found() == ""


def test_a_renewal_that_was_taken_back_keeps_nobody(school):
    waits, renewal, day = in_line(school), registers.renewal(school.entry), over(school)
    ProgramRegisterExit.objects.create(entry=renewal, excluded_on=day, ground="LOW_DEMAND", reason="Нет")
    pass_day(day)
    assert {enrollments.fresh(each).status for each in waits} == {"CANCELLED"}


def test_a_pupil_takes_a_place_of_the_renewal_on_its_first_day(school):
    renewal, day = registers.renewal(school.entry, places=5), over(school)
    assert (pass_day(day - timedelta(days=1)), taken(school.entry, renewal)) == (0, [1, 0])
    assert pass_day(day) == 2
    assert (taken(school.entry, renewal), pupils.found()) == ([0, 1], "")
    assert PlaceHold.objects.get(status="FILLED").entry == renewal
    assert pupils.fresh(school.pupil).status == "ACTIVE"
    pupils.withdraw(school.pupil, school.manager)
    assert (taken(school.entry, renewal), pupils.found()) == ([0, 0], "")


def test_a_newcomer_of_the_renewal_does_not_take_the_place_of_a_pupil_who_goes_on(school, api):
    renewal, day = registers.renewal(school.entry, places=2), over(school)
    later = {"starts_on": day, "ends_on": day + timedelta(days=30), "capacity": 9}
    after = enrollments.group(school.edition, **later)
    assert places.look(after.pk, renewal).left_for_newcomers(promised=0) == 1
    seen = api(None, "StudyGroup", group=to_base64("StudyGroup", after.pk)).data["studyGroup"]
    assert seen["registeredPlacesLeft"] == 1
    shown = api(None, "ProgramRegister", kind=renewal.kind, asOf=day.isoformat()).data["programRegister"]["edges"]
    assert [edge["node"]["freePlaces"] for edge in shown] == [1]
    enrollments.apply(enrollments.family(), after)
    with pytest.raises(Refused) as caught:
        enrollments.apply(enrollments.family(), after)
    assert [each.code for each in caught.value.refusals] == ["NO_PLACES"]
    pass_day(over(school))
    assert (taken(school.entry, renewal), pupils.found()) == ([0, 2], "")


def test_who_leaves_before_the_renewal_takes_none_of_its_places(school):
    renewal = registers.renewal(school.entry, places=2)
    school.pupil.request.ends_on = school.entry.valid_until - timedelta(days=1)
    school.pupil.request.save()
    assert places.look(school.group.pk, renewal).left == 0  # the group is full
    assert EntryPlaces.objects.annotate(on=places.going_on(places.F("pk"))).get(pk=renewal.pk).on == 0


def test_a_request_under_way_goes_on_with_its_place_while_there_is_one(school):
    group = enrollments.group(school.edition, ends_on=school.group.ends_on)
    asked = [enrollments.apply(enrollments.family(), group) for _ in range(2)]
    renewal, day = registers.renewal(school.entry, places=2), over(school)
    pass_day(day)
    first, second = (enrollments.fresh(each) for each in asked)
    assert (first.status, first.entry) == ("SENT_TO_PROVIDER", renewal)
    assert (second.status, "нет места" in second.reason) == ("CANCELLED", True)
    assert (taken(school.entry, renewal), pupils.found()) == ([0, 2], "")


def test_pupils_beyond_the_places_of_the_renewal_go_on_all_the_same(school):
    group = enrollments.group(school.edition, ends_on=school.group.ends_on)
    more = [enrollments.enrolled(school, group=group) for _ in range(2)]
    renewal, day = registers.renewal(school.entry, places=2), over(school)
    pass_day(day)
    assert {pupils.fresh(each).status for each in (school.pupil, *more)} == {"ACTIVE"}
    assert (taken(school.entry, renewal), pupils.found()) == ([1, 2], "")
    assert (enrollment_sweeps.sweep(day), taken(school.entry, renewal)) == (0, [1, 2])
    pupils.withdraw(school.pupil, school.manager)
    assert (enrollment_sweeps.sweep(day), taken(school.entry, renewal)) == (1, [0, 2])
