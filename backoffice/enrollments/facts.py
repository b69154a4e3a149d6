"""Gathers from the database what the rules of use judge: a fixed number of statements for uses of one certificate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, F, OuterRef, Subquery, Sum
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


@dataclass(frozen=True, kw_only=True)
class Means:
    """What a certificate has over some days, and the use order that says what it is for."""

    certificate: Certificate
    periods: Sequence[FundingPeriod]  # of the issuer, in order
    accounts: dict[int, CertificateAccount]  # by the key of the period
    volumes: Sequence[ServiceVolume]
    order: UseOrder | None  # None: no order is in force

    def period(self, day: date) -> FundingPeriod | None:
        """The funding period of a day."""
        return next((each for each in self.periods if each.starts_on <= day <= each.ends_on), None)

    def volume(self, period_id: int, register: str) -> ServiceVolume | None:
        """What is taken of a register in a period; None: nothing yet."""
        return next((each for each in self.volumes if (each.period_id, each.register) == (period_id, register)), None)

    def rule(self, register: str) -> UseOrderRule | None:
        """What the order says of a register for this certificate; None where it says nothing."""
        named = (register, self.certificate.funding_status)
        rules = self.order.rules.all() if self.order else ()
        return next((rule for rule in rules if (rule.register, rule.funding_status) == named), None)


def gather(certificate: Certificate, use: Use, *, on: date) -> Facts:
    """Facts of a certificate, whose child is read, and of a use of it by the acts in force on day `on`."""
    days = [use.starts_on, *(day for day, _ in use.costs)]
    (facts,) = facts_of(means_of(certificate, min(days), max(days), on=on), [use])
    return facts


def means_of(certificate: Certificate, first: date, last: date, *, on: date) -> Means:
    """What a certificate has in the periods from a day to a day, by the use order of day `on`: five statements."""
    there = FundingPeriod.objects.filter(municipality=certificate.issuer_id, starts_on__lte=last, ends_on__gte=first)
    periods = [*there.order_by("starts_on")]
    of_it = {"certificate": certificate, "period__in": periods}
    try:
        order = order_in_force(certificate.issuer_id, on)
    except RuleMissing:
        order = None
    return Means(
        certificate=certificate,
        periods=periods,
        accounts={each.period_id: each for each in CertificateAccount.objects.filter(**of_it)},
        volumes=[*ServiceVolume.objects.filter(**of_it)],
        order=order,
    )


def facts_of(means: Means, uses: Sequence[Use]) -> list[Facts]:
    """Facts of several uses of a certificate, in their order: two statements more."""
    agreed, caps = _agreements(means, uses), _caps(means, uses)
    return [_facts(means, use, agreed, caps) for use in uses]


def _facts(means: Means, use: Use, agreed, caps) -> Facts:
    certificate, first = means.certificate, means.period(use.starts_on)
    account = means.accounts.get(first.pk) if first else None
    volumes = [each for each in means.volumes if first and each.period_id == first.pk]
    rule = means.rule(use.register)
    return Facts(
        status=certificate.status,
        is_funded=certificate.is_funded,
        born=certificate.child.birth_date,
        register=use.register,
        starts_on=use.starts_on,
        direction_title=str(Direction(use.direction).label) if use.direction else "",
        has_order=means.order is not None,
        is_allowed=rule is not None and rule.is_allowed,
        excludes=means.order is not None and means.order.excludes_certified_with_general,
        volume=_volume(rule, use, volumes, account),
        registers_taken=_taken(volumes, account),
        parts=tuple(_part(means, use, day, cost, agreed, caps) for day, cost in use.costs),
    )


def _volume(
    rule: UseOrderRule | None, use: Use, volumes: Collection[ServiceVolume], account: CertificateAccount | None
) -> Volume:
    """What of the register is taken in the period of the first day, in the unit of the order (C 2.15)."""
    unit = rule.unit if rule else Unit.PROGRAMS
    volume = next((each for each in volumes if each.register == use.register), None)
    if unit == Unit.MONEY:
        taken = account.reserved + account.written_off if account else 0
        asked = use.costs[0][1] if use.costs else 0
    elif unit == Unit.HOURS:
        taken, asked = volume.hours_reserved + volume.hours_used if volume else 0, use.hours
    else:
        taken, asked = volume.programs_reserved + volume.programs_used if volume else 0, 1
    return Volume(str(RegisterKind(use.register).label), unit, rule.limit if rule else None, taken, asked)


def _taken(volumes: Collection[ServiceVolume], account: CertificateAccount | None) -> frozenset[str]:
    """The registers in use in the period of the first day; money promised or spent is a use of CERTIFIED."""
    taken = {each.register for each in volumes if each.programs_reserved or each.programs_used}
    if account and (account.reserved or account.written_off):
        taken.add(RegisterKind.CERTIFIED.value)
    return frozenset(taken)


def _part(means: Means, use: Use, day: date, cost: int, agreed, caps) -> Part:
    period = means.period(day)
    key = period.pk if period else 0
    account, cap = means.accounts.get(key), caps.get((key, use.direction))
    return Part(
        title=str(period) if period else f"{day:%Y} год",
        cost=cost,
        balance=account.balance if account else None,
        has_agreement=None if use.provider_id is None else _is_agreed(agreed[use.provider_id], day),
        cap=cap.amount if cap else None,
        cap_taken=cap.taken if cap else 0,
    )


def _is_agreed(spans: Collection[tuple[int, date, date | None]], day: date) -> bool:
    """Whether an agreement is active on a day, with whoever was the payer on that day."""
    return any(day.year == year and begins <= day and (ends is None or day < ends) for year, begins, ends in spans)


def _agreements(means: Means, uses: Sequence[Use]) -> dict[int, list[tuple[int, date, date | None]]]:
    """Active agreements with the issuer's payers by provider: the year, and the first day and end of the payer."""
    years = {day.year for use in uses for day, _ in use.costs}
    active = PaymentAgreement.objects.filter(
        provider__in={use.provider_id for use in uses if use.costs} - {None},
        payer__municipality=means.certificate.issuer_id,
        status=PaymentAgreement.Status.ACTIVE,
        year__in=years,
    )
    spans: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
    for provider, year, begins, ends in active.values_list("provider", "year", "payer__valid_from", "payer__valid_to"):
        spans[provider].append((year, begins, ends))
    return spans


def _caps(means: Means, uses: Sequence[Use]):
    """Caps in the programs in force by period and direction, with what is promised and spent under each, kopecks."""
    directions = {use.direction for use in uses if use.costs}
    entries = LedgerEntry.objects.filter(account__period=OuterRef("program__period"), direction=OuterRef("direction"))
    total = entries.order_by().values("direction").annotate(total=Sum(F("reserved") + F("written_off"))).values("total")
    caps = DirectionCap.objects.select_related("program").filter(
        program__period__in=means.periods,
        program__status=MunicipalFundingProgram.Status.IN_FORCE,
        direction__in=directions,
    )
    found = caps.annotate(taken=Coalesce(Subquery(total), 0, output_field=BigIntegerField()))
    return {(cap.program.period_id, cap.direction): cap for cap in found}
