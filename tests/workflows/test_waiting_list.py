"""Waiting lists: in order, one for each place, told by the log; and who moves places at the same moment."""

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.certificates.models import Certificate
from backoffice.enrollments import waiting_list
from backoffice.enrollments.models import Enrollment, EnrollmentRequest, PlaceHold
from backoffice.enrollments.waiting import WaitingListEntry
from backoffice.errors import Refused
from backoffice.groups.models import GroupPlaces, StudyGroup
from backoffice.jobs.models import Job
from backoffice.registers.models import EntryPlaces
from tests import enrollments, pupils
from tests.races import race
from workflows import enrollment_sweeps, jobs, timers
from workflows.decisions import enrollments as decisions
from workflows.models import Task

pytestmark = pytest.mark.django_db
TAKE = decisions.AcceptPlace(answer=decisions.PlaceAnswer.TAKE)
GIVE_UP = decisions.AcceptPlace(answer=decisions.PlaceAnswer.GIVE_UP)


def waiting(group, count: int = 1) -> list[EnrollmentRequest]:
    """Families in the list of a group whose places are all taken."""
    made = [enrollments.apply(enrollments.family(), group, waits=True) for _ in range(count)]
    assert {request.status for request in made} == {"WAITING_LIST"}
    return made


def statuses(requests) -> list[str]:
    return [enrollments.fresh(request).status for request in requests]


def parent_of(request) -> object:
    return request.child.guardianships.get(valid_to=None).user


@pytest.fixture
def full():
    """A school with one place, and who has it."""
    school = enrollments.school(capacity=1)
    school.holder = enrollments.enrolled(school)
    return school


def leave(school) -> None:
    pupils.withdraw(school.holder, school.manager)


def test_the_place_goes_to_the_first_and_when_declined_or_let_lapse_to_the_next(full):
    first, _, third = queued = waiting(full.group, 3)
    leave(full)
    enrollments.run_jobs()
    assert statuses(queued) == ["OFFERED", "WAITING_LIST", "WAITING_LIST"]
    enrollments.complete(first, "accept_place", GIVE_UP, parent_of(first))
    enrollments.run_jobs()
    assert statuses(queued) == ["EXPIRED", "OFFERED", "WAITING_LIST"]
    Task.objects.filter(finished=None, flow_task_type="HUMAN").update(due_at=timezone.now())
    timers.sweep()
    enrollments.run_jobs()
    assert statuses(queued) == ["EXPIRED", "EXPIRED", "OFFERED"]
    enrollments.complete(third, "accept_place", TAKE, parent_of(third))
    assert [*WaitingListEntry.objects.order_by("ticket").values_list("status", flat=True)] == [
        "LAPSED",
        "LAPSED",
        "SERVED",
    ]
    assert pupils.found() == ""


def test_who_continues_with_the_provider_goes_first(full):
    Enrollment.objects.update(starts_on=enrollments.day(-9), ends_on=enrollments.day(-1))
    other = enrollments.family()
    enrollments.run_jobs()
    old = Certificate.objects.get(pk=full.holder.certificate_id)
    newcomer = waiting(full.group, 1)
    enrollment_sweeps.sweep(timezone.localdate())  # the lessons are over: the place is the newcomer's
    enrollments.run_jobs()
    assert statuses(newcomer) == ["OFFERED"]
    second = enrollments.apply(other, full.group, waits=True)
    continues = enrollments.apply(enrollments.Family(parent_of(full.holder.request), old), full.group, waits=True)
    ranks = dict(WaitingListEntry.objects.values_list("request", "rank"))
    assert (ranks[second.pk], ranks[continues.pk]) == (1, 0)
    assert waiting_list.first_of(full.group.pk).request == continues
    assert waiting_list.order(full.group.pk) == waiting_list.order_by_the_log(full.group.pk)


def test_a_newcomer_never_overtakes_who_waits(full):
    (request,) = waiting(full.group)
    leave(full)
    with pytest.raises(Refused) as refused:
        enrollments.apply(enrollments.family(), full.group)
    assert [each.code for each in refused.value.refusals] == ["NO_PLACES"]
    enrollments.run_jobs()
    assert statuses([request]) == ["OFFERED"]


def test_who_may_no_longer_be_taught_is_removed_with_the_reason_and_the_next_is_served(full):
    first, _ = queued = waiting(full.group, 2)
    type(first.child).objects.filter(pk=first.child_id).update(birth_date=first.child.birth_date.replace(year=2023))
    leave(full)
    enrollments.run_jobs()
    assert statuses(queued) == ["EXPIRED", "OFFERED"]
    assert enrollments.fresh(first).reason.startswith("Место предложить нельзя.")
    assert [*WaitingListEntry.objects.order_by("ticket").values_list("status", flat=True)] == ["REMOVED", "OFFERED"]
    assert pupils.found() == ""


@pytest.fixture
def two_groups():
    """Two groups that share one place of the register, and who has it, in the first."""
    school = enrollments.school(capacity=2, places=1)
    school.other = enrollments.group(school.edition)
    school.holder = enrollments.enrolled(school)
    return school


def test_a_place_of_the_register_that_comes_free_in_one_group_serves_the_list_of_another(two_groups):
    (request,) = waiting(two_groups.other)
    assert (EntryPlaces.objects.get().taken, GroupPlaces.objects.get(pk=two_groups.other.pk).taken) == (1, 0)
    leave(two_groups)
    with pytest.raises(Refused):  # in neither group does anybody overtake who waits for the register's place
        enrollments.apply(enrollments.family(), two_groups.group)
    with pytest.raises(Refused):
        enrollments.apply(enrollments.family(), two_groups.other)
    enrollments.run_jobs()
    assert (statuses([request]), pupils.found()) == (["OFFERED"], "")


