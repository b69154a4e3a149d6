"""The replay of the ledger and the count of contracts against it, once a day, by whichever worker is first.

The result stays.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, time

from django.db import connection, transaction
from django.utils import timezone

from backoffice.contracts import proof as contracts
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
        return None if _is_done(local) else _checked(local.date())


def check(now: datetime) -> LedgerCheck:
    """Check now, whoever has before."""
    return _checked(timezone.localdate(now))


def _is_done(local: datetime) -> bool:
    return LedgerCheck.objects.filter(on=local.date()).exists()


def _checked(on: date) -> LedgerCheck:
    """The ledger by itself, and what contracts say of it."""
    report, of_contracts = proof.replay(on=on), contracts.count(on=on)
    findings = report.findings + of_contracts.findings
    if findings:
        log.error("The ledger does not agree with itself or with contracts: %s findings, see ledgerChecks", findings)
    return LedgerCheck.objects.create(
        on=report.on,
        accounts=report.accounts,
        entries=report.entries,
        findings=findings,
        text=f"{report.text}\n{of_contracts.text}",
    )
