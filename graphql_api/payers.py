"""Authorised organisations: who pays for which municipality, from which day on. Open to everybody."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
import strawberry_django
from django.db.models import F, Q
from strawberry import relay

from backoffice.payments import models
from backoffice.statements import today
from graphql_api.acts import LegalAct
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.errors import Refused, mutation
from graphql_api.fields import in_sql, points_at
from graphql_api.inputs import decision_input
from graphql_api.municipalities import Municipality
from graphql_api.public import public
from workflows import municipal_acts
from workflows.decisions import municipal_acts as decisions


@strawberry_django.type(
    models.AuthorisedOrganisation,
    description="The organisation that pays for a municipality from a day on, appointed by an act (R 1.12). Everybody"
    " may read it.",
)
class AuthorisedOrganisation(relay.Node):
    municipality: Municipality = strawberry_django.field(description="For whom it pays.")
    inn: str = strawberry_django.field(description="ИНН.")
    kpp: str = strawberry_django.field(description="КПП.")
    valid_from: dt.date = strawberry_django.field(description="First day.")
    valid_to: dt.date | None = strawberry_django.field(description="First day no longer; null: open.")
    act: LegalAct = strawberry_django.field(description="The act that appointed it.")

    @strawberry_django.field(
        select_related=["unit"],
        only=["unit__name"],
        metadata=in_sql(lambda info: F("unit__name")),
        description="Name.",
    )
    def name(self) -> str:
        return self.unit.name


@strawberry.type
class PayersQuery:
    @strawberry_django.connection(
        KeysetConnection[AuthorisedOrganisation],
        description="Organisations that pay on a day (today by default), of all municipalities or of one. Open to"
        " everybody.",
    )
    @public
    def authorised_organisations(
        self, municipality: strawberry.ID | None = None, as_of: dt.date | None = None
    ) -> list[AuthorisedOrganisation]:
        day = as_of or today()
        found = models.AuthorisedOrganisation.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day
        )
        if municipality is not None:
            found = found.filter(points_at("municipality", municipality, "Municipality"))
        return found.order_by("municipality_id", "pk")


AppointPayerInput = decision_input(
    decisions.AppointPayer, on="municipality", of="Municipality", versioned=False, keyed=True
)
AppointPayerResult = Annotated[
    AuthorisedOrganisation | Refused,
    strawberry.union("AppointPayerResult", description="The new appointment, or why not."),
]


@strawberry.type
class PayersMutation:
    @mutation
    def appoint_payer(self, info: Info, input: AppointPayerInput) -> AppointPayerResult:
        """Appoint who pays for a municipality; the one before ends. Needs appoint_payer in the municipality."""
        return municipal_acts.appoint_payer(by=info.context.viewer, **input.submission())
