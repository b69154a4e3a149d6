"""What the head of the operator decides about the number of contracts (R6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from backoffice.acts.card import ActCard
from backoffice.enrollments.contract_limits import RULE
from backoffice.errors import Refusal
from backoffice.programs.words import Direction
from workflows.decisions.fields import asked, required


@dataclass(frozen=True, kw_only=True)
class SetContractLimit:
    """Set how many contracts a provider, or each one, may have in a direction from a day on, by an act."""

    direction: Direction = asked("Направленность", "In which direction.")
    provider: int | None = asked(
        "Организация",
        "Whose; null: of every provider that has no limit of its own.",
        id_of="Provider",
        default=None,
    )
    limit: int | None = asked(
        "Предел договоров", "Contracts at a time at most; null: no limit from that day on.", default=None
    )
    valid_from: date = asked("Действует с", "First day in force, today or later.")
    reason: str = asked("Обоснование", "Why so many: everybody may read it.")
    act: ActCard = asked("Правовой акт", "The act that sets it.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Напишите, почему предел таков.", "reason", rule=RULE)
