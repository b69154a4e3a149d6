"""What a group must be to be kept, and what of it may still change. Pure: no database, no clock, no framework."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from itertools import pairwise

from backoffice.errors import Refusal
from backoffice.groups.card import GroupCard, SlotCard

RULE = "Концепция, п. 2.3, 2.13; порядок открытия набора"
LONGEST_NAME = 100  # characters
LARGEST = 10_000  # pupils of a group: more is a slip of the pen
MOST_LESSONS = 50  # of a week
HIGHEST_PRICE = 2**53  # kopecks
CLOCK = re.compile(r"\d\d:\d\d", re.ASCII)
DAYS = ("", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
# What a family has agreed to by asking: it stands while somebody asks for a place or is taught.
TERMS = {
    "module": "часть программы",
    "place": "место обучения",
    "starts_on": "первое занятие",
    "ends_on": "последнее занятие",
    "price": "цену",
}


def clock(text: str) -> time | None:
    """A time of the day written HH:MM; None if it is not one."""
    if not CLOCK.fullmatch(text):
        return None
    hours, minutes = int(text[:2]), int(text[3:])
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def why_not_save(card: GroupCard) -> Iterator[Refusal]:
    """Yield what keeps a card from being kept at all: a draft may be incomplete, but not impossible."""
    if not card.name.strip():
        yield Refusal("FIELD_REQUIRED", "Назовите группу.", RULE, "Заполните название.", ("name",))
    elif len(card.name) > LONGEST_NAME:
        yield Refusal("FIELD_TOO_LONG", f"Не более {LONGEST_NAME} знаков.", RULE, "Сократите название.", ("name",))
    if card.ends_on < card.starts_on:
        text = "Последнее занятие раньше первого."
        yield Refusal("DATES_REVERSED", text, RULE, "Исправьте дни занятий.", ("ends_on",))
    if not 1 <= card.capacity <= LARGEST:
        text = f"Мест в группе — от 1 до {LARGEST}."
        yield Refusal("NUMBER_OUT_OF_RANGE", text, RULE, "Исправьте число мест.", ("capacity",))
    if card.price is not None and not 0 < card.price < HIGHEST_PRICE:
        text = "Цена — больше нуля; если платит бюджет, её не указывают."
        yield Refusal("PRICE_OUT_OF_RANGE", text, RULE, "Исправьте или уберите цену.", ("price",))
    yield from _why_not_point(card)
    yield from _why_not_slots(card.slots)


def _why_not_point(card: GroupCard) -> Iterator[Refusal]:
    if card.latitude is None and card.longitude is None:
        return
    if (
        card.latitude is None
        or card.longitude is None
        or not (-90 <= card.latitude <= 90 and -180 <= card.longitude <= 180)
    ):
        text = "Место на карте — это широта от −90 до 90 и долгота от −180 до 180 вместе."
        yield Refusal("POINT_INVALID", text, RULE, "Укажите обе координаты или ни одной.", ("latitude",))


def _why_not_slots(slots: tuple[SlotCard, ...]) -> Iterator[Refusal]:
    if len(slots) > MOST_LESSONS:
        text = f"Не более {MOST_LESSONS} занятий в неделю."
        yield Refusal("TOO_MANY_PARTS", text, RULE, "Разделите группу на несколько.", ("slots",))
    known = set()
    for number, slot in enumerate(slots, start=1):
        path = ("slots", str(number))
        begins, ends = clock(slot.begins_at), clock(slot.ends_at)
        if not 1 <= slot.weekday <= 7 or begins is None or ends is None or ends <= begins:
            text = f"Занятие {number}: нужны день недели от 1 до 7 и время ЧЧ:ММ, конец позже начала."
            yield Refusal("LESSON_TIME_INVALID", text, RULE, "Исправьте занятие.", path)
        elif (slot.weekday, begins) in known:
            yield Refusal("LESSON_REPEATED", f"Занятие {number} повторяет другое.", RULE, "Уберите повтор.", path)
        known.add((slot.weekday, begins))


def meeting(slots: tuple[SlotCard, ...]) -> list[str]:
    """Lessons of a week that begin before the one before them has ended, in Russian."""
    in_order = sorted(slots, key=lambda slot: (slot.weekday, slot.begins_at))
    return [
        f"{DAYS[later.weekday]} {earlier.begins_at}–{earlier.ends_at} и {later.begins_at}–{later.ends_at}"
        for earlier, later in pairwise(in_order)
        if earlier.weekday == later.weekday and later.begins_at < earlier.ends_at
    ]


def why_not_terms(changed: Collection[str]) -> Iterator[Refusal]:
    """Yield each of the `changed` terms that stands because somebody asks for a place or is taught."""
    for name in TERMS:
        if name in changed:
            text = f"Пока есть заявки или обучающиеся, нельзя изменить {TERMS[name]}."
            remedy = "Верните прежнее значение или создайте другую группу."
            yield Refusal("GROUP_TERMS_STAND", text, RULE, remedy, (name,))


def why_not_capacity(capacity: int, taken: int) -> Iterator[Refusal]:
    """No place that somebody has is taken away."""
    if capacity < taken:
        text = f"Мест не может быть меньше, чем занято: {taken}."
        yield Refusal("CAPACITY_BELOW_TAKEN", text, RULE, "Укажите не меньше занятых мест.", ("capacity",))


def why_cancelled(status: str) -> Iterator[Refusal]:
    """A cancelled group is over for good."""
    if status == "CANCELLED":
        yield Refusal("GROUP_CANCELLED", "Эта группа отменена.", RULE, "Создайте другую группу.")


def why_not_opening(status: str, opens_at: datetime | None, *, ends_on: date, now: datetime) -> Iterator[Refusal]:
    """Yield what speaks against an opening at a moment, whatever the group is; without one it opens now."""
    yield from why_cancelled(status)
    if status == "OPEN":
        text = "Набор в эту группу уже открыт."
        yield Refusal("GROUP_ALREADY_OPEN", text, RULE, "Чтобы назначить другое время, сначала закройте набор.")
    if opens_at is not None and not (now <= opens_at and opens_at.date() <= ends_on):
        text = "Набор открывают не в прошлом и не позже последнего занятия."
        yield Refusal("OPENING_TIME_INVALID", text, RULE, "Исправьте время или уберите его.", ("opens_at",))


def why_not_close(status: str) -> Iterator[Refusal]:
    """Only a group that takes requests stops taking them."""
    if status != "OPEN":
        yield Refusal("GROUP_NOT_OPEN", "Набор в эту группу не открыт.", RULE, "Обновите страницу.")


def why_not_cancel(status: str, pupils: int) -> Iterator[Refusal]:
    """A group is cancelled before anybody is taught in it."""
    if status == "CANCELLED":
        yield Refusal("GROUP_CANCELLED", "Эта группа уже отменена.", RULE, "Обновите страницу.")
    if pupils:
        text = f"В группе обучаются: {pupils}. Отменить можно группу без обучающихся."
        yield Refusal("GROUP_HAS_PUPILS", text, RULE, "Закройте набор; обучающихся переведите в другие группы.")
