"""What municipal parameters must be. Pure: no database, no clock, no framework."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from backoffice.errors import Refusal

if TYPE_CHECKING:
    from backoffice.municipalities.parameters_card import ParametersCard

RULE = "План мероприятий, п. 1.7, 2.9"


def why_not_keep(card: ParametersCard) -> Iterator[Refusal]:
    """Yield what keeps a card from being written down: figures that are none, an area or a direction twice."""
    for name, times in Counter(each.area for each in card.areas).items():
        if times > 1:
            text = f"Показатели «{name.label}» указаны несколько раз."
            yield Refusal("AREA_TWICE", text, RULE, "Оставьте один набор.", ("card", "areas"))
    for place, area in enumerate(card.areas):
        path = ("card", "areas", str(place))
        yield from _why_not_figures(area, path)
        for number, means in enumerate(area.teaching_means):
            yield from _why_not_figures(means, (*path, "teaching_means", str(number)))
        for direction, times in Counter(means.direction for means in area.teaching_means).items():
            if times > 1:
                text = f"Направленность «{direction.label}» указана несколько раз."
                yield Refusal("DIRECTION_TWICE", text, RULE, "Оставьте одну строку.", (*path, "teaching_means"))


def _why_not_figures(part: Any, path: tuple[str, ...]) -> Iterator[Refusal]:
    for each in fields(part):
        if "digits" in each.metadata:
            yield from _why_not_figure(getattr(part, each.name), each.metadata, (*path, each.name))


def _why_not_figure(figure: Decimal, about: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Refusal]:
    label, (before, after) = about["label"], about["digits"]
    if abs(figure) >= 10**before or figure != round(figure, after):
        text = f"{label}: {figure} — не более {before} цифр до запятой и {after} после."
        yield Refusal("FIGURE_OUT_OF_RANGE", text, RULE, "Проверьте число.", path)
    elif about["above_zero"] and figure <= 0:
        text = f"{label}: нужно число больше нуля, указано {figure}."
        yield Refusal("FIGURE_NOT_POSITIVE", text, RULE, "Проверьте число.", path)
    elif figure < 0:
        text = f"{label}: нужно число не меньше нуля, указано {figure}."
        yield Refusal("FIGURE_NEGATIVE", text, RULE, "Проверьте число.", path)


def why_not_adopt(
    areas: Mapping[Any, set[str]], valid_from: date, latest: Mapping[str, date], directions: Mapping[str, str], on: date
) -> Iterator[Refusal]:
    """Yield every reason against these figures on day `on`.

    `areas` are the directions that each area prices, `latest` the first day of the newest figures of each area in the
    municipality, `directions` all directions with their names. Costs are certified day by day: the past stays.
    """
    path = ("card", "valid_from")
    if not areas:
        remedy = "Укажите показатели для города, для сельской местности или для обоих."
        yield Refusal("AREAS_MISSING", "Нет ни одного набора показателей.", RULE, remedy, ("card", "areas"))
    if valid_from < on:
        text = f"Показатели действовали бы с {valid_from:%d.%m.%Y}, а этот день прошёл."
        yield Refusal("VALID_FROM_PAST", text, RULE, "Укажите сегодняшний день или более поздний.", path)
    for area, priced in areas.items():
        if missing := [label for code, label in directions.items() if code not in priced]:
            text = f"{area.label}: не указана стоимость средств обучения: {', '.join(missing)}."
            remedy = "Укажите её для всех направленностей: без неё программу не сертифицировать."
            yield Refusal("MEANS_MISSING", text, RULE, remedy, ("card", "areas"))
        if area in latest and valid_from <= latest[area]:
            text = f"{area.label}: уже утверждены показатели с {latest[area]:%d.%m.%Y}."
            yield Refusal("VALID_FROM_TAKEN", text, RULE, "Укажите более поздний день.", path)
