"""What the head of a municipality decides about its budget registers and the assignments that follow from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backoffice.acts.card import ActCard
from backoffice.errors import Refusal
from backoffice.registers.budget import RULE
from workflows.decisions.fields import asked, required


@dataclass(frozen=True, kw_only=True)
class ExcludeFromRegister:
    """Take a program out of a budget register before its time (C 2.3)."""

    ground: str = asked(
        "Основание", "Code of the ground, of the process RegisterExclusion.", grounds_of="RegisterExclusion"
    )
    reason: str = asked("Обоснование", "Why, in words.", help="Его прочтут организация и все, кто смотрит реестр.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Объясните, почему программа исключается из реестра.", "reason", rule=RULE)


@dataclass(frozen=True, kw_only=True)
class ApproveAssignment:
    """Approve the municipal assignment of an institution as its founder (C 2.5.2)."""

    seen_version: int = asked(
        "Проект, который вы прочли", "Version of the assignment that you read.", of_case="version"
    )
    act: ActCard = asked("Правовой акт", "The act that approves it.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())
