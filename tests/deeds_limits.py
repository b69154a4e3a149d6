"""What the head of the operator decides about contracts, over HTTP."""

from __future__ import annotations

from collections.abc import Callable

from backoffice.access import Role
from tests import factories
from tests.deeds import Deed
from tests.towns import act_card, as_input, today


def said(**changes) -> dict:
    """The input of a limit for all providers from today on."""
    given = {"direction": "TECHNICAL", "limit": 30, "validFrom": today().isoformat(), "provider": None}
    given |= {"reason": "Мест в кружках больше, чем денег.", "act": as_input(act_card())}
    return {**given, "idempotencyKey": "limit", **changes}


def set_contract_limit(people) -> Deed:
    return Deed(factories.member(Role.OPERATOR_HEAD, factories.operator_unit()), "SetContractLimit", said())


DEEDS: dict[str, Callable[[dict], Deed]] = {"setContractLimit": set_contract_limit}
