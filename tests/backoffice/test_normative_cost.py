"""The normative cost: the vectors of domain §5.1, rounding, and every reason against a price."""

import dataclasses
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.errors import Refused
from backoffice.programs.normative_cost import (
    GroupSize,
    Hours,
    MunicipalFigures,
    OperatorFigures,
    by_person_hour,
    normative_cost,
    why_not_by_person_hour,
    why_not_price,
)

D = Decimal
OPERATOR = OperatorFigures(
    teacher_qualification=D("1.0"),
    second_teacher_qualification=D("0.9"),
    provision=D("1.0"),
    weekly_norm_hours=D(18),
    weeks_per_month=D(4),
    weeks_per_year=D(36),
    years_between_trainings=D(3),
)
MUNICIPALITY = MunicipalFigures(
    average_monthly_pay=D(36000),
    average_rates=D("1.2"),
    extra_teachers=D("1.1"),
    other_staff_share=D("0.4"),
    payroll_tax=D("1.302"),
    vacation=D("1.17"),
    useful_premises_hours=D(30),
    purchased_services=D(12000),
    training_and_medical=D(5000),
    teaching_means=D(6000),
)
HOURS = Hours(total=D(72))
GROUP = GroupSize(minimum=8, maximum=12)
ONE_CHILD = GroupSize(minimum=1, maximum=1)


def price(hours=HOURS, group=GROUP, operator=OPERATOR, municipality=MUNICIPALITY, **rounding):
    return normative_cost(hours, group, operator, municipality, **rounding)


def reasons(hours=HOURS, group=GROUP, operator=OPERATOR, municipality=MUNICIPALITY, **rounding):
    found = why_not_price(hours, group, operator, municipality, **rounding)
    return [(refusal.code, refusal.path) for refusal in found]


def municipal(**figures):
    return dataclasses.replace(MUNICIPALITY, **figures)


def operator(**figures):
    return dataclasses.replace(OPERATOR, **figures)


def costing_exactly(roubles):
    """Figures whose only part is B, and B is `roubles`: one hour, one child, one useful hour."""
    free = {each.name: D(0) for each in dataclasses.fields(MUNICIPALITY)}
    one = {"average_rates": D(1), "useful_premises_hours": D(1), "purchased_services": roubles}
    return {"hours": Hours(total=D(1)), "group": ONE_CHILD, "municipality": MunicipalFigures(**(free | one))}


@pytest.mark.parametrize(
    ("hours", "group", "parts", "roubles"),
    [
        pytest.param((72, 0, 0), (8, 12), ("7037.83", "4320.00", "19.86"), 11378, id="NC-1"),
        pytest.param((72, 6, 0), (8, 12), ("12316.20", "7560.00", "34.76"), 19911, id="NC-2"),
        pytest.param((144, 0, 36), (10, 14), ("14368.90", "7200.00", "41.38"), 21610, id="NC-3"),
    ],
)
def test_the_vectors_of_the_domain_come_out_part_by_part(hours, group, parts, roubles):
    total, individual, second_teacher = map(D, hours)
    minimum, maximum = group

    cost = price(
        Hours(total=total, individual=individual, second_teacher=second_teacher),
        GroupSize(minimum=minimum, maximum=maximum),
    )

    computed = (cost.pay, cost.premises_and_means, cost.training)
    assert tuple(str(part.quantize(D("0.01"), ROUND_HALF_UP)) for part in computed) == parts
    assert cost.kopecks == roubles * 100


