"""Money that nobody uses goes back by itself, where a territory has said so; the family is told before (domain 4e)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Greatest

from backoffice import journal
from backoffice.acts import services as acts
from backoffice.acts.models import Setting
from backoffice.certificates.models import Certificate
from backoffice.funding import services
from backoffice.funding.models import FundingPeriod
from backoffice.journal import Act
from backoffice.ledger.models import CertificateAccount

DAYS, NOTICE = "AUTO_RETURN_DAYS", "AUTO_RETURN_NOTICE_DAYS"
FUNDED = Certificate.FundingStatus.PERSONALISED_FUNDING
REASON = "Средства не использованы в срок и возвращены: подайте заявление снова, когда выберете программу"


def terms(municipality_id: int, *, on: date) -> tuple[int, int]:
    """After how many days unused money goes back, 0: never; how many days before the family is told."""
    days, notice = acts.settings(DAYS, NOTICE, on=on, territory=municipality_id)
    return int(days), int(notice)


def is_anywhere(*, on: date) -> bool:
    """Whether any territory lets money go back by itself, or somebody is still told that it will."""
    is_set = Setting.objects.filter(code=DAYS, valid_from__lte=on, value__gt=0).exclude(valid_to__lte=on)
    return is_set.exists() or Certificate.objects.filter(return_due_on__isnull=False).exists()


def unused(municipality_id: int, *, on: date) -> QuerySet[Certificate]:
    """Funded certificates of which nothing is used in the periods that last, with `since`: the day it is theirs."""
    used = CertificateAccount.objects.filter(certificate=OuterRef("pk"), period__ends_on__gte=on)
    began = FundingPeriod.objects.filter(municipality=municipality_id, starts_on__lte=on, ends_on__gte=on).first()
    rows = Certificate.objects.filter(issuer=municipality_id, funding_status=FUNDED)
    since = Greatest(F("funded_on"), began.starts_on) if began else F("funded_on")
    return rows.filter(~Exists(used.exclude(reserved=0, written_off=0))).annotate(since=since)


def to_tell(municipality_id: int, days: int, *, on: date) -> QuerySet[Certificate]:
    """Certificates whose money lies unused for so many days, and whose family is not told yet."""
    rows: Any = unused(municipality_id, on=on)
    rows = rows.filter(return_due_on=None, since__lte=on - timedelta(days=days))
    return rows.order_by("funded_on", "pk")


def to_settle(municipality_id: int, *, on: date, is_off: bool) -> QuerySet[Certificate]:
    """Certificates whose family was told, and whose day has come, which were used, or whose territory gave it up."""
    told = Certificate.objects.filter(issuer=municipality_id, return_due_on__isnull=False, funding_status=FUNDED)
    if is_off:
        return told.order_by("pk")
    used = CertificateAccount.objects.filter(certificate=OuterRef("pk"), period__ends_on__gte=on)
    is_used = Exists(used.exclude(reserved=0, written_off=0))
    return (told.filter(return_due_on__lte=on) | told.filter(is_used)).order_by("pk")


def tell(certificate: Certificate, notice: int, act: Act) -> None:
    """Tell the family of a locked certificate on which day its unused money will go back."""
    certificate.return_due_on = act.on + timedelta(days=notice)
    certificate.version += 1
    certificate.save(update_fields=["return_due_on", "version"])
    note = f"Если средства не использовать, {certificate.return_due_on:%d.%m.%Y} они вернутся муниципалитету"
    journal.record("certificate.return_announced", certificate, act, note, municipality_id=certificate.issuer_id)


def settle(certificate: Certificate, act: Act, *, is_off: bool) -> None:
    """Take the money back on its day, or the notice if the money was used, or the territory gave it up."""
    if is_off or not services.is_unused(certificate, on=act.on):
        certificate.return_due_on = None
        certificate.version += 1
        certificate.save(update_fields=["return_due_on", "version"])
        journal.record("certificate.return_cancelled", certificate, act, municipality_id=certificate.issuer_id)
    elif certificate.return_due_on and certificate.return_due_on <= act.on:
        services.take_back(certificate, act, REASON, key=f"auto-return:{certificate.pk}:{certificate.version}")
