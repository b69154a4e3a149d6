"""Certificates end by themselves on the 18th birthday (L 7): each once, by whichever worker is first.

Requests end with them, and contracts at the end of the month; what the budget pays for goes on: the child was of age
for it on the first lesson.
"""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.utils import timezone

from backoffice.certificates import services
from backoffice.certificates.models import Certificate
from backoffice.contracts import ending
from backoffice.errors import Refused
from backoffice.funding import services as funding
from backoffice.journal import Act
from workflows import endings, incidents, locks

log = logging.getLogger(__name__)
BATCH = 100
ENDED = "Сертификат прекращён: ребёнку исполнилось 18 лет."
ENDING = (
    Certificate.Status.APPLIED,
    Certificate.Status.ISSUED_INACTIVE,
    Certificate.Status.ACTIVE,
    Certificate.Status.SUSPENDED,
)


def sweep(now: datetime) -> int:
    """End every certificate whose holder is 18 on the region's day of `now`; return how many."""
    today, done, last = timezone.localdate(now), 0, 0
    while batch := [*_due(today).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]]:
        done += sum(_ended(pk, today) for pk in batch)
        last = batch[-1]
    return done


def _due(today: date):
    return Certificate.objects.filter(status__in=ENDING, expires_on__lte=today)


def _ended(pk: int, today: date) -> bool:
    """End one in a transaction of its own; a busy one comes next time, a broken one stays loud and stops no other."""
    try:
        with locks.patience():
            return _end(pk, today)
    except Refused as refused:
        log.info("Certificate %s did not end now: %s", pk, refused)
    except Exception as error:
        log.error("Certificate %s cannot end: %s", pk, incidents.told(error))
    return False


def _end(pk: int, today: date) -> bool:
    cases = endings.hold(endings.about_certificate(pk), skip_locked=True, contracts_of=[pk])
    contracts = ending.lock_all(pk)
    free = _due(today).filter(pk=pk).select_for_update(no_key=True, skip_locked=True)
    if free.values_list("pk", flat=True).first() is None:
        return False  # somebody has it, or it has ended meanwhile
    certificate, act = funding.lock(pk), Act(None, today)
    endings.end(endings.about_certificate(pk), cases, ENDED)  # the money of offers is given back first
    ending.terminate_all(contracts, certificate, ENDED, act)
    services.grow_up(certificate, act)
    return True
