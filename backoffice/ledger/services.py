"""Moving money on a certificate. Each movement is one entry; the database moves the account and refuses an overdraft.

All of it writes in the caller's transaction. Locks are taken in one order: certificate, quota, account.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, models
from django.utils import timezone

from backoffice import money
from backoffice.acts.models import LegalAct
from backoffice.certificates.models import Certificate
from backoffice.errors import Refusal, Refused
from backoffice.funding.models import FundingPeriod
from backoffice.journal import Act
from backoffice.ledger.models import PLACES, CertificateAccount, LedgerEntry

RULE = "Концепция, п. 1.4–1.5, 2.9"
Kind = LedgerEntry.Kind
KEY_REUSED = Refusal("KEY_REUSED", "Этот ключ запроса уже использован для другого действия.", RULE)
INSERT = """
    INSERT INTO backoffice_ledgerentry (account_id, kind, fund, balance, reserved, written_off, expired, direction,
        basis_id, paragraph, effective_on, at, by_id, case_id, subject_type, subject_id, note, key)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (key) DO NOTHING RETURNING id
"""


@dataclass(frozen=True)
class Ground:
    """What an entry rests on: an act and its paragraph; for what it is written; more in words."""

    basis: LegalAct
    paragraph: str
    subject: models.Model | None = None
    direction: str = ""
    note: str = ""


def account_of(certificate: Certificate, period: FundingPeriod) -> CertificateAccount:
    """Lock the account of a certificate in a period, opening it if need be. The certificate's row is locked before."""
    CertificateAccount.objects.bulk_create(
        [CertificateAccount(certificate=certificate, period=period)], ignore_conflicts=True
    )
    return CertificateAccount.objects.select_for_update().get(certificate=certificate, period=period)


def why_not_reserve(account: CertificateAccount, amount: int) -> Iterator[Refusal]:
    """Yield what speaks against reserving so many kopecks on a locked account (R10)."""
    if amount > account.balance:
        yield Refusal(
            "BALANCE_SHORT",
            f"На сертификате свободно {money.text(account.balance)}, нужно {money.text(amount)}.",
            RULE,
            "Выберите программу дешевле или доплатите разницу.",
        )


def grant(account: CertificateAccount, amount: int, act: Act, ground: Ground, *, key: str) -> LedgerEntry:
    """Put kopecks of the municipality on the certificate."""
    return _post(account, Kind.GRANT, {"fund": -amount, "balance": amount}, act, ground, key)


def reserve(account: CertificateAccount, amount: int, act: Act, ground: Ground, *, key: str) -> LedgerEntry:
    """Promise free kopecks to a contract.

    :raises Refused: BALANCE_SHORT
    """
    if not _written(key) and (reasons := [*why_not_reserve(account, amount)]):
        raise Refused(*reasons)
    return _post(account, Kind.RESERVE, {"balance": -amount, "reserved": amount}, act, ground, key)


def release(account: CertificateAccount, amount: int, act: Act, ground: Ground, *, key: str) -> LedgerEntry:
    """Take a promise back; of a closed period the kopecks expire at once."""
    moves = {"reserved": -amount, _back_into(account, act): amount}
    return _post(account, Kind.RELEASE, moves, act, ground, key)


def write_off(account: CertificateAccount, amount: int, act: Act, ground: Ground, *, key: str) -> LedgerEntry:
    """Spend reserved kopecks on lessons given."""
    return _post(account, Kind.WRITE_OFF, {"reserved": -amount, "written_off": amount}, act, ground, key)


def adjust(account: CertificateAccount, amount: int, act: Act, ground: Ground, *, key: str) -> LedgerEntry:
    """Give spent kopecks back for lessons not given; of a closed period they expire at once."""
    moves = {"written_off": -amount, _back_into(account, act): amount}
    return _post(account, Kind.ADJUST, moves, act, ground, key)


def expire(account: CertificateAccount, amount: int, act: Act, ground: Ground, *, key: str) -> LedgerEntry:
    """End free kopecks: their period, or the certificate, is over."""
    return _post(account, Kind.EXPIRE, {"balance": -amount, "expired": amount}, act, ground, key)


def change_nominal(account: CertificateAccount, change: int, act: Act, ground: Ground, *, key: str) -> LedgerEntry:
    """Raise the nominal by so many kopecks, or lower it if `change` is below zero; only free kopecks can go."""
    return _post(account, Kind.NOMINAL_CHANGE, {"fund": -change, "balance": change}, act, ground, key)


def _back_into(account: CertificateAccount, act: Act) -> str:
    return "expired" if account.period.ends_on < act.on else "balance"


def _written(key: str) -> bool:
    return LedgerEntry.objects.filter(key=key).exists()


def _post(
    account: CertificateAccount, kind: Kind, moves: dict[str, int], act: Act, ground: Ground, key: str
) -> LedgerEntry:
    """Write one entry; a repeat of its key gives the entry that is there, and KEY_REUSED if that is another one."""
    if max(moves.values(), default=0) <= 0:
        raise ValueError(f"{kind}: an amount of kopecks is above zero, not {moves}.")
    subject = ground.subject
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [
                account.pk,
                kind,
                *(moves.get(place, 0) for place in PLACES),
                ground.direction,
                ground.basis.pk,
                ground.paragraph,
                act.on,
                timezone.now(),
                act.by and act.by.pk,
                act.case_id,
                subject._meta.model_name if subject else "",
                subject.pk if subject else None,
                ground.note,
                key,
            ],
        )
        is_new = cursor.fetchone() is not None
    entry = LedgerEntry.objects.get(key=key)
    if not is_new and (entry.account_id, entry.kind, _moves_of(entry)) != (account.pk, kind, _moves_of(moves)):
        raise Refused(KEY_REUSED)
    account.refresh_from_db(fields=["nominal", "balance", "reserved", "written_off", "expired"])
    return entry


def _moves_of(moves: dict[str, int] | LedgerEntry) -> list[int]:
    if isinstance(moves, LedgerEntry):
        return [getattr(moves, place) for place in PLACES]
    return [moves.get(place, 0) for place in PLACES]
