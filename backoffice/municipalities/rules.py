"""What may be recorded about a duty of the roadmap, and how late it is. Pure: no database, no clock, no framework."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from backoffice.errors import Refusal

EARLIEST = date(2019, 1, 1)  # R 1.1–1.3 end before the day of the act itself, but within its year
LONGEST = 5000
NEXT = {"PLANNED": ("IN_PROGRESS", "DONE"), "IN_PROGRESS": ("DONE",)}


def why_not_record(
    before: str, status: str, done_on: date | None, note: str, *, has_file: bool, on: date, number: str
) -> Iterator[Refusal]:
    """Yield every reason against moving a duty of item `number` from status `before` to `status` on day `on`."""
    rule = f"План мероприятий, п. {number}"
    if before == "DONE":
        text = "Исполнение уже отмечено, запись окончательная."
        yield Refusal("DUTY_DONE", text, rule, "Если в записи ошибка, обратитесь в департамент.", ("status",))
    elif status not in NEXT[before]:
        text = "Такой переход невозможен: запланировано → выполняется → выполнено."
        yield Refusal("TRANSITION_IMPOSSIBLE", text, rule, "Выберите следующее состояние.", ("status",))
    yield from _why_not_day(status, done_on, on, rule)
    if status == "DONE" and not note.strip() and not has_file:
        text = "Исполнение ничем не подтверждено."
        yield Refusal("EVIDENCE_REQUIRED", text, rule, "Опишите, что сделано, или приложите документ.", ("note",))
    if len(note) > LONGEST:
        yield Refusal("TEXT_TOO_LONG", f"Не более {LONGEST} знаков.", rule, "Сократите текст.", ("note",))


def _why_not_day(status: str, done_on: date | None, on: date, rule: str) -> Iterator[Refusal]:
    """The day of fulfilment stands exactly where the duty is done, and no later than today."""
    path = ("done_on",)
    if status == "DONE" and done_on is None:
        yield Refusal("DONE_ON_REQUIRED", "Не указан день исполнения.", rule, "Укажите день исполнения.", path)
    if status != "DONE" and done_on is not None:
        text = "День исполнения указывают только у выполненного."
        yield Refusal("DONE_ON_NOT_EXPECTED", text, rule, "Уберите день или отметьте исполнение.", path)
    if done_on is not None and done_on > on:
        yield Refusal("DONE_ON_IN_FUTURE", "День исполнения ещё не наступил.", rule, "Укажите прошедший день.", path)
    if done_on is not None and done_on < EARLIEST:
        text = f"День исполнения раньше {EARLIEST:%d.%m.%Y}."
        yield Refusal("DONE_ON_TOO_EARLY", text, rule, "Проверьте год.", path)


def is_overdue(ends_on: date, done_on: date | None, *, on: date) -> bool:
    """Whether a duty is not done although its term has ended before day `on`."""
    return done_on is None and on > ends_on


def days_late(ends_on: date, done_on: date | None, *, on: date) -> int:
    """Count the calendar days from the end of the term to the day it was done, or else to day `on`; 0 if in time."""
    return max(0, ((done_on or on) - ends_on).days)
