"""What the administrator decides about the reference data: to overrule a day of the production calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from backoffice.acts.models import CalendarDay
from backoffice.acts.services import CALENDAR_RULE
from backoffice.errors import Refusal
from workflows.decisions.fields import asked

LONGEST = 300


@dataclass(frozen=True, kw_only=True)
class CorrectCalendarDay:
    """Overrule the kind of one day of the production calendar, on the ground of an act."""

    day: date = asked("День", "The day, of a year that is loaded.")
    kind: CalendarDay.Kind = asked("Какой это день", "What it is from now on.")
    ground: str = asked(
        "Основание",
        "The act it rests on, at most 300 characters.",
        help="Вид, номер и дата акта, объявившего день.",
        line=True,
    )

    def why_not(self) -> Iterator[Refusal]:
        if not self.ground.strip():
            text = "Исправление без основания невозможно."
            yield Refusal("GROUND_REQUIRED", text, CALENDAR_RULE, "Укажите номер и дату акта.", ("ground",))
        if len(self.ground) > LONGEST:
            text = f"Не более {LONGEST} знаков."
            yield Refusal("TEXT_TOO_LONG", text, CALENDAR_RULE, "Сократите текст.", ("ground",))
