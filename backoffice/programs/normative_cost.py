"""The normative cost of a module per pupil, by both methods in use (R 1.7).

Pure: no database, no clock, no framework. Figures come in roubles (Decimal), the cost goes out in kopecks. The
arithmetic is in fractions, so that exactly half a rounding unit is seen as exactly half.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from fractions import Fraction
from math import floor, prod
from types import SimpleNamespace
from typing import Any

from backoffice.errors import Refusal, Refused

RULE = "План мероприятий, п. 1.7, 2.9"
# A figure beyond 10¹² or under 10⁻¹² is a slip of the pen, and its fraction could fill the memory.
LARGEST_EXPONENT = 12


def _figure(letter: str, label: str, *, above_zero: bool = False) -> dict[str, Any]:
    return {"letter": letter, "label": label, "above_zero": above_zero}


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Hours of the module; those of the second teacher come on top of the total."""

    total: Decimal = field(metadata=_figure("H", "Часы модуля", above_zero=True))
    individual: Decimal = field(default=Decimal(0), metadata=_figure("Hi", "Индивидуальные часы"))
    second_teacher: Decimal = field(default=Decimal(0), metadata=_figure("Hd", "Часы второго педагога"))


@dataclass(frozen=True, kw_only=True)
class GroupSize:
    """Children in a group: the bounds of the program and, where the operator has set one, the average (N) instead."""

    minimum: int
    maximum: int
    operator_average: Decimal | None = None

    @property
    def average(self) -> Decimal:
        """N, children: the operator's figure, otherwise the middle of the bounds."""
        if self.operator_average is not None:
            return self.operator_average
        return Decimal(self.minimum + self.maximum) / 2


@dataclass(frozen=True, kw_only=True)
class OperatorFigures:
    """What the regional operator sets for all municipalities."""

    teacher_qualification: Decimal = field(metadata=_figure("K1", "Коэффициент квалификации педагога"))
    second_teacher_qualification: Decimal = field(metadata=_figure("K2", "Коэффициент квалификации второго педагога"))
    provision: Decimal = field(metadata=_figure("P", "Коэффициент обеспечения"))
    weekly_norm_hours: Decimal = field(metadata=_figure("Nm", "Норма часов в неделю", above_zero=True))
    weeks_per_month: Decimal = field(metadata=_figure("Wm", "Недель в месяце", above_zero=True))
    weeks_per_year: Decimal = field(metadata=_figure("Wy", "Недель в году", above_zero=True))
    years_between_trainings: Decimal = field(metadata=_figure("Ppk", "Лет между обучениями педагога", above_zero=True))


@dataclass(frozen=True, kw_only=True)
class MunicipalFigures:
    """What a municipality approves, for its city and for its villages separately. Money in roubles."""

    average_monthly_pay: Decimal = field(metadata=_figure("ZP", "Средняя зарплата в месяц"))
    average_rates: Decimal = field(metadata=_figure("St", "Среднее число ставок", above_zero=True))
    extra_teachers: Decimal = field(metadata=_figure("Kd", "Коэффициент дополнительных педагогов"))
    other_staff_share: Decimal = field(metadata=_figure("Ko", "Доля прочего персонала"))
    payroll_tax: Decimal = field(metadata=_figure("Kt", "Коэффициент начислений на зарплату"))
    vacation: Decimal = field(metadata=_figure("Kv", "Коэффициент отпусков"))
    useful_premises_hours: Decimal = field(metadata=_figure("U", "Полезные часы помещений", above_zero=True))
    purchased_services: Decimal = field(metadata=_figure("S1", "База закупаемых услуг"))
    training_and_medical: Decimal = field(metadata=_figure("S2", "Обучение и медосмотр педагога"))
    teaching_means: Decimal = field(metadata=_figure("Bd", "Базовая стоимость средств обучения"))


@dataclass(frozen=True)
class NormativeCost:
    """The cost and its three parts: parts in roubles, unrounded (28 digits); the cost in kopecks, rounded once."""

    pay: Decimal  # A
    premises_and_means: Decimal  # B
    training: Decimal  # C
    kopecks: int


def normative_cost(
    hours: Hours,
    group: GroupSize,
    operator: OperatorFigures,
    municipality: MunicipalFigures,
    *,
    rounding_kopecks: int = 100,
) -> NormativeCost:
    """Compute what the whole module costs per pupil by the full-cost method, in the letters of the acts.

    H, Hi, Hd hours of the module; N children in a group; ZP roubles a month; St rates; Nm hours a week; Wm weeks in a
    month; Wy weeks a year; U hours; Bd, S1, S2 roubles; Ppk years; K1, K2, P, Kd, Ko, Kt, Kv without unit. The sum is
    rounded half up to `rounding_kopecks` (a setting of the Rules; 100 is the whole rouble).

    :raises Refused: with every reason of `why_not_price`.
    """
    if reasons := list(why_not_price(hours, group, operator, municipality, rounding_kopecks=rounding_kopecks)):
        raise Refused(*reasons)
    x = _by_letters(hours, operator, municipality)
    n = Fraction(group.average)
    in_group = x.H - x.Hi
    teaching = (x.K1 * in_group + x.K2 * x.Hd) / n + x.K1 * x.Hi
    pay = x.ZP * teaching / (x.St * x.Nm * x.Wm) * x.Kd * (1 + x.Ko) * x.Kt * x.Kv
    premises = (in_group + x.Hi * n) / (x.U * n) * (x.Bd * x.P + x.S1)
    training = (in_group + x.Hd + x.Hi * n) * x.Kv * x.Kd / (x.Ppk * x.Wy * x.St * x.Nm * n) * x.S2
    return NormativeCost(
        pay=_decimal(pay),
        premises_and_means=_decimal(premises),
        training=_decimal(training),
        kopecks=_half_up(pay + premises + training, rounding_kopecks),
    )


