"""What must hold before a group may take requests (domain 4a-2, step 8). Pure: no database, no clock, no framework.

The list a provider reads and the refusal of an opening are the same conditions.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from backoffice import money
from backoffice.errors import Refusal
from backoffice.groups.card import GroupCard
from backoffice.groups.rules import meeting
from backoffice.payments.rules import REQUISITES

PROVIDERS = "Концепция, п. 1.1, 2.3"
REGISTERS = "Концепция, п. 2.3, 2.8"
PRICES = "Концепция, п. 2.3; Правила ПФДО, цена не выше нормативной стоимости"
OPENING = "Концепция, п. 2.13; порядок открытия набора"
BUDGET_PLACES = "Концепция, п. 2.5.1"


@dataclass(frozen=True, kw_only=True)
class GroupFacts:
    """What is known of a group that is to be opened. Money in kopecks."""

    card: GroupCard
    is_new: bool  # it was never opened: its lessons have not begun
    today: date
    provider_is_active: bool
    edition_is_public: bool
    is_registered: bool  # on the first lesson: among certified programs if it has a price, else in a budget register
    module_is_certified: bool
    requisites: dict[str, str]  # of the provider: those of `REQUISITES`
    normative_cost: int | None  # frozen, of the module at the place; None: there is none
    ceiling_percent: int  # of the normative cost
    months: int  # of the module
    smallest: int  # children of a group of the module
    largest: int
    registered_places: int | None  # of the entry in a budget register; None: it counts none


class Condition(NamedTuple):
    """One condition in Russian, where it stands, and what speaks against it."""

    label: str
    rule: str
    why_not: Callable[[GroupFacts], Iterator[Refusal]]
    forbids: bool = True  # False: it is only told


class Verdict(NamedTuple):
    """A condition with every reason why it is not met; none: it is."""

    condition: Condition
    against: tuple[Refusal, ...]


def _why_not_provider(facts: GroupFacts) -> Iterator[Refusal]:
    if not facts.provider_is_active:
        text = "Организация не состоит в реестре поставщиков или её деятельность приостановлена."
        yield Refusal(
            "PROVIDER_NOT_ACTIVE", text, PROVIDERS, "Завершите включение в реестр или дождитесь возобновления."
        )


def _why_not_public(facts: GroupFacts) -> Iterator[Refusal]:
    if not facts.edition_is_public:
        text = "Редакция программы ещё не утверждена: семьи её не видят."
        yield Refusal("EDITION_NOT_PUBLIC", text, REGISTERS, "Дождитесь решения о программе.", ("module",))


def _why_not_registered(facts: GroupFacts) -> Iterator[Refusal]:
    if facts.is_registered:
        return
    if facts.card.price is None:
        text = "В день первого занятия программы нет ни в одном муниципальном реестре."
        remedy = "Если программа сертифицирована, укажите цену; иначе подайте заявку в реестр или измените дни занятий."
    else:
        text = "В день первого занятия программы нет в реестре сертифицированных."
        remedy = "Если платит бюджет, уберите цену; иначе сертифицируйте программу или создайте группу новой редакции."
    yield Refusal("NOT_IN_REGISTER", text, REGISTERS, remedy, ("module",))


def _why_not_certified(facts: GroupFacts) -> Iterator[Refusal]:
    if facts.card.price is not None and not facts.module_is_certified:
        text = "Эта часть программы не сертифицирована: по ней не платят."
        yield Refusal("MODULE_NOT_CERTIFIED", text, REGISTERS, "Выберите сертифицированную часть.", ("module",))


def _why_not_requisites(facts: GroupFacts) -> Iterator[Refusal]:
    missing = [word for name, word in REQUISITES.items() if not facts.requisites[name].strip()]
    if facts.card.price is not None and missing:
        text = f"Не заполнены реквизиты организации: {', '.join(missing)}."
        yield Refusal("REQUISITES_REQUIRED", text, OPENING, "Заполните реквизиты в карточке организации.")


def _why_not_price(facts: GroupFacts) -> Iterator[Refusal]:
    price = facts.card.price
    if price is None:
        return
    if facts.normative_cost is None:
        text = "Нормативная стоимость этой части программы в этом месте не посчитана."
        remedy = "Выберите место и часть, по которым она посчитана при сертификации."
        yield Refusal("NORMATIVE_COST_MISSING", text, PRICES, remedy, ("place",))
        return
    ceiling = facts.normative_cost * facts.ceiling_percent // 100
    if price > ceiling:
        text = (
            f"Цена {money.text(price)} выше предельной {money.text(ceiling)}"
            f" ({facts.ceiling_percent} % нормативной стоимости)."
        )
        yield Refusal("PRICE_ABOVE_CEILING", text, PRICES, "Снизьте цену.", ("price",))


def _why_not_lessons(facts: GroupFacts) -> Iterator[Refusal]:
    if not facts.card.slots:
        yield Refusal("NO_LESSONS", "Расписание не заполнено.", OPENING, "Добавьте занятия.", ("slots",))


def _why_not_apart(facts: GroupFacts) -> Iterator[Refusal]:
    if found := meeting(facts.card.slots):
        text = f"Занятия пересекаются: {'; '.join(found)}."
        yield Refusal("LESSONS_OVERLAP", text, OPENING, "Исправьте расписание.", ("slots",))


def _why_not_ahead(facts: GroupFacts) -> Iterator[Refusal]:
    card = facts.card
    if facts.is_new and card.starts_on < facts.today:
        text = f"Первое занятие уже прошло: {card.starts_on:%d.%m.%Y}."
        yield Refusal("GROUP_ALREADY_BEGUN", text, OPENING, "Перенесите занятия.", ("starts_on",))
    elif card.ends_on < facts.today:
        text = f"Занятия закончились {card.ends_on:%d.%m.%Y}."
        yield Refusal("GROUP_IS_OVER", text, OPENING, "Создайте другую группу.", ("ends_on",))


def _why_not_months(facts: GroupFacts) -> Iterator[Refusal]:
    last = months_after(facts.card.starts_on, facts.months)
    if facts.card.ends_on > last:
        text = f"Эта часть программы длится {facts.months} мес.: последнее занятие не позже {last:%d.%m.%Y}."
        yield Refusal("GROUP_TOO_LONG", text, OPENING, "Исправьте дни занятий.", ("ends_on",))


def _why_not_size(facts: GroupFacts) -> Iterator[Refusal]:
    if not facts.smallest <= facts.card.capacity <= facts.largest:
        text = f"В группе должно быть от {facts.smallest} до {facts.largest} мест, указано {facts.card.capacity}."
        yield Refusal("CAPACITY_OUT_OF_BOUNDS", text, OPENING, "Исправьте число мест.", ("capacity",))


def _warn_of_places(facts: GroupFacts) -> Iterator[Refusal]:
    places = facts.registered_places
    if places is not None and facts.card.capacity > places:
        text = f"В реестре у программы мест за счёт бюджета: {places}, а в группе: {facts.card.capacity}."
        yield Refusal("CAPACITY_ABOVE_REGISTER", text, BUDGET_PLACES, "Заявки примут, пока есть места в реестре.")


CONDITIONS = (
    Condition("Организация состоит в реестре и работает", PROVIDERS, _why_not_provider),
    Condition("Редакция программы утверждена и видна семьям", REGISTERS, _why_not_public),
    Condition("В день первого занятия программа состоит в реестре", REGISTERS, _why_not_registered),
    Condition("Часть программы сертифицирована, если за неё платят", REGISTERS, _why_not_certified),
    Condition("Реквизиты организации заполнены, если за обучение платят", OPENING, _why_not_requisites),
    Condition("Цена не выше предельной", PRICES, _why_not_price),
    Condition("Расписание заполнено", OPENING, _why_not_lessons),
    Condition("Занятия не пересекаются", OPENING, _why_not_apart),
    Condition("Занятия впереди", OPENING, _why_not_ahead),
    Condition("Занятия не дольше, чем длится часть программы", OPENING, _why_not_months),
    Condition("Мест столько, сколько детей может быть в группе", OPENING, _why_not_size),
    Condition("Мест не больше, чем в муниципальном реестре", BUDGET_PLACES, _warn_of_places, forbids=False),
)


def readiness(facts: GroupFacts) -> list[Verdict]:
    """Judge every condition, in the order of the list."""
    return [Verdict(condition, tuple(condition.why_not(facts))) for condition in CONDITIONS]


def why_not_ready(facts: GroupFacts) -> Iterator[Refusal]:
    """Yield every reason of the conditions without which a group may not take requests."""
    for verdict in readiness(facts):
        if verdict.condition.forbids:
            yield from verdict.against


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later; in a shorter month its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
