"""The count of all places once a day, by whichever worker is first; its result stays."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from backoffice.enrollments import proof
from backoffice.enrollments.checks import PlacesCheck
from backoffice.ledger.nightly import NOT_BEFORE

log = logging.getLogger(__name__)


def check_if_due(now: datetime) -> PlacesCheck | None:
    """Check unless somebody has today, or does now, or it is too early."""
    local = timezone.localtime(now)
    if local.time() < NOT_BEFORE or _is_done(local):
        return None
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('backoffice.check_places'))")
            if not cursor.fetchone()[0]:
                return None
        return None if _is_done(local) else check(now)


def check(now: datetime) -> PlacesCheck:
    """Check now, whoever has before."""
    report = proof.count(on=timezone.localdate(now))
    if report.findings:
        log.error("Places do not agree with requests and pupils: %s findings, see placesChecks", report.findings)
    return PlacesCheck.objects.create(
        on=report.on, groups=report.groups, holds=report.holds, findings=report.findings, text=report.text
    )


def _is_done(local: datetime) -> bool:
    return PlacesCheck.objects.filter(on=local.date()).exists()
