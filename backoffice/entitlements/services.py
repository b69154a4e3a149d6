"""What a certificate may still take of each register, and taking it. Writes inside the caller's transaction.

Locks are taken in one order: certificate, volume. Whoever holds, uses or lets go has locked the certificate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least

from backoffice.access import Thing, Viewer
from backoffice.certificates.models import Certificate
from backoffice.enrollments.rules import Volume, why_exceeded
from backoffice.entitlements.models import ServiceVolume, UseOrder, UseOrderRule
from backoffice.entitlements.orders import order_in_force
from backoffice.errors import Refused
from backoffice.funding.models import FundingPeriod
from backoffice.ledger.models import CertificateAccount
from backoffice.registers.models import RegisterKind

Unit = UseOrderRule.LimitUnit
NUMBER = BigIntegerField()


@dataclass(frozen=True)
class Entitlement:
    """What of a register a certificate may take in a period, in kopecks, programs or hours as `unit` says."""

    register: str
    unit: str
    is_allowed: bool
    limit: int | None  # None: no limit
    used: int
    reserved: int
    left: int | None  # None: no limit


def seen_with_money(viewer: Viewer) -> QuerySet[Certificate]:
    """Certificates whose money the viewer may know: the family, the issuing municipality, those who audit."""
    return Certificate.objects.filter(viewer.sees(Thing.LEDGER, child="child", municipality="issuer"))


def entitlements(certificate: Certificate, *, on: date) -> list[Entitlement]:
    """What a certificate may take of each register in the period of day `on`, by the order of that day (C 2.12)."""
    found: Any = rows(certificate, on=on)  # with the annotated columns
    return [
        Entitlement(rule.register, rule.unit, rule.is_allowed, rule.most, rule.used, rule.reserved, rule.left)
        for rule in found
    ]


def rows(certificate: Any, *, on: Any) -> QuerySet[UseOrderRule]:
    """The rules of the use order for a certificate, each with `most`, `used`, `reserved` and `left` in its unit.

    One statement; certificate and day may also stand for those of an outer statement.
    """
    # Inside of a subquery a reference means the nearer table, so the certificate's own columns come along by name.
    rules = UseOrderRule.objects.annotate(holder=_number(certificate.pk), place=_number(certificate.issuer_id))
    place: Any = OuterRef("place")
    order = UseOrder.objects.in_force(on=on, territory=place).values("pk")[:1]
    rules = rules.filter(funding_status=certificate.funding_status, order=Subquery(order))
    there = {"certificate": OuterRef("holder"), **_period(place, on)}
    account = CertificateAccount.objects.filter(**there)
    volume = ServiceVolume.objects.filter(**there, register=OuterRef("register"))
    used = _by_unit(_one(account, "written_off"), _one(volume, "hours_used"), _one(volume, "programs_used"))
    held = _by_unit(_one(account, "reserved"), _one(volume, "hours_reserved"), _one(volume, "programs_reserved"))
    rules = rules.annotate(used=used, reserved=held, nominal=_one(account, "nominal"), free=_one(account, "balance"))
    most = Case(
        When(is_allowed=False, then=Value(0)),
        When(
            unit=Unit.MONEY, then=Least(F("nominal"), F("limit"), output_field=NUMBER)
        ),  # without a limit LEAST is the nominal
        default=F("limit"),
        output_field=NUMBER,
    )
    rest = Greatest(F("most") - F("used") - F("reserved"), Value(0), output_field=NUMBER)
    left = Case(
        When(most=None, then=Value(None)),
        When(is_allowed=True, unit=Unit.MONEY, then=Least(F("free"), rest, output_field=NUMBER)),
        default=rest,
        output_field=NUMBER,
    )
    return rules.annotate(most=most).annotate(left=left).order_by("register", "pk")


def portal_counters(certificate_id: Any, *, on: Any) -> QuerySet[Certificate]:
    """A certificate with what the federal portal shows of it in the period of day `on`.

    `available` and `booked` are kopecks; `valued`, `preprof` and `other` count programs held and begun.
    """
    there = {"certificate": OuterRef("pk"), **_period(OuterRef("issuer_id"), on)}
    account, volumes = CertificateAccount.objects.filter(**there), ServiceVolume.objects.filter(**there)

    def programs(register: str):
        volume = volumes.filter(register=register)
        return _one(volume, "programs_reserved") + _one(volume, "programs_used")

    return Certificate.objects.filter(pk=certificate_id).annotate(
        available=_one(account, "balance"),
        booked=_one(account, "reserved"),
        valued=programs(RegisterKind.SIGNIFICANT),
        preprof=programs(RegisterKind.PRE_PROFESSIONAL),
        other=programs(RegisterKind.GENERAL_DEVELOPMENT),
    )


def _number(key: Any):
    """A key as a column: of a row at hand its value, of a row of an outer statement the reference."""
    return ExpressionWrapper(key if hasattr(key, "resolve_expression") else Value(key), output_field=NUMBER)


def _period(place: Any, on: Any) -> dict[str, Any]:
    return {"period__municipality": place, "period__starts_on__lte": on, "period__ends_on__gte": on}


def _one(found: QuerySet, column: str):
    """A number of the only row there can be; 0 without it."""
    return Coalesce(Subquery(found.values(column)[:1]), Value(0), output_field=NUMBER)


def _by_unit(money, hours, programs):
    return Case(
        When(unit=Unit.MONEY, then=money), When(unit=Unit.HOURS, then=hours), default=programs, output_field=NUMBER
    )


def hold(
    certificate: Certificate,
    period: FundingPeriod,
    register: str,
    hours: int,
    *,
    on: date,
    order: UseOrder | None = None,
) -> ServiceVolume:
    """Hold one program of so many hours for an open request, within the limit of the use order of day `on` (C 2.15).

    The order may be at hand already.

    :raises Refused: VOLUME_EXCEEDED
    :raises RuleMissing: when no use order is in force
    """
    volume = _locked(certificate, period, register)
    order = order or order_in_force(certificate.issuer_id, on)
    named = (register, certificate.funding_status)
    rule = next((each for each in order.rules.all() if (each.register, each.funding_status) == named), None)
    if rule and rule.unit != Unit.MONEY:  # money is held by the ledger
        in_hours = rule.unit == Unit.HOURS
        taken = (
            volume.hours_reserved + volume.hours_used if in_hours else volume.programs_reserved + volume.programs_used
        )
        title = str(RegisterKind(register).label)
        if reasons := [*why_exceeded(Volume(title, rule.unit, rule.limit, taken, hours if in_hours else 1))]:
            raise Refused(*reasons)
    return _add(volume, programs_reserved=1, hours_reserved=hours)


def use(certificate: Certificate, period: FundingPeriod, register: str, hours: int) -> ServiceVolume:
    """The program that was held has begun."""
    changes = {"programs_reserved": -1, "programs_used": 1, "hours_reserved": -hours, "hours_used": hours}
    return _add(_locked(certificate, period, register), **changes)


def let_go(certificate: Certificate, period: FundingPeriod, register: str, hours: int) -> ServiceVolume:
    """The request for which a program was held came to nothing."""
    return _add(_locked(certificate, period, register), programs_reserved=-1, hours_reserved=-hours)


def give_back(certificate: Certificate, period: FundingPeriod, register: str, hours: int) -> ServiceVolume:
    """The program had no lesson yet when the pupil left: nothing of it was received."""
    return _add(_locked(certificate, period, register), programs_used=-1, hours_used=-hours)


def _locked(certificate: Certificate, period: FundingPeriod, register: str) -> ServiceVolume:
    """Lock the volume; one that is not written yet is nobody else's, because the certificate's row is locked before."""
    key = {"certificate": certificate, "period": period, "register": register}
    return ServiceVolume.objects.select_for_update().filter(**key).first() or ServiceVolume(**key)


def _add(volume: ServiceVolume, **changes: int) -> ServiceVolume:
    for name, change in changes.items():
        setattr(volume, name, getattr(volume, name) + change)
        if getattr(volume, name) < 0:
            raise ValueError(f"{name} of {volume.register} cannot fall by {-change}: less than that is held.")
    volume.save(update_fields=changes if volume.pk else None)
    return volume
