"""Terms by the production calendar, the rules they come from, and the administrator's corrections."""

import tomllib
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings

from backoffice.acts import calendar, services
from backoffice.acts.models import CalendarDay, DeadlineRule, LegalAct, RefusalGround, Setting
from backoffice.journal import Act
from backoffice.reference import loader, production_calendar
from backoffice.units.models import Unit

WORKING, SHORT, OFF = CalendarDay.Kind.WORKING, CalendarDay.Kind.SHORT, CalendarDay.Kind.OFF
TODAY = date(2025, 4, 30)


@pytest.fixture
def reference(db):
    loader.load()


@pytest.fixture(scope="module")
def printed():
    """Kind and ground of every day as the files give them, without a database."""
    with (loader.DATA / "calendar.toml").open("rb") as file:
        years = tomllib.load(file)
    rows = production_calendar.days(**years)
    return {row["day"]: (row["kind"], row["ground"]) for row in rows}


@pytest.fixture
def belovo(reference):
    return Unit.objects.get(code="belovo-city").pk


def rule(model, **columns):
    """A row of the Rules that replaces a default from 1 April 2025 on."""
    basis = LegalAct.objects.get(code="order-212-r")
    return model.objects.create(valid_from=date(2025, 4, 1), basis=basis, paragraph="п. 1", **columns)


def test_a_term_of_five_working_days_steps_over_the_holidays_of_may(reference):
    assert calendar.working_days_after(date(2025, 4, 30), 5) == date(2025, 5, 13)


def test_the_first_counted_day_is_the_next_working_day(reference):
    lasts = {
        (date(2025, 4, 29), 1): date(2025, 4, 30),
        (date(2025, 5, 10), 1): date(2025, 5, 12),
        (date(2025, 10, 31), 1): date(2025, 11, 1),  # a working Saturday
        (date(2025, 10, 31), 2): date(2025, 11, 5),
        (date(2025, 12, 30), 1): date(2026, 1, 12),
        (date(2020, 3, 27), 1): date(2020, 5, 12),  # days off by decree between
        (date(2025, 4, 30), 20): date(2025, 6, 3),
    }
    assert {term: calendar.working_days_after(*term) for term in lasts} == lasts


@pytest.mark.parametrize("days", [0, -1])
@pytest.mark.parametrize("working", [True, False])
def test_a_term_has_at_least_one_day(days, working):
    with pytest.raises(ValueError, match="at least one day"):
        calendar.add_days(TODAY, days, working)


def test_a_term_in_calendar_days_that_ends_on_a_day_off_ends_on_the_next_working_day(reference):
    lasts = {1: date(2025, 5, 5), 4: date(2025, 5, 5), 5: date(2025, 5, 5), 6: date(2025, 5, 6), 8: date(2025, 5, 12)}
    assert {days: calendar.add_days(date(2025, 4, 30), days, working=False) for days in lasts} == lasts


def test_a_term_in_working_days_ends_on_a_working_day(reference):
    assert calendar.add_days(date(2025, 4, 30), 5, working=True) == date(2025, 5, 13)


def test_the_days_between_leave_out_the_first_and_count_the_last(reference):
    between = {
        (date(2025, 4, 30), date(2025, 5, 13)): 5,
        (date(2025, 5, 13), date(2025, 4, 30)): -5,
        (date(2025, 4, 30), date(2025, 4, 30)): 0,
        (date(2025, 4, 30), date(2025, 5, 4)): 0,
    }
    assert {ends: calendar.working_days_between(*ends) for ends in between} == between


def test_every_term_is_one_statement(reference, django_assert_num_queries):
    with django_assert_num_queries(3):
        calendar.working_days_after(TODAY, 20)
        calendar.add_days(TODAY, 20, working=False)
        calendar.working_days_between(TODAY, date(2025, 6, 3))


