"""The head's acts about the commission outside of cases: its composition, its order. In the caller's transaction."""

from __future__ import annotations

from backoffice.access import Viewer
from backoffice.commissions import compositions, orders
from backoffice.commissions.models import Commission, CommissionComposition, CommissionOrder
from backoffice.errors import Refused
from workflows.engine import NOT_FOUND
from workflows.municipal_acts import once


def approve_composition(*, commission_id, decision, by: Viewer, key: str) -> CommissionComposition:
    """Approve a composition; a repeated `key` gives the one that the first request made.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against the composition
    """
    found = Commission.objects.select_related("municipality__unit").filter(pk=commission_id).first()
    if found is None:
        raise Refused(NOT_FOUND)
    card, legal = decision.composition, decision.act
    return once(
        CommissionComposition,
        "approve_composition",
        (found.municipality_id, decision, by, key),
        lambda town, act: compositions.why_not_approve(found, card, legal, by, on=act.on),
        lambda town, act: compositions.approve(found, card, legal, act),
    )


def adopt_order(*, municipality_id, decision, by: Viewer, key: str) -> CommissionOrder:
    """Adopt the order of a commission; a repeated `key` gives the one that the first request made.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against the order
    """
    return once(
        CommissionOrder,
        "adopt_commission_order",
        (municipality_id, decision, by, key),
        lambda town, act: orders.why_not_adopt(town, decision.order, decision.act, act.by, on=act.on),
        lambda town, act: orders.adopt(town, decision.order, decision.act, act),
    )
