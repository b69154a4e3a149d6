"""Whatever ends a request for a place or an enrollment: the reason is told, the place and the volume are free."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.accounts import viewers
from backoffice.certificates.models import Certificate, CertificateMove
from backoffice.enrollments import pupils as domain
from backoffice.enrollments.models import Enrollment, EnrollmentRequest, PlaceHold
from backoffice.entitlements.models import ServiceVolume
from backoffice.groups.models import StudyGroup
from backoffice.providers.models import Provider
from backoffice.registers.models import ProgramRegisterExit
from tests import certificates, enrollments, factories, families, pupils
from tests.certificates import carry_out
from workflows import birthdays, engine, enrollment_sweeps, provider_acts, reconfirmation, register_acts
from workflows.decisions import provider_entry, registers
from workflows.decisions.certificate_life import MoveVerdict, ReviewMove
from workflows.management.commands import worker
from workflows.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return enrollments.school(capacity=2)


def ended(request: EnrollmentRequest, reason: str, status: str = "CANCELLED") -> None:
    """The request is over, its family reads why, and nothing is held."""
    now = enrollments.fresh(request)
    assert (now.status, reason in now.reason) == (status, True), now.reason
    assert enrollments.case_of(request).status in ("CANCELED", "DONE")
    assert enrollments.steps_of(request) == []
    assert not PlaceHold.objects.filter(request=request).exclude(status="FREED").exists()
    assert not ServiceVolume.objects.filter(certificate=request.certificate_id, programs_reserved__gt=0).exists()
    assert pupils.found() == ""


@pytest.mark.parametrize("name", ["suspend", "terminate", "give_up"])
def test_requests_end_with_the_certificate(school, name):
    family, clerk = enrollments.family(), families.clerk()
    request = enrollments.apply(family, school.group)
    said = {"ground": "MOVED_AWAY"} if name == "terminate" else {}
    by = family.parent if name == "give_up" else clerk
    carry_out(name, Certificate.objects.get(pk=family.certificate.pk), by, reason="Так вышло.", **said)
    ended(request, "Сертификат приостановлен." if name == "suspend" else "Сертификат прекращён.")
    assert school.places.taken == 0


def test_who_waits_leaves_the_list_with_the_certificate(school):
    [enrollments.apply(enrollments.family(), school.group) for _ in range(2)]
    family = enrollments.family()
    request = enrollments.apply(family, school.group, waits=True)
    carry_out("suspend", family.certificate, families.clerk(), reason="Лечение.")
    ended(request, "Сертификат приостановлен.")
    assert (school.places.waiting, request.waiting_entries.get().status) == (0, "REMOVED")


def test_pupils_go_on_while_the_certificate_is_suspended_and_end_with_it(school):
    family = enrollments.family()
    pupil = enrollments.enrolled(school, family)
    carry_out("suspend", Certificate.objects.get(pk=family.certificate.pk), families.clerk(), reason="Лечение.")
    assert pupils.fresh(pupil).status == "ACTIVE"
    suspended = Certificate.objects.get(pk=family.certificate.pk)
    carry_out("terminate", suspended, families.clerk(), ground="MOVED_AWAY", reason="Уехали.")
    now = pupils.fresh(pupil)
    assert (now.status, now.ended_on, now.reason) == ("WITHDRAWN", timezone.localdate(), "Сертификат прекращён.")
    assert (school.places.taken, pupils.found()) == (0, "")


def test_the_18th_birthday_ends_requests_and_not_lessons(school):
    family, other = enrollments.family(), enrollments.family()
    request, pupil = enrollments.apply(family, school.group), enrollments.enrolled(school, other)
    Certificate.objects.update(expires_on=timezone.localdate())
    assert birthdays.sweep(timezone.now()) == 2
    ended(request, "исполнилось 18 лет")
    assert pupils.fresh(pupil).status == "ACTIVE"


def test_a_move_to_another_municipality_ends_requests(school):
    family = enrollments.family()
    request = enrollments.apply(family, school.group)
    move = certificates.request_move(Certificate.objects.get(pk=family.certificate.pk), enters=certificates.THERE)
    by = viewers.viewer_of_user(families.clerk(certificates.THERE))
    task = Task.objects.get(process=certificates.case_of(move), finished=None, flow_task_type="HUMAN")
    decision = ReviewMove(verdict=MoveVerdict.ACCEPT)
    engine.complete(task.flow_task, task_id=task.pk, decision=decision, expected_version=1, by=by)
    assert CertificateMove.objects.get(pk=move.pk).status == "ACCEPTED"
    ended(request, "переведён в другой муниципалитет")


def test_what_is_asked_for_and_taught_goes_with_the_certificate_to_the_earlier_record(school):
    request, pupil = enrollments.apply(enrollments.family(), school.group), enrollments.enrolled(school)
    for row in (request, pupil):
        earlier = families.child()
        Certificate.objects.filter(pk=row.certificate_id).update(child=earlier.pk)
        domain.pass_on(Certificate.objects.get(pk=row.certificate_id))
        row.refresh_from_db()
        assert row.child_id == earlier.pk


def test_what_is_over_stays_with_the_record_for_which_it_was(school):
    family = enrollments.family()
    cancelled = enrollments.cancel(enrollments.apply(family, school.group), family.parent)
    left = enrollments.enrolled(school)
    pupils.withdraw(left, school.manager)
    for row in (cancelled, left, left.request):
        before = row.child_id
        Certificate.objects.filter(pk=row.certificate_id).update(child=families.child().pk)
        domain.pass_on(Certificate.objects.get(pk=row.certificate_id))
        row.refresh_from_db()
        assert row.child_id == before


def test_a_suspended_provider_keeps_its_pupils_and_loses_its_requests(school):
    request, pupil = enrollments.apply(enrollments.family(), school.group), enrollments.enrolled(school)
    _provider_act(provider_acts.suspend, provider_entry.SuspendProvider(reason="Проверка."), school)
    ended(request, "Работа организации приостановлена.")
    assert (pupils.fresh(pupil).status, school.places.taken) == ("ACTIVE", 1)


def _provider_act(do, decision, school) -> None:
    by = factories.member("OPERATOR_HEAD", factories.operator_unit())
    version = Provider.objects.get(pk=school.provider.pk).version
    with transaction.atomic():
        about = {"provider_id": school.provider.pk, "expected_version": version}
        do(decision=decision, by=viewers.viewer_of_user(by), **about)


def test_a_program_out_of_its_register_takes_no_requests_on(school):
    request, pupil = enrollments.apply(enrollments.family(), school.group), enrollments.enrolled(school)
    decision = registers.ExcludeFromRegister(ground="LOW_DEMAND", reason="Дети не идут.")
    by = viewers.viewer_of_user(school.head)
    with transaction.atomic():
        register_acts.exclude(entry_id=school.entry.pk, decision=decision, by=by, key=enrollments.key())
    ended(request, "Программа исключена из реестра.")
    assert pupils.fresh(pupil).status == "ACTIVE"


def in_force_to_the_end(school) -> date:
    """The first day on which the entry no longer holds; group and hold go on longer."""
    StudyGroup.objects.update(ends_on=school.entry.valid_until + timedelta(days=30))
    PlaceHold.objects.update(held_until=None)
    return school.entry.valid_until


def test_an_entry_that_expires_ends_what_was_not_decided(school):
    request = enrollments.apply(enrollments.family(), school.group)
    assert reconfirmation.expire(in_force_to_the_end(school)) == 1
    ended(request, "Срок записи программы в реестре истёк.")


def test_a_request_of_an_entry_that_expired_ends_with_the_next_sweep(school):
    request = enrollments.apply(enrollments.family(), school.group)
    over = in_force_to_the_end(school)
    assert (enrollment_sweeps.sweep(over - timedelta(days=1)), enrollment_sweeps.sweep(over)) == (0, 1)
    ended(request, "Срок записи программы в реестре истёк.")


def _exit(school) -> None:
    there = {"entry": school.entry, "excluded_on": timezone.localdate()}
    ProgramRegisterExit.objects.create(ground="LOW_DEMAND", reason="Дети не идут.", **there)


def _be_over(school) -> None:
    StudyGroup.objects.update(starts_on=enrollments.day(-9), ends_on=enrollments.day(-1))


def _end_certificate(school) -> None:
    Certificate.objects.update(status="TERMINATED", ended_on=timezone.localdate())


LOST = {
    "Сертификат больше не действует.": _end_certificate,
    "Сертификат переведён": lambda it: Certificate.objects.update(issuer=families.municipality(certificates.THERE)),
    "Организация не принимает заявки": lambda it: Provider.objects.update(status="SUSPENDED"),
    "Программа исключена из реестра.": _exit,
    "Группа отменена.": lambda it: StudyGroup.objects.update(status="CANCELLED"),
    "Занятия этой группы закончились.": _be_over,
}


@pytest.mark.parametrize("words", LOST)
def test_a_request_that_was_opened_at_the_moment_its_ground_went_ends_with_the_next_sweep(school, words):
    request = enrollments.apply(enrollments.family(), school.group)
    assert enrollment_sweeps.sweep(timezone.localdate()) == 0
    LOST[words](school)
    assert enrollment_sweeps.sweep(timezone.localdate()) == 1
    ended(request, words)
    assert enrollment_sweeps.sweep(timezone.localdate()) == 0


def test_a_worker_looks_through_all_open_requests_once_a_minute(school, monkeypatch):
    """What ends certificates, providers and entries stops their requests itself: little is ever left to be found."""
    enrollments.apply(enrollments.family(), school.group)
    _end_certificate(school)
    assert enrollment_sweeps.sweep(timezone.localdate(), thorough=False) == 0
    clock, seen, command = [0.0], [], worker.Command()
    monkeypatch.setattr(worker.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(worker.timers, "sweep", lambda *, thorough: seen.append(thorough))
    monkeypatch.setattr(worker.jobs, "run_one", lambda now: True)
    command.next_look = command.next_thorough = 0.0
    for clock[0] in range(0, 125, 5):
        command._turn(None, 5)
    assert [turn for turn, is_thorough in enumerate(seen) if is_thorough] == [0, 12, 24]


@pytest.mark.parametrize("is_accepted", [False, True])
def test_a_hold_that_runs_out_goes_to_the_next(is_accepted):
    school = enrollments.school(capacity=1)
    request = enrollments.apply(enrollments.family(), school.group)
    waits = enrollments.apply(enrollments.family(), school.group, waits=True)
    if is_accepted:
        request = enrollments.accept(request, school.manager)
    hold = PlaceHold.objects.get(request=request)
    assert enrollment_sweeps.sweep(hold.held_until) == 0
    PlaceHold.objects.update(held_until=timezone.localdate() - timedelta(days=1))
    assert enrollment_sweeps.sweep(timezone.localdate()) == 1
    ended(request, "не зачислила" if is_accepted else "не ответила", "EXPIRED")
    enrollments.run_jobs()
    assert enrollments.fresh(waits).status == "OFFERED"


def test_a_silent_municipality_costs_nobody_the_place(school):
    request = enrollments.apply(enrollments.family(), school.group)
    EnrollmentRequest.objects.filter(pk=request.pk).update(status="MANUAL")
    PlaceHold.objects.update(held_until=None)
    assert enrollment_sweeps.sweep(timezone.localdate() + timedelta(days=10)) == 0


def test_the_last_lesson_ends_an_enrollment_and_frees_the_place(school):
    pupil = enrollments.enrolled(school)
    Enrollment.objects.update(starts_on=enrollments.day(-9), ends_on=enrollments.day(-1))
    assert enrollment_sweeps.sweep(timezone.localdate()) == 1
    now = pupils.fresh(pupil)
    assert (now.status, now.ended_on, school.places.taken) == ("COMPLETED", enrollments.day(-1), 0)
    assert (enrollment_sweeps.sweep(timezone.localdate()), pupils.found()) == (0, "")


def test_a_broken_row_stops_no_other(school, monkeypatch, caplog):
    broken, other = enrollments.enrolled(school), enrollments.enrolled(school)
    Enrollment.objects.update(starts_on=enrollments.day(-9), ends_on=enrollments.day(-1))
    complete = domain.complete

    def fail_once(enrollment, act):
        if enrollment.pk == broken.pk:
            raise ValueError
        complete(enrollment, act)

    monkeypatch.setattr(domain, "complete", fail_once)
    assert enrollment_sweeps.sweep(timezone.localdate()) == 1
    assert (pupils.fresh(broken).status, pupils.fresh(other).status) == ("ACTIVE", "COMPLETED")
    assert "cannot be swept" in caplog.text
