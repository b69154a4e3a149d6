"""A provider checks one number that a family has told it. Every check is counted, so that nobody tries all numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from backoffice.acts.services import setting
from backoffice.certificates.models import Certificate, CertificateLookup
from backoffice.errors import Refusal
from backoffice.ledger.models import CertificateAccount

LONGEST_NUMBER = 20  # characters that are kept of what was asked
RULE = "152-ФЗ, ст. 5; Концепция, п. 2.2"
NOT_FOUND = Refusal(
    "CERTIFICATE_NOT_FOUND",
    "Сертификата с таким номером нет.",
    RULE,
    "Сверьте номер с уведомлением о сертификате: нужны все цифры.",
    ("number",),
)


@dataclass(frozen=True)
class Check:
    """What a provider learns of a number, and nothing more."""

    certificate: Certificate
    is_enough: bool | None


def count(user, provider_id: int, number: str) -> CertificateLookup:
    """Write the check down and COMMIT, before anything is answered. Never inside an act."""
    with transaction.atomic(durable=True):
        return CertificateLookup.objects.create(by=user, provider_id=provider_id, number=number[:LONGEST_NUMBER])


def why_not_check(lookup: CertificateLookup, *, on: date) -> Iterator[Refusal]:
    """Yield the refusal of one check too many: the rows are counted with this one, so no two slip through at once."""
    limit = int(setting("LOOKUPS_A_DAY", on=on))
    since = timezone.make_aware(datetime.combine(on, time.min))
    if CertificateLookup.objects.filter(by=lookup.by, at__gte=since).count() > limit:
        text = f"Сегодня вы уже проверили номера сертификатов {limit} раз: больше за день нельзя."
        remedy = "Продолжите завтра. Если проверок не хватает для работы, обратитесь к региональному оператору."
        yield Refusal("LOOKUPS_EXHAUSTED", text, RULE, remedy)


def find(number: str, amount: int | None, *, on: date) -> Check | None:
    """The certificate with exactly this number, and whether its free money of the running period covers an amount."""
    issued = Certificate.objects.exclude(status__in=Certificate.VOID)
    found = issued.filter(number=number).first() if number else None
    if found is None:
        return None
    return Check(found, None if amount is None else _is_enough(found, amount, on))


def _is_enough(certificate: Certificate, amount: int, on: date) -> bool | None:
    if not certificate.is_funded:
        return None
    accounts = CertificateAccount.objects.filter(certificate=certificate)
    account = accounts.filter(period__starts_on__lte=on, period__ends_on__gte=on).first()
    return None if account is None else account.balance >= amount
