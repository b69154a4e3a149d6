"""A register of programs as of a day, row by row, as anybody may take it away. Names no child and no person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from backoffice.registers.models import ProgramRegisterEntry, RegisterKind

AT_ONCE = 500  # rows that are fetched together
HEADINGS = (
    "Номер записи",
    "Программа",
    "Организация",
    "Муниципалитет, который ведёт реестр",
    "Включена",
    "Первый день, когда запись уже не действует",
    "Мест за счёт бюджета",
    "Из них свободно сейчас",
    "Основание",
    "Правовой акт",
)


def lines(kind: RegisterKind, *, on: date, there: Q | None = None) -> Iterator[list]:
    """The rows of a register on a day in the order of entry, fetched part by part; `there` limits the municipality."""
    entries = ProgramRegisterEntry.objects.in_force(on=on).filter(kind=kind)
    if there is not None:
        entries = entries.near(kind, there)
    read = ("edition__program__provider", "municipality__unit", "act", "places")
    rows = entries.select_related(*read).order_by("included_on", "pk")
    part = [*rows[:AT_ONCE]]
    while part:
        yield from map(_cells, part)
        last = part[-1]
        after = Q(included_on=last.included_on, pk__gt=last.pk) | Q(included_on__gt=last.included_on)
        part = [*rows.filter(after, included_on__gte=last.included_on)[:AT_ONCE]] if len(part) == AT_ONCE else []


def _cells(entry: ProgramRegisterEntry) -> list:
    program = [entry.number, entry.edition.name, entry.edition.program.provider.short_name]
    town, places = entry.municipality, getattr(entry, "places", None)
    days = [str(town) if town else "", entry.included_on, entry.valid_until]
    numbers = [places.maximum, places.maximum - places.taken] if places else [None, None]
    return [*program, *days, *numbers, entry.ground, str(entry.act or "")]