def test_a_year_that_is_not_loaded_fails_loudly(reference):
    last, region = date(2027, 12, 30), Unit.objects.get(kind=Unit.Kind.REGION)
    for count in (
        lambda: calendar.working_days_after(last, 1),
        lambda: calendar.add_days(last, 2, working=False),
        lambda: calendar.working_days_between(last, date(2028, 1, 10)),
        lambda: services.correct_day(date(2028, 1, 10), OFF, "Указ", region, Act(None, TODAY)),
    ):
        with pytest.raises(calendar.CalendarMissing, match="The production calendar of 2028 is not loaded"):
            count()


def test_days_before_the_first_loaded_year_fail_loudly(reference):
    with pytest.raises(LookupError, match="of 2017 is not loaded: there is no 2017-12-29"):
        calendar.working_days_after(date(2017, 12, 28), 1)


def test_a_hole_in_a_loaded_year_fails_loudly(reference):
    CalendarDay.objects.filter(day=date(2025, 5, 4)).delete()

    with pytest.raises(calendar.CalendarMissing, match="2025-05-04"):
        calendar.working_days_after(TODAY, 5)
    with pytest.raises(calendar.CalendarMissing, match="2025-05-04"):
        calendar.working_days_between(TODAY, date(2025, 5, 13))


@override_settings(TIME_ZONE="Asia/Novokuznetsk")
def test_a_term_is_over_at_the_first_moment_of_the_next_day_in_the_region():
    over = calendar.moment(date(2025, 5, 13))

    assert over == datetime(2025, 5, 14, tzinfo=ZoneInfo("Asia/Novokuznetsk"))
    assert over == datetime(2025, 5, 13, 17, tzinfo=ZoneInfo("UTC"))


def test_the_term_of_a_step_comes_from_the_rule_in_force(reference, django_assert_num_queries):
    with django_assert_num_queries(1):
        term = services.term("ProgramCertification", "check_program", on=TODAY)
    assert term == services.Term(date(2025, 5, 13), share_before_warning=0.8)


def test_the_one_statement_of_a_term_says_what_the_rule_and_the_calendar_say(belovo):
    rule(DeadlineRule, process="ProviderEntry", step="review_provider", days=1, in_working_days=False)
    for row in DeadlineRule.objects.in_force(on=TODAY):
        for on in (TODAY, date(2025, 12, 26), date(2026, 11, 22)):
            (first,) = DeadlineRule.objects.in_force(on=on).filter(process=row.process, step=row.step)[:1]
            expected = calendar.add_days(on, first.days, first.in_working_days)
            assert services.deadline(row.process, row.step, on=on, territory=belovo) == expected


def test_a_term_of_no_days_or_beyond_the_calendar_is_an_error(reference):
    rule(DeadlineRule, process="ProviderEntry", step="review_provider", days=0)
    with pytest.raises(ValueError, match="at least one day"):
        services.deadline("ProviderEntry", "review_provider", on=TODAY)
    CalendarDay.objects.filter(day=date(2025, 5, 6)).delete()
    with pytest.raises(calendar.CalendarMissing, match="2025-05-06"):
        services.deadline("ProgramCertification", "check_program", on=TODAY)


def test_a_newer_rule_and_a_rule_of_the_territory_win(belovo):
    step = {"process": "ProgramCertification", "step": "check_program"}
    rule(DeadlineRule, **step, days=6)
    rule(DeadlineRule, **step, days=8, in_working_days=False, territory_id=belovo)

    assert services.deadline(*step.values(), on=TODAY) == date(2025, 5, 14)
    assert services.deadline(*step.values(), on=TODAY, territory=belovo) == date(2025, 5, 12)
    assert services.deadline(*step.values(), on=date(2025, 3, 31)) == date(2025, 4, 7)


def test_a_setting_is_read_as_it_is_on_the_day(belovo):
    rule(Setting, code="EXPERTS_REQUIRED", value=3, unit_of_measure="экспертов", territory_id=belovo)

    assert services.setting("EXPERTS_REQUIRED", on=TODAY) == Decimal(2)
    assert services.setting("EXPERTS_REQUIRED", on=TODAY, territory=belovo) == Decimal(3)
    assert services.setting("EXPERTS_REQUIRED", on=date(2025, 3, 31), territory=belovo) == Decimal(2)


