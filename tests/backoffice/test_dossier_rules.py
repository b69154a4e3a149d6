"""When a program may ask for a budget register: the rules alone, without a database."""

from datetime import date
from types import SimpleNamespace

import pytest

from backoffice.commissions import conditions
from backoffice.commissions import dossier_rules as rules
from backoffice.commissions.models import RegisterCondition
from backoffice.registers.models import ProgramRegisterEntry
from tests.dossiers import dossier_card
from tests.factories import card, module

TWO_YEARS = card(modules=(module(hours=72, months=9, min_children=8), module(hours=36, months=4, max_children=15)))
TODAY = date(2026, 3, 2)


def codes(reasons) -> list[str]:
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    "check, bound, holds, found",
    [
        ("HOURS_AT_LEAST", 108, True, "часов: 108"),
        ("HOURS_AT_LEAST", 109, False, "часов: 108"),
        ("MONTHS_AT_LEAST", 13, True, "месяцев: 13"),
        ("MONTHS_AT_LEAST", 14, False, "месяцев: 13"),
        ("GROUP_AT_LEAST", 8, True, "наименьшая группа: 8"),
        ("GROUP_AT_LEAST", 9, False, "наименьшая группа: 8"),
        ("GROUP_AT_MOST", 15, True, "наибольшая группа: 15"),
        ("GROUP_AT_MOST", 14, False, "наибольшая группа: 15"),
        ("AGE_FROM_AT_MOST", 7, True, "принимает с возраста: 7"),
        ("AGE_FROM_AT_MOST", 6, False, "принимает с возраста: 7"),
        ("FOR_GIFTED", None, False, "нет"),
        ("FOR_SPECIAL_NEEDS", None, False, "нет"),
    ],
)
def test_every_check_has_its_border(check, bound, holds, found):
    condition = RegisterCondition(check_kind=check, number=bound)
    assert conditions.judge(condition, TWO_YEARS) == (holds, found)


def test_flags_and_directions_are_checked():
    gifted = card(for_gifted=True, for_special_needs=True)
    assert conditions.judge(RegisterCondition(check_kind="FOR_GIFTED"), gifted) == (True, "да")
    assert conditions.judge(RegisterCondition(check_kind="FOR_SPECIAL_NEEDS"), gifted) == (True, "да")
    technical, sport = (RegisterCondition(check_kind="DIRECTION", direction=each) for each in ("TECHNICAL", "SPORT"))
    assert conditions.judge(technical, gifted)[0] is True
    assert conditions.judge(sport, gifted) == (False, "направленность: техническая")


@pytest.mark.parametrize("check", ["HOURS_AT_LEAST", "MONTHS_AT_LEAST", "GROUP_AT_LEAST", "GROUP_AT_MOST"])
def test_a_program_without_modules_meets_no_bound(check):
    assert conditions.judge(RegisterCondition(check_kind=check, number=1), card(modules=()))[0] is False


def test_every_kind_of_check_is_judged():
    for check in RegisterCondition.Check:
        assert len(conditions.judge(RegisterCondition(check_kind=check, number=1, direction="ART"), TWO_YEARS)) == 2


def test_only_the_conditions_of_the_register_count():
    listed = [RegisterCondition(register=each, check_kind="FOR_GIFTED") for each in ("SIGNIFICANT", "PRE_PROFESSIONAL")]
    order = SimpleNamespace(conditions=SimpleNamespace(all=lambda: listed))
    assert [verdict.condition for verdict in conditions.verdicts(order, "SIGNIFICANT", TWO_YEARS)] == listed[:1]


def test_a_register_holds_its_kind_of_program():
    for register in ("PRE_PROFESSIONAL", "SIGNIFICANT", "GENERAL_DEVELOPMENT"):
        for kind in ("PRE_PROFESSIONAL", "GENERAL_DEVELOPMENT"):
            fits = (register == "PRE_PROFESSIONAL") == (kind == "PRE_PROFESSIONAL")
            found = codes(rules.why_not_register(register, kind=kind, path=("register",)))
            assert found == ([] if fits else ["REGISTER_NOT_FOR_KIND"])


def test_each_refusal_cites_its_paragraph():
    asked = dossier_card(places=0, need="", in_arts=True)
    found = {reason.code: reason.rule for reason in rules.why_not_card(asked, kind="GENERAL_DEVELOPMENT")}
    assert found == {
        "ARTS_OR_SPORT_NOT_EXPECTED": "Концепция, п. 2.3",
        "PLACES_NOT_POSITIVE": "Концепция, п. 2.5.1",
        "FIELD_REQUIRED": "Концепция, п. 2.5",
    }
    (budget,) = rules.why_not_program(budget=False, provider_is_active=True, others_open=False)
    assert (budget.code, budget.rule) == ("NOT_FROM_BUDGET", "Концепция, п. 2.5")


def test_a_renewal_names_the_one_entry_that_stands():
    standing = [ProgramRegisterEntry(pk=5, number="42-1", valid_until=TODAY)]
    assert codes(rules.why_not_again([], None)) == []
    assert codes(rules.why_not_again(standing, 5)) == []
    assert codes(rules.why_not_again(standing, None)) == ["ENTRY_IN_FORCE"]
    assert codes(rules.why_not_again([], 5)) == ["RENEWAL_UNKNOWN"]


def test_a_meeting_of_today_still_takes_items():
    given = {"exists": True, "is_called": True, "on": TODAY}
    assert codes(rules.why_not_meeting(**given, sent_on=None, held_on=TODAY)) == []
    assert codes(rules.why_not_meeting(**given, sent_on=None, held_on=date(2026, 3, 1))) == ["MEETING_PAST"]
    assert codes(rules.why_not_meeting(**given, sent_on=TODAY, held_on=TODAY)) == ["AGENDA_SENT"]


def test_an_act_goes_with_an_approval_and_with_nothing_else():
    assert codes(rules.why_not_act(given=True, approves=True)) == []
    assert codes(rules.why_not_act(given=False, approves=True)) == ["ACT_REQUIRED"]
    assert codes(rules.why_not_act(given=True, approves=False)) == ["ACT_NOT_EXPECTED"]
