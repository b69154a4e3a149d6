"""What a use order must be. Pure: no database, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

from backoffice.errors import Refusal

if TYPE_CHECKING:
    from backoffice.entitlements.order_card import UseOrderCard, UseOrderRuleCard

RULE = "Концепция, п. 1.4, 2.9, 2.11, 2.12, 2.15"
PAYS = ("CERTIFIED", "PERSONALISED_FUNDING")  # register and funding status: money buys nothing else
PATH = ("order", "rules")
LARGEST = 2**31 - 1


def why_not_adopt(
    card: UseOrderCard, *, registers: Collection[Any], statuses: Collection[Any], taken: Collection[date], on: date
) -> Iterator[Refusal]:
    """Yield every reason against a use order on day `on`; `taken` are the first days of the municipality's orders."""
    path = ("order", "valid_from")
    if card.valid_from < on:
        text = f"Порядок действовал бы с {card.valid_from:%d.%m.%Y}, а этот день прошёл."
        yield Refusal("VALID_FROM_PAST", text, RULE, "Укажите сегодняшний день или более поздний.", path)
    if card.valid_from in taken:
        text = f"Порядок с {card.valid_from:%d.%m.%Y} уже принят, а принятый не изменяют."
        yield Refusal("VALID_FROM_TAKEN", text, RULE, "Укажите другой день.", path)
    times = Counter((rule.register, rule.funding_status) for rule in card.rules)
    for register, status in product(registers, statuses):
        named = f"{register.label}, {status.label.lower()}"
        if not times[register, status]:
            text = f"Нет правила: {named}."
            yield Refusal("USE_RULE_MISSING", text, RULE, "Добавьте правило: порядок отвечает на каждый случай.", PATH)
        if times[register, status] > 1:
            yield Refusal("USE_RULE_TWICE", f"Правило повторяется: {named}.", RULE, "Оставьте одно.", PATH)
    for place, rule in enumerate(card.rules):
        yield from _why_not_rule(rule, (*PATH, str(place)))


def _why_not_rule(rule: UseOrderRuleCard, path: tuple[str, ...]) -> Iterator[Refusal]:
    if rule.unit == "MONEY" and (rule.register, rule.funding_status) != PAYS:
        text = (
            f"{rule.register.label}, {rule.funding_status.label.lower()}: деньгами платят только за"
            " сертифицированные программы и только с сертификата финансирования."
        )
        yield Refusal("MONEY_NOT_ALLOWED", text, RULE, "Считайте предел в программах или часах.", (*path, "unit"))
    if rule.limit is not None and not 1 <= rule.limit <= LARGEST:
        text = f"Предел {rule.limit}: нужно целое число от 1 до {LARGEST}."
        remedy = "Исправьте предел, уберите его или запретите использование."
        yield Refusal("LIMIT_OUT_OF_RANGE", text, RULE, remedy, (*path, "limit"))
