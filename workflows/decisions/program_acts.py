"""What is decided about programs outside of cases: to draft, to save, to revise, to revoke."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backoffice.errors import Refusal
from backoffice.programs.card import ProgramCard
from backoffice.programs.models import Program
from workflows.decisions.fields import asked, required


@dataclass(frozen=True, kw_only=True)
class DraftProgram:
    """Begin a program with its first edition."""

    kind: Program.Kind = asked("Вид программы", "Kind of program (C 2.3).")
    funding_mode: Program.FundingMode = asked("Финансирование", "How it is paid (C 2.3).")
    card: ProgramCard = asked("Карточка", "What the program says.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class SaveProgram:
    """Write the card of a draft; of a returned one only the remarked fields may change."""

    card: ProgramCard = asked("Карточка", "What the program says now.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class ReviseProgram:
    """Begin the next edition of a program from one that is decided: certified, refused, withdrawn."""

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class DiscardProgram:
    """Give up a draft that was never submitted."""

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class RevokeProgram:
    """Take a certified program out of the register on a coded ground. Contracts that run are not touched."""

    ground: str = asked(
        "Основание", "Code of the ground, from those of ProgramRevocation.", grounds_of="ProgramRevocation"
    )
    reason: str = asked("Пояснение", "Why, in words.", help="Его прочтёт поставщик.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Объясните, почему программа исключается.", "reason")
