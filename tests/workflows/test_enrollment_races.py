"""Families, providers, heads and the clock at the same moment: one place is one place, a case goes on once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone

from backoffice.accounts import viewers
from backoffice.enrollments import assessing, requests, waiting_list
from backoffice.enrollments.assessments import MunicipalAssessment
from backoffice.enrollments.models import EnrollmentRequest, PlaceHold
from backoffice.entitlements.models import ServiceVolume, UseOrderRule
from backoffice.errors import Refused
from backoffice.groups.models import GroupPlaces, StudyGroup
from backoffice.providers.models import Provider
from backoffice.registers.models import ProviderRegisterEntry
from tests import certificates, enrollments, factories, families, pupils
from tests.races import in_the_middle, race, rounds
from workflows import engine, enrollment_acts, enrollment_sweeps, group_acts, provider_acts
from workflows.decisions import enrollments as decisions
from workflows.decisions import groups, provider_entry
from workflows.models import Process, Task

pytestmark = pytest.mark.django_db(transaction=True)
ATTEMPTS = pytest.mark.parametrize("attempt", rounds(3))
APPEAL = decisions.AppealAssessment(answer=decisions.RefusalAnswer.APPEAL, text="Объём не получен.")
ACCEPT = decisions.AnswerEnrollment(answer=decisions.ProviderAnswer.ACCEPT)


@pytest.fixture(autouse=True)
def _no_deadlock(reference):
    """Nobody is refused because PostgreSQL had to untie a knot."""
    before = deadlocks()
    yield
    assert deadlocks() == before


def deadlocks() -> int:
    """How many deadlocks this database has seen; sessions that have ended are counted for certain."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def codes(call: Callable) -> list[str]:
    """What was refused; nothing if it was done."""
    try:
        with transaction.atomic():
            call()
    except Refused as refused:
        return [reason.code for reason in refused.refusals]
    return []


def at_once(*calls: Callable) -> list[list[str]]:
    """What each was refused, all of them begun together."""
    return race(len(calls), lambda number: codes(calls[number]))


def agree() -> None:
    """Places, volumes and lists are what requests and pupils come to."""
    assert pupils.found() == ""


# The last place


@ATTEMPTS
def test_the_last_place_is_given_to_one_family(attempt):
    school = enrollments.school(capacity=1)
    asking = [enrollments.family() for _ in range(2)]

    said = at_once(*[partial(enrollments.apply, family, school.group) for family in asking])

    assert sorted(said) == [[], ["NO_PLACES"]]
    request = EnrollmentRequest.objects.get()
    assert request.certificate == asking[said.index([])].certificate
    assert (school.places.taken, PlaceHold.objects.count(), Process.objects.filter(status="NEW").count()) == (1, 1, 2)
    agree()


@ATTEMPTS
def test_who_comes_a_moment_too_late_is_the_first_in_the_list(attempt):
    school = enrollments.school(capacity=1)
    asking = [enrollments.family() for _ in range(2)]

    said = at_once(*[partial(enrollments.apply, family, school.group, waits=True) for family in asking])

    assert said == [[], []]
    (waits,) = EnrollmentRequest.objects.filter(status="WAITING_LIST")
    assert EnrollmentRequest.objects.get(status="SENT_TO_PROVIDER").certificate != waits.certificate
    first = waiting_list.first_of(school.group.pk)
    assert (first.request, first.ticket) == (waits, 1)
    assert (school.places.taken, school.places.waiting) == (1, 1)
    agree()


# One child, twice


@ATTEMPTS
def test_two_parents_who_ask_for_one_child_at_once_make_one_request(attempt):
    school, family = enrollments.school(), enrollments.family()
    parents = [family, enrollments.Family(families.guardian(family.certificate.child), family.certificate)]

    said = at_once(*[partial(enrollments.apply, each, school.group) for each in parents])

    assert sorted(said) == [[], ["ALREADY_REQUESTED"]]
    assert (EnrollmentRequest.objects.count(), school.places.taken) == (1, 1)
    agree()


