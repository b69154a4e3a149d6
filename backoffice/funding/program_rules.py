"""What a funding program must be, and what it may no longer take away. Pure: no database, no clock, no framework."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from backoffice import money
from backoffice.errors import Refusal

if TYPE_CHECKING:
    from backoffice.funding.program_card import FundedCategoryCard, FundingProgramCard

RULE = "План мероприятий, п. 1.10, 2.2, 2.8; Концепция, п. 1.5"
MOST_CERTIFICATES = 1_000_000
MOST_KOPECKS = 10**14  # a thousand billion roubles
PERIOD = ("year",)  # the field by which most programs name it
YEARS = range(2019, 2101)


@dataclass(frozen=True)
class GivenOut:
    """What of a category's money in the period is on certificates already. Sums in kopecks."""

    code: str
    title: str
    nominal: int  # of the version in force
    count: int
    total: int
    most_used: int  # reserved and spent on the one certificate that has used most


def why_not_period(starts_on: date | None, ends_on: date | None, *, on: date) -> Iterator[Refusal]:
    """Yield what speaks against a span of days as a funding period on day `on`."""
    if starts_on is None or ends_on is None:
        remedy = "Укажите год либо первый и последний день."
        yield Refusal("PERIOD_INVALID", "Период финансирования не определён.", RULE, remedy, PERIOD)
    elif ends_on < starts_on or starts_on.year not in YEARS or ends_on.year not in YEARS:
        text = f"Период с {starts_on:%d.%m.%Y} по {ends_on:%d.%m.%Y} невозможен."
        yield Refusal("PERIOD_INVALID", text, RULE, "Первый день должен быть не позже последнего.", PERIOD)
    elif ends_on < on:
        text = f"Период закончился {ends_on:%d.%m.%Y}."
        yield Refusal("PERIOD_OVER", text, RULE, "Составьте программу на текущий или будущий период.", PERIOD)


def why_not_keep(card: FundingProgramCard, known: Collection[str]) -> Iterator[Refusal]:
    """Yield what keeps a card from being written down: numbers that mean nothing, categories nobody knows."""
    yield from _why_not_amount(card.total, MOST_KOPECKS, ("card", "total"))
    for place, line in enumerate(card.categories):
        path = ("card", "categories", str(place))
        if line.code not in known:
            text = f"Категории «{line.code}» нет."
            yield Refusal("CATEGORY_UNKNOWN", text, RULE, "Выберите категорию из списка.", (*path, "code"))
        yield from _why_not_amount(line.count, MOST_CERTIFICATES, (*path, "count"))
        yield from _why_not_amount(line.sum_limit or 0, MOST_KOPECKS, (*path, "sum_limit"))
        if not 0 < line.nominal <= MOST_KOPECKS:
            text = f"Номинал сертификата — {money.text(line.nominal)}, а должен быть больше нуля."
            yield Refusal("NOMINAL_NOT_POSITIVE", text, RULE, "Укажите номинал.", (*path, "nominal"))
    for place, cap in enumerate(card.caps):
        yield from _why_not_amount(cap.amount, MOST_KOPECKS, ("card", "caps", str(place), "amount"))
    yield from _why_twice(card)


def _why_not_amount(number: int, most: int, path: tuple[str, ...]) -> Iterator[Refusal]:
    if not 0 <= number <= most:
        text = f"Число {number} вне допустимых границ: от 0 до {most}."
        yield Refusal("AMOUNT_OUT_OF_RANGE", text, RULE, "Проверьте число.", path)


def _why_twice(card: FundingProgramCard) -> Iterator[Refusal]:
    for code, times in Counter(line.code for line in card.categories).items():
        if times > 1:
            text = f"Категория «{code}» указана несколько раз."
            yield Refusal("CATEGORY_TWICE", text, RULE, "Оставьте одну строку категории.", ("card", "categories"))
    for direction, times in Counter(cap.direction for cap in card.caps).items():
        if times > 1:
            text = f"Предел для направленности «{direction.label}» указан несколько раз."
            yield Refusal("CAP_TWICE", text, RULE, "Оставьте один предел.", ("card", "caps"))


