"""What the head of a municipality decides about its commission, over HTTP, each in the setting in which it is taken."""

from __future__ import annotations

from collections.abc import Callable

from tests.commissions import commission_id, composition_card, order_card
from tests.deeds import Deed
from tests.towns import Town, act_card, as_input


def approve_composition(people) -> Deed:
    town = Town()
    given = {
        "commission": commission_id(),
        "idempotencyKey": "composition",
        "composition": as_input(composition_card()),
        "act": as_input(act_card()),
    }
    return Deed(town.head, "ApproveComposition", given)


def adopt_commission_order(people) -> Deed:
    town = Town()
    given = town.input(order=as_input(order_card()), act=as_input(act_card()))
    return Deed(town.head, "AdoptCommissionOrder", given)


DEEDS: dict[str, Callable[[dict], Deed]] = {
    "approveComposition": approve_composition,
    "adoptCommissionOrder": adopt_commission_order,
}
