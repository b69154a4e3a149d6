"""Whether a program meets the conditions of a register that a machine can check (C 2.7). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backoffice.commissions.models import CommissionOrder, RegisterCondition
from backoffice.programs.card import ProgramCard
from backoffice.programs.words import Direction

Check = RegisterCondition.Check


class Verdict(NamedTuple):
    """One condition, whether it holds, and what the program says, in Russian."""

    condition: RegisterCondition
    holds: bool
    found: str


def verdicts(order: CommissionOrder, register: str, card: ProgramCard) -> list[Verdict]:
    """Judge a program by every condition that an order sets for a register, in the order of the list."""
    return [
        Verdict(condition, *judge(condition, card))
        for condition in order.conditions.all()
        if condition.register == register
    ]


def judge(condition: RegisterCondition, card: ProgramCard) -> tuple[bool, str]:
    """Whether the card meets one condition, and what it says of it. A program without modules meets no bound."""
    bound = condition.number or 0
    match condition.check_kind:
        case Check.HOURS_AT_LEAST:
            hours = sum(module.hours for module in card.modules)
            return hours >= bound, f"часов: {hours}"
        case Check.MONTHS_AT_LEAST:
            months = sum(module.months for module in card.modules)
            return months >= bound, f"месяцев: {months}"
        case Check.GROUP_AT_LEAST:
            least = min(_sizes(card.modules, "min_children"), default=0)
            return least >= bound, f"наименьшая группа: {least}"
        case Check.GROUP_AT_MOST:
            most = max(_sizes(card.modules, "max_children"), default=0)
            return 0 < most <= bound, f"наибольшая группа: {most}"
        case Check.AGE_FROM_AT_MOST:
            return card.age_from <= bound, f"принимает с возраста: {card.age_from}"
        case Check.DIRECTION:
            return card.direction == condition.direction, f"направленность: {Direction(card.direction).label.lower()}"
        case Check.FOR_GIFTED:
            return card.for_gifted, _yes(card.for_gifted)
        case Check.FOR_SPECIAL_NEEDS:
            return card.for_special_needs, _yes(card.for_special_needs)
    raise ValueError(f"unknown check {condition.check_kind}")


def _sizes(modules: Iterable, name: str) -> Iterator[int]:
    return (getattr(module, name) for module in modules)


def _yes(flag: bool) -> str:
    return "да" if flag else "нет"