# Every figure, moved alone from 1, has a price worked out by hand: each sits where the formula puts it.
# One child, H=4, Hi=1, Hd=2 and all else 1 except Ko=0: A = 1·(3+2)/1+1 = 6, B = 4·(1+1) = 8, C = 6; with N = 2
# A = 5/2+1 = 3.5, B = 5/2·2 = 5, C = 7/2 = 3.5.
@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({}, (6, 8, 6)),
        ({"operator_average": 2}, ("3.5", 5, "3.5")),
        ({"total": 5}, (7, 10, 7)),
        ({"individual": 2}, (6, 8, 6)),
        ({"individual": 2, "operator_average": 2}, (4, 6, 4)),
        ({"second_teacher": 3}, (7, 8, 7)),
        ({"teacher_qualification": 2}, (10, 8, 6)),
        ({"second_teacher_qualification": 2}, (8, 8, 6)),
        ({"provision": 2}, (6, 12, 6)),
        ({"weekly_norm_hours": 2}, (3, 8, 3)),
        ({"weeks_per_month": 2}, (3, 8, 6)),
        ({"weeks_per_year": 2}, (6, 8, 3)),
        ({"years_between_trainings": 2}, (6, 8, 3)),
        ({"average_monthly_pay": 2}, (12, 8, 6)),
        ({"average_rates": 2}, (3, 8, 3)),
        ({"extra_teachers": 2}, (12, 8, 12)),
        ({"other_staff_share": 1}, (12, 8, 6)),
        ({"payroll_tax": 2}, (12, 8, 6)),
        ({"vacation": 2}, (12, 8, 12)),
        ({"useful_premises_hours": 2}, (6, 4, 6)),
        ({"purchased_services": 2}, (6, 12, 6)),
        ({"training_and_medical": 2}, (6, 8, 12)),
        ({"teaching_means": 2}, (6, 12, 6)),
        ({"teaching_means": 3, "provision": 2}, (6, 28, 6)),
        ({"purchased_services": 3, "provision": 2}, (6, 20, 6)),
        ({"teacher_qualification": 2, "operator_average": 2}, (6, 5, "3.5")),
        ({"teacher_qualification": 2, "second_teacher_qualification": 3}, (14, 8, 6)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_each_figure_stands_where_the_formula_puts_it(changes, parts):
    figures = {"total": 4, "individual": 1, "second_teacher": 2, "other_staff_share": 0, "operator_average": None}
    figures |= changes

    def plain(kind):
        return kind(**{each.name: D(figures.get(each.name, 1)) for each in dataclasses.fields(kind)})

    average = figures["operator_average"]
    group = GroupSize(minimum=1, maximum=1, operator_average=None if average is None else D(average))
    cost = price(plain(Hours), group, plain(OperatorFigures), plain(MunicipalFigures), rounding_kopecks=1)

    assert (cost.pay, cost.premises_and_means, cost.training) == tuple(map(D, parts))
    assert cost.kopecks == sum(map(D, parts)) * 100


def test_the_group_is_the_operators_average_or_else_the_middle_of_the_bounds():
    assert GroupSize(minimum=8, maximum=13).average == D("10.5")
    assert GroupSize(minimum=8, maximum=13, operator_average=D(9)).average == D(9)
    assert price(group=GroupSize(minimum=1, maximum=30, operator_average=D(10))) == price(group=GROUP)


@pytest.mark.parametrize(
    ("roubles", "unit", "kopecks"),
    [
        ("10.49", 100, 1000),
        ("10.4999999999999999999999999999999999", 100, 1000),
        ("10.50", 100, 1100),
        ("11.50", 100, 1200),
        ("10.504", 1, 1050),
        ("10.505", 1, 1051),
        ("10.515", 1, 1052),
        ("14.99", 1000, 1000),
        ("15", 1000, 2000),
        ("0", 100, 0),
    ],
)
def test_the_cost_is_rounded_half_up_to_the_unit_of_the_rules(roubles, unit, kopecks):
    assert price(**costing_exactly(D(roubles)), rounding_kopecks=unit).kopecks == kopecks


@given(roubles=st.integers(0, 10**9))
def test_exactly_half_a_rouble_goes_up_and_a_hair_less_goes_down(roubles):
    assert price(**costing_exactly(D(roubles) + D("0.5"))).kopecks == (roubles + 1) * 100
    assert price(**costing_exactly(D(roubles) + D("0.4999999999"))).kopecks == roubles * 100


def test_a_half_made_of_parts_without_a_last_decimal_is_still_a_half():
    """2/15 + 2/15 + 7/30: as Decimals the three parts fall short of one half."""
    ones = {each.name: D(1) for each in dataclasses.fields(MUNICIPALITY)}
    tenths = {"payroll_tax": D("0.4"), "purchased_services": D("0.4"), "training_and_medical": D("0.7")}
    municipality = ones | tenths | {"other_staff_share": D(0), "teaching_means": D(0), "useful_premises_hours": D(3)}
    thirds = operator(weekly_norm_hours=D(1), weeks_per_month=D(3), weeks_per_year=D(1))

    cost = price(Hours(total=D(1)), ONE_CHILD, thirds, MunicipalFigures(**municipality))

    assert cost.pay + cost.premises_and_means + cost.training == D("0.4999999999999999999999999999")
    assert cost.kopecks == 100


@given(pay=st.decimals(0, 10**6, places=2), more=st.decimals("0.01", 10**6, places=2))
def test_a_higher_pay_never_lowers_the_cost_and_raises_its_part(pay, more):
    lower = price(municipality=municipal(average_monthly_pay=pay))
    higher = price(municipality=municipal(average_monthly_pay=pay + more))

    assert higher.pay > lower.pay
    assert higher.kopecks >= lower.kopecks
    assert (higher.premises_and_means, higher.training) == (lower.premises_and_means, lower.training)


@given(total=st.integers(1, 500), size=st.integers(1, 60), data=st.data())
def test_the_cost_is_within_half_a_rouble_of_its_parts(total, size, data):
    hours = Hours(total=D(total), individual=D(data.draw(st.integers(0, total))))
    cost = price(hours, GroupSize(minimum=size, maximum=size))

    assert cost.kopecks % 100 == 0
    assert abs(cost.pay + cost.premises_and_means + cost.training - D(cost.kopecks) / 100) <= D("0.5")


def test_good_figures_have_no_reason_against_them():
    assert reasons() == []


@pytest.mark.parametrize("name", ["weekly_norm_hours", "weeks_per_month", "weeks_per_year", "years_between_trainings"])
@pytest.mark.parametrize("figure", ["0", "-1", "-0"])
def test_a_divisor_of_the_operator_must_be_above_zero(name, figure):
    assert reasons(operator=operator(**{name: D(figure)})) == [("FIGURE_NOT_POSITIVE", ("operator", name))]


@pytest.mark.parametrize("name", ["average_rates", "useful_premises_hours"])
@pytest.mark.parametrize("figure", ["0", "-1"])
def test_a_divisor_of_the_municipality_must_be_above_zero(name, figure):
    assert reasons(municipality=municipal(**{name: D(figure)})) == [("FIGURE_NOT_POSITIVE", ("municipality", name))]


@pytest.mark.parametrize(
    "name",
    [
        "average_monthly_pay",
        "extra_teachers",
        "other_staff_share",
        "payroll_tax",
        "vacation",
        "purchased_services",
        "training_and_medical",
        "teaching_means",
    ],
)
def test_another_figure_of_the_municipality_may_be_zero_but_not_negative(name):
    assert reasons(municipality=municipal(**{name: D(0)})) == []
    assert reasons(municipality=municipal(**{name: D("-0.01")})) == [("FIGURE_NEGATIVE", ("municipality", name))]


@pytest.mark.parametrize("name", ["teacher_qualification", "second_teacher_qualification", "provision"])
def test_a_coefficient_of_the_operator_may_be_zero_but_not_negative(name):
    assert reasons(operator=operator(**{name: D(0)})) == []
    assert reasons(operator=operator(**{name: D("-0.01")})) == [("FIGURE_NEGATIVE", ("operator", name))]


@pytest.mark.parametrize("figure", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+13", "1E-13", "1E+999999"])
def test_a_figure_no_one_can_reckon_with_is_refused_without_reckoning(figure):
    out_of_range = "FIGURE_OUT_OF_RANGE"
    assert reasons(municipality=municipal(vacation=D(figure))) == [(out_of_range, ("municipality", "vacation"))]
    assert reasons(hours=Hours(total=D(figure))) == [(out_of_range, ("hours", "total"))]
    assert reasons(hours=Hours(total=D(72), individual=D(figure))) == [(out_of_range, ("hours", "individual"))]
    group = GroupSize(minimum=8, maximum=12, operator_average=D(figure))
    assert reasons(group=group) == [(out_of_range, ("group", "operator_average"))]


def test_individual_hours_may_be_all_the_hours_but_not_more():
    assert reasons(hours=Hours(total=D(72), individual=D(72))) == []
    assert reasons(hours=Hours(total=D(72), individual=D("72.5"))) == [
        ("INDIVIDUAL_HOURS_ABOVE_TOTAL", ("hours", "individual"))
    ]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (Hours(total=D(0)), [("FIGURE_NOT_POSITIVE", ("hours", "total"))]),
        (Hours(total=D(72), individual=D(-1)), [("FIGURE_NEGATIVE", ("hours", "individual"))]),
        (Hours(total=D(72), second_teacher=D(-1)), [("FIGURE_NEGATIVE", ("hours", "second_teacher"))]),
    ],
)
def test_hours_below_their_bound_are_refused(hours, expected):
    assert reasons(hours=hours) == expected


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (GroupSize(minimum=0, maximum=1), []),
        (GroupSize(minimum=0, maximum=0), [("GROUP_EMPTY", ("group", "maximum"))]),
        (GroupSize(minimum=0, maximum=0, operator_average=D(10)), []),
        (GroupSize(minimum=13, maximum=12), [("GROUP_BOUNDS_IMPOSSIBLE", ("group", "minimum"))]),
        (GroupSize(minimum=-1, maximum=12), [("GROUP_BOUNDS_IMPOSSIBLE", ("group", "minimum"))]),
        (
            GroupSize(minimum=8, maximum=12, operator_average=D(0)),
            [("FIGURE_NOT_POSITIVE", ("group", "operator_average"))],
        ),
    ],
)
def test_a_group_must_have_children_in_it(group, expected):
    assert reasons(group=group) == expected


