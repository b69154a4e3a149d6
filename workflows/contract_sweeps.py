"""What days do to contracts: their months begin and are written off, their last day passes.

Each contract is a transaction of its own, as requests and pupils are in `enrollment_sweeps`.
"""

from __future__ import annotations

from datetime import date

from backoffice.contracts import ending, spending
from backoffice.journal import Act
from workflows.enrollment_sweeps import each


def sweep(on: date) -> int:
    """Do what is due on a day; return how many contracts were touched. A repeat finds nothing."""
    return each(spending.due(on=on), lambda pk: _write_off(pk, on)) + each(ending.due(on=on), lambda pk: _close(pk, on))


def _write_off(contract_id: int, on: date) -> bool:
    """The certificate's part of a month is spent when the month begins."""
    contract = ending.lock(contract_id)
    if not spending.due(on=on).filter(pk=contract_id).exists():
        return False
    return spending.write_off_begun(contract, Act(None, on)) > 0


def _close(contract_id: int, on: date) -> bool:
    """Its last day is over: so are the lessons of its pupil, and the place is free."""
    contract = ending.lock(contract_id)
    if not ending.due(on=on).filter(pk=contract_id).exists():
        return False
    ending.close(contract, Act(None, on))
    return True
