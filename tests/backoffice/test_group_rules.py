"""Groups: what keeps a card from being kept, each condition of an opening, and what may not change. Pure rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from backoffice.groups import readiness, rules
from backoffice.groups.card import GroupCard, SlotCard

TODAY = date(2026, 11, 23)
TUESDAY = SlotCard(weekday=2, begins_at="16:00", ends_at="17:30")
CARD = GroupCard(
    module=1,
    place=1,
    name="Вторник",
    starts_on=date(2026, 12, 1),
    ends_on=date(2027, 5, 31),
    capacity=10,
    price=1_000_000,
    slots=(TUESDAY,),
)
FACTS = readiness.GroupFacts(
    card=CARD,
    is_new=True,
    today=TODAY,
    provider_is_active=True,
    edition_is_public=True,
    is_registered=True,
    module_is_certified=True,
    requisites={"bank_name": "Банк", "bik": "043207612", "settlement_account": "40702810900000000001"},
    normative_cost=1_000_000,
    ceiling_percent=100,
    months=9,
    smallest=8,
    largest=12,
    registered_places=None,
)


def codes(found) -> list[str]:
    return [refusal.code for refusal in found]


def saved(**changes) -> list[str]:
    return codes(rules.why_not_save(replace(CARD, **changes)))


def opened(card=None, **changes) -> list[str]:
    facts = replace(FACTS, card=replace(CARD, **(card or {})), **changes)
    return codes(readiness.why_not_ready(facts))


def test_a_good_card_is_kept_and_opened():
    assert saved() == opened() == []
    assert all(not verdict.against for verdict in readiness.readiness(FACTS))


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"name": "  "}, "FIELD_REQUIRED"),
        ({"name": "ы" * 101}, "FIELD_TOO_LONG"),
        ({"ends_on": date(2026, 11, 30)}, "DATES_REVERSED"),
        ({"capacity": 0}, "NUMBER_OUT_OF_RANGE"),
        ({"capacity": 10_001}, "NUMBER_OUT_OF_RANGE"),
        ({"price": 0}, "PRICE_OUT_OF_RANGE"),
        ({"price": -1}, "PRICE_OUT_OF_RANGE"),
        ({"price": 2**53}, "PRICE_OUT_OF_RANGE"),
        ({"latitude": Decimal(55)}, "POINT_INVALID"),
        ({"latitude": Decimal(91), "longitude": Decimal(86)}, "POINT_INVALID"),
        ({"latitude": Decimal(55), "longitude": Decimal(-181)}, "POINT_INVALID"),
        ({"slots": (TUESDAY,) * 51}, "TOO_MANY_PARTS"),
        ({"slots": (TUESDAY, TUESDAY)}, "LESSON_REPEATED"),
        ({"slots": (replace(TUESDAY, weekday=8),)}, "LESSON_TIME_INVALID"),
        ({"slots": (replace(TUESDAY, weekday=0),)}, "LESSON_TIME_INVALID"),
        ({"slots": (replace(TUESDAY, begins_at="24:00"),)}, "LESSON_TIME_INVALID"),
        ({"slots": (replace(TUESDAY, begins_at="9:00"),)}, "LESSON_TIME_INVALID"),
        ({"slots": (replace(TUESDAY, begins_at="١٦:٠٠"),)}, "LESSON_TIME_INVALID"),
        ({"slots": (replace(TUESDAY, ends_at="16:00"),)}, "LESSON_TIME_INVALID"),
    ],
)
def test_an_impossible_card_is_not_kept(changes, code):
    assert code in saved(**changes)


def test_all_reasons_against_a_card_come_at_once():
    found = saved(name="", ends_on=date(2026, 1, 1), capacity=0, price=0, latitude=Decimal(1))
    assert found == ["FIELD_REQUIRED", "DATES_REVERSED", "NUMBER_OUT_OF_RANGE", "PRICE_OUT_OF_RANGE", "POINT_INVALID"]


def test_a_point_and_a_free_group_are_kept():
    assert saved(price=None, latitude=Decimal("55.354727"), longitude=Decimal("86.088374"), slots=()) == []


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"provider_is_active": False}, "PROVIDER_NOT_ACTIVE"),
        ({"edition_is_public": False}, "EDITION_NOT_PUBLIC"),
        ({"is_registered": False}, "NOT_IN_REGISTER"),
        ({"module_is_certified": False}, "MODULE_NOT_CERTIFIED"),
        ({"requisites": {"bank_name": "", "bik": " ", "settlement_account": "1"}}, "REQUISITES_REQUIRED"),
        ({"normative_cost": None}, "NORMATIVE_COST_MISSING"),
        ({"normative_cost": 999_999}, "PRICE_ABOVE_CEILING"),
        ({"ceiling_percent": 99}, "PRICE_ABOVE_CEILING"),
        ({"card": {"slots": ()}}, "NO_LESSONS"),
        ({"card": {"slots": (TUESDAY, replace(TUESDAY, begins_at="17:29", ends_at="18:00"))}}, "LESSONS_OVERLAP"),
        ({"card": {"starts_on": TODAY - timedelta(days=1)}}, "GROUP_ALREADY_BEGUN"),
        ({"card": {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 11, 22)}, "is_new": False}, "GROUP_IS_OVER"),
        ({"card": {"ends_on": date(2027, 9, 2)}}, "GROUP_TOO_LONG"),
        ({"card": {"capacity": 7}}, "CAPACITY_OUT_OF_BOUNDS"),
        ({"card": {"capacity": 13}}, "CAPACITY_OUT_OF_BOUNDS"),
    ],
)
def test_each_condition_keeps_a_group_from_opening(changes, code):
    assert opened(**changes) == [code]


def test_what_money_asks_for_is_not_asked_of_a_group_without_a_price():
    bare = {"module_is_certified": False, "requisites": dict.fromkeys(FACTS.requisites, ""), "normative_cost": None}
    assert opened({"price": None}, **bare) == []


def test_bounds_are_within():
    assert opened({"ends_on": date(2027, 9, 1), "starts_on": date(2026, 12, 1)}) == []
    assert opened({"starts_on": TODAY}) == []
    assert opened(normative_cost=1_250_000, ceiling_percent=80) == []
    apart = (TUESDAY, replace(TUESDAY, begins_at="17:30", ends_at="18:00"), replace(TUESDAY, weekday=3))
    assert opened({"slots": apart}) == []
    begun = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 11, 23)}
    assert opened(begun, is_new=False) == []  # opened again to fill what is free


def test_too_many_places_for_the_register_are_told_and_do_not_forbid():
    facts = replace(FACTS, card=replace(CARD, price=None), registered_places=9)
    (found,) = [verdict for verdict in readiness.readiness(facts) if verdict.against]
    assert codes(found.against) == ["CAPACITY_ABOVE_REGISTER"]
    assert (found.condition.forbids, [*readiness.why_not_ready(facts)]) == (False, [])


def test_every_condition_has_words_and_a_paragraph():
    for condition in readiness.CONDITIONS:
        assert condition.label and condition.rule
    everything = replace(
        FACTS,
        card=replace(CARD, slots=(), capacity=1, ends_on=date(2030, 1, 1), starts_on=date(2020, 1, 1)),
        **dict.fromkeys(("provider_is_active", "edition_is_public", "is_registered", "module_is_certified"), False),
        normative_cost=1,
        requisites=dict.fromkeys(FACTS.requisites, ""),
    )
    found = [*readiness.why_not_ready(everything)]
    assert len(found) == 10
    assert all(each.message and each.rule and each.remedy for each in found)


@pytest.mark.parametrize("day, months, last", [((2026, 8, 31), 6, (2027, 2, 28)), ((2026, 12, 1), 12, (2027, 12, 1))])
def test_months_are_counted_by_the_calendar(day, months, last):
    assert readiness.months_after(date(*day), months) == date(*last)


def test_an_opening_has_its_moment():
    now = datetime(2026, 11, 23, 12)
    said = {"ends_on": CARD.ends_on, "now": now}
    assert codes(rules.why_not_opening("DRAFT", None, **said)) == []
    assert codes(rules.why_not_opening("CLOSED", now + timedelta(days=1), **said)) == []
    assert codes(rules.why_not_opening("DRAFT", now - timedelta(minutes=1), **said)) == ["OPENING_TIME_INVALID"]
    assert codes(rules.why_not_opening("DRAFT", datetime(2027, 6, 1), **said)) == ["OPENING_TIME_INVALID"]
    assert codes(rules.why_not_opening("OPEN", None, **said)) == ["GROUP_ALREADY_OPEN"]
    assert codes(rules.why_not_opening("CANCELLED", None, **said)) == ["GROUP_CANCELLED"]
