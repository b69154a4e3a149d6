"""Normative costs of an edition: the rows in force on a day, given to the formula."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.acts import services as acts
from backoffice.errors import Refusal
from backoffice.municipalities.models import MunicipalParameters
from backoffice.programs import normative_cost as formula
from backoffice.programs.models import (
    NormativeCost,
    OperatorFigures,
    ProgramEdition,
    ProgramModule,
    ProvisionCoefficient,
    QualificationCoefficient,
    TeachingPlace,
)

RULE = "План мероприятий, п. 1.7, 2.9"


@dataclass(frozen=True)
class Priced:
    """One module in one place of teaching with the rows that price it."""

    module: ProgramModule
    place: TeachingPlace
    parameters: MunicipalParameters
    figures: OperatorFigures
    cost: formula.NormativeCost


def parameters_for(place: TeachingPlace, *, on: date) -> MunicipalParameters | None:
    """The municipality's own figures in force on day `on`."""
    return _own(place).in_force(on=on, territory=place.municipality_id).first()


def _own(place: TeachingPlace):
    return MunicipalParameters.objects.filter(territory=place.municipality_id, area=place.area)


def why_not_price(edition: ProgramEdition, *, on: date) -> Iterator[Refusal]:
    """Yield every territory whose figures are missing on day `on` (R 1.7, R 2.9)."""
    for place in edition.places.select_related("municipality__unit").order_by("number"):
        parameters = parameters_for(place, on=on)
        known = parameters and parameters.teaching_means.filter(direction=edition.direction).exists()
        if not known:
            yield Refusal(
                "PARAMETERS_MISSING",
                f"{place.municipality}: на {on:%d.%m.%Y} не утверждены параметры"
                f" ({place.get_area_display().lower()}, направленность «{edition.get_direction_display()}»).",
                RULE,
                "Попросите муниципалитет утвердить параметры нормативной стоимости.",
                ("places", str(place.number)),
            )


def priced(edition: ProgramEdition, *, on: date) -> Iterator[Priced]:
    """The cost of every module in every place with the figures in force on day `on`; modules must be classified."""
    figures = acts.the_rule(OperatorFigures.objects.all(), on=on)
    rounding = int(acts.setting("PRICE_ROUNDING_KOPECKS", on=on))
    for place in edition.places.select_related("municipality__unit").order_by("number"):
        parameters = acts.the_rule(_own(place), on=on, territory=place.municipality_id)
        means = parameters.teaching_means.get(direction=edition.direction)
        for module in edition.modules.order_by("number"):
            cost = formula.normative_cost(
                _hours(module),
                formula.GroupSize(
                    minimum=module.min_children, maximum=module.max_children, operator_average=figures.average_group
                ),
                _operator(figures, module, on),
                _municipal(parameters, means.roubles),
                rounding_kopecks=rounding,
            )
            yield Priced(module, place, parameters, figures, cost)


def freeze(edition: ProgramEdition, *, on: date) -> None:
    """Keep the costs of the decision date for good (C 2.3): contracts and later parameters never change them."""
    NormativeCost.objects.bulk_create(
        NormativeCost(
            module=item.module,
            place=item.place,
            parameters=item.parameters,
            figures=item.figures,
            pay=item.cost.pay,
            premises_and_means=item.cost.premises_and_means,
            training=item.cost.training,
            kopecks=item.cost.kopecks,
            decided_on=on,
        )
        for item in priced(edition, on=on)
        if item.module.status == ProgramModule.Status.CERTIFIED
    )


def _coefficient(position: str, qualification: str, on: date):
    rows = QualificationCoefficient.objects.filter(position=position, qualification=qualification)
    return acts.the_rule(rows, on=on).value


def _hours(module: ProgramModule) -> formula.Hours:
    return formula.Hours(
        total=Decimal(module.hours),
        individual=Decimal(module.individual_hours),
        second_teacher=Decimal(module.second_teacher_hours),
    )


def _operator(figures: OperatorFigures, module: ProgramModule, on: date) -> formula.OperatorFigures:
    position = QualificationCoefficient.Position
    provision = ProvisionCoefficient.objects.filter(provision=module.provision)
    return formula.OperatorFigures(
        teacher_qualification=_coefficient(position.MAIN, module.main_qualification, on),
        second_teacher_qualification=_coefficient(position.SECOND, module.second_qualification or "OTHER", on),
        provision=acts.the_rule(provision, on=on).value,
        weekly_norm_hours=figures.weekly_hours,
        weeks_per_month=figures.weeks_per_month,
        weeks_per_year=figures.weeks_per_year,
        years_between_trainings=figures.years_between_trainings,
    )


def _municipal(row: MunicipalParameters, means: Decimal) -> formula.MunicipalFigures:
    return formula.MunicipalFigures(
        average_monthly_pay=row.monthly_pay,
        average_rates=row.rates_per_person,
        extra_teachers=row.extra_teachers,
        other_staff_share=row.other_staff_share,
        payroll_tax=row.payroll_tax,
        vacation=row.vacation,
        useful_premises_hours=row.useful_hours,
        purchased_services=row.purchased_services,
        training_and_medical=row.training_and_medical,
        teaching_means=means,
    )
