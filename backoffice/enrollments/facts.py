"""Gathers from the database what the rules of use judge: a fixed number of statements for one certificate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import BigIntegerField, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from backoffice.acts.services import RuleMissing
from backoffice.certificates.models import Certificate
from backoffice.enrollments.rules import Facts, Part, Volume
from backoffice.entitlements.models import ServiceVolume, UseOrder, UseOrderRule
from backoffice.entitlements.orders import order_in_force
from backoffice.funding.models import DirectionCap, FundingPeriod, MunicipalFundingProgram
from backoffice.ledger.models import CertificateAccount, LedgerEntry
from backoffice.payments.models import PaymentAgreement
from backoffice.programs.words import Direction
from backoffice.registers.models import RegisterKind

Unit = UseOrderRule.LimitUnit


@dataclass(frozen=True, kw_only=True)
class Use:
    """What a certificate is wanted for. `costs` are kopecks by the first day of each part, one part a period."""

    register: str
    starts_on: date
    direction: str = ""
    provider_id: int | None = None
    hours: int = 0
    costs: tuple[tuple[date, int], ...] = ()


def gather(certificate: Certificate, use: Use, *, on: date) -> Facts:
    """Facts of a certificate, whose child is read, and of a use of it by the acts in force on day `on`."""
    periods = _periods(certificate.issuer_id, [use.starts_on, *(day for day, _ in use.costs)])
    accounts = {
        each.period_id: each for each in CertificateAccount.objects.filter(certificate=certificate, period__in=periods)
    }
    first = _on(periods, use.starts_on)
    volumes = {each.register: each for each in ServiceVolume.objects.filter(certificate=certificate, period=first or 0)}
    account = accounts.get(first.pk) if first else None
    order, rule = _order(certificate, use.register, on)
    return Facts(
        status=certificate.status,
        is_funded=certificate.is_funded,
        born=certificate.child.birth_date,
        register=use.register,
        starts_on=use.starts_on,
        direction_title=str(Direction(use.direction).label) if use.direction else "",
        has_order=order is not None,
        is_allowed=rule is not None and rule.is_allowed,
        excludes=order is not None and order.excludes_certified_with_general,
        volume=_volume(rule, use, volumes.get(use.register), account),
        registers_taken=_taken(volumes.values(), account),
        parts=_parts(certificate, use, periods, accounts),
    )


def _order(certificate: Certificate, register: str, on: date) -> tuple[UseOrder | None, UseOrderRule | None]:
    """The use order of the issuer, and what it says of a register for the certificate; None where it says nothing."""
    try:
        order = order_in_force(certificate.issuer_id, on)
    except RuleMissing:
        return None, None
    named = (register, certificate.funding_status)
    return order, next((rule for rule in order.rules.all() if (rule.register, rule.funding_status) == named), None)


def _periods(municipality_id: int, days: Iterable[date]) -> list[FundingPeriod]:
    """The periods of a municipality in which some of these days lie."""
    among = reduce(or_, (Q(starts_on__lte=day, ends_on__gte=day) for day in days))
    return list(FundingPeriod.objects.filter(among, municipality=municipality_id).order_by("starts_on"))


def _on(periods: Iterable[FundingPeriod], day: date) -> FundingPeriod | None:
    return next((each for each in periods if each.starts_on <= day <= each.ends_on), None)


def _volume(
    rule: UseOrderRule | None, use: Use, volume: ServiceVolume | None, account: CertificateAccount | None
) -> Volume:
    """What of the register is taken in the period of the first day, in the unit of the order (C 2.15)."""
    unit = rule.unit if rule else Unit.PROGRAMS
    if unit == Unit.MONEY:
        taken = account.reserved + account.written_off if account else 0
        asked = use.costs[0][1] if use.costs else 0
    elif unit == Unit.HOURS:
        taken, asked = volume.hours_reserved + volume.hours_used if volume else 0, use.hours
    else:
        taken, asked = volume.programs_reserved + volume.programs_used if volume else 0, 1
    return Volume(str(RegisterKind(use.register).label), unit, rule.limit if rule else None, taken, asked)


def _taken(volumes: Iterable[ServiceVolume], account: CertificateAccount | None) -> frozenset[str]:
    """The registers in use in the period of the first day; money promised or spent is a use of CERTIFIED."""
    taken = {each.register for each in volumes if each.programs_reserved or each.programs_used}
    if account and (account.reserved or account.written_off):
        taken.add(RegisterKind.CERTIFIED.value)
    return frozenset(taken)


def _parts(
    certificate: Certificate, use: Use, periods: list[FundingPeriod], accounts: dict[int, CertificateAccount]
) -> tuple[Part, ...]:
    agreed = _agreed(certificate.issuer_id, use)
    caps = {cap.program.period_id: cap for cap in _caps(use.direction, periods)}
    parts = []
    for day, cost in use.costs:
        period = _on(periods, day)
        key = period.pk if period else 0
        account, cap = accounts.get(key), caps.get(key)
        parts.append(
            Part(
                title=str(period) if period else f"{day:%Y} год",
                cost=cost,
                balance=account.balance if account else None,
                has_agreement=None if use.provider_id is None else day in agreed,
                cap=cap.amount if cap else None,
                cap_taken=cap.taken if cap else 0,  # type: ignore[attr-defined]  # annotated
            )
        )
    return tuple(parts)


def _agreed(municipality_id: int, use: Use) -> set[date]:
    """On which days of the parts an agreement of the provider with the municipality's payer of that day is active."""
    days = [day for day, _ in use.costs]
    active = PaymentAgreement.objects.filter(
        provider=use.provider_id or 0,
        payer__municipality=municipality_id,
        status=PaymentAgreement.Status.ACTIVE,
        year__in=[day.year for day in days],
    ).values_list("year", "payer__valid_from", "payer__valid_to")
    spans = list(active)
    return {
        day
        for day in days
        for year, begins, ends in spans
        if day.year == year and begins <= day and (ends is None or day < ends)
    }


def _caps(direction: str, periods: list[FundingPeriod]):
    """Caps of a direction in the programs in force, with what is promised and spent under each, in kopecks."""
    entries = LedgerEntry.objects.filter(account__period=OuterRef("program__period"), direction=direction)
    total = entries.order_by().values("direction").annotate(total=Sum(F("reserved") + F("written_off"))).values("total")
    caps = DirectionCap.objects.select_related("program").filter(
        program__period__in=periods, program__status=MunicipalFundingProgram.Status.IN_FORCE, direction=direction
    )
    return caps.annotate(taken=Coalesce(Subquery(total), 0, output_field=BigIntegerField()))
