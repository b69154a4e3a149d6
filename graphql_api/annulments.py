"""Contracts made by mistake: what a provider asked, what family and operator said, and their decisions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import relay

from backoffice.contracts import models
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.contracts import Contract
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation
from graphql_api.fields import label_of
from graphql_api.files import StoredFile
from graphql_api.inputs import decision_input
from workflows import annulment_acts, engine
from workflows.decisions import annulments as decisions
from workflows.erroneous_contract import ErroneousContract as flow
from workflows.models import Process

if TYPE_CHECKING:
    from graphql_api.cases import Case

AnnulmentStatus = enum_of(models.ContractAnnulment.Status, "AnnulmentStatus")


@strawberry_django.type(
    models.ContractAnnulment,
    description="A provider asks the operator to take a contract back that was made by mistake. Seen by the family, the"
    " provider, the issuing municipality, the operator and those who audit; kept for ever.",
)
class ContractAnnulment(relay.Node):
    status: AnnulmentStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    version: int = strawberry_django.field(description="Rises with every change.")
    reason: str = strawberry_django.field(description="What the mistake is, as the provider says.")
    requested_on: dt.date = strawberry_django.field(description="Day of the request.")
    answer: str = strawberry_django.field(description="What the family said; empty if nothing.")
    both_agree: bool = strawberry_django.field(description="Condition 1: both sides say it was a mistake.")
    not_invoiced: bool = strawberry_django.field(description="Condition 2: no invoice has it.")
    is_serious: bool = strawberry_django.field(description="Condition 3: the reason is serious.")
    money_needed: bool = strawberry_django.field(description="Condition 4: the money is needed back.")
    decision: str = strawberry_django.field(description="What the operator said; empty before.")
    decided_on: dt.date | None = strawberry_django.field(description="Day of the decision.")
    contract: Contract | None = strawberry_django.field(description="Which contract.")
    letter: StoredFile | None = strawberry_django.field(
        description="The signed letter of the provider; null if you may not see it."
    )

    @strawberry_django.field(description="Its case: steps, history, tracker; null if you may not see it.")
    def case(self) -> Annotated[Case, strawberry.lazy("graphql_api.cases")] | None:
        return Process.objects.filter(annulment=self.pk)

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class AnnulmentsQuery:
    @strawberry_django.connection(
        KeysetConnection[ContractAnnulment],
        description="Requests to take contracts back that you may see, newest first.",
    )
    def contract_annulments(self, info: Info, status: AnnulmentStatus | None = None) -> list[ContractAnnulment]:
        seen = models.ContractAnnulment.objects.visible_to(info.context.viewer)
        if status is not None:
            seen = seen.filter(status=status)
        return seen.order_by("-pk")


RequestAnnulmentInput = decision_input(decisions.RequestAnnulment, on="contract", of="Contract", keyed=True)
AnswerAnnulmentInput = decision_input(decisions.AnswerAnnulment)
DecideAnnulmentInput = decision_input(decisions.DecideAnnulment, keyed=True)


def _result(name: str):
    return Annotated[
        ContractAnnulment | Refused, strawberry.union(name, description="The request as it is now, or why not.")
    ]


RequestAnnulmentResult = _result("RequestAnnulmentResult")
AnswerAnnulmentResult = _result("AnswerAnnulmentResult")
DecideAnnulmentResult = _result("DecideAnnulmentResult")


def _completed(node, input, info: Info):
    return engine.complete(node, by=info.context.viewer, **input.submission()).process.annulment


@strawberry.type
class AnnulmentsMutation:
    @mutation
    def request_annulment(self, info: Info, input: RequestAnnulmentInput) -> RequestAnnulmentResult:
        """Ask for a contract to be taken back that was made by mistake. Needs request_annulment in the provider."""
        return annulment_acts.request(by=info.context.viewer, **input.submission())

    @mutation
    def answer_annulment(self, info: Info, input: AnswerAnnulmentInput) -> AnswerAnnulmentResult:
        """Say whether a contract was a mistake. Needs answer_annulment in the child's cabinet."""
        return _completed(flow.answer_annulment, input, info)

    @mutation
    def decide_annulment(self, info: Info, input: DecideAnnulmentInput) -> DecideAnnulmentResult:
        """Take a contract back or leave it. Needs decide_annulment in the regional operator."""
        return _completed(flow.decide_annulment, input, info)
