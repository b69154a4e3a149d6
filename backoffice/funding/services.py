"""Money comes onto a certificate and goes back; the queue for it. Writes inside the caller's transaction.

Locks are taken in one order: certificate, quota, account. Whoever calls has locked the certificate.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from backoffice import journal
from backoffice.certificates.models import Certificate, CertificateCategory
from backoffice.errors import Refusal
from backoffice.funding import quotas, rules
from backoffice.funding.models import FundingPeriod, Quota
from backoffice.funding.quotas import PARAGRAPH, program_in_force, room_of
from backoffice.funding.waiting import FundingRequest, QuotaQueueEntry, QuotaQueueMove
from backoffice.jobs import services as jobs
from backoffice.jobs.models import Job
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.models import CertificateAccount
from backoffice.ledger.services import Ground
from backoffice.statements import KeptQuery, Param

__all__ = ["program_in_force", "room_of"]  # asked for here as well

FundingStatus = Certificate.FundingStatus
Waiting = QuotaQueueEntry.Status
Requested = FundingRequest.Status
ENDS = {
    Waiting.SERVED: Requested.GRANTED,
    Waiting.WITHDRAWN: Requested.WITHDRAWN,
    Waiting.REMOVED: Requested.REMOVED,
}
# What those behind read: the words of a clerk or of a family are for that family alone.
TOLD_BEHIND = {
    Waiting.SERVED: "Подошла очередь: освободилась квота",
    Waiting.WITHDRAWN: "Семья отозвала заявление",
    Waiting.REMOVED: "Снят с очереди: средства закрепить больше нельзя",
}
NO_QUOTA = "Программа этого периода не выделяет средств для категории, места в очереди нет."


def lock(certificate_id: int) -> Certificate:
    """Have a certificate to oneself until the end of the act: the first lock of everything that moves money."""
    (certificate,) = _lock().objects(certificate_id)
    return certificate


@cache
def _lock() -> KeptQuery:
    return KeptQuery(locking(Certificate.objects.filter(pk=Param("certificate", lambda key: key))))


def locking(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """The same certificates, each locked, with whatever the acts on money ask of them."""
    read_along = rows.select_related("child", "issuer__unit", "category")
    return read_along.select_for_update(no_key=True, of=("self",))


def period_on(municipality_id: int, day: date) -> FundingPeriod | None:
    """The funding period of a municipality on a day."""
    return FundingPeriod.objects.filter(municipality=municipality_id, starts_on__lte=day, ends_on__gte=day).first()


def open_period(municipality_id: int, day: date) -> FundingPeriod:
    """Open the period of a day that has none: without money of its own, the rest of the year counts services."""
    around = FundingPeriod.objects.filter(municipality=municipality_id).aggregate(
        before=Max("ends_on", filter=Q(ends_on__lt=day, ends_on__year=day.year)),
        after=Min("starts_on", filter=Q(starts_on__gt=day, starts_on__year=day.year)),
    )
    starts_on = around["before"] + timedelta(days=1) if around["before"] else date(day.year, 1, 1)
    ends_on = around["after"] - timedelta(days=1) if around["after"] else date(day.year, 12, 31)
    gap = FundingPeriod(municipality_id=municipality_id, starts_on=starts_on, ends_on=ends_on)
    FundingPeriod.objects.bulk_create([gap], ignore_conflicts=True)  # somebody else may have been first
    return FundingPeriod.objects.get(municipality=municipality_id, starts_on__lte=day, ends_on__gte=day)


def quota_of(municipality_id: int, category: CertificateCategory, *, on: date) -> Quota | None:
    """Lock the quota of a category in the period of day `on`; None: the program funds no such category."""
    there = Quota.objects.filter(period__municipality=municipality_id, category=category)
    return quotas.locked(there.filter(period__starts_on__lte=on, period__ends_on__gte=on)).first()


def tell_no_quota(certificate: Certificate, act: Act, reason: str) -> None:
    """Write down why a certificate stays one of accounting: no quota, so no queue either, for its category."""
    note = f"{reason} {NO_QUOTA}"
    journal.record("certificate.not_funded", certificate, act, note, municipality_id=certificate.issuer_id)


def why_not_fund(certificate: Certificate, *, on: date) -> Iterator[Refusal]:
    """Yield what speaks against money on a locked certificate, whatever the quota says."""
    yield from rules.why_not_fund(
        is_active=certificate.status == Certificate.Status.ACTIVE,
        is_funded=certificate.is_funded,
        born=certificate.child.birth_date,
        funding_from=certificate.issuer.funding_from,
        on=on,
    )


def has_queue(quota: Quota) -> bool:
    """Whether somebody waits for this quota: then nobody else is served before."""
    return QuotaQueueEntry.objects.filter(
        municipality=quota.period.municipality_id, category=quota.category_id, status=Waiting.WAITING
    ).exists()


def fund(certificate: Certificate, quota: Quota, act: Act, *, key: str) -> CertificateAccount:
    """Put the nominal of a locked quota with room on a locked certificate, and change its status (C 1.4).

    Whoever has used money of this period already gets what is missing to the nominal, never a second one.
    """
    account = ledger.account_of(certificate, quota.period)
    quotas.take(quota, account, max(quotas.missing(quota, account), 0), act, key=key)
    certificate.funding_status, certificate.funded_on = FundingStatus.PERSONALISED_FUNDING, act.on
    certificate.category, certificate.return_due_on = quota.category, None
    certificate.version += 1
    certificate.save(update_fields=["funding_status", "funded_on", "category", "return_due_on", "version"])
    # The period alone: the name of a category tells of the child's health or fate.
    note = str(quota.period)
    journal.record("certificate.funded", certificate, act, note, municipality_id=certificate.issuer_id)
    return account


def take_back(
    certificate: Certificate, act: Act, reason: str, *, key: str, keeps_carried: bool = False, said: str = ""
) -> None:
    """Turn a locked funded certificate into one of accounting: free money goes back to the quotas that gave it.

    What contracts have reserved stays reserved; whoever ends the certificate ends them. With `keeps_carried` the share
    of an older period stays for the day on which the certificate is funded again. What was `said` is the journal's.
    """
    live = CertificateAccount.objects.select_related("period", "certificate").filter(
        certificate=certificate, period__ends_on__gte=act.on
    )
    for account in live.order_by("period_id"):
        account = _given_back(account, act, reason, key=f"{key}:{account.period_id}")
        if account.balance and not keeps_carried:
            ground = Ground(quotas.basis_of(account.period), PARAGRAPH, certificate, note=reason[:300])
            ledger.expire(account, account.balance, act, ground, key=f"{key}:{account.period_id}")
    certificate.funding_status, certificate.funded_on = FundingStatus.ACCOUNTING, None
    certificate.return_due_on = None
    certificate.version += 1
    certificate.save(update_fields=["funding_status", "funded_on", "return_due_on", "version"])
    note = journal.words(reason, said)
    journal.record("certificate.defunded", certificate, act, note, municipality_id=certificate.issuer_id)


def _given_back(account: CertificateAccount, act: Act, reason: str, *, key: str) -> CertificateAccount:
    """Give the free money of a period that still runs back, so that others, or a later `fund`, have it once.

    What is spent or reserved counts as carried money first, which no quota gave. Returns the account, locked.
    """
    taken = quotas.taken_of(account)
    givers = list(quotas.locked(Quota.objects.filter(pk__in=taken)))
    account = ledger.account_of(account.certificate, account.period)
    for quota in givers:
        if freed := min(taken[quota.pk], account.balance):
            quotas.change(quota, account, -freed, act, key=f"{key}:{quota.pk}", note=reason)
            jobs.add(Job.Kind.SERVE_QUEUE, quota.pk)
    return account


def is_unused(certificate: Certificate, *, on: date | None = None) -> bool:
    """Whether nothing of the money that a locked certificate has on a day, today by default, is promised or spent."""
    live = CertificateAccount.objects.filter(certificate=certificate, period__ends_on__gte=on or timezone.localdate())
    return not live.exclude(reserved=0, written_off=0).exists()


def join_queue(request: FundingRequest, act: Act, reason: str, said: str = "") -> QuotaQueueEntry:
    """Give a request the next place in the queue of its category; the quota is locked, so places have one order.

    What was `said` to it is for the family and the journal alone.
    """
    certificate = request.certificate
    entry = QuotaQueueEntry.objects.create(
        municipality_id=certificate.issuer_id, category=request.category, certificate=certificate, request=request
    )
    request.status = Requested.QUEUED
    request.version += 1
    request.save(update_fields=["status", "version"])
    _move(entry, QuotaQueueMove.What.JOINED, reason)
    note = journal.words(reason, said)
    journal.record("funding.queued", request, act, note, municipality_id=certificate.issuer_id)
    return entry


def leave_queue(certificate: Certificate, status: Waiting, act: Act, reason: str) -> None:
    """End the place in the queue of a locked certificate, if it has one, and with it the request.

    `reason` is for the family and the journal; those behind read a sentence that tells nothing of the family.
    """
    waiting = QuotaQueueEntry.objects.filter(certificate=certificate, status=Waiting.WAITING)
    entry = waiting.select_related("request").first()
    if entry is None:
        return
    entry.status = status
    entry.save(update_fields=["status"])
    request = entry.request
    request.status, request.reason = ENDS[status], reason if status == Waiting.REMOVED else ""
    request.version += 1
    request.save(update_fields=["status", "reason", "version"])
    _move(entry, QuotaQueueMove.What(status.value), TOLD_BEHIND[status])
    journal.record("funding.left_queue", request, act, reason, municipality_id=certificate.issuer_id)


def _move(entry: QuotaQueueEntry, what: QuotaQueueMove.What, reason: str) -> None:
    QuotaQueueMove.objects.create(
        entry=entry,
        municipality_id=entry.municipality_id,
        category_id=entry.category_id,
        what=what,
        reason=reason[:300],
    )
