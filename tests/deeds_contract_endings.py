"""The decision that ends a contract, over HTTP."""

from __future__ import annotations

from collections.abc import Callable

from strawberry.relay import to_base64

from backoffice.contracts.models import Contract
from tests import contracts, live_contracts
from tests.deeds import Deed


def about(contract: Contract, **content) -> dict:
    """The input of an act on a contract as it is now."""
    now = contracts.fresh(contract)
    given = {"contract": to_base64("Contract", now.pk), "expectedVersion": now.version}
    return {**given, "idempotencyKey": contracts.key(), **content}


def terminate(people) -> Deed:
    made = live_contracts.in_force()
    return Deed(made.family.parent, "TerminateContract", about(made.contract))


DEEDS: dict[str, Callable[[dict], Deed]] = {"terminateContract": terminate}
