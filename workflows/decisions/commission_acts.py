"""What the head of a municipality decides about its commission: who sits on it, by which order it works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backoffice.acts.card import ActCard
from backoffice.commissions.composition_card import CompositionCard
from backoffice.commissions.order_card import CommissionOrderCard
from backoffice.errors import Refusal
from workflows.decisions.fields import asked


@dataclass(frozen=True, kw_only=True)
class ApproveComposition:
    """Approve who sits on the commission from a day of a year on; the composition before it ends (C 2.5.1)."""

    composition: CompositionCard = asked("Состав комиссии", "Who sits on it.")
    act: ActCard = asked("Правовой акт", "The act that approves it.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class AdoptCommissionOrder:
    """Adopt how the municipality's commission decides from a day on (C 2.5.1, C 2.7)."""

    order: CommissionOrderCard = asked("Порядок работы комиссии", "The order.")
    act: ActCard = asked("Правовой акт", "The act that adopts it.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())