@ATTEMPTS
def test_one_application_sent_twice_at_once_is_one(attempt):
    school, family = enrollments.school(), enrollments.family()

    made = race(2, lambda number: enrollments.apply(family, school.group, by_key="twice"))

    assert made[0] == made[1] == EnrollmentRequest.objects.get()
    assert (school.places.taken, Process.objects.filter(enrollment_request=made[0]).count()) == (1, 1)
    agree()


@ATTEMPTS
def test_of_two_programs_at_once_a_limit_of_one_allows_one(attempt):
    UseOrderRule.objects.filter(register="SIGNIFICANT").update(limit=1)
    schools, family = [enrollments.school() for _ in range(2)], enrollments.family()

    said = at_once(*[partial(enrollments.apply, family, school.group) for school in schools])

    assert sorted(said) == [[], ["VOLUME_EXCEEDED"]]
    assert EnrollmentRequest.objects.get().group == schools[said.index([])].group
    assert ServiceVolume.objects.get().programs_reserved == 1
    agree()


# The head, the family and the clock


@pytest.fixture
def refused(reference):
    return enrollments.found_not_possible()


def override(made) -> Callable:
    """The head says that it is possible, of the request as it is before the race."""
    said = {"decision": decisions.OverrideAssessment(reason="Программа важна."), "key": enrollments.key()}
    about = {"request_id": made.request.pk, "expected_version": made.request.version}
    return partial(enrollment_acts.override, by=viewers.viewer_of_user(made.school.head), **about, **said)


def complete(made, step: str, decision, by) -> Callable:
    """A decision at a step as it is before the race."""
    task = enrollments.task_of(made.request, step)
    about = {"task_id": task.pk, "expected_version": task.process.version}
    return partial(engine.complete, task.flow_task, decision=decision, by=viewers.viewer_of_user(by), **about)


def appeal(made) -> Callable:
    """The family appeals."""
    return complete(made, "appeal_assessment", APPEAL, made.family.parent)


def run_out(made) -> Callable:
    """The days of the appeal are over."""
    task = enrollments.task_of(made.request, "appeal_assessment")
    Task.objects.filter(pk=task.pk).update(due_at=timezone.now() - timedelta(hours=1))
    return partial(engine.expire, task.pk)


LATE = (["CASE_CHANGED"], ["TASK_CLOSED"], ["REFUSAL_NOT_OPEN"])


def has_gone_on_once(made, status: str) -> None:
    """The case stands at the one step that follows from the state, or has ended."""
    request = enrollments.fresh(made.request)
    steps = {"POSSIBLE": ["enroll"], "APPEALED": ["decide_assessment_appeal"], "REFUSED": []}[status]
    assert (request.status, enrollments.steps_of(request)) == (status, steps)
    case = enrollments.case_of(request)
    assert (case.status, case.paused_on) == ("NEW" if steps else "DONE", None)
    passed = [*Task.objects.filter(process=case).values_list("flow_task", flat=True)]
    assert len(passed) == len({*passed}), passed
    by_head = MunicipalAssessment.objects.filter(request=request, way="HEAD").count()
    assert by_head == (status == "POSSIBLE")
    assert made.school.places.taken == (status != "REFUSED")
    agree()


@ATTEMPTS
def test_of_an_override_and_an_appeal_at_once_one_is_done(refused, attempt):
    by_head, by_family = at_once(override(refused), appeal(refused))

    assert sorted([by_head, by_family])[0] == []
    assert (by_family if by_head == [] else by_head) in LATE
    has_gone_on_once(refused, "POSSIBLE" if by_head == [] else "APPEALED")


def test_an_appeal_in_the_middle_of_an_override_comes_too_late(refused, monkeypatch):
    head, family = partial(codes, override(refused)), partial(codes, appeal(refused))

    by_head, by_family = in_the_middle(monkeypatch, assessing, "override", head, family)

    assert by_head == []
    assert by_family in LATE
    has_gone_on_once(refused, "POSSIBLE")


