"""The outbox: a job is done once, by whoever is first, and its effects with it or not at all."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from backoffice.jobs import services
from backoffice.jobs.models import Job
from backoffice.units.models import Unit
from tests.races import race
from workflows import jobs

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def doing(monkeypatch):
    """Do `work(subject_id)` for the jobs of a kind."""
    return lambda kind, work: monkeypatch.setitem(jobs.HANDLERS, kind, work)


def effect(number: int) -> Unit:
    return Unit.objects.create(kind=Unit.Kind.COMMISSION, code=f"done-{number}", name="…", valid_from="2020-01-01")


def test_without_jobs_there_is_nothing_to_do():
    assert not jobs.run_one(NOW)


def test_a_job_that_is_done_is_struck_off_with_its_effect(doing):
    doing(Job.Kind.EXPORT, lambda subject: bool(effect(subject)))
    services.add(Job.Kind.EXPORT, 7)

    assert [jobs.run_one(timezone.now()) for _ in range(2)] == [True, False]

    assert Unit.objects.filter(code="done-7").exists() and not Job.objects.exists()


def test_jobs_with_many_steps_take_turns(doing):
    taken, left = [], {1: 3, 2: 3}

    def step(subject):
        taken.append(subject)
        left[subject] -= 1
        return not left[subject]

    doing(Job.Kind.IMPORT, step)
    for subject in left:
        services.add(Job.Kind.IMPORT, subject)
    while jobs.run_one(timezone.now()):
        pass
    assert taken == [1, 2, 1, 2, 1, 2]


def test_a_job_waits_for_its_hour():
    Job.objects.create(kind=Job.Kind.IMPORT, subject_id=1, run_at=NOW + timedelta(minutes=1))
    assert not jobs.run_one(NOW)


def test_a_failure_is_taken_back_told_without_data_and_tried_later_and_later(doing, caplog):
    said = "Примерова Мария"

    def fails(subject):
        effect(subject)
        raise ValueError(said)

    doing(Job.Kind.EXPORT, fails)
    job = Job.objects.create(kind=Job.Kind.EXPORT, subject_id=1, run_at=NOW)

    pauses, now = [], NOW
    for _ in range(13):
        assert jobs.run_one(now)
        job.refresh_from_db()
        pauses.append((job.run_at - now).total_seconds())
        now = job.run_at

    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600]
    assert (job.attempts, job.last_error) == (13, "ValueError")
    assert not Unit.objects.filter(code="done-1").exists()
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 13
    assert "ValueError" in caplog.text and "in fails" in caplog.text and "Мария" not in caplog.text


def test_of_a_row_that_the_database_refuses_its_constraint_is_told_and_not_the_row(doing, caplog):
    doing(Job.Kind.EXPORT, lambda subject: effect(subject) and effect(subject))
    services.add(Job.Kind.EXPORT, 271828)
    assert jobs.run_one(timezone.now())
    assert "IntegrityError < UniqueViolation(" in caplog.text and "in effect" in caplog.text
    assert "271828" not in caplog.text


def test_a_statement_that_fails_fails_its_job_alone(doing):
    def fails(subject):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    doing(Job.Kind.EXPORT, fails)
    services.add(Job.Kind.EXPORT, 1)
    assert jobs.run_one(timezone.now())
    assert issubclass(DatabaseError, Exception) and Job.objects.get().last_error == "DataError"


def test_a_job_that_nobody_here_can_do_stays_and_is_loud(caplog):
    Job.objects.create(kind="TOMORROW", subject_id=1, run_at=NOW)
    assert jobs.run_one(NOW)
    assert (
        Job.objects.get().last_error == "UnknownKind"
        and "(TOMORROW) failed 1 times in a row: UnknownKind" in caplog.text
    )


def test_a_success_forgets_the_failures_before_it(doing):
    doing(Job.Kind.EXPORT, lambda subject: False)
    Job.objects.create(kind=Job.Kind.EXPORT, subject_id=1, run_at=NOW, attempts=3, last_error="ValueError")
    jobs.run_one(NOW)
    job = Job.objects.get()
    assert (job.attempts, job.last_error, job.run_at) == (0, "", NOW)


@pytest.mark.django_db(transaction=True)
def test_eight_workers_do_forty_jobs_once_each(doing):
    doing(Job.Kind.EXPORT, lambda subject: bool(effect(subject)))
    for number in range(40):
        services.add(Job.Kind.EXPORT, number)

    def work(_):
        done = 0
        while jobs.run_one(timezone.now()):
            done += 1
        return done

    assert sum(race(8, work)) == 40
    assert Unit.objects.filter(code__startswith="done-").count() == 40 and not Job.objects.exists()
