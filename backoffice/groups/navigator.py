"""Groups that families may choose: they take requests, or will, for a program that stands in a register.

Values of a wish may be parameters of a kept statement (`backoffice.statements.Param`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, FloatField, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.db.models.lookups import Exact, GreaterThan

from backoffice.enrollments.around import budget_entries
from backoffice.groups import search
from backoffice.groups.models import ScheduleSlot, StudyGroup
from backoffice.providers.models import Provider
from backoffice.registers.models import ProgramRegisterEntry, RegisterKind

KILOMETRES_IN_A_DEGREE = 110  # of latitude, a little less than there are


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a family looks for; None does not narrow."""

    text: Any = None
    age: int | None = None  # full years on the first lesson
    direction: str | None = None
    form: str | None = None
    municipality: Q | None = None  # of the teaching, named by `place__municipality`
    register: str | None = None
    is_paid: bool | None = None
    price_to: int | None = None  # kopecks; what the budget pays costs nothing
    special_needs: bool | None = None
    has_places: bool | None = None
    weekday: int | None = None  # 1 for Monday to 7
    lesson_from: Any = None  # a lesson that begins no earlier …
    lesson_to: Any = None  # … and ends no later; both of one lesson
    near: tuple[Any, Any, Any] | None = None  # latitude, longitude, kilometres
    box: tuple[Any, Any, Any, Any] | None = None  # south, west, north, east


def found(wish: Wish, *, on: Any) -> QuerySet[StudyGroup]:
    """Groups of that kind on day `on`, in the order of the first lesson, then of their making."""
    groups = StudyGroup.objects.filter(
        status=StudyGroup.Status.OPEN, ends_on__gte=on, provider__status=Provider.Status.ACTIVE
    )
    narrowed = groups.filter(_stands(wish, on), *_of_the_program(wish), *_of_the_group(wish))
    return narrowed.order_by("starts_on", "pk")


def _stands(wish: Wish, on: Any) -> Q:
    """The program stands in a register on the first lesson: paid groups in that of certified ones, others in others."""
    first: Any = Greatest(OuterRef("starts_on"), on)
    entries = ProgramRegisterEntry.objects.in_force(on=first).filter(edition=OuterRef("module__edition"))
    if wish.register is not None:
        entries = entries.filter(kind=wish.register)
    certified = entries.filter(kind=RegisterKind.CERTIFIED)
    of_budget = [Exists(entries.exclude(kind=RegisterKind.CERTIFIED)), *_of_the_entry_that_pays(wish, first)]
    return Q(Exists(certified), price__isnull=False) | Q(*of_budget, price=None)


def _of_the_entry_that_pays(wish: Wish, first: Any) -> Iterator[Any]:
    """Where a program stands in several registers, what one of the others says is of no use to a family."""
    entries = budget_entries(first)
    if wish.register is not None:
        yield Exact(Subquery(entries.values("kind")[:1]), wish.register)
    if wish.has_places:
        yield GreaterThan(Subquery(entries.values("left")[:1]), 0)  # type: ignore[misc]  # annotated


def _of_the_program(wish: Wish) -> Iterator[Q]:
    if wish.text is not None:
        yield search.says(wish.text)
    if wish.age is not None:
        yield Q(module__edition__age_from__lte=wish.age, module__edition__age_to__gte=wish.age)
    if wish.direction is not None:
        yield Q(module__edition__direction=wish.direction)
    if wish.form is not None:
        yield Q(module__edition__form=wish.form)
    if wish.municipality is not None:
        yield wish.municipality


def _of_the_group(wish: Wish) -> Iterator[Q]:
    if wish.is_paid is not None:
        yield Q(price__isnull=not wish.is_paid)
    if wish.price_to is not None:
        yield Q(price=None) | Q(price__lte=wish.price_to)
    if wish.special_needs is not None:
        yield Q(special_needs=wish.special_needs)
    if wish.has_places:
        yield Q(places__capacity__gt=F("places__taken") + F("places__waiting"))
    if (wish.weekday, wish.lesson_from, wish.lesson_to) != (None, None, None):
        yield Q(Exists(_lessons(wish)))
    if wish.near is not None:
        yield from _near(*wish.near)
    if wish.box is not None:
        south, west, north, east = wish.box
        yield Q(latitude__gte=south, latitude__lte=north, longitude__gte=west, longitude__lte=east)


def _lessons(wish: Wish) -> QuerySet[ScheduleSlot]:
    lessons = ScheduleSlot.objects.filter(group=OuterRef("pk"))
    if wish.weekday is not None:
        lessons = lessons.filter(weekday=wish.weekday)
    if wish.lesson_from is not None:
        lessons = lessons.filter(begins_at__gte=wish.lesson_from)
    if wish.lesson_to is not None:
        lessons = lessons.filter(ends_at__lte=wish.lesson_to)
    return lessons


def _near(latitude: Any, longitude: Any, kilometres: Any) -> Iterator[Q]:
    """Within a circle: a band of latitude that an index knows, then the way along the sphere."""
    for sign, edge in (("-", "gte"), ("+", "lte")):
        reach = Func(
            kilometres, template=f"%(expressions)s::float8 / {KILOMETRES_IN_A_DEGREE}", output_field=FloatField()
        )
        bound = Func(
            latitude,
            reach,
            template="(%(expressions)s)::numeric",
            arg_joiner=f"::float8 {sign} ",
            output_field=FloatField(),
        )
        yield Q(**{f"latitude__{edge}": bound})
    way = Func(
        *(F("latitude"), F("longitude"), latitude, longitude),
        function="kilometres_between",
        output_field=FloatField(),
    )
    yield Q(search.Holds(way, kilometres, arg_joiner=" <= "))
