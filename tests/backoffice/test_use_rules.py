"""The rules of use: each alone on both sides of its border, all at once, and never more or less than each alone."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.enrollments import rules
from backoffice.enrollments.rules import Facts, Part, Volume, why_not_use

START = date(2026, 9, 1)
PART = Part("2026 год", cost=900000, balance=1160900, has_agreement=True, cap=5000000, cap_taken=1000000)
NEXT = replace(PART, title="2027 год", cost=1100000)
FREE = Volume("Реестр сертифицированных программ", "MONEY", None, 0, 900000)
PAID = Facts(
    status="ACTIVE",
    is_funded=True,
    born=date(2014, 5, 1),
    register="CERTIFIED",
    starts_on=START,
    direction_title="Техническая",
    has_order=True,
    is_allowed=True,
    excludes=True,
    volume=FREE,
    registers_taken=frozenset(),
    parts=(PART,),
)
BUDGET_VOLUME = Volume("Реестр общеразвивающих программ", "PROGRAMS", 2, 1, 1)
BUDGET = replace(PAID, register="GENERAL_DEVELOPMENT", volume=BUDGET_VOLUME, parts=())


def codes(facts):
    return [reason.code for reason in why_not_use(facts)]


def with_part(**changes):
    return replace(PAID, parts=(replace(PART, **changes),))


@pytest.mark.parametrize("facts", [PAID, BUDGET, replace(BUDGET, is_funded=False), replace(PAID, parts=(PART, NEXT))])
def test_what_breaks_no_rule_is_possible(facts):
    assert codes(facts) == []


@pytest.mark.parametrize("status", ["APPLIED", "ISSUED_INACTIVE", "SUSPENDED", "TERMINATED", "DELETED", "REJECTED"])
def test_r1_only_an_active_certificate_is_used(status):
    (reason,) = why_not_use(replace(PAID, status=status))
    assert reason.code == "CERTIFICATE_NOT_ACTIVE"
    assert reason.message and reason.remedy
    assert codes(replace(BUDGET, status=status)) == ["CERTIFICATE_NOT_ACTIVE"]


@pytest.mark.parametrize(
    "born, starts_on, is_possible",
    [
        (date(2021, 9, 1), START, True),  # the fifth birthday
        (date(2021, 9, 2), START, False),  # the day before it
        (date(2008, 9, 2), START, True),  # the day before the eighteenth
        (date(2008, 9, 1), START, False),  # the eighteenth
        (date(2020, 2, 29), date(2025, 2, 28), False),  # of a common year: 1 March
        (date(2020, 2, 29), date(2025, 3, 1), True),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
    ],
)
def test_r2_the_age_counts_on_the_first_day(born, starts_on, is_possible):
    facts = replace(PAID, born=born, starts_on=starts_on)
    assert codes(facts) == ([] if is_possible else ["AGE_OUT_OF_RANGE"])


def test_r5_each_period_has_its_agreement_and_only_money_needs_one():
    facts = replace(PAID, parts=(PART, replace(NEXT, has_agreement=False)))
    (reason,) = why_not_use(facts)
    assert (reason.code, "2027 год" in reason.message, "2026 год" in reason.message) == (
        "NO_PAYMENT_AGREEMENT",
        True,
        False,
    )
    assert codes(with_part(has_agreement=None)) == []  # no provider is named yet
    family_pays = replace(facts, is_funded=False)
    assert codes(family_pays) == []


def test_r8_the_order_allows_the_register():
    assert codes(replace(BUDGET, is_allowed=False)) == ["REGISTER_NOT_ALLOWED"]
    assert codes(replace(BUDGET, is_allowed=False, has_order=False)) == ["NO_USE_ORDER"]


def test_r8_who_has_no_money_is_told_to_ask_for_it():
    (reason,) = why_not_use(replace(PAID, is_funded=False, is_allowed=False))
    assert reason.code == "REGISTER_NOT_ALLOWED"
    assert "заявление о закреплении средств" in reason.remedy


@pytest.mark.parametrize("unit", ["PROGRAMS", "HOURS", "MONEY"])
@pytest.mark.parametrize(
    "limit, taken, asked, is_possible", [(72, 36, 36, True), (72, 37, 36, False), (None, 99, 9, True)]
)
def test_r9_the_volume_counts_with_this_use(unit, limit, taken, asked, is_possible):
    facts = replace(BUDGET, volume=replace(BUDGET_VOLUME, unit=unit, limit=limit, taken=taken, asked=asked))
    assert codes(facts) == ([] if is_possible else ["VOLUME_EXCEEDED"])


@pytest.mark.parametrize(
    "unit, number, words",
    [
        ("PROGRAMS", 1, "1 программа"),
        ("PROGRAMS", 2, "2 программы"),
        ("PROGRAMS", 5, "5 программ"),
        ("PROGRAMS", 11, "11 программ"),
        ("HOURS", 21, "21 час"),
        ("HOURS", 72, "72 часа"),
        ("HOURS", 112, "112 часов"),
        ("HOURS", 0, "0 часов"),
        ("MONEY", 100, "1,00\u00a0₽"),
    ],
)
def test_r9_speaks_russian(unit, number, words):
    (reason,) = rules.why_exceeded(Volume("Реестр", unit, number, number, 1))
    assert f"предел на период — {words}, занято — {words}" in reason.message


def test_r10_the_exact_balance_is_enough_and_a_kopeck_less_is_not():
    assert codes(with_part(balance=900000)) == []
    assert codes(with_part(balance=899999)) == ["BALANCE_SHORT"]


def test_r10_across_the_new_year_each_part_is_judged_by_its_own_balance():
    rich, poor = replace(PART, balance=10**8), replace(NEXT, balance=NEXT.cost - 1)
    (reason,) = why_not_use(replace(PAID, parts=(rich, poor)))
    assert (reason.code, reason.message[:8]) == ("BALANCE_SHORT", "2027 год")
    both = replace(PAID, parts=(replace(PART, balance=0), poor))
    assert codes(both) == ["BALANCE_SHORT", "BALANCE_SHORT"]


def test_r10_of_a_period_without_money_nothing_can_be_paid():
    (reason,) = why_not_use(with_part(balance=None))
    assert (reason.code, "не закреплены" in reason.message) == ("BALANCE_SHORT", True)
    assert codes(with_part(balance=None, cost=0)) == []


def test_r12_the_exact_cap_is_enough_and_a_kopeck_more_is_not():
    assert codes(with_part(cap=1900000)) == []
    assert codes(with_part(cap=1899999)) == ["DIRECTION_CAP_REACHED"]
    assert codes(with_part(cap=None, cap_taken=10**9)) == []


@pytest.mark.parametrize(
    "facts, taken, expected",
    [
        (PAID, "GENERAL_DEVELOPMENT", ["REGISTERS_EXCLUDE_EACH_OTHER"]),
        (BUDGET, "CERTIFIED", ["REGISTERS_EXCLUDE_EACH_OTHER"]),
        (PAID, "CERTIFIED", []),
        (PAID, "SIGNIFICANT", []),
        (replace(PAID, excludes=False), "GENERAL_DEVELOPMENT", []),
    ],
)
def test_r13_two_registers_exclude_each_other_where_the_order_says_so(facts, taken, expected):
    assert codes(replace(facts, registers_taken=frozenset({taken}))) == expected


def test_all_eight_rules_speak_at_once():
    worst = replace(
        PAID,
        status="TERMINATED",
        born=date(2008, 9, 1),
        is_allowed=False,
        volume=Volume("Реестр сертифицированных программ", "HOURS", 72, 72, 1),
        registers_taken=frozenset({"GENERAL_DEVELOPMENT"}),
        parts=(replace(PART, balance=0, has_agreement=False, cap=0),),
    )
    assert codes(worst) == [
        "CERTIFICATE_NOT_ACTIVE",
        "AGE_OUT_OF_RANGE",
        "NO_PAYMENT_AGREEMENT",
        "REGISTER_NOT_ALLOWED",
        "VOLUME_EXCEEDED",
        "BALANCE_SHORT",
        "DIRECTION_CAP_REACHED",
        "REGISTERS_EXCLUDE_EACH_OTHER",
    ]
    assert all(reason.message and reason.rule and reason.remedy for reason in why_not_use(worst))


REGISTERS = ["CERTIFIED", "PRE_PROFESSIONAL", "SIGNIFICANT", "GENERAL_DEVELOPMENT"]
SUMS = st.integers(0, 2000)
FACTS = st.builds(
    Facts,
    status=st.sampled_from(["APPLIED", "ACTIVE", "ACTIVE", "SUSPENDED", "TERMINATED"]),
    is_funded=st.booleans(),
    born=st.dates(date(2005, 1, 1), date(2023, 12, 31)),
    register=st.sampled_from(REGISTERS),
    starts_on=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    direction_title=st.just("Техническая"),
    has_order=st.booleans(),
    is_allowed=st.booleans(),
    excludes=st.booleans(),
    volume=st.builds(
        Volume, st.just("Реестр"), st.sampled_from(["MONEY", "PROGRAMS", "HOURS"]), st.none() | SUMS, SUMS, SUMS
    ),
    registers_taken=st.frozensets(st.sampled_from(REGISTERS)),
    parts=st.lists(
        st.builds(Part, st.just("год"), SUMS, st.none() | SUMS, st.none() | st.booleans(), st.none() | SUMS, SUMS),
        max_size=2,
    ).map(tuple),
)


@given(FACTS)
def test_a_use_is_possible_exactly_when_every_single_rule_is_silent(facts):
    alone = [reason for rule in rules.RULES for reason in rule(facts)]
    assert [*why_not_use(facts)] == alone
    possible = (
        facts.status == "ACTIVE"
        and 5 <= _age(facts) < 18
        and facts.has_order
        and facts.is_allowed
        and (facts.volume.limit is None or facts.volume.taken + facts.volume.asked <= facts.volume.limit)
        and not (
            facts.excludes
            and {facts.register, *facts.registers_taken} >= {"CERTIFIED", "GENERAL_DEVELOPMENT"}
            and facts.register in ("CERTIFIED", "GENERAL_DEVELOPMENT")
        )
        and all(_payable(part) for part in facts.parts if facts.register == "CERTIFIED" and facts.is_funded)
    )
    assert possible == (alone == [])


def _age(facts) -> int:
    """Full years on the first day, counted in another way than the rule does."""
    born, day = facts.born, facts.starts_on
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _payable(part) -> bool:
    is_within = part.cap is None or part.cap_taken + part.cost <= part.cap
    return part.has_agreement is not False and part.cost <= (part.balance or 0) and is_within
