"""Limits of contracts of providers (R6). Open to everybody; set by the operator."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
import strawberry_django
from strawberry import relay

from backoffice.enrollments import contract_limits as models
from graphql_api.acts import LegalAct
from graphql_api.cases import ViewerAction
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.errors import Refused, as_data, mutation
from graphql_api.fields import label_of, points_at
from graphql_api.inputs import decision_input
from graphql_api.programs import DirectionKind
from graphql_api.providers import Provider
from graphql_api.public import public
from workflows import limit_acts
from workflows.decisions import contract_limits as decisions
from workflows.engine import NOT_FOUND


@strawberry_django.type(
    models.ContractLimit,
    description="How many contracts a provider, or each one, may have in a direction from a day on. A provider's own"
    " limit goes before the one for all; of several the newest. Everybody may read it.",
)
class ContractLimit(relay.Node):
    direction: DirectionKind = strawberry_django.field(description="In which direction.")
    direction_label = label_of("direction")
    provider: Provider | None = strawberry_django.field(
        description="Whose; null: of every provider without one of its own."
    )
    limit: int | None = strawberry_django.field(
        description="Contracts at a time at most, those asked for among them; null: no limit from that day on."
    )
    valid_from: dt.date = strawberry_django.field(description="First day in force.")
    reason: str = strawberry_django.field(description="Why so many, in Russian.")
    basis: LegalAct = strawberry_django.field(description="The act that set it.")
    paragraph: str = strawberry_django.field(description="Paragraph of the act.")

    @strawberry_django.field(description="What can be done: another limit takes the place of this one, or why not.")
    def viewer_actions(self, info: Info) -> list[ViewerAction]:
        why_not = [] if limit_acts.may_set(info.context.viewer) else [NOT_FOUND]
        return [
            ViewerAction(
                name="setContractLimit",
                label="Установить предел договоров",
                task=None,
                is_allowed=not why_not,
                why_not=as_data(why_not).refusals,
            )
        ]


@strawberry.type
class ContractLimitsQuery:
    @strawberry_django.connection(
        KeysetConnection[ContractLimit],
        description="Limits of contracts, the newest first, those for later days and those no longer in force among"
        " them: of a direction, of a provider. Open to everybody.",
    )
    @public
    def contract_limits(
        self, direction: DirectionKind | None = None, provider: strawberry.ID | None = None
    ) -> list[ContractLimit]:
        found = models.ContractLimit.objects.all()
        if direction is not None:
            found = found.filter(direction=direction)
        if provider is not None:
            found = found.filter(points_at("provider", provider, "Provider"))
        return found.order_by("-valid_from", "-pk")


SetContractLimitInput = decision_input(decisions.SetContractLimit, on=None, versioned=False, keyed=True)
SetContractLimitResult = Annotated[
    ContractLimit | Refused, strawberry.union("SetContractLimitResult", description="The new limit, or why not.")
]


@strawberry.type
class ContractLimitsMutation:
    @mutation
    def set_contract_limit(self, info: Info, input: SetContractLimitInput) -> SetContractLimitResult:
        """Set a limit of contracts by an act; it is never edited. Needs set_contract_limit in the operator."""
        return limit_acts.set_limit(by=info.context.viewer, **input.submission())
