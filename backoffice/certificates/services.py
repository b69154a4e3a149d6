"""The life of a certificate after its issue. Writes inside the caller's transaction, after the rules agreed.

Whoever calls has locked the certificate by `funding.services.lock`; money moves and queues change through that module.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import F, Sum

from backoffice import journal
from backoffice.acts import services as acts
from backoffice.certificates import rules
from backoffice.certificates.models import Certificate, CertificateMove
from backoffice.errors import Refusal
from backoffice.funding import services as funding
from backoffice.funding.waiting import FundingRequest, QuotaQueueEntry
from backoffice.journal import Act
from backoffice.ledger.models import CertificateAccount, LedgerEntry
from backoffice.people import cabinets

Status = Certificate.Status
TERMINATION = "CertificateTermination"
GROWN_UP = "Исполнилось 18 лет."


def why_not_move(certificate: Certificate, move: rules.Move) -> Iterator[Refusal]:
    """Yield why an act is not for a locked certificate in its state."""
    yield from rules.why_not_move(move, certificate.status, certificate.get_status_display())


def why_not_reserved(certificate: Certificate) -> Iterator[Refusal]:
    """Yield why an act must wait for the contracts of a locked certificate."""
    accounts = CertificateAccount.objects.filter(certificate=certificate)
    yield from rules.why_not_reserved(accounts.aggregate(total=Sum("reserved"))["total"] or 0)


def why_not_bound(certificate: Certificate) -> Iterator[Refusal]:
    """Yield why a locked certificate cannot end or go: money is promised to something that does not end with it.

    Its contracts do (domain 4e).
    """
    others = LedgerEntry.objects.filter(account__certificate=certificate).exclude(subject_type="contract")
    yield from rules.why_not_reserved(others.aggregate(total=Sum("reserved", default=0))["total"])


def change(certificate: Certificate, act: Act, what: str, note: str = "", **columns) -> None:
    """Write columns of a locked certificate and what happened; its version rises."""
    columns |= {"version": certificate.version + 1}
    for name, value in columns.items():
        setattr(certificate, name, value)
    certificate.save(update_fields=columns)
    journal.record(what, certificate, act, note, municipality_id=certificate.issuer_id)


def activate(certificate: Certificate, act: Act) -> None:
    """The family came in person and was identified."""
    change(certificate, act, "certificate.activated", status=Status.ACTIVE, activated_on=act.on)


def discard(certificate: Certificate, reason: str, act: Act) -> None:
    """Take an issued certificate back before anybody used it: as if there had been none, and nobody is let in by it."""
    ended = {"status": Status.DELETED, "ended_on": act.on, "end_reason": reason}
    change(certificate, act, "certificate.discarded", reason, **ended)
    cabinets.end_invitations(certificate.child)
    cabinets.close(certificate.child, act)


def why_not_suspend(certificate: Certificate) -> Iterator[Refusal]:
    """Only an active certificate without promises to contracts is suspended (domain 4e)."""
    yield from why_not_move(certificate, rules.SUSPEND)
    yield from why_not_reserved(certificate)


def suspend(certificate: Certificate, reason: str, act: Act) -> None:
    """Stop a certificate for a while: its unused money and its place in the queue go to others."""
    was_funded = certificate.is_funded
    end_funding(certificate, act, "Сертификат приостановлен.", key="suspend")
    columns = {"status": Status.SUSPENDED, "suspended_on": act.on, "was_funded": was_funded}
    change(certificate, act, "certificate.suspended", reason, **columns)


def resume(certificate: Certificate, reason: str, act: Act) -> None:
    """Let a suspended certificate work again, and give back the money that suspension took, if it may be now."""
    since, was_funded = certificate.suspended_on, certificate.was_funded
    columns = {"status": Status.ACTIVE, "suspended_on": None, "was_funded": False}
    change(certificate, act, "certificate.resumed", reason, **columns)
    if was_funded and since and _may_have_money_again(certificate, since, on=act.on):
        fund_or_queue(certificate, act, "Сертификат возобновлён.", key="resume")


def _may_have_money_again(certificate: Certificate, since: date, *, on: date) -> bool:
    """Whether the period of day `since` is over, if the Rules ask for that; never twice the money of one period."""
    period = funding.period_on(certificate.issuer_id, on)
    next_only = acts.setting("RESUME_FUNDING_NEXT_PERIOD", on=on, territory=certificate.issuer_id)
    if next_only and (period is None or period.starts_on <= since):
        return False
    used = CertificateAccount.objects.filter(certificate=certificate, period=period, nominal__gt=F("expired"))
    return not used.exists()


def fund_or_queue(certificate: Certificate, act: Act, reason: str, *, key: str) -> None:
    """Put money on a locked active certificate if there is room and nobody waits; else it waits, if it ever may.

    Without a quota for its category there is nothing to wait for: it stays one of accounting, and the journal says why.
    """
    if any(funding.why_not_fund(certificate, on=act.on)):
        return
    quota = funding.quota_of(certificate.issuer_id, certificate.category, on=act.on)
    if quota is None:
        funding.tell_no_quota(certificate, act, reason)
        return
    if not funding.has_queue(quota) and funding.room_of(quota).is_left():
        funding.fund(certificate, quota, act, key=f"{key}:{certificate.pk}:{certificate.version}")
        return
    request = FundingRequest.objects.create(certificate=certificate, category=certificate.category)
    funding.join_queue(request, act, reason)


def end_funding(certificate: Certificate, act: Act, reason: str, *, key: str) -> None:
    """Money goes back, the place in the queue and an open request end: nothing of it outlives the act."""
    if certificate.is_funded:
        funding.take_back(certificate, act, reason, key=f"{key}:{certificate.pk}:{certificate.version}")
    funding.leave_queue(certificate, QuotaQueueEntry.Status.REMOVED, act, reason)
    for request in FundingRequest.objects.filter(certificate=certificate, status=FundingRequest.Status.SUBMITTED):
        request.status, request.reason = FundingRequest.Status.WITHDRAWN, reason
        request.version += 1
        request.save(update_fields=["status", "reason", "version"])
        journal.record("funding.closed", request, act, reason, municipality_id=certificate.issuer_id)


def grounds_in_force(*, on: date) -> set[str]:
    """Codes of the grounds on which a certificate may be terminated on day `on`."""
    return {ground.code for ground in acts.grounds(TERMINATION, on=on)}


def why_not_terminate(certificate: Certificate) -> Iterator[Refusal]:
    """Only an issued certificate ends; its contracts end with it."""
    yield from why_not_move(certificate, rules.TERMINATE)
    yield from why_not_bound(certificate)


def why_not_ground(ground: str, *, on: date) -> Iterator[Refusal]:
    """Yield why a person may not terminate on a ground on day `on`."""
    yield from rules.why_not_ground(ground, grounds_in_force(on=on))


def terminate(certificate: Certificate, ground: str, reason: str, act: Act) -> None:
    """End a certificate for life, with its money, its place in the queue and its open move (domain 4e)."""
    _end(certificate, Status.TERMINATED, ground, reason, act, "certificate.terminated")


def grow_up(certificate: Certificate, act: Act) -> None:
    """End a certificate, or the application for one, on the 18th birthday (L 7): what contracts hold stays theirs.

    Nobody answers for a grown-up: the cabinet is closed to the guardians, and stays open to the child.
    """
    status = Status.WITHDRAWN if certificate.status == Status.APPLIED else Status.TERMINATED
    _end(certificate, status, rules.AGE_18, GROWN_UP, act, "certificate.expired")
    cabinets.close_to_guardians(certificate.child, act)


def _end(certificate: Certificate, status: str, ground: str, reason: str, act: Act, what: str) -> None:
    end_funding(certificate, act, "Сертификат прекращён.", key="terminate")
    for move in CertificateMove.objects.filter(certificate=certificate, status=CertificateMove.Status.REQUESTED):
        end_move(move, CertificateMove.Status.WITHDRAWN, "Сертификат прекращён.")
    ended = {"ended_on": act.on, "end_ground": ground, "end_reason": reason}
    change(certificate, act, what, reason, status=status, suspended_on=None, was_funded=False, **ended)
    cabinets.end_invitations(certificate.child)


def end_move(move: CertificateMove, status: CertificateMove.Status, reason: str = "") -> None:
    """Close a move."""
    move.status, move.reason = status, reason
    move.version += 1
    move.save(update_fields=["status", "reason", "version"])
