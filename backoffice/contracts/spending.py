"""What the certificate pays for a contract, as its months begin and as it ends. Inside the caller's transaction.

Whoever calls has locked the contract and then its certificate; accounts come after them, in the order of the periods.
A month is moved once: its state says so under the contract's lock, its key in the ledger says so for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import QuerySet, Sum

from backoffice.contracts.models import Contract, ContractLine
from backoffice.funding import quotas
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.models import LedgerEntry
from backoffice.ledger.services import Ground

Line = ContractLine.Status
PARAGRAPH = "п. 1.5, 2.9 Концепции"
MONTHS = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)
Move = Callable[..., LedgerEntry]


def due(*, on: date) -> QuerySet[Contract]:
    """Live contracts with a month that has begun until a day and is not written off."""
    begun = ContractLine.objects.filter(status=Line.PLANNED, starts_on__lte=on)
    return Contract.objects.filter(status__in=Contract.LIVE, pk__in=begun.values("contract"))


def write_off_begun(contract: Contract, act: Act) -> int:
    """Write off each planned month whose first day has come; return how many there were."""
    begun = [line for line in _lines(contract, Line.PLANNED) if line.starts_on <= act.on]
    for line in begun:
        _move(ledger.write_off, contract, [line], act, "write-off")
    _set(begun, Line.WRITTEN_OFF)
    return len(begun)


def release_from(contract: Contract, day: date, act: Act) -> int:
    """Give back what is reserved for the months that begin after a day; return the kopecks."""
    return _release(contract, [line for line in _lines(contract, Line.PLANNED) if line.starts_on > day], act)


def release_all(contract: Contract, act: Act) -> int:
    """Give back whatever is still reserved: the contract was not made, or never began; return the kopecks."""
    return _release(contract, _lines(contract, Line.PLANNED), act)


def give_back_all(contract: Contract, act: Act) -> int:
    """Give everything back, what is written off too: there should have been no contract; return the kopecks."""
    spent = _lines(contract, Line.WRITTEN_OFF)
    given = release_all(contract, act)
    for line in spent:
        given += _move(ledger.adjust, contract, [line], act, "adjust")
    _set(spent, Line.RELEASED)
    return given


def months(lines: Iterable[ContractLine]) -> str:
    """«октябрь 2026», or «октябрь 2026 – декабрь 2026»: from the first of these months to the last."""
    days = sorted(line.starts_on for line in lines)
    ends = dict.fromkeys(f"{MONTHS[day.month - 1]} {day.year}" for day in (days[0], days[-1]))
    return " – ".join(ends)


def ground(contract: Contract, lines: list[ContractLine]) -> Ground:
    """On what an entry about months of one period rests: «договор № 15, октябрь 2026»."""
    note = f"договор № {contract.number}, {months(lines)}"
    basis = quotas.basis_of(lines[0].period)  # type: ignore[arg-type]  # the database: who pays has a period
    return Ground(basis, PARAGRAPH, contract, contract.module.edition.direction, note)


def _lines(contract: Contract, status: str) -> list[ContractLine]:
    return [line for line in contract.months if line.status == status]


def _release(contract: Contract, lines: list[ContractLine], act: Act) -> int:
    """Release what was reserved for these months, one entry for each period."""
    by_period: dict[int | None, list[ContractLine]] = {}
    for line in lines:
        by_period.setdefault(line.period_id, []).append(line)
    has_reserve = bool(by_period) and _reserved(contract) > 0  # nothing yet where it is reserved at the acceptance
    given = sum(_move(ledger.release, contract, of_one, act, "release") for of_one in by_period.values() if has_reserve)
    _set(lines, Line.RELEASED)
    return given


def _reserved(contract: Contract) -> int:
    entries = LedgerEntry.objects.filter(subject_type=Contract._meta.model_name, subject_id=contract.pk)
    return int(entries.aggregate(there=Sum("reserved", default=0))["there"])


def _move(do: Move, contract: Contract, lines: list[ContractLine], act: Act, what: str) -> int:
    """Move the certificate's part of months of one period; return the kopecks."""
    kopecks = sum(line.certificate_part for line in lines)
    if kopecks:
        assert lines[0].period is not None  # the database: who pays has a period
        account = ledger.account_of(contract.certificate, lines[0].period)
        key = f"contract:{contract.pk}:{lines[0].pk}:{what}"
        do(account, kopecks, act, ground(contract, lines), key=key, is_fresh=True)
    return kopecks


def _set(lines: list[ContractLine], status: str) -> None:
    if lines:
        ContractLine.objects.filter(pk__in=[line.pk for line in lines]).update(status=status)
    for line in lines:
        line.status = status
