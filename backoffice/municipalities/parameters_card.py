"""What a municipality proposes as its figures for the normative cost, as one typed card. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from backoffice.programs.words import Area, Direction

ROUBLES, COEFFICIENT = (10, 2), (4, 4)  # digits before and after the point


def _field(label: str, description: str, *, id_of: str = "", help: str = "", **rest):
    return field(metadata={"label": label, "description": description, "id_of": id_of, "help": help}, **rest)


def _figure(label: str, description: str, *, digits=COEFFICIENT, above_zero: bool = False):
    words = {"label": label, "description": description}
    return field(metadata={**words, "digits": digits, "above_zero": above_zero})


@dataclass(frozen=True, kw_only=True)
class TeachingMeansCard:
    """Bd: the base cost of teaching means for a direction."""

    direction: Direction = _field("Направленность", "A direction of programs.")
    roubles: Decimal = _figure("Базовая стоимость средств обучения, руб. (Bd)", "Bd: roubles.", digits=ROUBLES)


@dataclass(frozen=True, kw_only=True)
class AreaCard:
    """The figures of a municipality for town or country (R 1.7)."""

    area: Area = _field("Местность", "Town or country.")
    monthly_pay: Decimal = _figure(
        "Средняя зарплата, руб. в месяц (ZP)", "ZP: average monthly pay, roubles.", digits=ROUBLES, above_zero=True
    )
    rates_per_person: Decimal = _figure(
        "Среднее число ставок (St)", "St: average number of rates on a person.", above_zero=True
    )
    extra_teachers: Decimal = _figure("Коэффициент дополнительных педагогов (Kd)", "Kd: coefficient.")
    other_staff_share: Decimal = _figure("Доля прочего персонала (Ko)", "Ko: share of other staff.")
    payroll_tax: Decimal = _figure("Коэффициент начислений на зарплату (Kt)", "Kt: coefficient.")
    vacation: Decimal = _figure("Коэффициент отпусков (Kv)", "Kv: coefficient.")
    useful_hours: Decimal = _figure(
        "Полезные часы помещений (U)", "U: useful hours of premises.", digits=ROUBLES, above_zero=True
    )
    purchased_services: Decimal = _figure("Закупаемые услуги, руб. (S1)", "S1: roubles.", digits=ROUBLES)
    training_and_medical: Decimal = _figure("Обучение и медосмотр, руб. (S2)", "S2: roubles.", digits=ROUBLES)
    teaching_means: tuple[TeachingMeansCard, ...] = _field(
        "Средства обучения", "Base cost of teaching means, one of each direction."
    )


@dataclass(frozen=True, kw_only=True)
class ParametersCard:
    """New municipal parameters: from which day, for town and country, and the file that they come from."""

    valid_from: date = _field("Действуют с", "First day in force, today or later when they are submitted.")
    areas: tuple[AreaCard, ...] = _field("Показатели", "Town, country or both; what is not named stays as it is.")
    file: int | None = _field(
        "Расчёт",
        "Global id of a StoredFile that you uploaded; without one the earlier file stays.",
        id_of="StoredFile",
        help="PDF, PNG или JPEG. Если не приложить, останется прежний.",
        default=None,
    )
