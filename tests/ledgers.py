"""The ledger as tests need it: an account with money, grounds, entries written past the services."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from backoffice.acts.models import LegalAct
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.models import PLACES, CertificateAccount, LedgerEntry
from backoffice.ledger.services import Ground
from tests import families

YEAR = 2024
DAY = date(YEAR, 9, 1)
COLUMNS = ("account_id", "kind", *PLACES, "basis_id", "effective_on", "key")
BLANK = "direction, paragraph, at, subject_type, note"


def ground(**changes) -> Ground:
    """An act to rest an entry on."""
    return Ground(LegalAct.objects.get(code="defaults"), "п. 1", **changes)


def act(on: date = DAY) -> Act:
    """The system acts on a day."""
    return Act(None, on)


@transaction.atomic
def account(amount: int = 0, *, year: int = YEAR, **owner) -> CertificateAccount:
    """The account of a new certificate with so many kopecks granted on the first of January."""
    opened = ledger.account_of(families.certificate(**owner), families.period(year=year))
    if amount:
        ledger.grant(opened, amount, act(date(year, 1, 1)), ground(), key=f"grant:{opened.pk}")
    return opened


def parts(of: CertificateAccount) -> tuple[int, ...]:
    """Nominal, balance, reserved, written off and expired as they stand in the database."""
    rows = CertificateAccount.objects.filter(pk=of.pk)
    return rows.values_list("nominal", "balance", "reserved", "written_off", "expired").get()


def written() -> int:
    """How many entries there are."""
    return LedgerEntry.objects.count()


def insert(of: CertificateAccount, kind: str, *, cursor=None, key: str | None = None, on: date = DAY, **moves: int):
    """Write an entry by plain SQL, past every service."""
    basis = LegalAct.objects.get(code="defaults").pk
    values = [of.pk, kind, *(moves.get(place, 0) for place in PLACES), basis, on, key or f"raw:{written()}"]
    statement = f"""INSERT INTO backoffice_ledgerentry ({", ".join(COLUMNS)}, {BLANK})
        VALUES ({", ".join(["%s"] * len(COLUMNS))}, '', 'п. 1', now(), '', '')"""
    if cursor is not None:
        return cursor.execute(statement, values)
    with connection.cursor() as own:
        own.execute(statement, values)


@contextmanager
def refused_by(words: str, kind: type[DatabaseError] = IntegrityError):
    """The database refuses with these words; the transaction goes on."""
    with pytest.raises(kind, match=words), transaction.atomic():
        yield
