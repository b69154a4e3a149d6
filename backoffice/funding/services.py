"""Money comes onto a certificate and goes back; the queue for it. Writes inside the caller's transaction.

Locks are taken in one order: certificate, quota, account. Whoever calls has locked the certificate.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import F

from backoffice import journal
from backoffice.certificates.models import Certificate, CertificateCategory
from backoffice.errors import Refusal
from backoffice.funding import rules
from backoffice.funding.models import (
    FundingPeriod,
    FundingRequest,
    MunicipalFundingProgram,
    Quota,
    QuotaQueueEntry,
    QuotaQueueMove,
)
from backoffice.jobs import services as jobs
from backoffice.jobs.models import Job
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.models import CertificateAccount
from backoffice.ledger.services import Ground

FundingStatus = Certificate.FundingStatus
Waiting = QuotaQueueEntry.Status
PARAGRAPH = "п. 1.5, 2.8 Концепции"


def lock(certificate_id: int) -> Certificate:
    """Have a certificate to oneself until the end of the act: the first lock of everything that moves money."""
    rows = Certificate.objects.select_related("child", "issuer__unit", "category")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=certificate_id)


def period_on(municipality_id: int, day: date) -> FundingPeriod | None:
    """The funding period of a municipality on a day."""
    return FundingPeriod.objects.filter(municipality=municipality_id, starts_on__lte=day, ends_on__gte=day).first()


def program_in_force(period: FundingPeriod) -> MunicipalFundingProgram | None:
    """The funding program of a period, as it is in force."""
    in_force = MunicipalFundingProgram.Status.IN_FORCE
    return MunicipalFundingProgram.objects.select_related("act").filter(period=period, status=in_force).first()


def quota_of(municipality_id: int, category: CertificateCategory, *, on: date) -> Quota | None:
    """Lock the quota of a category in the period of day `on`; None: the program funds no such category."""
    quotas = Quota.objects.select_for_update(no_key=True, of=("self",)).select_related("period", "category")
    return quotas.filter(
        period__municipality=municipality_id, period__starts_on__lte=on, period__ends_on__gte=on, category=category
    ).first()


def room_of(quota: Quota) -> rules.Room:
    """How much of a locked quota is left."""
    return rules.Room(quota.granted_count, quota.count_limit, quota.granted_sum, quota.sum_limit, quota.nominal)


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
    """Put the nominal of a locked quota with room on a locked certificate, and change its status (C 1.4)."""
    program = program_in_force(quota.period)
    if program is None or program.act is None:
        raise LookupError(f"A quota of {quota.period} without a program in force.")
    account = ledger.account_of(certificate, quota.period)
    ledger.grant(account, quota.nominal, act, Ground(program.act, PARAGRAPH, certificate), key=key)
    Quota.objects.filter(pk=quota.pk).update(
        granted_count=F("granted_count") + 1, granted_sum=F("granted_sum") + quota.nominal
    )
    quota.refresh_from_db(fields=["granted_count", "granted_sum"])
    certificate.funding_status, certificate.funded_on = FundingStatus.PERSONALISED_FUNDING, act.on
    certificate.category, certificate.return_due_on = quota.category, None
    certificate.version += 1
    certificate.save(update_fields=["funding_status", "funded_on", "category", "return_due_on", "version"])
    journal.record("certificate.funded", certificate, act, str(quota), municipality_id=certificate.issuer_id)
    return account


def take_back(certificate: Certificate, act: Act, reason: str, *, key: str) -> None:
    """Turn a locked funded certificate into one of accounting: unused money goes back to the quota, else it expires.

    What contracts have reserved stays reserved; whoever ends the certificate ends them.
    """
    for account in CertificateAccount.objects.filter(certificate=certificate, period__ends_on__gte=act.on).order_by(
        "period_id"
    ):
        _take_back_of(certificate, account, act, reason, key=f"{key}:{account.period_id}")
    certificate.funding_status, certificate.funded_on = FundingStatus.ACCOUNTING, None
    certificate.return_due_on = None
    certificate.version += 1
    certificate.save(update_fields=["funding_status", "funded_on", "return_due_on", "version"])
    journal.record("certificate.defunded", certificate, act, reason, municipality_id=certificate.issuer_id)


def _take_back_of(certificate: Certificate, account: CertificateAccount, act: Act, reason: str, *, key: str) -> None:
    quotas = Quota.objects.select_for_update(no_key=True, of=("self",)).select_related("period", "category")
    quota = quotas.get(period=account.period_id, category=certificate.category_id)
    account = ledger.account_of(certificate, quota.period)
    if not account.balance:
        return
    program = program_in_force(quota.period)
    if program is None or program.act is None:
        raise LookupError(f"A quota of {quota.period} without a program in force.")
    ground = Ground(program.act, PARAGRAPH, certificate, note=reason[:300])
    if account.reserved or account.written_off:
        ledger.expire(account, account.balance, act, ground, key=key)
        return
    freed = account.balance
    ledger.change_nominal(account, -freed, act, ground, key=key)
    Quota.objects.filter(pk=quota.pk).update(granted_count=F("granted_count") - 1, granted_sum=F("granted_sum") - freed)
    jobs.add(Job.Kind.SERVE_QUEUE, quota.pk)


def is_unused(certificate: Certificate) -> bool:
    """Whether nothing of the money on a locked certificate is promised or spent."""
    accounts = CertificateAccount.objects.filter(certificate=certificate)
    return not accounts.exclude(reserved=0, written_off=0).exists()


def join_queue(request: FundingRequest, act: Act, reason: str) -> QuotaQueueEntry:
    """Give a request the next place in the queue of its category; the quota is locked, so places have one order."""
    certificate = request.certificate
    entry = QuotaQueueEntry.objects.create(
        municipality_id=certificate.issuer_id, category=request.category, certificate=certificate, request=request
    )
    request.status = FundingRequest.Status.QUEUED
    request.version += 1
    request.save(update_fields=["status", "version"])
    _move(entry, QuotaQueueMove.What.JOINED, reason)
    journal.record("funding.queued", request, act, reason, municipality_id=certificate.issuer_id)
    return entry


def leave_queue(certificate: Certificate, status: Waiting, act: Act, reason: str) -> None:
    """End the place in the queue of a locked certificate, if it has one, and with it the request."""
    entry = (
        QuotaQueueEntry.objects.select_related("request")
        .filter(certificate=certificate, status=Waiting.WAITING)
        .first()
    )
    if entry is None:
        return
    entry.status = status
    entry.save(update_fields=["status"])
    request = entry.request
    request.status = {
        Waiting.SERVED: FundingRequest.Status.GRANTED,
        Waiting.WITHDRAWN: FundingRequest.Status.WITHDRAWN,
        Waiting.REMOVED: FundingRequest.Status.REMOVED,
    }[status]
    request.version += 1
    request.save(update_fields=["status", "version"])
    _move(entry, QuotaQueueMove.What(status.value), reason)
    journal.record("funding.left_queue", request, act, reason, municipality_id=certificate.issuer_id)


def _move(entry: QuotaQueueEntry, what: QuotaQueueMove.What, reason: str) -> None:
    QuotaQueueMove.objects.create(
        entry=entry, municipality_id=entry.municipality_id, category_id=entry.category_id, what=what, reason=reason
    )
