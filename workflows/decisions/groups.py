"""What is decided about groups, outside of cases: to draft, to save, to open, to close, to cancel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from backoffice.errors import Refusal
from backoffice.groups.card import GroupCard
from backoffice.groups.rules import RULE
from workflows.decisions.fields import asked, required


@dataclass(frozen=True, kw_only=True)
class DraftGroup:
    """Begin a group of one of the provider's programs. Nobody else sees it until it is opened."""

    card: GroupCard = asked("Карточка", "What the group is to be.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class SaveGroup:
    """Write the card of a group. What families rely on stands while somebody asks for a place or is taught."""

    card: GroupCard = asked("Карточка", "What the group is now.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class OpenGroup:
    """Take requests for places, now or from a moment on."""

    opens_at: datetime | None = asked(
        "Открыть набор с",
        "First moment requests are taken; null: now.",
        help="Пусто — сразу.",
        default=None,
    )

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class CloseGroup:
    """Take no new requests; those under way go on."""

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class CancelGroup:
    """Give up a group in which nobody is taught; the requests for it end, and their families read why."""

    reason: str = asked("Причина", "Why, in words.", help="Её прочтут семьи.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Объясните семьям, почему группа отменена.", "reason", rule=RULE)
