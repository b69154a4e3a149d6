"""The outbox: one due job is claimed, done and struck off in one transaction, whoever is first.

A worker that is killed leaves the job and none of its effects; nothing is to be reclaimed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from backoffice.jobs.models import Job
from backoffice.signatures import seals
from workflows import enrollment_jobs, export_jobs, funding_jobs, import_jobs, incidents, issue_jobs

log = logging.getLogger(__name__)
LONGEST_PAUSE = timedelta(hours=1)

# One bounded step about the row with that key, inside the transaction; True: nothing is left.
HANDLERS: dict[str, Callable[[int], bool]] = {
    Job.Kind.IMPORT: import_jobs.step,
    Job.Kind.ISSUE: issue_jobs.step,
    Job.Kind.EXPORT: export_jobs.step,
    Job.Kind.SERVE_QUEUE: funding_jobs.serve_queue,
    Job.Kind.SERVE_WAITING_LIST: enrollment_jobs.serve_waiting_list,
    Job.Kind.REPLENISH: funding_jobs.replenish,
    Job.Kind.CHANGE_NOMINAL: funding_jobs.change_nominal,
    Job.Kind.SEAL_DOCUMENT: seals.seal,
}


class UnknownKind(Exception):
    """A job that this program cannot do. It waits for one that can."""


@transaction.atomic
def run_one(now: datetime) -> bool:
    """Do one step of the job that has waited longest; False if none is due.

    What is not finished goes behind the others. What fails is rolled back and tried again, later each time.
    """
    job = _claimed(now)
    if job is None:
        return False
    try:
        with transaction.atomic():
            finished = _handler(job.kind)(job.subject_id)
    except Exception as error:
        if transaction.get_rollback():
            raise  # the connection is lost, and with it the claim: another worker has the job already
        _put_off(job, error, now)
        return True
    if finished:
        job.delete()
    else:
        job.run_at, job.attempts, job.last_error = now, 0, ""
        job.save(update_fields=["run_at", "attempts", "last_error"])
    return True


def _claimed(now: datetime) -> Job | None:
    """The due job that nobody else is doing, ours alone until the transaction ends."""
    return Job.objects.select_for_update(skip_locked=True).filter(run_at__lte=now).order_by("run_at", "pk").first()


def _handler(kind: str) -> Callable[[int], bool]:
    if kind not in HANDLERS:
        raise UnknownKind(kind)
    return HANDLERS[kind]


def _put_off(job: Job, error: Exception, now: datetime) -> None:
    """Try it later: after 2, 4, 8 … seconds, at most an hour. The row keeps the kind of failure, no data."""
    job.attempts += 1
    job.run_at = now + min(LONGEST_PAUSE, timedelta(seconds=2 ** min(job.attempts, 12)))
    job.last_error = type(error).__name__
    job.save(update_fields=["attempts", "run_at", "last_error"])
    log.error("Job %s (%s) failed %s times in a row: %s", job.pk, job.kind, job.attempts, incidents.told(error))
