"""The navigator: groups that families may choose, open to everybody (domain 3, L 9)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import strawberry
import strawberry_django

from backoffice.groups import navigator
from backoffice.groups.navigator import Wish
from backoffice.statements import Param, today
from graphql_api.connections import KeysetConnection
from graphql_api.errors import coded
from graphql_api.fields import Kopecks, points_at
from graphql_api.groups import StudyGroup
from graphql_api.programs import DirectionKind, StudyForm
from graphql_api.public import public
from graphql_api.registers import RegisterKind

LONGEST_TEXT = 100  # characters
OLDEST = 18  # years
PLAIN = ("age", "is_paid", "price_to", "special_needs", "has_places", "weekday")
CHOSEN = ("direction", "form", "register")


def _wish(description: str) -> Any:
    return strawberry.field(default=None, description=description)


@strawberry.input(description="What a family looks for; an empty field does not narrow.")
class NavigatorFilter:
    text: str | None = _wish(
        "Words of the program or of who teaches it, at most 100 characters: in any form, a slip of the finger allowed."
    )
    age: int | None = _wish("Full years of the child on the first lesson.")
    direction: DirectionKind | None = _wish("Direction of the program.")
    form: StudyForm | None = _wish("Form of teaching.")
    municipality: strawberry.ID | None = _wish("Where it is taught.")
    register: RegisterKind | None = _wish("In which register the program stands on the first lesson.")
    is_paid: bool | None = _wish("True: has a price, which a certificate may pay; false: paid from the budget.")
    price_to: Kopecks | None = _wish("Price of the whole module at most, kopecks; what the budget pays is always in.")
    special_needs: bool | None = _wish("True: fit for children with special needs.")
    has_places: bool | None = _wish("True: with a place that a newcomer may have now, in the register too.")
    weekday: int | None = _wish("A lesson on this day, 1 for Monday to 7.")
    lesson_from: str | None = _wish("A lesson that begins at this time or later, HH:MM by the clock of the region.")
    lesson_to: str | None = _wish("And ends at this time or earlier: the same lesson, on `weekday` if it is given.")
    latitude: Decimal | None = _wish("Of a point, degrees north; with `longitude` and `radiusKm`.")
    longitude: Decimal | None = _wish("Of a point, degrees east.")
    radius_km: Decimal | None = _wish("Not farther from the point, kilometres.")
    south: Decimal | None = _wish("Edge of a box, degrees north; with the three others.")
    west: Decimal | None = _wish("Edge of a box, degrees east.")
    north: Decimal | None = _wish("Edge of a box, degrees north.")
    east: Decimal | None = _wish("Edge of a box, degrees east.")


def wish_of(given: NavigatorFilter | None) -> Wish:
    """What is looked for; texts, times and numbers of a place may be parameters.

    :raises GraphQLError: BAD_USER_INPUT
    """
    if given is None:
        return Wish()
    if given.weekday is not None and not 1 <= given.weekday <= 7:
        raise coded("BAD_USER_INPUT", "День недели — от 1 (понедельник) до 7.")
    if given.age is not None and not 0 <= given.age <= OLDEST:
        raise coded("BAD_USER_INPUT", f"Возраст — от 0 до {OLDEST} полных лет.")
    town = given.municipality
    return Wish(
        **{name: getattr(given, name) for name in PLAIN},
        **{name: each.value for name in CHOSEN if (each := getattr(given, name)) is not None},
        text=None if given.text is None else _short(given.text),
        municipality=None if town is None else points_at("place__municipality", town, "Municipality"),
        lesson_from=None if given.lesson_from is None else _clock(given.lesson_from),
        lesson_to=None if given.lesson_to is None else _clock(given.lesson_to),
        near=_together(given, "latitude", "longitude", "radius_km"),
        box=_together(given, "south", "west", "north", "east"),
    )


def _short(text: str | Param) -> Any:
    if isinstance(text, Param):
        return text.map(_short, "short")
    if len(text) > LONGEST_TEXT:
        raise coded("BAD_USER_INPUT", f"Текст для поиска длиннее {LONGEST_TEXT} знаков.")
    return text


def _clock(text: str | Param) -> Any:
    if isinstance(text, Param):
        return text.map(_clock, "clock")
    try:
        return dt.datetime.strptime(text, "%H:%M").time()
    except ValueError:
        raise coded("BAD_USER_INPUT", f"Недопустимое время {text[:20]!r}: нужно ЧЧ:ММ.") from None


def _together(given: NavigatorFilter, *names: str) -> Any:
    """Numbers that say something only together."""
    values = tuple(getattr(given, name) for name in names)
    if all(value is None for value in values):
        return None
    if any(value is None for value in values):
        raise coded("BAD_USER_INPUT", "Место задают либо точкой и радиусом, либо четырьмя сторонами, и всегда целиком.")
    return values


@strawberry.type
class NavigatorQuery:
    @strawberry_django.connection(
        KeysetConnection[StudyGroup],
        description="Groups that take requests, or will, of working providers, whose program stands in a register on"
        " the first lesson (or today, if they have begun). In the order of the first lesson. Open to everybody.",
    )
    @public
    def navigator(self, filter: NavigatorFilter | None = None) -> list[StudyGroup]:
        return navigator.found(wish_of(filter), on=today())
