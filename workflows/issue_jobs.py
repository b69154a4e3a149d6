"""Issues the applications that were there when a run began, batch by batch; what is refused waits for a person."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from backoffice import journal
from backoffice.access import Viewer
from backoffice.certificates.models import Certificate
from backoffice.errors import BUSY, Refusal, Refused
from backoffice.funding import services as funding
from backoffice.imports import services
from backoffice.imports.models import IssueProblem, IssueRun, RunStatus
from backoffice.journal import Act
from workflows import runs

BATCH = 25  # applications in one step


def step(run_id: int) -> bool:
    """Issue the next applications; True when the run has ended."""
    run = services.lock(IssueRun, run_id)
    if run is None:
        return True
    by = runs.beginner(run)
    if by is None:
        return runs.stop(run, "issuing.cancelled")
    waiting = services.open_applications(run.municipality).filter(pk__gt=run.done_up_to, pk__lte=run.up_to)
    batch = list(waiting.order_by("pk")[:BATCH])
    for certificate in batch:
        _issue(run, certificate, by)
        run.done_up_to = certificate.pk
    if len(batch) < BATCH:
        note = f"Выдано: {run.issued}, ждут решения сотрудника: {run.refused}"
        services.finish(run, RunStatus.DONE, "issuing.finished", Act(by.user, timezone.localdate()), note)
        return True
    run.save()
    return False


def _issue(run: IssueRun, certificate: Certificate, by: Viewer) -> None:
    try:
        with transaction.atomic():
            issue_one(certificate, by)
    except Refused as refused:
        if BUSY in refused.refusals:
            raise  # it says nothing about the application: the step is tried again
        run.refused += 1
        IssueProblem.objects.bulk_create(
            IssueProblem(run=run, certificate=certificate, code=reason.code, message=reason.message)
            for reason in refused.refusals
        )
    else:
        run.issued += 1


def issue_one(certificate: Certificate, by: Viewer) -> None:
    """Issue one certificate as `by`. Stands in for the decision of the process.

    :raises Refused: every reason against it
    """
    locked = funding.lock(certificate.pk)
    if locked.child.municipality_id != locked.issuer_id:
        text = "Ребёнок живёт в другом муниципалитете."
        raise Refused(Refusal("RESIDENCE_ELSEWHERE", text, "Концепция, п. 1.4", "Откажите по месту жительства."))
    act = Act(by.user, timezone.localdate())
    locked.status, locked.issued_on, locked.number = Certificate.Status.ISSUED_INACTIVE, act.on, f"42{locked.pk:09d}"
    locked.version += 1
    locked.save()
    journal.record("certificate.issued", locked, act, municipality_id=locked.issuer_id)
