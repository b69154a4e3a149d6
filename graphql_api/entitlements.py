"""What a certificate may take of each register, what the federal portal shows of it, and why it cannot be used."""

from __future__ import annotations

import datetime as dt

import strawberry
import strawberry_django
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from backoffice.certificates import models as certificates
from backoffice.enrollments import facts, rules
from backoffice.entitlements import models, services
from backoffice.statements import today
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refusal, as_data, coded
from graphql_api.fields import Kopecks, in_sql, key_in, label_of
from graphql_api.programs import DirectionKind
from graphql_api.registers import RegisterKind

LimitUnit = enum_of(models.UseOrderRule.LimitUnit, "LimitUnit")


@strawberry_django.type(
    models.UseOrderRule,
    name="Entitlement",
    description="What a certificate may take of one register in a period, by the use order in force (C 2.12, C 2.15)."
    " Seen by the family, the issuing municipality and those who audit.",
)
class Entitlement:
    register: RegisterKind = strawberry_django.field(description="Of which register.")
    register_label = label_of("register")
    is_allowed: bool = strawberry_django.field(description="Whether the order allows it at all.")
    unit: LimitUnit = strawberry_django.field(description="What the numbers count: kopecks, programs or hours.")
    unit_label = label_of("unit")

    @strawberry_django.field(
        metadata=in_sql(lambda info: F("most")),
        description="So many in the period; of money the nominal; null: no limit.",
    )
    def limit(self) -> int | None:
        return self.most

    @strawberry_django.field(
        metadata=in_sql(lambda info: F("used")), description="Begun; of money: spent on lessons given."
    )
    def used(self) -> int:
        return self.used

    @strawberry_django.field(
        metadata=in_sql(lambda info: F("reserved")), description="Held for open requests; of money: promised."
    )
    def reserved(self) -> int:
        return self.reserved

    @strawberry_django.field(metadata=in_sql(lambda info: F("left")), description="What is left; null: no limit.")
    def left(self) -> int | None:
        return self.left

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        seen = services.seen_with_money(info.context.viewer).filter(pk=OuterRef("holder"))
        return queryset.filter(Exists(seen))


@strawberry_django.type(
    certificates.Certificate, name="PortalMoney", description="Money of a certificate as the federal portal shows it."
)
class PortalMoney:
    @strawberry_django.field(metadata=in_sql(lambda info: F("available")), description="Kopecks that are free.")
    def available(self) -> Kopecks:
        return self.available

    @strawberry_django.field(metadata=in_sql(lambda info: F("booked")), description="Kopecks promised to contracts.")
    def booked(self) -> Kopecks:
        return self.booked

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(pk__in=services.seen_with_money(info.context.viewer).values("pk"))


@strawberry_django.type(
    certificates.Certificate,
    name="PortalCounters",
    description="The four counters that the federal portal expects of a certificate, in the period of today. Seen by"
    " the family, the issuing municipality and those who audit.",
)
class PortalCounters:
    @strawberry_django.field(description="Money of the certificate.")
    def pfdo(self) -> PortalMoney:
        return services.portal_counters(self.pk, on=today())

    @strawberry_django.field(
        metadata=in_sql(lambda info: F("valued")), description="Programs of the SIGNIFICANT register, held and begun."
    )
    def valued(self) -> int:
        return self.valued

    @strawberry_django.field(
        metadata=in_sql(lambda info: F("preprof")),
        description="Programs of the PRE_PROFESSIONAL register, held and begun.",
    )
    def preprof(self) -> int:
        return self.preprof

    @strawberry_django.field(
        metadata=in_sql(lambda info: F("other")),
        description="Programs of the GENERAL_DEVELOPMENT register, held and begun.",
    )
    def other(self) -> int:
        return self.other

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(pk__in=services.seen_with_money(info.context.viewer).values("pk"))


@strawberry.type
class EntitlementsQuery:
    @strawberry.field(
        description="Why a certificate cannot be used for a program: every reason at once, none if it can. Null if"
        " there is no certificate whose money you may know. What is not named is not judged."
    )
    def use_check(
        self,
        info: Info,
        certificate: strawberry.ID,
        register: RegisterKind,
        starts_on: dt.date,
        provider: strawberry.ID | None = None,
        direction: DirectionKind | None = None,
        hours: int = 0,
        amount: Kopecks = Kopecks(0),  # noqa: B008  # a number
    ) -> list[Refusal] | None:
        if hours < 0 or amount < 0:
            raise coded("BAD_USER_INPUT", "Часы и сумма не бывают меньше нуля.")
        seen = services.seen_with_money(info.context.viewer).select_related("child")
        found = seen.filter(pk=key_in(certificate, "Certificate")).first()
        if found is None:
            return None
        use = facts.Use(
            register=register.value,
            starts_on=starts_on,
            direction=direction.value if direction else "",
            provider_id=None if provider is None else key_in(provider, "Provider") or 0,
            hours=hours,
            costs=((starts_on, amount),),
        )
        return as_data(rules.why_not_use(facts.gather(found, use, on=timezone.localdate()))).refusals