def test_a_place_nobody_asked_a_job_for_is_found_by_the_sweep(full):
    (request,) = waiting(full.group)
    GroupPlaces.objects.update(capacity=2)
    assert enrollment_sweeps.sweep(timezone.localdate()) == 0
    assert Job.objects.filter(kind=Job.Kind.SERVE_WAITING_LIST, subject_id=full.group.pk).count() == 1
    enrollment_sweeps.sweep(timezone.localdate())
    assert Job.objects.filter(kind=Job.Kind.SERVE_WAITING_LIST).count() == 1  # asked once
    enrollments.run_jobs()
    assert statuses([request]) == ["OFFERED"]
    waiting(full.group)
    EntryPlaces.objects.update(maximum=2)
    GroupPlaces.objects.update(capacity=3)
    enrollment_sweeps.sweep(timezone.localdate())
    assert not Job.objects.filter(kind=Job.Kind.SERVE_WAITING_LIST).exists()  # the register has no place


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [30, pytest.param(1000, marks=pytest.mark.slow)])
def test_the_order_is_told_by_the_log_after_many_joined_at_once(reference, count):
    school = enrollments.school(capacity=1)
    enrollments.apply(enrollments.family(), school.group)
    families = [enrollments.family() for _ in range(count)]
    runners = 8

    def join(number: int) -> None:
        for family in families[number::runners]:
            enrollments.apply(family, school.group, waits=True)

    race(runners, join)
    entries = WaitingListEntry.objects.filter(group=school.group)
    assert sorted(entries.values_list("ticket", flat=True)) == [*range(1, count + 1)]
    assert (school.places.waiting, school.places.last_ticket) == (count, count)
    order = waiting_list.order(school.group.pk)
    assert len(order) == count and order == waiting_list.order_by_the_log(school.group.pk)
    for family in families[::7]:
        enrollments.cancel(EnrollmentRequest.objects.get(certificate=family.certificate), family.parent)
    order = waiting_list.order(school.group.pk)
    assert len(order) == count - len(families[::7]) and order == waiting_list.order_by_the_log(school.group.pk)
    assert pupils.found() == ""


def told(do) -> str:
    """What came of an act: done, or the codes of its refusal."""
    try:
        with transaction.atomic():
            do()
    except Refused as refused:
        return ",".join(each.code for each in refused.refusals)
    return "done"


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_gets_the_last_place_and_the_others_wait(reference):
    school = enrollments.school(capacity=1)
    families = [enrollments.family() for _ in range(6)]
    race(6, lambda n: enrollments.apply(families[n], school.group, waits=True))
    found = sorted(EnrollmentRequest.objects.values_list("status", flat=True))
    assert found == ["SENT_TO_PROVIDER", *["WAITING_LIST"] * 5]
    assert (school.places.taken, school.places.waiting, pupils.found()) == (1, 5, "")


@pytest.mark.django_db(transaction=True)
def test_workers_together_offer_one_place_to_one_family(reference):
    school = enrollments.school(capacity=1)
    holder = enrollments.enrolled(school)
    queued = waiting(school.group, 4)
    pupils.withdraw(holder, school.manager)
    for _ in range(5):
        Job.objects.create(kind=Job.Kind.SERVE_WAITING_LIST, subject_id=school.group.pk)

    race(4, lambda n: [jobs.run_one(timezone.now()) for _ in range(4)])
    Job.objects.update(run_at=timezone.now())
    enrollments.run_jobs()

    assert statuses(queued) == ["OFFERED", *["WAITING_LIST"] * 3]
    assert PlaceHold.objects.exclude(status="FREED").count() == 1
    assert pupils.found() == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round", range(2))
def test_a_pupil_who_is_withdrawn_and_moved_and_whose_place_is_served_at_once(reference, round):
    school = enrollments.school(capacity=1)
    other = enrollments.group(school.edition, capacity=1)
    pupil, queued = enrollments.enrolled(school), None
    queued = waiting(school.group, 2)
    acts = [
        lambda: pupils.withdraw(pupil, school.manager),
        lambda: pupils.transfer(pupil, other, school.manager),
        lambda: pupils.leave(pupil, parent_of(pupil.request)),
        enrollments.run_jobs,
    ]
    answers = race(4, lambda n: told(acts[n]))
    Job.objects.update(run_at=timezone.now())
    enrollments.run_jobs()
    assert set(answers) <= {"done", "CASE_CHANGED", "ENROLLMENT_OVER", "TASK_BUSY"}
    assert "done" in answers[:3]
    assert statuses(queued) == ["OFFERED", "WAITING_LIST"]
    assert pupils.found() == ""


@pytest.mark.django_db(transaction=True)
def test_pupils_who_change_places_never_wait_for_each_other(reference):
    school = enrollments.school(capacity=3)
    other: StudyGroup = enrollments.group(school.edition, capacity=3)
    here = [enrollments.enrolled(school) for _ in range(2)]
    there = [enrollments.enrolled(school, group=other) for _ in range(2)]
    moves = [(here[0], other), (there[0], school.group), (here[1], other), (there[1], school.group)]
    answers = race(4, lambda n: told(lambda: pupils.transfer(*moves[n], school.manager)))
    assert set(answers) <= {"done", "NO_PLACES"} and answers.count("done") >= 2
    assert pupils.found() == ""
