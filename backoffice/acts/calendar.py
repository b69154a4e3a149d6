"""Terms counted by the production calendar. A day that is not loaded fails loudly; nothing is guessed from weekdays."""

from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from backoffice.acts.models import CalendarDay

ONE_DAY = timedelta(days=1)
# The n-th working day after a day, and how many days up to it are loaded.
NTH_WORKING_DAY = """
    SELECT nth.day, (SELECT count(*) FROM backoffice_calendarday WHERE day > {start} AND day <= nth.day) AS loaded
    FROM (
        SELECT day FROM backoffice_calendarday
        WHERE day > {start} AND kind <> 'OFF' ORDER BY day OFFSET {days} - 1 LIMIT 1
    ) nth
"""


class CalendarMissing(LookupError):
    """The production calendar of a year is not loaded, so no term that reaches into it can be counted."""

    def __init__(self, day: date):
        super().__init__(f"The production calendar of {day.year} is not loaded: there is no {day:%Y-%m-%d}.")
        self.day = day


def working_days_after(start: date, days: int) -> date:
    """Find the last day of a term of `days` working days; the first counted is the next working day (ГК 191).

    :raises CalendarMissing: when a day of the term is not loaded.
    """
    if days < 1:
        raise ValueError(f"A term has at least one day, not {days}.")
    with connection.cursor() as cursor:
        cursor.execute(NTH_WORKING_DAY.format(start="%(start)s", days="%(days)s"), {"start": start, "days": days})
        found = cursor.fetchone()
    if not found or found[1] != (found[0] - start).days:
        raise CalendarMissing(_first_missing(start))
    return found[0]


def last_day_before(end: date, days: int) -> date:
    """Find the last day on which a term of `days` working days can begin and still be over by `end`.

    :raises CalendarMissing: when a day of the term is not loaded.
    """
    working = CalendarDay.objects.filter(day__lte=end).exclude(kind=CalendarDay.Kind.OFF).order_by("-day")
    term = [*working.values_list("day", flat=True)[:days]]
    first = term[-1] if len(term) == days else date.min
    if CalendarDay.objects.filter(day__gte=first, day__lte=end).count() != (end - first).days + 1:
        raise CalendarMissing(end)
    return first - ONE_DAY


def add_days(start: date, days: int, working: bool) -> date:
    """Find the last day of a term of `days` days, working or calendar; the first counted is the next (ГК 191).

    A term in calendar days that ends on a day off ends on the next working day (ГК 193).

    :raises CalendarMissing: when a day that decides is not loaded.
    """
    if working or days < 1:
        return working_days_after(start, days)
    return working_days_after(start + (days - 1) * ONE_DAY, 1)


def working_days_between(start: date, end: date) -> int:
    """Count the working days after `start` up to and including `end`; below zero when `end` is before `start`.

    :raises CalendarMissing: when a day between them is not loaded.
    """
    if end < start:
        return -working_days_between(end, start)
    counted = CalendarDay.objects.filter(day__gt=start, day__lte=end).aggregate(
        loaded=Count("day"), working=Count("day", filter=~Q(kind=CalendarDay.Kind.OFF))
    )
    if counted["loaded"] != (end - start).days:
        raise CalendarMissing(_first_missing(start))
    return counted["working"]


def moment(day: date) -> datetime:
    """Turn the last day of a term into the first moment after it: midnight, in the region's time zone, exclusive."""
    return timezone.make_aware(datetime.combine(day + ONE_DAY, time.min), timezone.get_default_timezone())


def _first_missing(start: date) -> date:
    loaded = set(CalendarDay.objects.filter(day__gt=start).values_list("day", flat=True))
    day = start + ONE_DAY
    while day in loaded:
        day += ONE_DAY
    return day