def test_the_rounding_unit_is_at_least_a_kopeck():
    assert reasons(rounding_kopecks=1) == []
    assert reasons(rounding_kopecks=0) == [("ROUNDING_UNIT_NOT_POSITIVE", ("rounding_kopecks",))]


def test_all_reasons_come_together_and_the_formula_is_not_tried():
    with pytest.raises(Refused) as refused:
        price(
            Hours(total=D(10), individual=D(11)),
            GroupSize(minimum=0, maximum=0),
            operator(weekly_norm_hours=D(0)),
            municipal(useful_premises_hours=D(0), payroll_tax=D(-1)),
            rounding_kopecks=0,
        )

    assert str(refused.value) == (
        "FIGURE_NOT_POSITIVE, FIGURE_NEGATIVE, FIGURE_NOT_POSITIVE, "
        "INDIVIDUAL_HOURS_ABOVE_TOTAL, GROUP_EMPTY, ROUNDING_UNIT_NOT_POSITIVE"
    )
    assert {refusal.rule for refusal in refused.value.refusals} == {"План мероприятий, п. 1.7, 2.9"}
    assert refused.value.refusals[0].message == "Норма часов в неделю (Nm): нужно число больше нуля, указано 0."


figures = st.one_of(st.decimals(), st.decimals(-2, 100, places=1))


