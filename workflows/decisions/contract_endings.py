"""What a family, a provider and a payer decide about a contract that is in force (domain 4d-10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from backoffice.contracts.ending import RULE, Side
from backoffice.contracts.texts import GROUNDS
from backoffice.errors import Refusal
from workflows.decisions import fields as texts
from workflows.decisions.fields import asked

required, too_long = partial(texts.required, rule=RULE), partial(texts.too_long, rule=RULE)


@dataclass(frozen=True, kw_only=True)
class TerminateContract:
    """End a contract early: it is in force to the last day of this month. A family may always, the others on a ground.

    Months after that are given back to the certificate at once. A contract that begins later ends at once.
    """

    ground: str = asked(
        "Основание",
        "Code of the ground; empty for a family.",
        grounds_of=tuple(GROUNDS.values()),
        grounds_by="Contract",
        help="Семье основание не нужно.",
        default="",
    )
    reason: str = asked("Пояснение", "Reasons in words.", default="", help="Его прочтут все стороны договора.")

    def why_not(self, side: Side) -> Iterator[Refusal]:
        """Yield what is wrong with the words; whoever ends a contract with a family explains it."""
        if side is Side.FAMILY:
            yield from too_long(self.reason, "reason")
        else:
            yield from required(self.reason, "Объясните семье, почему договор расторгается.", "reason")
