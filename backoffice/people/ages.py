"""On which day somebody comes of an age. Pure: no database, no clock, no framework."""

from datetime import MAXYEAR, date

USES_FROM = 5  # years: C 4.1 counts children from five; a certificate buys nothing before
ACTS_FROM = 14  # years: from then on a child acts in person (ГК РФ, ст. 26)
ENDS_AT = 18  # years: a certificate is for children


def birthday(born: date, years: int) -> date:
    """The day somebody is so many years old; born on 29 February: 1 March of a common year.

    A day after the end of the calendar is its last one: of a date with a typing error, nothing else is left to say.
    """
    if born.year + years > MAXYEAR:
        return date.max
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def born_by(day: date, years: int) -> date:
    """The latest day of birth of somebody who is so many years old on a day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def age_on(born: date, day: date) -> int:
    """Full years on a day; below zero before birth."""
    years = day.year - born.year
    return years if birthday(born, years) <= day else years - 1


def may_use(born: date, day: date) -> bool:
    """Whether a certificate may pay for lessons on a day: from the fifth birthday to the day before the eighteenth."""
    return birthday(born, USES_FROM) <= day < birthday(born, ENDS_AT)


def acts_in_person(born: date, day: date) -> bool:
    """Whether a child may act without a guardian on a day."""
    return birthday(born, ACTS_FROM) <= day < birthday(born, ENDS_AT)
