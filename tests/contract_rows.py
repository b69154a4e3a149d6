"""A contract that was offered, as rows: for tests of what is made of it, not of how it comes about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from backoffice.contracts import plan
from backoffice.contracts.models import Contract, ContractLine
from backoffice.funding.models import FundingPeriod
from backoffice.payments.models import PaymentAgreement
from tests import contracting
from tests.enrollments import Asked, School


def offered(at: School, asked: Asked | None = None, **changes: Any) -> Contract:
    """The contract of a request that was found possible, with a line for each month; it reserves nothing."""
    request = (asked or contracting.contracting(at)).request
    contract = Contract.objects.filter(request=request).first() or Contract(request=request)
    today = timezone.localdate()
    terms = {
        "certificate_id": request.certificate_id,
        "child_id": request.child_id,
        "municipality_id": request.municipality_id,
        "provider_id": request.provider_id,
        "module_id": request.module_id,
        "number": f"{request.pk}/1",
        "year": today.year,
        "status": Contract.Status.OFFERED,
        "starts_on": request.starts_on,
        "ends_on": request.ends_on,
        "certificate_part": request.certificate_part,
        "family_part": request.family_part,
        "offered_on": today,
    }
    for name, value in (terms | changes).items():
        setattr(contract, name, value)
    contract.price = contract.certificate_part + contract.family_part
    contract.save()
    _write_months(contract)
    return contract


def _write_months(contract: Contract) -> None:
    assert contract.starts_on and contract.ends_on
    whole = (contract.starts_on, contract.ends_on)
    pays, family = (plan.monthly_split(part, *whole) for part in (contract.certificate_part, contract.family_part))
    agreement = PaymentAgreement.objects.get(provider=contract.provider_id, status="ACTIVE")
    period = FundingPeriod.objects.filter(municipality=contract.municipality_id).order_by("starts_on").first()
    days = [month.starts_on for month in pays]
    last_days = [*(day - timedelta(days=1) for day in days[1:]), contract.ends_on]
    for mine, other, last in zip(pays, family, last_days, strict=True):
        paid_by = {"period": period, "agreement": agreement} if mine.kopecks else {}
        ContractLine.objects.create(
            contract=contract,
            starts_on=mine.starts_on,
            ends_on=last,
            certificate_part=mine.kopecks,
            family_part=other.kopecks,
            **paid_by,
        )
