"""What family and certificate pay for a contract, and in which months (domain 5.2–5.4).

Pure: no database, no clock, no framework. Sums are kopecks; the arithmetic is in fractions, so that exactly half a
kopeck is seen as exactly half. Days are counted with both ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple


class Rounding(StrEnum):
    """What becomes of a part of a kopeck."""

    HALF_UP = "HALF_UP"
    UP = "UP"
    DOWN = "DOWN"


class Month(NamedTuple):
    """What is due for the days of a contract in one calendar month."""

    starts_on: date  # the first of these days
    kopecks: int


class Span(NamedTuple):
    """The days of a funding period."""

    starts_on: date
    ends_on: date


class Share(NamedTuple):
    """What a funding period is asked for of a contract, and what it really pays of that."""

    key: int
    span: Span
    asked: int
    paid: int


class Line(NamedTuple):
    """A calendar month of a contract: its days in it, and who pays what for them."""

    starts_on: date
    ends_on: date
    certificate: int
    family: int
    key: int | None  # of the funding period that pays; None: the certificate pays nothing


@dataclass(frozen=True)
class PriceSplit:
    """Kopecks of a contract: all of it, at most from the certificate, really from the certificate, from the family."""

    all_funds: int
    norm: int
    certificate: int
    family: int


def days(start: date, end: date) -> int:
    """How many days there are from the first to the last, both counted.

    :raises ValueError: the last comes before the first
    """
    if end < start:
        raise ValueError(f"{end} comes before {start}")
    return (end - start).days + 1


def rounded(amount: Fraction, rounding: Rounding = Rounding.HALF_UP) -> int:
    """Whole kopecks; the amount is not negative."""
    if rounding is Rounding.UP:
        return ceil(amount)
    return floor(amount + Fraction(1, 2) if rounding is Rounding.HALF_UP else amount)


def part(amount: int, days_of_contract: int, days_of_group: int, rounding: Rounding = Rounding.HALF_UP) -> int:
    """The part of a price that belongs to the days of a contract, of those of its group.

    :raises ValueError: a negative amount, or a contract longer than its group
    """
    if amount < 0 or not 0 < days_of_contract <= days_of_group:
        raise ValueError(f"{amount} kopecks for {days_of_contract} days of {days_of_group}")
    return rounded(Fraction(amount * days_of_contract, days_of_group), rounding)


def split_price(
    *,
    price: int,
    normative: int,
    balance: int,
    days_of_contract: int,
    days_of_group: int,
    rounding: Rounding = Rounding.HALF_UP,
) -> PriceSplit:
    """Split a contract between certificate and family: the certificate pays no more than the normative and its balance.

    `price` and `normative` are those of the whole module, `balance` what is free on the certificate.
    """
    all_funds = part(price, days_of_contract, days_of_group, rounding)
    norm = part(normative, days_of_contract, days_of_group, rounding)
    certificate = min(all_funds, norm, balance)
    if certificate < 0:
        raise ValueError(f"a balance of {balance} kopecks")
    return PriceSplit(all_funds, norm, certificate, all_funds - certificate)


def monthly_split(total: int, start: date, end: date) -> tuple[Month, ...]:
    """Spread a sum over the calendar months that a contract touches.

    Every month but the first gets the same, by days and rounded down; the first gets the rest.
    """
    if total < 0:
        raise ValueError(f"{total} kopecks")
    all_days, begins = days(start, end), _months(start, end)
    others = len(begins) - 1
    if not others:
        return (Month(start, total),)
    later_days = days(begins[1], end)
    each = later_days * total // (all_days * others)
    return (Month(start, total - each * others), *(Month(day, each) for day in begins[1:]))


def by_periods(total: int, start: date, end: date, periods: Sequence[Span]) -> tuple[int, ...]:
    """What of a sum each funding period pays: whole months of the plan, each by its first day in the contract.

    What a period has no balance for is not moved to another; it is the family's.
    :raises LookupError: a month has no period, or two
    """
    sums = [0] * len(periods)
    for month in monthly_split(total, start, end):
        found = [place for place, span in enumerate(periods) if _has(span, month.starts_on)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} funding periods have {month.starts_on}")
        sums[found[0]] += month.kopecks
    return tuple(sums)


def lines(start: date, end: date, shares: Sequence[Share], family: int) -> tuple[Line, ...]:
    """The months of a contract: what the periods and the family pay for each.

    Where a period pays its whole share, its months are those of the plan; what it pays short of that is spread over its
    own months anew. What the family pays is spread over the whole contract.
    """
    months = monthly_split(sum(share.asked for share in shares), start, end)
    ends = [*(month.starts_on - timedelta(days=1) for month in months[1:]), end]
    paid: dict[date, tuple[int, int | None]] = {}
    for share in shares:
        mine = [(month, last) for month, last in zip(months, ends, strict=True) if _has(share.span, month.starts_on)]
        of_share = [month for month, _ in mine]
        if mine and share.paid != share.asked:
            of_share = [*monthly_split(share.paid, mine[0][0].starts_on, mine[-1][1])]
        paid |= {month.starts_on: (month.kopecks, share.key) for month in of_share if month.kopecks}
    of_family = monthly_split(family, start, end)
    return tuple(
        Line(begins, last, certificate, kopecks, key)
        for (begins, kopecks), last in zip(of_family, ends, strict=True)
        for certificate, key in [paid.get(begins, (0, None))]
    )


def due(amount: int, completeness: Decimal, rounding: Rounding = Rounding.HALF_UP) -> int:
    """What of a month's sum is due when so many per cent of its lessons were given.

    :raises ValueError: less than nothing or more than everything was given
    """
    if not 0 <= completeness <= 100:
        raise ValueError(f"{completeness} %")
    return rounded(Fraction(amount) * Fraction(completeness) / 100, rounding)


def _has(span: Span, day: date) -> bool:
    return span.starts_on <= day <= span.ends_on


def _months(start: date, end: date) -> list[date]:
    """The first day of a contract in each month that it touches."""
    begins = [start]
    while (following := _next_month(begins[-1])) <= end:
        begins.append(following)
    return begins


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
