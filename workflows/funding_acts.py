"""The acts on the money of certificates that are no steps of a case. Inside the caller's transaction."""

from __future__ import annotations

import uuid
from dataclasses import replace

from django.utils import timezone
from viewflow.workflow.status import PROCESS

from backoffice.access import Viewer
from backoffice.certificates.models import Certificate
from backoffice.errors import Refusal, Refused
from backoffice.funding import replenishment, requests, rules, services
from backoffice.funding.models import FundingPeriod, Replenishment
from backoffice.funding.waiting import FundingRequest, QuotaQueueEntry
from backoffice.jobs import services as jobs
from backoffice.jobs.models import Job
from backoffice.journal import Act
from workflows import engine, locks
from workflows.engine import CHANGED, NOT_FOUND, first_time
from workflows.funding_status_change import FundingStatusChange
from workflows.models import Process, Receipt

Requested = FundingRequest.Status
CLOSED = Refusal(
    "REQUEST_CLOSED", "Это заявление уже не ждёт решения и не стоит в очереди.", rules.RULE, "Обновите страницу."
)


def ask(*, certificate_id, decision, expected_version: int, key: str, by: Viewer) -> FundingRequest:
    """Ask for money on a certificate and open the case; a repeated `key` gives the same request.

    :raises Refused: NOT_FOUND, KEY_REUSED, CASE_CHANGED, or every reason against the request
    """
    seen = _mine(certificate_id, "request_funding", by)
    if not first_time(by.user, key, f"request funding {seen.pk} {decision}"):
        return FundingRequest.objects.get(pk=_made_with(key, by))
    with locks.patience():
        certificate = _unchanged(services.lock(seen.pk), expected_version)
    act = replace(_act(by), case_id=uuid.uuid4())
    category = requests.category_of(decision.category)
    reasons = [*decision.why_not()]
    reasons += requests.why_not_ask(certificate, category, decision.file, by.user, on=act.on)
    if reasons or category is None:
        raise Refused(*reasons)
    request = requests.ask(certificate, category, decision.file, act)
    FundingStatusChange.start.run(subject=request, act=act)
    Receipt.objects.filter(user=by.user, key=key).update(subject_id=request.pk)
    return request


def withdraw(*, request_id, decision, expected_version: int, key: str, by: Viewer) -> FundingRequest:
    """Take an open request back, with its case, or give up its place in the queue.

    :raises Refused: NOT_FOUND, KEY_REUSED, TASK_BUSY, CASE_CHANGED, REQUEST_CLOSED
    """
    seen = FundingRequest.objects.visible_to(by).select_related("certificate").filter(pk=request_id).first()
    if seen is None or not by.may("withdraw_funding", seen.certificate.child_id):
        raise Refused(NOT_FOUND)
    if not first_time(by.user, key, f"withdraw funding {seen.pk} {decision}"):
        return seen
    if seen.version != expected_version:
        raise Refused(CHANGED)
    case = Process.objects.filter(funding_request=seen, status=PROCESS.NEW).first()
    if case is not None:
        about = {"case_id": case.pk, "decision": decision, "expected_version": case.version}
        engine.withdraw(FundingStatusChange, by=by, **about)
        seen.refresh_from_db()
        return seen
    return _leave(seen, decision, _act(by), removed=False)


def remove(*, entry_id, decision, key: str, by: Viewer) -> QuotaQueueEntry:
    """End a place in the queue.

    :raises Refused: NOT_FOUND, KEY_REUSED, REASON_REQUIRED, REQUEST_CLOSED
    """
    seen = QuotaQueueEntry.objects.visible_to(by).select_related("request").filter(pk=entry_id).first()
    if seen is None or not by.may("remove_from_queue", seen.municipality_id):
        raise Refused(NOT_FOUND)
    if first_time(by.user, key, f"remove from queue {seen.pk} {decision}"):
        if reasons := [*decision.why_not()]:
            raise Refused(*reasons)
        _leave(seen.request, decision, _act(by), removed=True)
        seen.refresh_from_db()
    return seen


