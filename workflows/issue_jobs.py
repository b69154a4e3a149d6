"""Issues the applications that were there when a run began, batch by batch; what is refused waits for a person."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from backoffice.access import Viewer
from backoffice.certificates.models import Certificate
from backoffice.errors import BUSY, Refusal, Refused
from backoffice.imports import services
from backoffice.imports.models import IssueProblem, IssueRun, RunStatus
from backoffice.journal import Act
from workflows import engine, incidents, runs
from workflows.certificate_issue import CertificateIssue
from workflows.decisions.certificates import IssueCertificate, IssueVerdict
from workflows.models import Task

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
        _leave(run, certificate, refused.refusals)
    except incidents.OUTAGES:
        raise
    except Exception as error:
        _leave(run, certificate, [incidents.row_failed(error)])
    else:
        run.issued += 1


def _leave(run: IssueRun, certificate: Certificate, reasons: Iterable[Refusal]) -> None:
    """Leave an application to a person, with the reasons."""
    run.refused += 1
    IssueProblem.objects.bulk_create(
        IssueProblem(run=run, certificate=certificate, code=reason.code, message=reason.message) for reason in reasons
    )


def issue_one(certificate: Certificate, by: Viewer) -> None:
    """Issue one certificate as `by`, by the decision of the process.

    :raises Refused: every reason against it
    """
    node = CertificateIssue.issue_certificate
    task = Task.objects.select_related("process").get(process__certificate=certificate, flow_task=node, finished=None)
    decision = IssueCertificate(verdict=IssueVerdict.ISSUE)
    engine.complete(node, task_id=task.pk, decision=decision, expected_version=task.process.version, by=by)