def test_a_newer_ground_takes_the_place_of_the_one_with_its_code(reference):
    rule(RefusalGround, process="ProviderEntry", code="NO_VALID_LICENCE", text="Лицензии нет.")

    texts = {ground.code: ground.text for ground in services.grounds("ProviderEntry", on=TODAY)}

    assert len(texts) == 6
    assert texts["NO_VALID_LICENCE"] == "Лицензии нет."
    assert len(services.grounds("ProviderEntry", on=date(2025, 3, 31))) == 6


def test_a_missing_rule_fails_loudly(reference):
    for read in (
        lambda: services.deadline("ProgramCertification", "no_such_step", on=TODAY),
        lambda: services.setting("NO_SUCH_SETTING", on=TODAY),
        lambda: services.grounds("NoSuchProcess", on=TODAY),
    ):
        with pytest.raises(services.RuleMissing, match="is in force on 2025-04-30"):
            read()


def test_no_rule_is_in_force_before_the_first_one(reference):
    with pytest.raises(services.RuleMissing, match="2019-04-02"):
        services.setting("RETURNS_ALLOWED", on=date(2019, 4, 2))


def test_a_correction_moves_terms_and_survives_a_reload(reference):
    region = Unit.objects.get(kind=Unit.Kind.REGION)
    corrected = services.correct_day(date(2025, 5, 5), OFF, "Распоряжение о нерабочем дне", region, Act(None, TODAY))
    loader.load()

    corrected.refresh_from_db()
    assert (corrected.kind, corrected.ground) == (OFF, "Распоряжение о нерабочем дне")
    assert calendar.working_days_after(date(2025, 4, 30), 5) == date(2025, 5, 14)


@pytest.mark.parametrize(
    ("day", "kind", "ground"),
    [
        (date(2025, 5, 5), WORKING, "рабочий день"),
        (date(2025, 5, 10), OFF, "суббота"),
        (date(2025, 5, 11), OFF, "воскресенье"),
        (date(2025, 5, 9), OFF, "День Победы"),
        (date(2025, 4, 30), SHORT, "сокращённый день, завтра Праздник Весны и Труда"),
        (date(2025, 5, 7), WORKING, "рабочий день"),  # the 8th is a moved day off, not a holiday
        (date(2026, 1, 9), OFF, "перенос: выходной день с 03.01.2026"),
        (date(2026, 3, 9), OFF, "Международный женский день (выходной)"),
        (date(2024, 4, 27), WORKING, "перенос: рабочий день вместо 29.04.2024"),
        (date(2025, 11, 1), SHORT, "перенос: рабочий день вместо 03.11.2025, сокращённый день"),
        (date(2018, 12, 29), SHORT, "перенос: рабочий день вместо 31.12.2018, сокращённый день"),
        (date(2027, 12, 31), OFF, "перенос: выходной день с 03.01.2027"),
        (date(2020, 4, 30), OFF, "Указ Президента РФ от 02.04.2020 № 239"),
        (date(2020, 4, 4), OFF, "суббота"),
        (date(2020, 6, 23), WORKING, "рабочий день"),
        (date(2021, 11, 3), OFF, "Указ Президента РФ от 20.10.2021 № 595"),
    ],
)
def test_each_day_has_its_kind_and_its_ground(printed, day, kind, ground):
    assert printed[day] == (kind, ground)


@pytest.mark.parametrize(
    ("year", "working", "short"),
    [(2019, 247, 6), (2022, 247, 3), (2023, 247, 3), (2024, 248, 5), (2025, 247, 4), (2026, 247, 4)],
)
def test_a_year_has_as_many_working_and_short_days_as_the_official_calendar(printed, year, working, short):
    kinds = Counter(kind for day, (kind, _) in printed.items() if day.year == year)
    assert (kinds[WORKING] + kinds[SHORT], kinds[SHORT]) == (working, short)


def test_every_day_of_ten_years_is_loaded_once(reference):
    assert CalendarDay.objects.count() == 3652
    assert CalendarDay.objects.first().day == date(2018, 1, 1)
    assert CalendarDay.objects.last().day == date(2027, 12, 31)
