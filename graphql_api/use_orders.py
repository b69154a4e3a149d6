"""Use orders: what certificates may be used for in a municipality. Open to everybody."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
import strawberry_django
from strawberry import relay

from backoffice.certificates.models import Certificate
from backoffice.entitlements import models, orders
from backoffice.registers.models import RegisterKind as Registers
from graphql_api.acts import LegalAct
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation
from graphql_api.fields import key_in, label_of
from graphql_api.inputs import decision_input
from graphql_api.municipalities import municipality_of
from graphql_api.public import public
from workflows import municipal_acts
from workflows.decisions import municipal_acts as decisions

RegisterKind = enum_of(Registers, "RegisterKind")
FundingStatus = enum_of(Certificate.FundingStatus, "FundingStatus")
LimitUnit = enum_of(
    models.UseOrderRule.LimitUnit,
    "LimitUnit",
    description="What a limit counts.",
    values={"MONEY": "Kopecks.", "PROGRAMS": "Programs.", "HOURS": "Hours."},
)


@strawberry_django.type(
    models.UseOrderRule,
    description="What a use order allows to certificates of one funding status in one register (C 2.12).",
)
class UseOrderRule:
    register: RegisterKind = strawberry_django.field(description="In which register.")
    register_label = label_of("register")
    funding_status: FundingStatus = strawberry_django.field(description="For which certificates (C 1.4).")
    funding_status_label = label_of("funding_status")
    is_allowed: bool = strawberry_django.field(description="Whether they may be used there at all.")
    unit: LimitUnit = strawberry_django.field(description="What the limit counts.")
    unit_label = label_of("unit")
    limit: int | None = strawberry_django.field(description="So many in a period; null: no limit.")


@strawberry_django.type(
    models.UseOrder,
    description="How certificates may be used in a territory from a day on (C 2.12). Everybody may read it.",
)
class UseOrder(relay.Node):
    municipality = municipality_of("territory", "Whose order; null: the region's, where a municipality has none.")
    valid_from: dt.date = strawberry_django.field(description="First day in force.")
    valid_to: dt.date | None = strawberry_django.field(
        description="First day no longer in force; null: until a newer one begins."
    )
    basis: LegalAct = strawberry_django.field(description="The act that adopted it.")
    paragraph: str = strawberry_django.field(description="Paragraph of the act.")
    is_default: bool = strawberry_django.field(description="True: our default where the acts are silent.")
    excludes_certified_with_general: bool = strawberry_django.field(
        description="Whether a certificate may not be used for CERTIFIED and GENERAL_DEVELOPMENT together."
    )
    assesses_by_itself: bool = strawberry_django.field(
        description="Whether a request that breaks no rule is answered without a person (C 2.17)."
    )
    rules: list[UseOrderRule] = strawberry_django.field(description="One for each register and funding status.")


@strawberry.type
class UseOrdersQuery:
    @strawberry_django.connection(
        KeysetConnection[UseOrder],
        description="Use orders of a municipality, the newest first, the region's among them. With a day: only the one"
        " in force on it, the municipality's own before the region's. Open to everybody.",
    )
    @public
    def use_orders(self, municipality: strawberry.ID, on: dt.date | None = None) -> list[UseOrder]:
        territory = key_in(municipality, "Municipality")
        found = orders.orders_of(territory) if on is None else orders.ruling_in(territory, on)
        return found.order_by("-valid_from", "-pk")


AdoptUseOrderInput = decision_input(
    decisions.AdoptUseOrder, on="municipality", of="Municipality", versioned=False, keyed=True
)
AdoptUseOrderResult = Annotated[
    UseOrder | Refused, strawberry.union("AdoptUseOrderResult", description="The new order, or why not.")
]


@strawberry.type
class UseOrdersMutation:
    @mutation
    def adopt_use_order(self, info: Info, input: AdoptUseOrderInput) -> AdoptUseOrderResult:
        """Adopt a use order by an act; it is never edited. Needs adopt_use_order in the municipality."""
        return municipal_acts.adopt_use_order(by=info.context.viewer, **input.submission())
