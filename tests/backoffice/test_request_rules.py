"""The rules of a request for a place: each alone on both sides of its border, and which of them judge what."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from backoffice.enrollments.request_rules import (
    RequestFacts,
    warn_of_clashes,
    why_not_possible,
    why_not_request,
)
from tests.backoffice.test_use_rules import BUDGET, PAID, START

FACTS = RequestFacts(
    use=PAID,
    group_status="OPEN",
    opens_at=datetime(2026, 8, 1, 10),
    now=datetime(2026, 8, 20, 12),
    group_starts_on=START,
    group_ends_on=date(2027, 5, 31),
    starts_on=START,
    today=date(2026, 8, 20),
    provider_is_active=True,
    born=date(2014, 5, 1),
    age_from=7,
    age_to=12,
    places_left=1,
)


def codes(**changes) -> list[str]:
    """What speaks against a request with these facts; each reason says what can be done."""
    reasons = [*why_not_request(replace(FACTS, **changes))]
    assert all(reason.message and reason.rule and reason.remedy for reason in reasons)
    return [reason.code for reason in reasons]


def test_what_breaks_no_rule_is_possible():
    assert codes() == codes(use=BUDGET) == []


def test_r3_a_program_in_no_register_is_not_judged_further():
    assert codes(use=None) == ["NOT_IN_REGISTER"]


@pytest.mark.parametrize("status", ["DRAFT", "CLOSED", "CANCELLED"])
def test_r3_a_group_takes_requests_while_it_is_open(status):
    assert codes(group_status=status) == ["GROUP_NOT_OPEN"]
    assert codes(group_status=status, now=datetime(2026, 7, 1)) == ["GROUP_NOT_OPEN"]


@pytest.mark.parametrize(
    "now, expected",
    [
        (datetime(2026, 8, 1, 9, 59, 59), ["GROUP_NOT_OPEN_YET"]),
        (datetime(2026, 8, 1, 10), []),
    ],
)
def test_r3_requests_are_taken_from_the_moment_that_was_told(now, expected):
    assert codes(now=now) == expected
    assert codes(now=now, opens_at=None) == []


@pytest.mark.parametrize(
    "starts_on, today, expected",
    [
        (date(2026, 8, 31), date(2026, 8, 20), ["START_DAY_INVALID"]),
        (date(2026, 9, 1), date(2026, 8, 20), []),
        (date(2026, 9, 14), date(2026, 9, 15), ["START_DAY_INVALID"]),
        (date(2026, 9, 15), date(2026, 9, 15), []),
        (date(2027, 5, 31), date(2027, 5, 31), []),
        (date(2027, 6, 1), date(2027, 5, 31), ["START_DAY_INVALID"]),
        (date(2027, 6, 1), date(2027, 6, 1), ["GROUP_IS_OVER"]),
    ],
)
def test_r3_the_first_lesson_lies_in_the_time_of_the_group(starts_on, today, expected):
    born = date(2016, 5, 1)  # ten in May
    assert codes(starts_on=starts_on, today=today, born=born) == expected
    if expected == ["START_DAY_INVALID"]:
        facts = replace(FACTS, starts_on=starts_on, today=today, born=born)
        assert [reason.path for reason in why_not_request(facts)] == [("starts_on",)]


def test_r4_the_provider_works():
    assert codes(provider_is_active=False) == ["PROVIDER_NOT_ACTIVE"]


@pytest.mark.parametrize(
    "born, expected",
    [
        (date(2019, 9, 1), []),  # seven on that day
        (date(2019, 9, 2), ["PROGRAM_AGE"]),
        (date(2013, 9, 2), []),  # thirteen the day after
        (date(2013, 9, 1), ["PROGRAM_AGE"]),
    ],
)
def test_r2_the_program_is_for_an_age_on_the_first_lesson(born, expected):
    assert codes(born=born) == expected


@pytest.mark.parametrize(
    "contracts, expected",
    [
        (None, []),
        ((3, 2), []),
        ((3, 3), ["CONTRACT_LIMIT_REACHED"]),
        ((3, 4), ["CONTRACT_LIMIT_REACHED"]),
        ((0, 0), ["CONTRACT_LIMIT_REACHED"]),
    ],
)
def test_r6_the_contracts_of_a_provider_have_a_limit(contracts, expected):
    assert codes(contracts=contracts) == expected


@pytest.mark.parametrize("left, expected", [(2, []), (1, []), (0, ["NO_PLACES"]), (-1, ["NO_PLACES"])])
def test_r7_somebody_may_not_have_the_place_already(left, expected):
    assert codes(places_left=left) == expected


def test_r11_a_child_has_one_place_in_a_module():
    assert codes(is_taught=True) == ["ALREADY_ENROLLED"]
    assert codes(is_asked_for=True) == ["ALREADY_REQUESTED"]
    assert codes(is_taught=True, is_asked_for=True) == ["ALREADY_ENROLLED", "ALREADY_REQUESTED"]


def test_r14_lessons_that_meet_forbid_nothing():
    facts = replace(FACTS, clashes=("вт 16:00–17:30, Хор",))
    assert [*why_not_request(facts)] == []
    (warning,) = warn_of_clashes(facts)
    assert warning.code == "SCHEDULE_CLASH"
    assert "Хор" in warning.message
    assert [*warn_of_clashes(FACTS)] == []


def test_all_reasons_come_at_once_with_those_of_the_use():
    found = codes(
        use=replace(PAID, status="SUSPENDED"),
        group_status="CLOSED",
        provider_is_active=False,
        age_to=8,
        contracts=(1, 1),
        places_left=0,
        is_taught=True,
    )
    assert found == [
        *("CERTIFICATE_NOT_ACTIVE", "GROUP_NOT_OPEN", "PROVIDER_NOT_ACTIVE", "PROGRAM_AGE"),
        *("CONTRACT_LIMIT_REACHED", "NO_PLACES", "ALREADY_ENROLLED"),
    ]


def test_the_municipality_does_not_judge_what_only_newcomers_are_asked():
    """Of a request that has its place, the intake, the place and the request itself speak no more (C 2.15)."""
    own = {"group_status": "CLOSED", "places_left": 0, "is_asked_for": True, "today": date(2026, 9, 10)}
    assert [*why_not_possible(replace(FACTS, **own))] == []
    judged = replace(FACTS, provider_is_active=False, age_to=8, contracts=(1, 1))
    assert [reason.code for reason in why_not_possible(judged)] == [
        "PROVIDER_NOT_ACTIVE",
        "PROGRAM_AGE",
        "CONTRACT_LIMIT_REACHED",
    ]