def test_an_override_in_the_middle_of_an_appeal_comes_too_late(refused, monkeypatch):
    head, family = partial(codes, override(refused)), partial(codes, appeal(refused))

    by_family, by_head = in_the_middle(monkeypatch, requests, "file_appeal", family, head)

    assert by_family == []
    assert by_head in LATE
    has_gone_on_once(refused, "APPEALED")


@ATTEMPTS
def test_of_an_override_and_the_end_of_the_days_at_once_one_is_done(refused, attempt):
    by_head, by_clock = at_once(override(refused), run_out(refused))

    assert by_clock == []
    assert by_head in ([], *LATE)
    has_gone_on_once(refused, "POSSIBLE" if by_head == [] else "REFUSED")


def test_the_days_that_end_in_the_middle_of_an_override_end_nothing(refused, monkeypatch):
    head, clock = partial(codes, override(refused)), run_out(refused)

    by_head, has_expired = in_the_middle(monkeypatch, assessing, "override", head, clock)

    assert (by_head, has_expired) == ([], False)
    has_gone_on_once(refused, "POSSIBLE")


def test_an_override_in_the_middle_of_the_end_of_the_days_comes_too_late(refused, monkeypatch):
    head, clock = partial(codes, override(refused)), run_out(refused)

    has_expired, by_head = in_the_middle(monkeypatch, requests, "settle_refusal", clock, head)

    assert has_expired
    assert by_head in LATE
    has_gone_on_once(refused, "REFUSED")


# What ends requests


def suspend_certificate(made) -> Callable:
    clerk = made.school.clerk
    return partial(certificates.carry_out, "suspend", made.family.certificate, clerk, reason="Лечение.")


def of_operator(act: Callable, decision) -> Callable:
    """An act of the operator on the provider of a school."""

    def on(made) -> Callable:
        by = viewers.viewer_of_user(factories.member("OPERATOR_HEAD", factories.operator_unit()))
        version = Provider.objects.get(pk=made.school.provider.pk).version
        about = {"provider_id": made.school.provider.pk, "expected_version": version}
        return partial(act, decision=decision, by=by, **about)

    return on


def exclude_provider(made) -> Callable:
    number = f"42-ПО-2019-{made.school.provider.pk:05d}"
    there = {"provider": made.school.provider, "included_on": factories.SINCE}
    case_id = enrollments.case_of(made.request).case_id
    ProviderRegisterEntry.objects.create(number=number, case_id=case_id, **there)
    decision = provider_entry.ExcludeProvider(ground="OWN_REQUEST", reason="Закрываемся.")
    return of_operator(provider_acts.exclude, decision)(made)


def cancel_group(made) -> Callable:
    version = StudyGroup.objects.get(pk=made.school.group.pk).version
    by = viewers.viewer_of_user(made.school.manager)
    about = {"group_id": made.school.group.pk, "expected_version": version}
    return partial(group_acts.cancel, decision=groups.CancelGroup(reason="Педагог уволился."), by=by, **about)


ENDINGS = {
    "certificate suspended": suspend_certificate,
    "provider suspended": of_operator(provider_acts.suspend, provider_entry.SuspendProvider(reason="Проверка.")),
    "provider excluded": exclude_provider,
    "group cancelled": cancel_group,
}
EACH_ENDING = pytest.mark.parametrize("name", ENDINGS)


def nothing_stands_on_dead_ground() -> None:
    """After the sweep of this day no request is open, no step waits, no place is held."""
    enrollment_sweeps.sweep(timezone.localdate())
    opened = EnrollmentRequest.objects.filter(status__in=EnrollmentRequest.OPEN)
    assert not opened.exists(), [*opened]
    assert not EnrollmentRequest.objects.filter(reason="").exists()
    assert not Process.objects.filter(enrollment_request__isnull=False, status="NEW").exists()
    assert not Task.objects.filter(process__enrollment_request__isnull=False, finished=None).exists()
    assert sum(GroupPlaces.objects.values_list("taken", flat=True)) == 0
    agree()


