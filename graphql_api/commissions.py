"""Commissions: who sits on them and by which order they decide. Open to everybody, but for the names of people."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
import strawberry_django
from django.db.models import F
from strawberry import relay

from backoffice.commissions import compositions, models, orders
from backoffice.programs.words import Direction as Directions
from backoffice.registers.models import BudgetRegister as BudgetRegisters
from graphql_api.accounts import User
from graphql_api.acts import LegalAct
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation
from graphql_api.expressions import or_null
from graphql_api.fields import in_sql, key_in, label_of, points_at
from graphql_api.inputs import decision_input
from graphql_api.municipalities import Municipality, municipality_of
from graphql_api.providers import Provider
from graphql_api.public import public
from workflows import commission_acts
from workflows.decisions import commission_acts as decisions

BudgetRegister = enum_of(BudgetRegisters)
CommissionPost = enum_of(models.CommissionSeat.Post, "CommissionPost")
PlacesRule = enum_of(models.CommissionOrder.PlacesRule, "PlacesRule")
ConditionCheck = enum_of(models.RegisterCondition.Check, "ConditionCheck")
Direction = enum_of(Directions)


@strawberry_django.type(
    models.CommissionSeat, description="One person in a composition. Everybody may read post and organisation."
)
class CommissionSeat(relay.Node):
    post: CommissionPost = strawberry_django.field(description="As what.")
    post_label = label_of("post")
    organisation: str = strawberry_django.field(description="Whom the person comes from, in words.")
    provider: Provider | None = strawberry_django.field(
        description="The provider that this organisation is; null: it is none, or you may not see it."
    )
    person: User | None = strawberry_django.field(
        description="Who it is; null unless you work in a public body, the commission among them, or are the person."
    )


@strawberry_django.type(
    models.CommissionComposition,
    description="Who sits on a commission from a day of a calendar year on, by an act (C 2.5.1). Never edited: a change"
    " is a new one.",
)
class CommissionComposition(relay.Node):
    year: int = strawberry_django.field(description="For which calendar year; it ends with it.")
    number: int = strawberry_django.field(description="1 for the first of the year.")
    valid_from: dt.date = strawberry_django.field(
        description="First day in force; the last is that before the next one's, or 31 December."
    )
    act: LegalAct = strawberry_django.field(description="The act that approved it.")

    @strawberry_django.field(description="Everybody who sits on it, as the act lists them.")
    def seats(self) -> list[CommissionSeat]:
        return models.CommissionSeat.objects.filter(composition=self.pk).order_by("pk")


@strawberry_django.type(
    models.Commission,
    description="The commission that forms the three budget registers of a municipality (C 2.5). Open to everybody.",
)
class Commission(relay.Node):
    municipality: Municipality = strawberry_django.field(description="Whose registers it forms.")

    @strawberry_django.field(
        select_related=["unit"],
        only=["unit__name"],
        metadata=in_sql(lambda info: F("unit__name")),
        description="Name.",
    )
    def name(self) -> str:
        return self.unit.name

    @strawberry_django.field(
        description="Its compositions, the newest first. With a day: only the one in force on it, if there is one."
    )
    def compositions(self, on: dt.date | None = None) -> list[CommissionComposition]:
        of_this = models.CommissionComposition.objects.filter(commission=self.pk)
        found = of_this if on is None else compositions.ruling(self.pk, on)
        return found.order_by("-valid_from", "-pk")


@strawberry_django.type(
    models.RegisterCondition,
    description="What a program must be to stand in a register, so that a machine can check it (C 2.7).",
)
class RegisterCondition(relay.Node):
    register: BudgetRegister = strawberry_django.field(description="Of which register.")
    register_label = label_of("register")
    code: str = strawberry_django.field(description="Stable code.")
    text: str = strawberry_django.field(description="The condition in Russian.")
    check_kind: ConditionCheck = strawberry_django.field(description="How it is checked.")
    check_kind_label = label_of("check_kind")
    number: int | None = strawberry_django.field(description="The bound of a check by number; null: it has none.")

    @strawberry_django.field(
        only=["direction"],
        metadata=in_sql(lambda info: or_null("direction")),
        description="The direction of a check DIRECTION; null for the others.",
    )
    def direction(self) -> Direction | None:
        return Directions(self.direction) if self.direction else None


@strawberry_django.type(
    models.CommissionOrder,
    description="How commissions of a territory decide from a day on (C 2.5.1, C 2.7). Everybody may read it.",
)
class CommissionOrder(relay.Node):
    municipality = municipality_of("territory", "Whose order; null: the region's, where a municipality has none.")
    valid_from: dt.date = strawberry_django.field(description="First day in force.")
    valid_to: dt.date | None = strawberry_django.field(
        description="First day no longer in force; null: until a newer one begins."
    )
    basis: LegalAct = strawberry_django.field(description="The act that adopted it.")
    paragraph: str = strawberry_django.field(description="Paragraph of the act.")
    is_default: bool = strawberry_django.field(description="True: our default where the acts are silent.")
    quorum_percent: int = strawberry_django.field(
        description="A meeting decides when at least so many per cent of the voting members take part."
    )
    majority_percent: int = strawberry_django.field(
        description="A decision needs more than so many per cent of those who take part."
    )
    places_rule: PlacesRule = strawberry_django.field(description="How the places follow from the votes.")
    places_rule_label = label_of("places_rule")
    hides_open_votes: bool = strawberry_django.field(
        description="Whether nobody sees another's vote until the item is closed."
    )
    notice_days: int = strawberry_django.field(
        description="Working days before the meeting by which it is called and its agenda sent."
    )
    entries_end_month: int = strawberry_django.field(description="Month of the first day an entry no longer holds.")
    entries_end_day: int = strawberry_django.field(description="Day of the first day an entry no longer holds.")
    asks_reconfirmation: bool = strawberry_django.field(
        description="Whether the commission looks at every entry again before it ends."
    )
    conditions: list[RegisterCondition] = strawberry_django.field(description="What programs must be, by register.")


@strawberry.type
class CommissionsQuery:
    @strawberry_django.connection(
        KeysetConnection[Commission], description="Commissions of all municipalities, or of one. Open to everybody."
    )
    @public
    def commissions(self, municipality: strawberry.ID | None = None) -> list[Commission]:
        found = models.Commission.objects.all()
        if municipality is not None:
            found = found.filter(points_at("municipality", municipality, "Municipality"))
        return found.order_by("pk")

    @strawberry_django.connection(
        KeysetConnection[CommissionOrder],
        description="Orders of a municipality's commission, the newest first, the region's among them. With a day: only"
        " the one in force on it, the municipality's own before the region's. Open to everybody.",
    )
    @public
    def commission_orders(self, municipality: strawberry.ID, on: dt.date | None = None) -> list[CommissionOrder]:
        territory = key_in(municipality, "Municipality")
        found = orders.orders_of(territory) if on is None else orders.ruling_in(territory, on)
        return found.order_by("-valid_from", "-pk")


ApproveCompositionInput = decision_input(
    decisions.ApproveComposition, on="commission", of="Commission", versioned=False, keyed=True
)
AdoptCommissionOrderInput = decision_input(
    decisions.AdoptCommissionOrder, on="municipality", of="Municipality", versioned=False, keyed=True
)
ApproveCompositionResult = Annotated[
    CommissionComposition | Refused,
    strawberry.union("ApproveCompositionResult", description="The new composition, or why not."),
]
AdoptCommissionOrderResult = Annotated[
    CommissionOrder | Refused,
    strawberry.union("AdoptCommissionOrderResult", description="The new order, or why not."),
]


@strawberry.type
class CommissionsMutation:
    @mutation
    def approve_composition(self, info: Info, input: ApproveCompositionInput) -> ApproveCompositionResult:
        """Approve who sits on a commission by an act; it is never edited. Needs approve_composition in the
        municipality."""
        return commission_acts.approve_composition(by=info.context.viewer, **input.submission())

    @mutation
    def adopt_commission_order(self, info: Info, input: AdoptCommissionOrderInput) -> AdoptCommissionOrderResult:
        """Adopt the order of a commission by an act; it is never edited. Needs adopt_commission_order in the
        municipality."""
        return commission_acts.adopt_order(by=info.context.viewer, **input.submission())
