"""The production calendar: reading it, counting terms by it, correcting a day."""

from __future__ import annotations

import calendar as gregorian
import datetime as dt
from typing import Annotated

import strawberry
import strawberry_django

from backoffice.acts import calendar, models
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, coded, mutation
from graphql_api.fields import YEARS, label_of
from graphql_api.inputs import part_input, value_of
from graphql_api.public import public
from workflows import reference
from workflows.decisions import reference as decisions

CalendarDayKind = enum_of(models.CalendarDay.Kind, "CalendarDayKind")
LONGEST_TERM = 400  # working days


@strawberry_django.type(
    models.CalendarDay, description="One day of the official production calendar. Everybody may read it."
)
class CalendarDay:
    day: dt.date = strawberry_django.field(description="The day.")
    kind: CalendarDayKind = strawberry_django.field(description="Working, short or off.")
    kind_label = label_of("kind")
    ground: str = strawberry_django.field(description="The decree or the correction it rests on.")


@strawberry.type(description="One year of the production calendar.")
class CalendarYear:
    year: int = strawberry.field(description="The year.")
    is_loaded: bool = strawberry.field(description="Whether every day of it is there; if not, no term can be counted.")
    days: list[CalendarDay] = strawberry.field(description="Its days in order, at most 366; empty if not loaded.")


@strawberry.type
class CalendarQuery:
    @strawberry_django.field(description="The days of one year. Open to everybody.")
    @public
    def calendar_days(self, year: int) -> CalendarYear:
        if year not in YEARS:
            raise coded("BAD_USER_INPUT", f"Нужен год от {YEARS.start} до {YEARS.stop - 1}.")
        days = list(models.CalendarDay.objects.filter(day__year=year).order_by("day"))
        return CalendarYear(year=year, is_loaded=len(days) == 365 + gregorian.isleap(year), days=days)

    @strawberry_django.field(
        description="The last day of a term of so many working days, 1 to 400; the first counted is the next one"
        " (Civil Code 191). An error if the term reaches into a year that is not loaded. Open to everybody."
    )
    @public
    def working_days_after(self, start: dt.date, days: int) -> dt.date | None:
        if not 1 <= days <= LONGEST_TERM:
            raise coded("BAD_USER_INPUT", f"Срок должен быть от 1 до {LONGEST_TERM} рабочих дней.")
        try:
            return calendar.working_days_after(start, days)
        except calendar.CalendarMissing as missing:
            text = f"Производственный календарь на {missing.day.year} год не загружен: срок не посчитать."
            raise coded("BAD_USER_INPUT", text) from None


CorrectCalendarDayInput = part_input(decisions.CorrectCalendarDay)
CorrectCalendarDayResult = Annotated[
    CalendarDay | Refused, strawberry.union("CorrectCalendarDayResult", description="The day as it is now, or why not.")
]


@strawberry.type
class CalendarMutation:
    @mutation
    def correct_calendar_day(self, info: Info, input: CorrectCalendarDayInput) -> CorrectCalendarDayResult:
        """Overrule the kind of one day of the production calendar. Needs correct_calendar_day in the region."""
        return reference.correct_day(value_of(input, decisions.CorrectCalendarDay), by=info.context.viewer)