@EACH_ENDING
@ATTEMPTS
def test_what_ends_requests_and_the_answer_of_the_provider_at_once(name, attempt):
    made = enrollments.asked()
    ending = ENDINGS[name](made)
    accept = complete(made, "answer_enrollment", ACCEPT, made.school.manager)

    by_ending, by_provider = at_once(ending, accept)

    assert by_ending == []
    assert by_provider in ([], ["CASE_CHANGED"], ["TASK_CLOSED"], ["NOT_FOUND"])
    assert enrollments.fresh(made.request).status == "CANCELLED"
    nothing_stands_on_dead_ground()


@EACH_ENDING
def test_an_answer_in_the_middle_of_what_ends_requests_comes_too_late(name, monkeypatch):
    made = enrollments.asked()
    ending = partial(codes, ENDINGS[name](made))
    accept = partial(codes, complete(made, "answer_enrollment", ACCEPT, made.school.manager))

    by_ending, by_provider = in_the_middle(monkeypatch, requests, "stop", ending, accept)

    assert by_ending == []
    assert by_provider in (["CASE_CHANGED"], ["TASK_CLOSED"], ["NOT_FOUND"])
    nothing_stands_on_dead_ground()


@EACH_ENDING
def test_what_ends_requests_in_the_middle_of_an_answer_ends_what_was_accepted(name, monkeypatch):
    made = enrollments.asked()
    ending = partial(codes, ENDINGS[name](made))
    accept = partial(codes, complete(made, "answer_enrollment", ACCEPT, made.school.manager))

    assert in_the_middle(monkeypatch, requests, "accept", accept, ending) == [[], []]

    assert MunicipalAssessment.objects.get().verdict == "POSSIBLE"
    nothing_stands_on_dead_ground()


REFUSED = {  # what the family may hear of an ending that was faster
    "certificate suspended": ["CERTIFICATE_NOT_ACTIVE"],
    "provider suspended": ["PROVIDER_NOT_ACTIVE"],
    "provider excluded": ["NOT_IN_REGISTER", "PROVIDER_NOT_ACTIVE"],
    "group cancelled": ["GROUP_NOT_OPEN"],
}
MEANWHILE = (["GROUP_CHANGED"], ["NOT_FOUND"])


@EACH_ENDING
@ATTEMPTS
def test_what_ends_requests_and_an_application_at_once(name, attempt):
    """One that is opened while its case could not be seen yet is ended by the sweep; or the ending is asked again."""
    made = enrollments.asked()
    family, group = made.family, made.school.group
    if name == "certificate suspended":  # the same certificate asks for something else
        group = enrollments.school().group
    else:
        family = enrollments.family()
    ending = ENDINGS[name](made)

    by_ending, by_family = at_once(ending, partial(enrollments.apply, family, group))

    assert by_family in ([], REFUSED[name], *MEANWHILE)
    if by_ending == ["TASK_BUSY"]:  # it saw the application: who ends looks again, and ends both
        assert by_family == []
        assert codes(ENDINGS[name](made)) == []
    else:
        assert by_ending == []
    nothing_stands_on_dead_ground()


@pytest.mark.parametrize("name", ["certificate suspended", "provider suspended", "provider excluded"])
def test_an_application_in_the_middle_of_what_ends_requests(name, monkeypatch):
    made = enrollments.asked()
    family, group = made.family, made.school.group
    if name == "certificate suspended":
        group = enrollments.school().group
    else:
        family = enrollments.family()
    ending = partial(codes, ENDINGS[name](made))
    apply = partial(codes, partial(enrollments.apply, family, group))

    by_ending, by_family = in_the_middle(monkeypatch, requests, "stop", ending, apply)

    assert by_ending == []
    assert by_family in ([], REFUSED[name], *MEANWHILE)
    nothing_stands_on_dead_ground()
