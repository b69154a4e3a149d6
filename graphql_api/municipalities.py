"""Territories, departments and their dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import strawberry
import strawberry_django
from django.db.models import F, OuterRef
from strawberry import relay

from backoffice.municipalities import models
from graphql_api.connections import KeysetConnection
from graphql_api.enums import enum_of
from graphql_api.fields import in_sql, label_of
from graphql_api.public import public

MunicipalityForm = enum_of(models.Municipality.Form, "MunicipalityForm")
MunicipalityStage = enum_of(models.Municipality.Stage, "MunicipalityStage")


@strawberry_django.type(models.Municipality, description="A territory of the region. Everybody may read it (C 2.1).")
class Municipality(relay.Node):
    form: MunicipalityForm = strawberry_django.field(description="City or district.")
    form_label = label_of("form")
    stage: MunicipalityStage = strawberry_django.field(description="Stage of the roadmap (R 1.2, R 2.3).")
    stage_label = label_of("stage")
    accounting_from: dt.date = strawberry_django.field(description="First day of personal accounting (C 3, C 4).")
    funding_from: dt.date = strawberry_django.field(description="First day of personalised funding (R 1.13, R 2.12).")
    oktmo: str = strawberry_django.field(description="ОКТМО code; empty where no public source gives it.")
    oktmo_source: str = strawberry_django.field(description="Where the code was read; empty without a code.")

    @strawberry_django.field(
        select_related=["unit"],
        only=["unit__code"],
        metadata=in_sql(lambda info: F("unit__code")),
        description="Our own stable code.",
    )
    def code(self) -> str:
        return self.unit.code

    @strawberry_django.field(
        select_related=["unit"],
        only=["unit__name"],
        metadata=in_sql(lambda info: F("unit__name")),
        description="Name as printed in the act.",
    )
    def name(self) -> str:
        return self.unit.name


def municipality_of(column: str, description: str) -> Any:
    """The municipality behind a key to a unit, without a statement of its own."""

    def municipality(self) -> Municipality | None:
        return getattr(getattr(self, column), "municipality", None)

    joined = f"{column}__municipality"
    columns = [f"{joined}__{field.name}" for field in models.Municipality._meta.concrete_fields]
    return strawberry_django.field(
        resolver=municipality,
        select_related=[column, joined],
        only=[f"{column}__code", f"{column}__name", *columns],
        metadata=in_sql(lambda info: models.Municipality.objects.filter(pk=OuterRef(f"{column}_id"))),
        description=description,
    )


@strawberry.type
class MunicipalitiesQuery:
    @strawberry_django.connection(
        KeysetConnection[Municipality], description="The territories of the region. Open to everybody."
    )
    @public
    def municipalities(self) -> list[Municipality]:
        return models.Municipality.objects.order_by("unit_id")
