"""The act that ends a contract early, by whichever side. Inside the caller's transaction.

No case is open about a contract that is in force, so the contract is the first lock: see `ending`.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from django.utils import timezone

from backoffice import journal
from backoffice.access import ROLES, Viewer
from backoffice.contracts import ending
from backoffice.contracts.ending import Side
from backoffice.contracts.models import Contract
from backoffice.contracts.texts import GROUNDS
from backoffice.errors import Refusal, Refused
from backoffice.journal import Act
from backoffice.payments.models import PaymentAgreement
from backoffice.units.models import Unit
from workflows import locks
from workflows.engine import CHANGED, NOT_FOUND, first_time

TERMINATE = "terminate_contract"
BY_FAMILY = "По желанию семьи."
SIDES = {
    Unit.Kind.CHILD: Side.FAMILY,
    Unit.Kind.PROVIDER: Side.PROVIDER,
    Unit.Kind.AUTHORISED_ORGANISATION: Side.PAYER,
}


def terminate(*, contract_id, decision, expected_version: int, by: Viewer, key: str) -> Contract:
    """End a contract on the last day of this month. A repeated `key` changes nothing more.

    :raises Refused: NOT_FOUND, KEY_REUSED, TASK_BUSY, CASE_CHANGED, or every reason against it
    """
    seen = Contract.objects.visible_to(by).filter(pk=contract_id).first()
    side = side_of(by, seen, decision.ground) if seen else None
    if seen is None or side is None:
        raise Refused(NOT_FOUND)
    if not first_time(by.user, key, f"terminate contract {seen.pk} {decision}"):
        return seen
    act = Act(by.user, timezone.localdate())
    with locks.patience(), journal.at_once():
        contract = ending.lock(seen.pk)
        if contract.version != expected_version:
            raise Refused(CHANGED)
        _refuse(decision.why_not(side), ending.why_not_terminate(contract, side, decision.ground, on=act.on))
        ending.terminate(contract, side, decision.ground, decision.reason.strip() or BY_FAMILY, act)
    return contract


def side_of(by: Viewer, contract: Contract, ground: str) -> Side | None:
    """Which side of a contract the viewer acts for; None: for none of them.

    Who stands on two sides acts for the family without a ground and for the other with one.
    """
    sides = _sides(by, contract)
    others = [side for side in sides if side is not Side.FAMILY]
    return next(iter(others if ground and others else sides), None)


def grounds_for(by: Viewer, contract_id: int | None) -> list[str]:
    """The lists of grounds on which the viewer may end a contract; a family needs none.

    Without a contract those of the sides that the viewer's roles are on; whoever is on none is told all that there are.
    """
    if contract_id is None:
        kinds = {ROLES[role].held_in for role in by.units if TERMINATE in ROLES[role].may}
        sides = [side for kind, side in SIDES.items() if kind in kinds]
        return [GROUNDS[side] for side in sides or GROUNDS if side in GROUNDS]
    seen = Contract.objects.visible_to(by).filter(pk=contract_id).first()
    sides = [side for side in _sides(by, seen) if side in GROUNDS] if seen else []
    return [GROUNDS[side] for side in sides[:1]]


def _sides(by: Viewer, contract: Contract) -> list[Side]:
    """On which sides of a contract the viewer may end it."""
    agreements = PaymentAgreement.objects.filter(contract_lines__contract=contract)
    payers = {*agreements.values_list("payer__unit", flat=True)}
    units: dict[Side, set[int]] = {
        Side.FAMILY: {contract.child_id},
        Side.PROVIDER: {contract.provider_id},
        Side.PAYER: payers,
    }
    return [side for side, own in units.items() if any(by.may(TERMINATE, unit) for unit in own)]


def _refuse(*reasons: Iterable[Refusal]) -> None:
    if found := [*chain(*reasons)]:
        raise Refused(*found)
