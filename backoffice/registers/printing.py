"""A register of programs as of a day, row by row, as anybody may take it away. Names no child and no person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from backoffice import money
from backoffice.programs.models import ProgramModule
from backoffice.registers.models import ProgramRegisterEntry, RegisterKind

AT_ONCE = 500  # rows that are fetched together
ALWAYS = ("Номер записи", "Программа", "Организация")
OF_CERTIFIED = ("Включена", "Нормативная стоимость модулей")
OF_BUDGET = (
    "Муниципалитет, который ведёт реестр",
    "Включена",
    "Первый день, когда запись уже не действует",
    "Мест за счёт бюджета",
    "Из них свободно сейчас",
    "Основание",
    "Правовой акт",
)
COSTS = "edition__modules__normative_costs__place__municipality__unit"


def headings(kind: RegisterKind) -> tuple[str, ...]:
    """What the columns of a register are called."""
    return (*ALWAYS, *(OF_CERTIFIED if kind == RegisterKind.CERTIFIED else OF_BUDGET))


def lines(kind: RegisterKind, *, on: date, there: Q | None = None) -> Iterator[list]:
    """The rows of a register on a day in the order of entry, fetched part by part; `there` limits the municipality."""
    entries = ProgramRegisterEntry.objects.in_force(on=on).filter(kind=kind)
    if there is not None:
        entries = entries.near(kind, there)
    is_certified = kind == RegisterKind.CERTIFIED
    read = () if is_certified else ("municipality__unit", "act", "places")
    rows = entries.select_related("edition__program__provider", *read).order_by("included_on", "pk")
    rows = rows.prefetch_related(COSTS) if is_certified else rows
    part = [*rows[:AT_ONCE]]
    while part:
        yield from map(_of_certified if is_certified else _of_budget, part)
        last = part[-1]
        after = Q(included_on=last.included_on, pk__gt=last.pk) | Q(included_on__gt=last.included_on)
        part = [*rows.filter(after, included_on__gte=last.included_on)[:AT_ONCE]] if len(part) == AT_ONCE else []


def _always(entry: ProgramRegisterEntry) -> list:
    return [entry.number, entry.edition.name, entry.edition.program.provider.short_name]


def _of_certified(entry: ProgramRegisterEntry) -> list:
    return [*_always(entry), entry.included_on, "; ".join(map(_cost, entry.edition.modules.all()))]


def _cost(module: ProgramModule) -> str:
    """A module with what it costs, and where, as people read it: «Основы: 1 500,00 ₽ (город Кемерово)»."""
    costs = (f"{money.text(cost.kopecks)} ({cost.place.municipality})" for cost in module.normative_costs.all())
    return f"{module.name}: {', '.join(costs)}"


def _of_budget(entry: ProgramRegisterEntry) -> list:
    places = getattr(entry, "places", None)
    days = [entry.included_on, entry.valid_until]
    numbers = [places.maximum, places.maximum - places.taken] if places else [None, None]
    return [*_always(entry), str(entry.municipality), *days, *numbers, entry.ground, str(entry.act)]
