"""What the order of a commission must be. Pure: no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from backoffice.errors import Refusal

if TYPE_CHECKING:
    from backoffice.commissions.order_card import CommissionOrderCard, RegisterConditionCard

RULE = "Концепция, п. 2.5.1, 2.7"
CODE = re.compile(r"[A-Z][A-Z0-9_]{0,29}")
LONGEST_TEXT = 300  # characters
LARGEST = 2**15 - 1
NOTICE = (1, 30)  # working days
COMMON_YEAR = 2027  # any year without 29 February: the end of entries comes every year
# What fewer than half decide is no decision of the commission.
SHARES = {"quorum_percent": ("Кворум", 50, 100), "majority_percent": ("Большинство", 50, 99)}
BY_NUMBER = ("HOURS_AT_LEAST", "MONTHS_AT_LEAST", "GROUP_AT_LEAST", "GROUP_AT_MOST", "AGE_FROM_AT_MOST")


def why_not_adopt(card: CommissionOrderCard, *, taken: Collection[date], on: date) -> Iterator[Refusal]:
    """Yield every reason against an order on day `on`; `taken` are the first days of the municipality's orders."""
    path = ("order", "valid_from")
    if card.valid_from < on:
        text = f"Порядок действовал бы с {card.valid_from:%d.%m.%Y}, а этот день прошёл."
        yield Refusal("VALID_FROM_PAST", text, RULE, "Укажите сегодняшний день или более поздний.", path)
    if card.valid_from in taken:
        text = f"Порядок с {card.valid_from:%d.%m.%Y} уже принят, а принятый не изменяют."
        yield Refusal("VALID_FROM_TAKEN", text, RULE, "Укажите другой день.", path)
    yield from _why_not_numbers(card)
    met: set[tuple[str, str]] = set()
    for place, condition in enumerate(card.conditions):
        where = ("order", "conditions", str(place))
        yield from _why_not_condition(condition, where)
        key = (str(condition.register), condition.code)
        if key in met:
            text = f"{condition.register.label}: условие {condition.code} указано дважды."
            yield Refusal("CONDITION_TWICE", text, RULE, "Дайте условиям разные коды.", (*where, "code"))
        met.add(key)


def _why_not_numbers(card: CommissionOrderCard) -> Iterator[Refusal]:
    for name, (words, least, most) in SHARES.items():
        if not least <= getattr(card, name) <= most:
            text = f"{words} — {getattr(card, name)} %, а может быть от {least} до {most} %."
            yield Refusal("SHARE_OUT_OF_RANGE", text, RULE, "Исправьте долю.", ("order", name))
    least, most = NOTICE
    if not least <= card.notice_days <= most:
        text = f"Созывать можно за {least}–{most} рабочих дней, а указано {card.notice_days}."
        yield Refusal("NOTICE_OUT_OF_RANGE", text, RULE, "Исправьте число дней.", ("order", "notice_days"))
    if not _is_day(card.entries_end_month, card.entries_end_day):
        text = f"Дня {card.entries_end_day:02d}.{card.entries_end_month:02d} нет в каждом году."
        remedy = "Укажите месяц и число, которые бывают каждый год."
        yield Refusal("END_DAY_INVALID", text, RULE, remedy, ("order", "entries_end_day"))


def _is_day(month: int, day: int) -> bool:
    try:
        date(COMMON_YEAR, month, day)
    except ValueError:
        return False
    return True


def _why_not_condition(condition: RegisterConditionCard, path: tuple[str, ...]) -> Iterator[Refusal]:
    if not CODE.fullmatch(condition.code):
        text = "Код условия: до 30 заглавных латинских букв, цифр и подчёркиваний, первой стоит буква."
        yield Refusal("CONDITION_CODE_INVALID", text, RULE, "Исправьте код.", (*path, "code"))
    if not condition.text.strip():
        remedy = "Сформулируйте условие: его прочтёт организация."
        yield Refusal("FIELD_REQUIRED", "Поле не заполнено.", RULE, remedy, (*path, "text"))
    if len(condition.text) > LONGEST_TEXT:
        yield Refusal("FIELD_TOO_LONG", f"Не более {LONGEST_TEXT} знаков.", RULE, "Сократите текст.", (*path, "text"))
    yield from _why_not_bound(condition, path)


def _why_not_bound(condition: RegisterConditionCard, path: tuple[str, ...]) -> Iterator[Refusal]:
    """A check by number has a number, a check by direction has a direction, and no check has more."""
    named = f"Проверка «{condition.check_kind.label}»"
    by_number, by_direction = condition.check_kind in BY_NUMBER, condition.check_kind == "DIRECTION"
    if by_number and (condition.number is None or not 1 <= condition.number <= LARGEST):
        text = f"{named}: нужна граница — целое число от 1 до {LARGEST}."
        yield Refusal("CONDITION_BOUND_INVALID", text, RULE, "Укажите границу.", (*path, "number"))
    if not by_number and condition.number is not None:
        text = f"{named}: границы у неё нет."
        yield Refusal("CONDITION_BOUND_INVALID", text, RULE, "Уберите число.", (*path, "number"))
    if by_direction and condition.direction is None:
        text = f"{named}: не указано, какая."
        yield Refusal("CONDITION_BOUND_INVALID", text, RULE, "Выберите направленность.", (*path, "direction"))
    if not by_direction and condition.direction is not None:
        text = f"{named}: направленность ей не нужна."
        yield Refusal("CONDITION_BOUND_INVALID", text, RULE, "Уберите направленность.", (*path, "direction"))
