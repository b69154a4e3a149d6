"""The replay of the ledger once a day, by whichever worker is first; its result stays."""

from __future__ import annotations

import logging
from datetime import datetime, time

from django.db import connection, transaction
from django.utils import timezone

from backoffice.ledger import proof
from backoffice.ledger.models import LedgerCheck

log = logging.getLogger(__name__)
NOT_BEFORE = time(3)  # in the region: the offices are closed, what the new day does by itself is done


def check_if_due(now: datetime) -> LedgerCheck | None:
    """Check unless somebody has today, or does now, or it is too early."""
    local = timezone.localtime(now)
    if local.time() < NOT_BEFORE or _is_done(local):
        return None
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('backoffice.check_ledger'))")
            if not cursor.fetchone()[0]:
                return None
        return None if _is_done(local) else _kept(proof.replay(on=local.date()))


def check(now: datetime) -> LedgerCheck:
    """Check now, whoever has before."""
    return _kept(proof.replay(on=timezone.localdate(now)))


def _is_done(local: datetime) -> bool:
    return LedgerCheck.objects.filter(on=local.date()).exists()


def _kept(report: proof.Report) -> LedgerCheck:
    if report.findings:
        log.error("The ledger does not agree with itself: %s findings, see ledgerChecks", report.findings)
    return LedgerCheck.objects.create(
        on=report.on,
        accounts=report.accounts,
        entries=report.entries,
        findings=report.findings,
        text=report.text,
    )