def why_not_adopt(
    card: FundingProgramCard,
    *,
    starts_on: date,
    ends_on: date,
    given: Sequence[GivenOut],
    used: Mapping[str, int],
) -> Iterator[Refusal]:
    """Yield every reason against a program that could be written down, for its period.

    `given` is what stands on certificates already, `used` what is reserved and spent by direction, in kopecks.
    """
    if not card.categories:
        text, remedy = "Программа не даёт средств ни одной категории.", "Добавьте хотя бы одну категорию."
        yield Refusal("CATEGORIES_MISSING", text, RULE, remedy, ("card", "categories"))
    planned = sum(line.limit for line in card.categories)
    if planned > card.total:
        text = f"На категории нужно {money.text(planned)}, а всего в программе {money.text(card.total)}."
        remedy = "Уменьшите число сертификатов или номиналы либо увеличьте средства программы."
        yield Refusal("PROGRAM_OVERSPENT", text, RULE, remedy, ("card", "total"))
    yield from _why_not_days(card, starts_on, ends_on)
    yield from _why_not_caps(card, used)
    lines = {line.code: line for line in card.categories}
    for each in given:
        yield from _why_below(each, lines.get(each.code))


def _why_not_days(card: FundingProgramCard, starts_on: date, ends_on: date) -> Iterator[Refusal]:
    if not starts_on <= card.current_from <= card.current_to <= ends_on:
        text = f"Дни договоров за счёт периода должны идти по порядку с {starts_on:%d.%m.%Y} по {ends_on:%d.%m.%Y}."
        yield Refusal("PROGRAM_DAYS", text, RULE, "Исправьте дни.", ("card", "current_from"))
    if card.future_from is not None and card.future_from >= starts_on:
        text = f"Договоры за счёт будущего периода начинаются до его первого дня, {starts_on:%d.%m.%Y}."
        yield Refusal("PROGRAM_DAYS", text, RULE, "Укажите более ранний день или уберите его.", ("card", "future_from"))


def _why_not_caps(card: FundingProgramCard, used: Mapping[str, int]) -> Iterator[Refusal]:
    for place, cap in enumerate(card.caps):
        path, spent = ("card", "caps", str(place), "amount"), used.get(cap.direction, 0)
        if cap.amount > card.total:
            text = f"Предел {money.text(cap.amount)} больше всех средств программы: {money.text(card.total)}."
            yield Refusal("CAP_ABOVE_TOTAL", text, RULE, "Уменьшите предел.", path)
        if cap.amount < spent:
            text = (
                f"Направленность «{cap.direction.label}»: предел {money.text(cap.amount)} меньше уже"
                f" зарезервированного и списанного: {money.text(spent)}."
            )
            yield Refusal("BELOW_GRANTED", text, RULE, "Увеличьте предел.", path)


def _why_below(given: GivenOut, line: FundedCategoryCard | None) -> Iterator[Refusal]:
    """What is on certificates stays there: a new version cannot fall below it."""
    path, name = ("card", "categories"), f"Категория «{given.title}»"
    if line is None:
        if given.count or given.total:
            text = f"{name}: средства уже закреплены за сертификатами: {given.count} на {money.text(given.total)}."
            yield Refusal("BELOW_GRANTED", text, RULE, "Верните категорию в программу.", path)
        return
    if line.count < given.count:
        text = f"{name}: сертификатов {line.count}, а средства уже закреплены за {given.count}."
        yield Refusal("BELOW_GRANTED", text, RULE, "Увеличьте число сертификатов.", path)
    needed = given.total + max(0, line.nominal - given.nominal) * given.count
    if line.limit < needed:
        text = f"{name}: сумма {money.text(line.limit)}, а уже выданным сертификатам нужно {money.text(needed)}."
        yield Refusal("BELOW_GRANTED", text, RULE, "Увеличьте сумму на категорию.", path)
    if line.nominal < given.nominal and line.nominal < given.most_used:
        text = (
            f"{name}: номинал {money.text(line.nominal)} меньше того, что на одном из сертификатов уже"
            f" зарезервировано и списано: {money.text(given.most_used)}."
        )
        yield Refusal("BELOW_GRANTED", text, RULE, "Увеличьте номинал.", path)
