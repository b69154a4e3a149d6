"""Who pays what for a contract, month by month: the vectors of domain 5.2–5.4, and what holds for every contract."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from django.db import transaction
from hypothesis import example, given
from hypothesis import strategies as st

from backoffice.contracts.plan import (
    Month,
    PriceSplit,
    Rounding,
    Span,
    by_periods,
    days,
    due,
    monthly_split,
    split_price,
)
from backoffice.contracts.plan import part as part_of
from backoffice.errors import Refused
from backoffice.ledger import services as ledger
from tests import families, ledgers

SEPTEMBER, OCTOBER, DECEMBER = date(2024, 9, 1), date(2024, 10, 1), date(2024, 12, 31)
YEARS = [Span(date(year, 1, 1), date(year, 12, 31)) for year in range(1999, 2105)]
SUMS = st.integers(0, 10**12)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def first_and_others(total: int, start: date, end: date) -> tuple[int, ...]:
    """The sum of the first month, that of each other, how many others."""
    first, *others = monthly_split(total, start, end)
    assert len({month.kopecks for month in others}) <= 1
    return (first.kopecks, others[0].kopecks, len(others)) if others else (first.kopecks,)


@pytest.mark.parametrize(
    "start, length, total, expected",
    [
        pytest.param(date(2017, 9, 1), 122, 405192, (99639, 101851, 3), id="SP-1"),
        pytest.param(date(2017, 9, 1), 122, 337668, (83034, 84878, 3), id="SP-2"),
        pytest.param(date(2017, 9, 1), 122, 520981, (128113, 130956, 3), id="SP-3"),
        pytest.param(date(2017, 9, 18), 105, 228663, (28311, 66784, 3), id="SP-4"),
        pytest.param(date(2017, 10, 1), 92, 259637, (87487, 86075, 2), id="SP-5"),
    ],
)
def test_sums_of_real_contracts_are_reproduced(start, length, total, expected):
    end = date(2017, 12, 31)
    assert days(start, end) == length
    assert first_and_others(total, start, end) == expected


@pytest.mark.parametrize(
    "group, contract, price, normative, balance, expected, certificate, family",
    [
        pytest.param(
            (SEPTEMBER, date(2025, 5, 31)),
            (date(2024, 9, 16), DECEMBER),
            1800000,
            1500000,
            1160900,
            PriceSplit(705495, 587912, 587912, 117583),
            (82418, 168498, 3),
            (16486, 33699, 3),
            id="CT-1",
        ),
        pytest.param(
            (SEPTEMBER, DECEMBER),
            (SEPTEMBER, DECEMBER),
            900000,
            1137800,
            1160900,
            PriceSplit(900000, 1137800, 900000, 0),
            (221313, 226229, 3),
            (0, 0, 3),
            id="CT-2",
        ),
        pytest.param(
            (SEPTEMBER, DECEMBER),
            (OCTOBER, DECEMBER),
            2400000,
            2000000,
            465800,
            PriceSplit(1809836, 1508197, 465800, 1344036),
            (156956, 154422, 2),
            (452882, 445577, 2),
            id="CT-3",
        ),
        pytest.param(
            (date(2024, 11, 1), date(2024, 11, 30)),
            (date(2024, 11, 11), date(2024, 11, 30)),
            300000,
            300000,
            1160900,
            PriceSplit(200000, 200000, 200000, 0),
            (200000,),
            (0,),
            id="CT-4",
        ),
    ],
)
def test_a_contract_is_split_as_computed_by_hand(
    group, contract, price, normative, balance, expected, certificate, family
):
    split = split_price(
        price=price,
        normative=normative,
        balance=balance,
        days_of_contract=days(*contract),
        days_of_group=days(*group),
    )
    assert split == expected
    assert first_and_others(split.certificate, *contract) == certificate
    assert first_and_others(split.family, *contract) == family


def test_a_contract_that_is_given_notice_keeps_what_was_taught_and_frees_the_rest():
    plan = monthly_split(900000, SEPTEMBER, DECEMBER)
    nominal, ends_on = 1160900, date(2024, 10, 31)  # notice of 14.10: the end of that month
    written_off = sum(month.kopecks for month in plan if month.starts_on <= ends_on)
    released = 900000 - written_off
    assert (nominal - 900000, written_off, released) == (260900, 447542, 452458)
    assert nominal - written_off == 713358
    september = due(plan[0].kopecks, Decimal(75))
    assert (september, plan[0].kopecks - september) == (165985, 55328)
    assert nominal - written_off + plan[0].kopecks - september == 768686


@pytest.mark.django_db
def test_the_same_contract_is_played_on_a_real_account():
    account, plan = ledgers.account(1160900), monthly_split(900000, SEPTEMBER, DECEMBER)
    contract = ledgers.ground(subject=families.certificate(), note="договор № 1")

    def on(*day):
        return ledgers.act(date(2024, *day))

    with transaction.atomic():
        ledger.reserve(account, 900000, on(8, 28), contract, key="request:2")
        assert (account.balance, account.reserved) == (260900, 900000)
        for month in plan[:2]:  # September on activation, then the first of each month
            written = ledger.write_off(
                account, month.kopecks, ledgers.act(month.starts_on), contract, key=f"month:{month.starts_on}"
            )
            assert (written.written_off, written.effective_on) == (month.kopecks, month.starts_on)
        assert (account.written_off, account.reserved) == (447542, 452458)
        ledger.release(account, account.reserved, on(10, 31), contract, key="terminated")
        assert ledgers.parts(account) == (1160900, 713358, 0, 447542, 0)
        with pytest.raises(Refused, match="RESERVE_SHORT"):
            ledger.write_off(account, plan[2].kopecks, on(11, 1), contract, key="month:2024-11-01")
        less = plan[0].kopecks - due(plan[0].kopecks, Decimal(75))
        ledger.adjust(account, less, on(11, 5), contract, key="september")
    assert ledgers.parts(account) == (1160900, 768686, 0, 392214, 0)
    with transaction.atomic():
        ledger.expire(account, account.balance, on(12, 31), ledgers.ground(), key="period")
    assert ledgers.parts(account) == (1160900, 0, 0, 392214, 768686)


@given(SUMS, DAYS, st.integers(1, 1500))
@example(100, date(2024, 2, 29), 1)
@example(1, date(2023, 12, 31), 2)
@example(999, date(2024, 1, 31), 30)  # to 29 February
def test_months_make_the_total_none_is_negative_and_the_others_are_equal(total, start, length):
    end = start + timedelta(days=length - 1)
    plan = monthly_split(total, start, end)
    assert sum(month.kopecks for month in plan) == total
    assert all(month.kopecks >= 0 for month in plan)
    assert len({month.kopecks for month in plan[1:]}) <= 1
    assert len(plan) == (end.year - start.year) * 12 + end.month - start.month + 1
    assert [month.starts_on.day for month in plan[1:]] == [1] * (len(plan) - 1)
    first_days = days(start, end if len(plan) == 1 else plan[1].starts_on - timedelta(days=1))
    rest = plan[0].kopecks - Fraction(total * first_days, length)
    assert 0 <= rest < len(plan), "the first month gets its days and less than a kopeck for each other"


@given(SUMS, DAYS, st.integers(1, 1500))
@example(900001, date(2023, 9, 1), 274)
@example(900001, date(2023, 12, 31), 2)
def test_funding_periods_make_the_total_and_get_whole_months(total, start, length):
    end = start + timedelta(days=length - 1)
    sums = by_periods(total, start, end, YEARS)
    assert sum(sums) == total
    for span, kopecks in zip(YEARS, sums, strict=True):
        months = [month for month in monthly_split(total, start, end) if month.starts_on.year == span.starts_on.year]
        assert kopecks == sum(month.kopecks for month in months)


def test_a_school_year_is_paid_by_two_years_and_a_gap_between_periods_is_told():
    start, end = date(2024, 9, 16), date(2025, 5, 31)
    assert by_periods(587912, start, end, [YEARS[25], YEARS[26]]) == (241832, 346080)
    # 258 days, 15 of them in September: 8 × floor(587912 × 243 / 258 / 8) = 8 × 69216, the first month 34184
    assert (34184 + 3 * 69216, 5 * 69216) == (241832, 346080)
    with pytest.raises(LookupError, match="0 funding periods have 2025-01-01"):
        by_periods(587912, start, end, [YEARS[25]])
    with pytest.raises(LookupError, match="2 funding periods"):
        by_periods(587912, start, end, [YEARS[25], YEARS[25], YEARS[26]])


@given(SUMS, SUMS, SUMS, st.integers(1, 400), st.integers(0, 400), st.sampled_from(Rounding))
def test_certificate_and_family_make_the_price_and_nobody_pays_below_zero(
    price, normative, balance, contract, more, rounding
):
    split = split_price(
        price=price,
        normative=normative,
        balance=balance,
        days_of_contract=contract,
        days_of_group=contract + more,
        rounding=rounding,
    )
    assert split.certificate + split.family == split.all_funds
    assert 0 <= split.certificate <= min(balance, split.norm)
    assert split.family >= 0
    assert abs(split.all_funds - Fraction(price * contract, contract + more)) < 1


def test_part_of_a_kopeck_goes_the_way_of_the_setting():
    assert [part_of(5, 1, 2, rounding) for rounding in Rounding] == [3, 3, 2]
    assert [part_of(10, 1, 3, rounding) for rounding in Rounding] == [3, ceil(10 / 3), 3]


@given(st.integers(0, 10**9), st.decimals(0, 100, places=2))
def test_what_is_due_is_never_more_than_the_month(amount, completeness):
    assert 0 <= due(amount, completeness) <= amount


def test_months_begin_with_the_contract_and_then_with_the_calendar():
    assert [month.starts_on for month in monthly_split(300, date(2023, 12, 31), date(2024, 2, 29))] == [
        date(2023, 12, 31),
        date(2024, 1, 1),
        date(2024, 2, 1),
    ]
    assert monthly_split(7, date(2024, 2, 29), date(2024, 2, 29)) == (Month(date(2024, 2, 29), 7),)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: monthly_split(-1, SEPTEMBER, DECEMBER),
        lambda: monthly_split(1, DECEMBER, SEPTEMBER),
        lambda: part_of(-1, 1, 1),
        lambda: part_of(1, 2, 1),
        lambda: part_of(1, 0, 1),
        lambda: due(1, Decimal("100.01")),
        lambda: split_price(price=1, normative=1, balance=-1, days_of_contract=1, days_of_group=1),
    ],
)
def test_what_cannot_be_is_an_error(wrong):
    with pytest.raises(ValueError):
        wrong()
