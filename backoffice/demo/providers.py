"""Demo providers and the demo figures of their municipality. All of it is invented."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from backoffice.acts.models import LegalAct
from backoffice.municipalities.models import MunicipalParameters, TeachingMeansCost
from backoffice.programs.words import Area, Direction
from backoffice.providers.models import Provider
from backoffice.registers.models import ProviderRegisterEntry
from backoffice.units.models import Unit

SINCE = date(2019, 4, 3)
PRIVATE = {
    "kind": Provider.Kind.TRAINING,
    "ownership": Provider.Ownership.NON_STATE,
    "legal_form": "Общество с ограниченной ответственностью",
}
BUDGET = {
    "kind": Provider.Kind.EDUCATIONAL,
    "ownership": Provider.Ownership.MUNICIPAL,
    "institution_type": Provider.InstitutionType.BUDGET,
    "founder": "Администрация города Кемерово",
    "legal_form": "Муниципальное бюджетное учреждение дополнительного образования",
}
PROVIDERS: tuple[tuple[str, str, str, str, str, dict], ...] = (
    ("demo-provider", "ООО «Демо-центр „Вектор“»", "7707083893", "420501001", "1027700132195", PRIVATE),
    ("demo-provider-2", "АНО «Демо-студия „Палитра“»", "4205000018", "420501001", "1024200000010", PRIVATE),
    ("demo-institution", "МБУ ДО «Демо-дворец творчества»", "4205000030", "420501001", "1024200000021", BUDGET),
)
CARD = {
    "legal_address": "650000, Кемеровская область, город Кемерово, улица Примерная, 1",
    "actual_address": "650000, Кемеровская область, город Кемерово, улица Примерная, 1",
    "licence_number": "ДЕМО-0001",
    "licence_issued_on": date(2018, 9, 1),
    "licence_issuer": "Демонстрационный лицензирующий орган",
    "status": Provider.Status.ACTIVE,
}
FIGURES = {
    "monthly_pay": Decimal(36000),
    "rates_per_person": Decimal("1.2"),
    "extra_teachers": Decimal("1.1"),
    "other_staff_share": Decimal("0.4"),
    "payroll_tax": Decimal("1.302"),
    "vacation": Decimal("1.17"),
    "useful_hours": Decimal(30),
    "purchased_services": Decimal(12000),
    "training_and_medical": Decimal(5000),
}


def load() -> None:
    """Make what is not there yet."""
    kemerovo = Unit.objects.get(code="kemerovo-city")
    for place, (code, name, inn, kpp, ogrn, form) in enumerate(PROVIDERS, start=1):
        _provider(place, code, name, kemerovo, {"inn": inn, "kpp": kpp, "ogrn": ogrn, **form})
    act, _ = LegalAct.objects.get_or_create(
        code="demo-parameters",
        defaults={"title": "Демонстрационные муниципальные параметры", "in_force_from": SINCE, "territory": kemerovo},
    )
    for area in Area:
        parameters, is_new = MunicipalParameters.objects.get_or_create(
            territory=kemerovo,
            area=area,
            valid_from=SINCE,
            defaults={"basis": act, "paragraph": "приложение 1", "is_default": True, **FIGURES},
        )
        if is_new:
            TeachingMeansCost.objects.bulk_create(
                TeachingMeansCost(parameters=parameters, direction=direction, roubles=6000) for direction in Direction
            )


def _provider(place: int, code: str, name: str, municipality: Unit, numbers: dict) -> None:
    if Unit.objects.filter(code=code).exists():
        return
    unit = Unit.objects.create(kind=Unit.Kind.PROVIDER, code=code, name=name, valid_from=SINCE)
    provider = Provider.objects.create(
        unit=unit, full_name=name, short_name=name, municipality_id=municipality.pk, **numbers, **CARD
    )
    ProviderRegisterEntry.objects.create(
        number=f"42-ПО-2019-{place:05d}", provider=provider, included_on=SINCE, case_id=uuid.uuid4()
    )
