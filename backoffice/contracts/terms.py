"""What a contract comes to: its days, its months, who pays what for each, and by which agreement (domain 5.2–5.3).

Judged anew at the offer, by the same plan that the family saw when it asked for the place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from backoffice.acts import services as acts
from backoffice.contracts.models import Contract, ContractLine
from backoffice.contracts.plan import Line, lines
from backoffice.enrollments.plans import READ_ALONG, Plan, plan
from backoffice.funding.models import FundingPeriod
from backoffice.funding.services import period_on
from backoffice.groups.models import StudyGroup
from backoffice.payments.models import PaymentAgreement


@dataclass(frozen=True)
class Terms:
    """A contract as it would be offered. `agreements` are by the first day of each month that one covers."""

    plan: Plan
    lines: tuple[Line, ...]
    agreements: dict[date, PaymentAgreement]
    today: FundingPeriod | None  # the period that runs on the day of the offer
    backdating: int  # days after a period begins on which a contract may still begin in its past
    is_reserved_later: bool  # at the acceptance

    @property
    def without_agreement(self) -> list[date]:
        """First days of months for which nobody could pay the certificate's part."""
        return [line.starts_on for line in self.lines if line.certificate and line.starts_on not in self.agreements]


def first_day(contract: Contract, wanted: date | None, *, on: date) -> date:
    """The first day of a contract: the one that is wanted, else the request's, else today."""
    return wanted or max(contract.request.starts_on, on)


def terms_of(contract: Contract, starts_on: date, *, on: date) -> Terms:
    """What a contract from a day on comes to. Its certificate is locked, so nobody spends the money meanwhile."""
    group = StudyGroup.objects.select_related(*READ_ALONG).get(pk=contract.request.group_id)
    made = plan(contract.certificate, group, on=on, starts_on=starts_on, without=contract.request)
    has_days = group.starts_on <= starts_on <= made.ends_on
    months = lines(starts_on, made.ends_on, made.price.shares, made.family_part) if has_days else ()
    agreements = agreements_on(contract, [month.starts_on for month in months if month.certificate])
    today = made.means.period(on) or period_on(contract.municipality_id, on)
    codes = "BACKDATING_DAYS", "RESERVE_AT_ACCEPTANCE"
    backdating, later = acts.settings(*codes, on=on, territory=contract.municipality_id)
    return Terms(made, months, agreements, today, int(backdating), bool(later))


def agreements_on(contract: Contract, days: Sequence[date]) -> dict[date, PaymentAgreement]:
    """By which agreement of the provider with whoever pays for the issuer on each day; no key: by none."""
    if not days:
        return {}
    active = PaymentAgreement.objects.filter(
        provider=contract.provider_id,
        payer__municipality=contract.municipality_id,
        status=PaymentAgreement.Status.ACTIVE,
        year__in={day.year for day in days},
    )
    rows = [*active.select_related("payer__unit")]
    return {
        day: each
        for day in days
        for each in rows
        if each.year == day.year and each.payer.valid_from <= day and _is_before(day, each.payer.valid_to)
    }


def _is_before(day: date, end: date | None) -> bool:
    return end is None or day < end


def costs(months: Iterable[ContractLine]) -> tuple[tuple[date, int], ...]:
    """What the certificate pays of each period, by the first day that it pays for."""
    sums: dict[int | None, tuple[date, int]] = {}
    for month in sorted(months, key=lambda each: each.starts_on):
        if month.certificate_part:
            day, kopecks = sums.get(month.period_id, (month.starts_on, 0))
            sums[month.period_id] = day, kopecks + month.certificate_part
    return tuple(sums.values())
