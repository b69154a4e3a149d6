"""What a provider writes about a group, as one typed card. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


def _field(label: str, description: str, *, help: str = "", id_of: str = "", money: bool = False, **rest):
    said = {"label": label, "help": help, "description": description, "id_of": id_of, "money": money}
    return field(metadata=said, **rest)


@dataclass(frozen=True, kw_only=True)
class SlotCard:
    """A lesson that comes again every week."""

    weekday: int = _field("День недели", "1 for Monday to 7 for Sunday.")
    begins_at: str = _field("Начало", "HH:MM by the clock of the region.")
    ends_at: str = _field("Конец", "HH:MM.")


@dataclass(frozen=True, kw_only=True)
class GroupCard:
    """A group: what is taught in it, where and when, for how many and for what price."""

    module: int = _field("Часть программы", "What is taught: a module of a program.", id_of="ProgramModule")
    place: int = _field("Место обучения", "Number of the teaching place in the edition of the program, from 1.")
    name: str = _field("Название группы", "Name, at most 100 characters.")
    starts_on: date = _field("Первое занятие", "Day of the first lesson.")
    ends_on: date = _field("Последнее занятие", "Day of the last lesson.")
    capacity: int = _field("Мест в группе", "Pupils at most.")
    price: int | None = _field(
        "Цена",
        "Of the whole module, kopecks; null: paid from the budget.",
        help="Пусто, если обучение оплачивает бюджет.",
        money=True,
        default=None,
    )
    special_needs: bool = _field("Подходит детям с ОВЗ", "Fit for children with special needs.", default=False)
    latitude: Decimal | None = _field("Широта", "Of the place, degrees north; six digits are kept.", default=None)
    longitude: Decimal | None = _field("Долгота", "Of the place, degrees east; six digits are kept.", default=None)
    slots: tuple[SlotCard, ...] = _field("Расписание", "Lessons of a week.", default=())