def by_person_hour(rate: Decimal, hours: Decimal, coefficients: Sequence[Decimal], *, rounding_kopecks: int = 1) -> int:
    """Compute the cost in kopecks per pupil by the other method: `rate` roubles per person-hour × hours × coefficients.

    Rounded half up to `rounding_kopecks` (a setting of the Rules; 1 is the kopeck).

    :raises Refused: with every reason of `why_not_by_person_hour`.
    """
    if reasons := list(why_not_by_person_hour(rate, hours, coefficients, rounding_kopecks=rounding_kopecks)):
        raise Refused(*reasons)
    return _half_up(prod(map(Fraction, (rate, hours, *coefficients)), start=Fraction(1)), rounding_kopecks)


def why_not_price(
    hours: Hours,
    group: GroupSize,
    operator: OperatorFigures,
    municipality: MunicipalFigures,
    *,
    rounding_kopecks: int = 100,
) -> Iterator[Refusal]:
    """Yield every reason why the full-cost formula has no sensible answer for these figures."""
    for name, figures in (("hours", hours), ("operator", operator), ("municipality", municipality)):
        yield from _why_not_figures(name, figures)
    if _is_usable(hours.total) and _is_usable(hours.individual) and hours.individual > hours.total:
        yield Refusal(
            "INDIVIDUAL_HOURS_ABOVE_TOTAL",
            f"Индивидуальных часов {hours.individual}, а всего в модуле {hours.total}.",
            RULE,
            remedy="Исправьте часы модуля.",
            path=("hours", "individual"),
        )
    yield from _why_not_group(group)
    yield from _why_not_round(rounding_kopecks)


def why_not_by_person_hour(
    rate: Decimal, hours: Decimal, coefficients: Sequence[Decimal], *, rounding_kopecks: int = 1
) -> Iterator[Refusal]:
    """Yield every reason why the cost by person-hour has no sensible answer for these figures."""
    yield from _why_not_figure(rate, "Стоимость человеко-часа", ("rate",))
    yield from _why_not_figure(hours, "Часы модуля", ("hours",), above_zero=True)
    for place, coefficient in enumerate(coefficients):
        yield from _why_not_figure(coefficient, f"Коэффициент № {place + 1}", ("coefficients", str(place)))
    yield from _why_not_round(rounding_kopecks)


def _why_not_figures(name: str, figures: Hours | OperatorFigures | MunicipalFigures) -> Iterator[Refusal]:
    for each in fields(figures):
        label = f"{each.metadata['label']} ({each.metadata['letter']})"
        above_zero = each.metadata["above_zero"]
        yield from _why_not_figure(getattr(figures, each.name), label, (name, each.name), above_zero=above_zero)


def _why_not_figure(
    figure: Decimal, label: str, path: tuple[str, ...], *, above_zero: bool = False
) -> Iterator[Refusal]:
    if not _is_usable(figure):
        yield Refusal("FIGURE_OUT_OF_RANGE", f"{label}: {figure} — не число, пригодное для расчёта.", RULE, path=path)
    elif above_zero and figure <= 0:
        yield Refusal("FIGURE_NOT_POSITIVE", f"{label}: нужно число больше нуля, указано {figure}.", RULE, path=path)
    elif figure < 0:
        yield Refusal("FIGURE_NEGATIVE", f"{label}: нужно число не меньше нуля, указано {figure}.", RULE, path=path)


def _why_not_group(group: GroupSize) -> Iterator[Refusal]:
    if not 0 <= group.minimum <= group.maximum:
        yield Refusal(
            "GROUP_BOUNDS_IMPOSSIBLE",
            f"Наполняемость группы от {group.minimum} до {group.maximum} невозможна.",
            RULE,
            remedy="Укажите наименьшее число детей не больше наибольшего.",
            path=("group", "minimum"),
        )
    elif group.operator_average is None and group.maximum == 0:
        yield Refusal("GROUP_EMPTY", "В группе нет ни одного ребёнка.", RULE, path=("group", "maximum"))
    if group.operator_average is not None:
        path = ("group", "operator_average")
        yield from _why_not_figure(group.operator_average, "Средняя наполняемость (N)", path, above_zero=True)


def _why_not_round(rounding_kopecks: int) -> Iterator[Refusal]:
    if rounding_kopecks < 1:
        message = f"Единица округления — целое число копеек от одной, указано {rounding_kopecks}."
        yield Refusal("ROUNDING_UNIT_NOT_POSITIVE", message, RULE, path=("rounding_kopecks",))


def _is_usable(figure: Decimal) -> bool:
    number = Decimal(figure)
    return number.is_finite() and (not number or abs(number.adjusted()) <= LARGEST_EXPONENT)


def _by_letters(*groups_of_figures: Hours | OperatorFigures | MunicipalFigures) -> SimpleNamespace:
    """Lay the figures out under the letters of the formula, as fractions."""
    return SimpleNamespace(
        **{
            each.metadata["letter"]: Fraction(getattr(figures, each.name))
            for figures in groups_of_figures
            for each in fields(figures)
        }
    )


def _decimal(roubles: Fraction) -> Decimal:
    return Decimal(roubles.numerator) / Decimal(roubles.denominator)


def _half_up(roubles: Fraction, rounding_kopecks: int) -> int:
    """Round a sum that is not negative to whole units; exactly half a unit goes up. Returns kopecks."""
    return floor(roubles * 100 / rounding_kopecks + Fraction(1, 2)) * rounding_kopecks
