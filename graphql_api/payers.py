"""Who pays for a municipality (R 1.12)."""

from __future__ import annotations

import datetime as dt

import strawberry_django
from django.db.models import F
from strawberry import relay

from backoffice.payments import models
from graphql_api.fields import in_sql
from graphql_api.municipalities import Municipality


@strawberry_django.type(
    models.AuthorisedOrganisation,
    description="The organisation that pays for a municipality from a day on (R 1.12). Open to everybody.",
)
class AuthorisedOrganisation(relay.Node):
    inn: str = strawberry_django.field(description="ИНН.")
    kpp: str = strawberry_django.field(description="КПП; empty without one.")
    valid_from: dt.date = strawberry_django.field(description="First day.")
    valid_to: dt.date | None = strawberry_django.field(description="First day no longer; null: no end is set.")
    municipality: Municipality = strawberry_django.field(description="For whom it pays.")

    @strawberry_django.field(
        select_related=["unit"],
        only=["unit__name"],
        metadata=in_sql(lambda info: F("unit__name")),
        description="Name of the organisation.",
    )
    def name(self) -> str:
        return self.unit.name
