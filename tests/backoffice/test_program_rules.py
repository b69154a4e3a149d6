"""Every reason against a program's card, alone; both sides of each boundary. No database."""

from dataclasses import replace

import pytest

from backoffice.programs import rules
from tests.factories import card, module

FITS = {"provider_is_active": True, "budget": False, "has_program_file": True, "already_certified": False}


def kept(given):
    """(code, path) of every reason against keeping a card."""
    return [(reason.code, ".".join(reason.path)) for reason in rules.why_not_save(given)]


def submitted(given, **facts):
    """(code, path) of every reason against submitting it."""
    return [(reason.code, ".".join(reason.path)) for reason in rules.why_not_submit(given, **{**FITS, **facts})]


def test_a_complete_card_is_kept_and_submitted():
    assert kept(card()) == []
    assert submitted(card()) == []


@pytest.mark.parametrize(
    ("ages", "expected"),
    [((0, 25), []), ((7, 7), []), ((8, 7), ["AGES_REVERSED"]), ((7, 26), ["NUMBER_OUT_OF_RANGE"])],
)
def test_ages_run_upwards_and_end_at_25(ages, expected):
    given = card(age_from=ages[0], age_to=ages[1])
    assert kept(given) == [(code, "age_from") for code in expected]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"hours": 10_000}, None),
        ({"hours": 10_001}, ("NUMBER_OUT_OF_RANGE", "modules.1")),
        ({"months": -1}, ("NUMBER_OUT_OF_RANGE", "modules.1")),
        ({"min_children": 12, "max_children": 12}, None),
        ({"min_children": 13, "max_children": 12}, ("GROUP_BOUNDS_REVERSED", "modules.1.min_children")),
        ({"asked_price": 0}, None),
        ({"asked_price": 2**53 - 1}, None),
        ({"asked_price": 2**53}, ("PRICE_OUT_OF_RANGE", "modules.1.asked_price")),
        ({"asked_price": -1}, ("PRICE_OUT_OF_RANGE", "modules.1.asked_price")),
    ],
)
def test_the_numbers_of_a_module_have_bounds(changes, reason):
    assert kept(card(modules=(module(**changes),))) == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("facts", "code", "path"),
    [
        ({"provider_is_active": False}, "PROVIDER_NOT_ACTIVE", ""),
        ({"budget": True}, "BUDGET_PROGRAM", ""),
        ({"already_certified": True}, "DUPLICATE_PROGRAM", "name"),
        ({"has_program_file": False}, "PROGRAM_FILE_REQUIRED", "documents"),
    ],
)
def test_who_submits_what_is_asked_first(facts, code, path):
    assert submitted(card(), **facts) == [(code, path)]


@pytest.mark.parametrize(("ages", "fits"), [((5, 17), True), ((4, 17), False), ((5, 18), False)])
def test_a_certificate_is_for_children_of_5_to_17(ages, fits):
    given = card(age_from=ages[0], age_to=ages[1])
    assert submitted(given) == ([] if fits else [("AGE_OUT_OF_RANGE", "age_from")])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"individual_hours": 72}, None),
        ({"individual_hours": 73}, ("INDIVIDUAL_HOURS_ABOVE_TOTAL", "modules.1.individual_hours")),
        ({"second_teacher_hours": 1, "second_teacher": "Высшее"}, None),
        ({"second_teacher_hours": 1}, ("SECOND_TEACHER_REQUIRED", "modules.1.second_teacher")),
    ],
)
def test_a_module_is_complete(changes, reason):
    assert submitted(card(modules=(module(**changes),))) == ([reason] if reason else [])


def test_all_reasons_come_at_once():
    given = replace(card(), annotation=" ", modules=(), places=())
    found = [code for code, _ in submitted(given, budget=True, already_certified=True)]
    assert found == ["BUDGET_PROGRAM", "DUPLICATE_PROGRAM", "FIELD_REQUIRED", "NO_MODULES", "NO_PLACES"]


def test_places_have_an_address_and_are_not_repeated():
    place = card().places[0]
    blank, twin = replace(place, address="  "), replace(place, address=place.address.upper())

    assert submitted(card(places=(place, blank))) == [("FIELD_REQUIRED", "places.2.address")]
    assert submitted(card(places=(place, twin))) == [("PLACE_REPEATED", "places.2.address")]
    assert submitted(card(places=(place, replace(place, address="ул. Другая, 5")))) == []
