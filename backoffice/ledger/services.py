"""Moving money on a certificate. Each movement is one entry; the database moves the account and refuses an overdraft.

All of it writes in the caller's transaction. Locks are taken in one order: certificate, quota, account. A contract
(`Ground.subject`) gives back and spends what it has reserved itself, never what another has. An account that
`account_of` has locked in this very act, and that nothing has moved since, is told to be fresh: it is not read twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection, models
from django.db.models import Sum
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
PARTS = ("nominal", "balance", "reserved", "written_off", "expired")


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
    rows = CertificateAccount.objects.select_for_update(no_key=True).filter(certificate=certificate, period=period)
    account = rows.first()
    if account is None:
        fresh = CertificateAccount(certificate=certificate, period=period)
        CertificateAccount.objects.bulk_create([fresh], ignore_conflicts=True)
        account = rows.get()
    account.certificate, account.period = certificate, period
    return account


def why_not_reserve(account: CertificateAccount, amount: int) -> Iterator[Refusal]:
    """Yield what speaks against reserving so many kopecks on a locked account (R10)."""
    if amount > account.balance:
        yield Refusal(
            "BALANCE_SHORT",
            f"На сертификате свободно {money.text(account.balance)}, нужно {money.text(amount)}.",
            RULE,
            "Выберите программу дешевле или доплатите разницу.",
        )


def why_not_put(period: FundingPeriod, *, on: date) -> Iterator[Refusal]:
    """Yield what speaks against putting money of a period on a certificate on a day: the period is over (C 1.5)."""
    if period.ends_on < on:
        text = f"Период закончился {period.ends_on:%d.%m.%Y}: его средства закрепить уже нельзя."
        yield Refusal("PERIOD_ENDED", text, RULE, "Закрепите средства периода, который идёт или начнётся.")


def grant(account: CertificateAccount, amount: int, act: Act, ground: Ground, *, key: str) -> LedgerEntry:
    """Put kopecks of the municipality on the certificate.

    :raises Refused: PERIOD_ENDED
    """
    return _post(account, Kind.GRANT, {"fund": -amount, "balance": amount}, act, ground, key)


def reserve(
    account: CertificateAccount, amount: int, act: Act, ground: Ground, *, key: str, is_fresh=False
) -> LedgerEntry:
    """Promise free kopecks to a contract.

    :raises Refused: BALANCE_SHORT
    """
    return _post(account, Kind.RESERVE, {"balance": -amount, "reserved": amount}, act, ground, key, is_fresh)


def release(
    account: CertificateAccount, amount: int, act: Act, ground: Ground, *, key: str, is_fresh=False
) -> LedgerEntry:
    """Take a promise back; of a closed period the kopecks expire at once.

    :raises Refused: RESERVE_SHORT
    """
    moves = {"reserved": -amount, _back_into(account, act): amount}
    return _post(account, Kind.RELEASE, moves, act, ground, key, is_fresh)


def write_off(
    account: CertificateAccount, amount: int, act: Act, ground: Ground, *, key: str, is_fresh=False
) -> LedgerEntry:
    """Spend reserved kopecks on lessons given.

    :raises Refused: RESERVE_SHORT
    """
    return _post(account, Kind.WRITE_OFF, {"reserved": -amount, "written_off": amount}, act, ground, key, is_fresh)


def adjust(
    account: CertificateAccount, amount: int, act: Act, ground: Ground, *, key: str, is_fresh=False
) -> LedgerEntry:
    """Give spent kopecks back for lessons not given; of a closed period they expire at once.

    :raises Refused: SPENT_SHORT
    """
    moves = {"written_off": -amount, _back_into(account, act): amount}
    return _post(account, Kind.ADJUST, moves, act, ground, key, is_fresh)


def expire(account: CertificateAccount, amount: int, act: Act, ground: Ground, *, key: str) -> LedgerEntry:
    """End free kopecks: their period, or the certificate, is over.

    :raises Refused: BALANCE_SHORT
    """
    return _post(account, Kind.EXPIRE, {"balance": -amount, "expired": amount}, act, ground, key)


def change_nominal(account: CertificateAccount, change: int, act: Act, ground: Ground, *, key: str) -> LedgerEntry:
    """Raise the nominal by so many kopecks, or lower it if `change` is below zero; only free kopecks can go.

    :raises Refused: BALANCE_SHORT, PERIOD_ENDED
    """
    moves = {"fund": -change, "balance": change}
    return _post(account, Kind.NOMINAL_CHANGE, moves if change > 0 else _reversed(moves), act, ground, key)


def _back_into(account: CertificateAccount, act: Act) -> str:
    return "expired" if account.period.ends_on < act.on else "balance"


def _reversed(moves: dict[str, int]) -> dict[str, int]:
    return dict(reversed(moves.items()))


def _post(
    account: CertificateAccount, kind: Kind, moves: dict[str, int], act: Act, ground: Ground, key: str, is_fresh=False
) -> LedgerEntry:
    """Lock the account anew and write one entry: out of the first place, into the second.

    A repeat of its key gives the entry that is there, whatever the account is now; KEY_REUSED if it is another one.
    """
    (_, out), (_, into) = moves.items()
    if type(into) is not int or into <= 0 or out != -into:
        raise ValueError(f"{kind}: an amount is whole kopecks above zero, not {moves}.")
    if not is_fresh:  # what the caller holds may be old
        locked = CertificateAccount.objects.select_for_update(no_key=True)
        account.refresh_from_db(fields=PARTS, from_queryset=locked)
    values = _values(account, kind, moves, act, ground, key)
    reasons = [*_why_not_take(account, moves, values)]
    entry = None if reasons else _inserted(values)
    if entry is None:
        return _the_same(values, reasons)
    account.nominal -= entry.fund
    for place in PLACES[1:]:
        setattr(account, place, getattr(account, place) + getattr(entry, place))
    return entry


def _values(account: CertificateAccount, kind: Kind, moves: dict[str, int], act: Act, ground: Ground, key: str) -> dict:
    """The columns of an entry."""
    subject = ground.subject
    return {
        "account_id": account.pk,
        "kind": kind,
        **{place: moves.get(place, 0) for place in PLACES},
        "direction": ground.direction,
        "basis_id": ground.basis.pk,
        "paragraph": ground.paragraph,
        "effective_on": act.on,
        "at": timezone.now(),
        "by_id": act.by and act.by.pk,
        "case_id": act.case_id,
        "subject_type": subject._meta.model_name if subject else "",
        "subject_id": subject.pk if subject else None,
        "note": ground.note,
        "key": key,
    }


def _inserted(values: dict) -> LedgerEntry | None:
    """Write an entry; None: its key is taken."""
    names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO backoffice_ledgerentry ({names}) VALUES ({marks}) ON CONFLICT (key) DO NOTHING RETURNING id",
            [*values.values()],
        )
        row = cursor.fetchone()
    return row and LedgerEntry.from_db(connection.alias, ["id", *values], [row[0], *values.values()])


def _the_same(values: dict, reasons: list[Refusal]) -> LedgerEntry:
    """The entry that has this key already: the account, the kind, the amount and the subject must be those asked for.

    Where it went may differ: what came back on the last day of a period is free, a repeat on the next would expire.
    """
    entry = LedgerEntry.objects.filter(key=values["key"]).first()
    if entry is None:
        raise Refused(*reasons)
    asked = {name: values[name] for name in ("account_id", "kind", "direction", "subject_type", "subject_id")}
    asked |= {place: values[place] for place in PLACES if values[place] < 0}
    if any(getattr(entry, name) != value for name, value in asked.items()):
        raise Refused(KEY_REUSED)
    return entry


def _why_not_take(account: CertificateAccount, moves: dict[str, int], values: dict) -> Iterator[Refusal]:
    """Yield what speaks against taking kopecks out of their place: not so many, another's, of a period that is over."""
    place, amount = next(iter(moves)), max(moves.values())
    if place == "fund":
        yield from why_not_put(account.period, on=values["effective_on"])
    elif place == "balance" and values["kind"] == Kind.RESERVE:
        yield from why_not_reserve(account, amount)
    elif place == "balance" and amount > account.balance:
        yield _short_of(place, account.balance, amount)
    elif place in ("reserved", "written_off"):
        own = LedgerEntry.objects.filter(
            account=account, subject_type=values["subject_type"], subject_id=values["subject_id"]
        )
        there = own.aggregate(there=Sum(place, default=0))["there"]
        if there < amount:
            yield _short_of(place, int(there), amount)


def _short_of(place: str, there: int, amount: int) -> Refusal:
    remedy = "Сверьте сумму с выпиской сертификата."
    if place == "balance":
        text = f"На сертификате свободно {money.text(there)}, уменьшить остаток на {money.text(amount)} нельзя."
        return Refusal("BALANCE_SHORT", text, RULE, remedy)
    if place == "reserved":
        text = f"По этому договору зарезервировано {money.text(there)}, а нужно {money.text(amount)}."
        return Refusal("RESERVE_SHORT", text, RULE, remedy)
    text = f"По этому договору списано {money.text(there)}, а вернуть нужно {money.text(amount)}."
    return Refusal("SPENT_SHORT", text, RULE, remedy)