@given(total=figures, individual=figures, pay=figures, rates=figures, low=st.integers(-2, 5), high=st.integers(-2, 5))
def test_figures_without_a_reason_against_them_always_have_a_cost(total, individual, pay, rates, low, high):
    case = {
        "hours": Hours(total=total, individual=individual),
        "group": GroupSize(minimum=low, maximum=high),
        "municipality": municipal(average_monthly_pay=pay, average_rates=rates),
    }
    if reasons(**case):
        with pytest.raises(Refused):
            price(**case)
    else:
        assert price(**case).kopecks >= 0


@pytest.mark.parametrize(
    ("rate", "hours", "coefficients", "unit", "kopecks"),
    [
        ("85.40", 72, ["1.05"], 1, 645624),
        ("85.40", 72, ["1.05"], 100, 645600),
        ("85.40", 72, [], 1, 614880),
        ("10", 10, ["1.5", "0.5", "2"], 1, 15000),
        ("0.25", 2, [], 100, 100),
        ("0.245", 2, [], 100, 0),
        ("10", 10, ["0"], 1, 0),
    ],
)
def test_the_cost_by_person_hour_is_rate_times_hours_times_coefficients(rate, hours, coefficients, unit, kopecks):
    assert by_person_hour(D(rate), D(hours), list(map(D, coefficients)), rounding_kopecks=unit) == kopecks


def test_the_cost_by_person_hour_is_exact_to_the_kopeck_unless_the_rules_say_otherwise():
    assert by_person_hour(D("85.40"), D(72), [D("1.05")]) == 645624


def test_all_reasons_against_a_cost_by_person_hour_come_together():
    found = list(why_not_by_person_hour(D(-1), D(0), [D(1), D(-1), D("NaN")], rounding_kopecks=0))

    assert [(refusal.code, refusal.path) for refusal in found] == [
        ("FIGURE_NEGATIVE", ("rate",)),
        ("FIGURE_NOT_POSITIVE", ("hours",)),
        ("FIGURE_NEGATIVE", ("coefficients", "1")),
        ("FIGURE_OUT_OF_RANGE", ("coefficients", "2")),
        ("ROUNDING_UNIT_NOT_POSITIVE", ("rounding_kopecks",)),
    ]
    with pytest.raises(Refused) as refused:
        by_person_hour(D(-1), D(0), [D(1), D(-1), D("NaN")], rounding_kopecks=0)
    assert list(refused.value.refusals) == found