def _leave(request: FundingRequest, decision, act: Act, *, removed: bool) -> FundingRequest:
    with locks.patience():
        requests.hold(request)
    request.refresh_from_db(fields=["status", "version"])
    reasons = [*decision.why_not()]
    if request.status != Requested.QUEUED:
        reasons.append(CLOSED)
    if reasons:
        raise Refused(*reasons)
    requests.leave(request, act, decision.reason.strip(), removed=removed)
    request.refresh_from_db(fields=["status", "version", "reason"])
    return request


def give_back(*, certificate_id, decision, expected_version: int, key: str, by: Viewer) -> Certificate:
    """Give the unused money of a certificate back at the family's wish.

    :raises Refused: NOT_FOUND, KEY_REUSED, CASE_CHANGED, NOT_FUNDED, MONEY_USED
    """
    seen = _mine(certificate_id, "return_funding", by)
    if not first_time(by.user, key, f"return funding {seen.pk} {decision}"):
        return seen
    with locks.patience():
        certificate = _unchanged(services.lock(seen.pk), expected_version)
    act = _act(by)
    is_unused = services.is_unused(certificate, on=act.on)
    reasons = [*decision.why_not(), *rules.why_not_return(is_funded=certificate.is_funded, is_unused=is_unused)]
    if reasons:
        raise Refused(*reasons)
    reason, name = "Семья вернула неиспользованные средства", f"return:{certificate.pk}:{certificate.version}"
    services.take_back(certificate, act, reason, key=name, said=decision.reason)
    return certificate


def start_replenishment(*, period_id, decision, key: str, by: Viewer) -> Replenishment:
    """Begin to put the money of a period on the funded certificates; a repeated `key` gives the same run.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against it
    """
    period = FundingPeriod.objects.filter(pk=period_id).first()
    if period is None or not by.may("replenish", period.municipality_id):
        raise Refused(NOT_FOUND)
    if not first_time(by.user, key, f"start replenishment {period.pk} {decision}"):
        return Replenishment.objects.get(pk=_made_with(key, by))
    FundingPeriod.objects.select_for_update(no_key=True).get(pk=period.pk)  # one beginning at a time
    act = _act(by)
    if reasons := [*decision.why_not(), *replenishment.why_not_start(period, on=act.on)]:
        raise Refused(*reasons)
    run = replenishment.start(period, act)
    jobs.add(Job.Kind.REPLENISH, run.pk)
    Receipt.objects.filter(user=by.user, key=key).update(subject_id=run.pk)
    return run


def cancel_replenishment(*, replenishment_id, decision, by: Viewer) -> Replenishment:
    """Stop a running replenishment between two batches: waits for the one that runs.

    :raises Refused: NOT_FOUND, REPLENISHMENT_OVER
    """
    seen = Replenishment.objects.visible_to(by).filter(pk=replenishment_id).first()
    if seen is None or not by.may("replenish", seen.municipality_id):
        raise Refused(NOT_FOUND)
    runs = Replenishment.objects.select_for_update(no_key=True, of=("self",)).select_related("period")
    run = runs.get(pk=seen.pk)
    if reasons := [*decision.why_not(), *replenishment.why_not_cancel(run)]:
        raise Refused(*reasons)
    replenishment.end(run, Replenishment.Status.CANCELLED, _act(by), decision.reason)
    return run


def _mine(certificate_id, permission: str, by: Viewer) -> Certificate:
    """A certificate of the viewer's own child."""
    seen = Certificate.objects.visible_to(by).filter(pk=certificate_id).first()
    if seen is None or not by.may(permission, seen.child_id):
        raise Refused(NOT_FOUND)
    return seen


def _unchanged(certificate: Certificate, expected_version: int) -> Certificate:
    if certificate.version != expected_version:
        raise Refused(CHANGED)
    return certificate


def _made_with(key: str, by: Viewer) -> int:
    """Key of what the first request with an idempotency key has made."""
    return Receipt.objects.get(user=by.user, key=key).subject_id or 0


def _act(by: Viewer) -> Act:
    return Act(by.user, timezone.localdate())
