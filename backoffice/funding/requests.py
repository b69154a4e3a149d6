"""A family asks for money on its certificate; what becomes of the request. Writes inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from backoffice import journal
from backoffice.acts import services as acts
from backoffice.certificates.models import Certificate, CertificateCategory, CertificateRefusal
from backoffice.errors import Refusal
from backoffice.files import attaching
from backoffice.files.models import StoredFile
from backoffice.funding import rules, services
from backoffice.funding.models import Quota
from backoffice.funding.rules import RULE
from backoffice.funding.services import Requested, Waiting
from backoffice.funding.waiting import FundingRequest
from backoffice.journal import Act

PROCESS = "FundingStatusChange"
OPEN = (Requested.SUBMITTED, Requested.QUEUED)
WAITS = "Свободных средств нет: заявление встало в очередь"


def category_of(code: str) -> CertificateCategory | None:
    """The category with a code."""
    return CertificateCategory.objects.filter(code=code).first()


def why_not_ask(
    certificate: Certificate, category: CertificateCategory | None, file_id: int | None, by, *, on: date
) -> Iterator[Refusal]:
    """Yield every reason against a request of the person `by` for money on a locked certificate."""
    yield from services.why_not_fund(certificate, on=on)
    if category is None:
        text, remedy = "Такой категории нет.", "Выберите категорию из списка."
        yield Refusal("CATEGORY_UNKNOWN", text, RULE, remedy, ("category",))
    has_program, is_in_program = _money_for(certificate, category, on=on)
    yield from rules.why_not_ask(
        has_open=FundingRequest.objects.filter(certificate=certificate, status__in=OPEN).exists(),
        has_program=has_program,
        is_in_program=is_in_program or category is None,
        needs_document=category is not None and category.needs_document and file_id is None,
    )
    if file_id is not None:
        yield from attaching.why_not_attach(attaching.brought_by(by, file_id))


def _money_for(certificate: Certificate, category: CertificateCategory | None, *, on: date) -> tuple[bool, bool]:
    """Whether a program is in force on a day, and whether it has money for the category."""
    period = services.period_on(certificate.issuer_id, on)
    if period is None or services.program_in_force(period) is None:
        return False, False
    return True, Quota.objects.filter(period=period, category=category).exists()


def ask(certificate: Certificate, category: CertificateCategory, file_id: int | None, act: Act) -> FundingRequest:
    """Put the request down, after `why_not_ask` had no reason."""
    document = StoredFile.objects.get(pk=file_id) if file_id is not None else None
    request = FundingRequest.objects.create(
        certificate=certificate, category=category, document=document, requested_by=act.by
    )
    note = f"Сертификат {certificate.number}"
    journal.record("funding.requested", request, act, note, municipality_id=certificate.issuer_id)
    return request


def hold(request: FundingRequest) -> Certificate:
    """Lock the certificate of a request."""
    request.certificate = services.lock(request.certificate_id)
    return request.certificate


def why_not_grant(request: FundingRequest, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against money for a locked request: the rules hold on the day of the decision too."""
    certificate = hold(request)
    yield from services.why_not_fund(certificate, on=on)
    has_program, is_in_program = _money_for(certificate, request.category, on=on)
    yield from rules.why_no_money(has_program=has_program, is_in_program=is_in_program)


def grant(request: FundingRequest, act: Act, said: str = "") -> None:
    """Fund the certificate if there is room and nobody waits, else give the request a place: nobody overtakes.

    The history keeps what was said.
    """
    certificate = hold(request)
    quota = services.quota_of(certificate.issuer_id, request.category, on=act.on)
    if quota is None:
        raise LookupError(f"Request {request.pk} was granted without a quota.")
    if services.has_queue(quota) or not services.room_of(quota, on=act.on).is_left():
        services.join_queue(request, act, WAITS, said)
        return
    services.fund(certificate, quota, act, key=f"request:{request.pk}")
    _end(request, Requested.GRANTED)
    journal.record("funding.granted", request, act, said, municipality_id=certificate.issuer_id)


def why_not_refuse(grounds: Sequence[str], reason: str, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against refusing on these grounds."""
    known = {ground.code for ground in acts.grounds(PROCESS, on=on)}
    yield from rules.why_not_refuse(grounds, reason, known=known)


def refuse(request: FundingRequest, grounds: Sequence[str], reason: str, act: Act) -> None:
    """Refuse on coded grounds; the family may ask again."""
    known = {ground.code: ground for ground in acts.grounds(PROCESS, on=act.on)}
    certificate = hold(request)
    for code in dict.fromkeys(grounds):
        CertificateRefusal.objects.create(certificate=certificate, ground=known[code], text=reason, case_id=act.case_id)
    _end(request, Requested.REFUSED, reason)
    journal.record("funding.refused", request, act, reason, municipality_id=certificate.issuer_id)


def withdraw(request: FundingRequest, reason: str, act: Act) -> None:
    """The family takes a request back that nobody has decided on."""
    _end(request, Requested.WITHDRAWN)
    journal.record("funding.withdrawn", request, act, reason, municipality_id=request.municipality_id)


def leave(request: FundingRequest, act: Act, reason: str, *, removed: bool) -> None:
    """Give the place of a queued request up, at the family's wish or, `removed`, at the municipality's."""
    services.leave_queue(request.certificate, Waiting.REMOVED if removed else Waiting.WITHDRAWN, act, reason)


def queue_up(certificate: Certificate, act: Act, reason: str) -> None:
    """Give a locked certificate that has lost its money a place in the queue, unless it has asked already."""
    if FundingRequest.objects.filter(certificate=certificate, status__in=OPEN).exists():
        return
    services.quota_of(certificate.issuer_id, certificate.category, on=act.on)  # places have one order
    request = FundingRequest.objects.create(certificate=certificate, category=certificate.category)
    services.join_queue(request, act, reason)


def _end(request: FundingRequest, status: Requested, reason: str = "") -> None:
    request.status, request.reason = status, reason
    request.version += 1
    request.save(update_fields=["status", "reason", "version"])
