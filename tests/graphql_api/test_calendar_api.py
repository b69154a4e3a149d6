"""The production calendar over HTTP: everybody reads and counts, the administrator alone corrects."""

from datetime import date

import pytest

from backoffice.access import Role
from backoffice.acts.models import CalendarDay
from backoffice.journal import Entry
from backoffice.units.models import Unit
from tests import factories
from tests.conftest import codes

pytestmark = pytest.mark.django_db
DAY = date(2025, 5, 5)
GOOD = {"day": "2025-05-05", "kind": "OFF", "ground": "Распоряжение № 1"}


@pytest.fixture
def admin(db):
    return factories.member(Role.SYSTEM_ADMIN, Unit.objects.get(code="kuzbass"))


def unchanged():
    kept = CalendarDay.objects.get(day=DAY)
    assert (kept.kind, kept.ground) == ("WORKING", "рабочий день")
    assert not Entry.objects.filter(what="calendar.corrected").exists()
    return True


def test_a_year_is_open_to_everybody_in_one_statement(api, django_assert_num_queries):
    api(None, "CalendarDays", year=2024)  # is it for the compiler?
    with django_assert_num_queries(1):
        year = api(None, "CalendarDays", year=2024).data["calendarDays"]
    assert (year["year"], year["isLoaded"], len(year["days"])) == (2024, True, 366)
    assert year["days"][0]["day"] == "2024-01-01"
    assert (year["days"][0]["kind"], year["days"][0]["kindLabel"]) == ("OFF", "Нерабочий день")


def test_a_year_that_is_not_loaded_says_so(api):
    assert api(None, "CalendarDays", year=2051).data["calendarDays"] == {"year": 2051, "isLoaded": False, "days": []}


def test_a_year_with_a_hole_is_not_loaded(api):
    CalendarDay.objects.filter(day=DAY).delete()
    year = api(None, "CalendarDays", year=2025).data["calendarDays"]
    assert (year["isLoaded"], len(year["days"])) == (False, 364)


@pytest.mark.parametrize("year", [-1, 0, 1899, 2201, 2**31 - 1])
def test_a_year_out_of_range_is_the_client_s_mistake(api, year):
    assert api(None, "CalendarDays", year=year).error_codes == ["BAD_USER_INPUT"]


def test_everybody_counts_terms(api):
    assert api(None, "WorkingDaysAfter", start="2025-04-30", days=5).data == {"workingDaysAfter": "2025-05-13"}
    assert api(None, "WorkingDaysAfter", start="2024-01-01", days=400).data["workingDaysAfter"]


@pytest.mark.parametrize("days", [-1, 0, 401])
def test_a_term_has_bounds(api, days):
    answer = api(None, "WorkingDaysAfter", start="2025-04-30", days=days)
    assert answer.error_codes == ["BAD_USER_INPUT"]
    assert "от 1 до 400" in answer.errors[0]["message"]


@pytest.mark.parametrize(("start", "year"), [("2027-12-31", 2028), ("2017-06-01", 2017), ("2199-12-31", 2200)])
def test_a_term_into_a_year_that_is_not_loaded_is_said_clearly(api, start, year):
    answer = api(None, "WorkingDaysAfter", start=start, days=1)
    assert answer.error_codes == ["BAD_USER_INPUT"]
    assert f"на {year} год не загружен" in answer.errors[0]["message"]
    assert answer.data == {"workingDaysAfter": None}


def test_the_administrator_corrects_and_terms_move(api, admin):
    answer = api(admin, "CorrectCalendarDay", input=GOOD)
    assert answer.data["correctCalendarDay"] == {**GOOD, "kindLabel": "Нерабочий день"}
    assert api(None, "WorkingDaysAfter", start="2025-04-30", days=5).data == {"workingDaysAfter": "2025-05-14"}
    entry = Entry.objects.get(what="calendar.corrected")
    assert entry.note == "05.05.2025: Рабочий день → Нерабочий день. Основание: Распоряжение № 1"
    assert (entry.by, entry.subject_type, entry.subject_id) == (admin, "unit", Unit.objects.get(code="kuzbass").pk)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"ground": " "}, ["GROUND_REQUIRED"]),
        ({"ground": "я" * 301}, ["TEXT_TOO_LONG"]),
        ({"day": "2051-05-05"}, ["YEAR_NOT_LOADED"]),
        ({"ground": "", "day": "2051-05-05"}, ["GROUND_REQUIRED", "YEAR_NOT_LOADED"]),
    ],
)
def test_a_refusal_gives_every_reason_and_changes_nothing(api, admin, changes, expected):
    before = CalendarDay.objects.count()
    assert codes(api(admin, "CorrectCalendarDay", input={**GOOD, **changes})) == expected
    assert unchanged() and CalendarDay.objects.count() == before


def test_nobody_else_corrects(api):
    people = [
        factories.member(Role.AUDITOR, Unit.objects.get(code="kuzbass")),
        factories.member(Role.OPERATOR_HEAD, factories.operator_unit()),
        factories.member(Role.SYSTEM_ADMIN, Unit.objects.get(code="kemerovo-city")),
    ]
    for person in people:
        assert codes(api(person, "CorrectCalendarDay", input=GOOD)) == ["NOT_FOUND"]
    assert api(None, "CorrectCalendarDay", input=GOOD).error_codes == ["UNAUTHENTICATED"]
    assert unchanged()
