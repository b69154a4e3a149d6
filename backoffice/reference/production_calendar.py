"""The Russian production calendar as rows, one for each day. Pure: no database, no clock."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

import holidays

from backoffice.acts.models import CalendarDay

ONE_DAY = timedelta(days=1)
WEEKEND = {5: "суббота", 6: "воскресенье"}
TRANSFER = re.compile(r"перенесено с (\d\d)\.(\d\d)\.(\d{4})")
# ТК РФ ст. 112: month and day of every non-working holiday; days off moved on their account are not holidays.
HOLIDAYS = {*((1, day) for day in range(1, 9)), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}


def days(first_year: int, last_year: int, declared_off: Iterable[Mapping]) -> Iterator[dict]:
    """Yield day, kind and ground of every day from 1 January of `first_year` to 31 December of `last_year`."""
    known = holidays.country_holidays("RU", years=range(first_year, last_year + 2), language="ru")
    declared = dict(_declared(declared_off))
    transfers = dict(_transfers(known))
    day = date(first_year, 1, 1)
    while day.year <= last_year:
        kind, ground = _off(day, known, transfers, declared) or _working(day, known, transfers)
        yield {"day": day, "kind": kind, "ground": ground}
        day += ONE_DAY


def _off(day, known, transfers, declared) -> tuple[str, str] | None:
    """Say why nobody works on `day`; None if it is a working day."""
    if day in transfers:
        return None
    if moved := TRANSFER.search(known.get(day, "")):
        return CalendarDay.Kind.OFF, f"перенос: выходной день с {'.'.join(moved.groups())}"
    ground = known.get(day) or WEEKEND.get(day.weekday()) or declared.get(day)
    return (CalendarDay.Kind.OFF, ground) if ground else None


def _working(day, known, transfers) -> tuple[str, str]:
    """Tell a short day from a whole one.

    The day before a holiday is short (ТК РФ ст. 95). A working weekend is as long as the day that rests in its stead.
    """
    stands_for = transfers.get(day, day)
    moved = f"перенос: рабочий день вместо {stands_for:%d.%m.%Y}" if day in transfers else ""
    eve = next((each for each in (day, stands_for) if _is_holiday(each + ONE_DAY)), None)
    if eve:
        short = f"сокращённый день, завтра {known[eve + ONE_DAY]}" if eve == day else "сокращённый день"
        return CalendarDay.Kind.SHORT, ", ".join(filter(None, (moved, short)))
    return CalendarDay.Kind.WORKING, moved or "рабочий день"


def _is_holiday(day: date) -> bool:
    return (day.month, day.day) in HOLIDAYS


def _transfers(known) -> Iterator[tuple[date, date]]:
    """Yield each working weekend with the day off that was taken from it."""
    for off, name in known.items():
        if moved := TRANSFER.search(name):
            day, month, year = map(int, moved.groups())
            if (work := date(year, month, day)) in known.weekend_workdays:
                yield work, off


def _declared(rows: Iterable[Mapping]) -> Iterator[tuple[date, str]]:
    for row in rows:
        for number in range((row["to"] - row["from"]).days + 1):
            yield row["from"] + number * ONE_DAY, row["ground"]
