"""Experts: who may be asked, who is tied to whom, who is relieved."""

from __future__ import annotations

from typing import Annotated

import strawberry
import strawberry_django

from backoffice.access import Thing
from backoffice.certification import models
from graphql_api.accounts import User
from graphql_api.cases import Case
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation
from graphql_api.fields import key_in, label_of
from graphql_api.inputs import decision_input
from graphql_api.providers import Provider
from workflows import engine, expert_acts
from workflows.decisions import program_certification as decisions
from workflows.expert_review import ExpertReview

ExpertTieKind = enum_of(models.ExpertTie.Kind, "ExpertTieKind")


@strawberry.type(description="An expert who may be asked to score an edition. Seen by those who assign.")
class ExpertCandidate:
    user: User = strawberry.field(description="Who.")
    load: int = strawberry.field(description="How many programs wait for the expert's opinion.")


@strawberry_django.type(
    models.ExpertTie,
    description="A tie of an expert with a provider. Seen by those who read certification region-wide.",
)
class ExpertTie:
    kind: ExpertTieKind = strawberry_django.field(description="What ties them.")
    kind_label = label_of("kind")
    expert: User | None = strawberry_django.field(description="Who.")
    provider: Provider | None = strawberry_django.field(description="With whom.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(info.context.viewer.sees(Thing.CERTIFICATION))


RecordExpertTieInput = decision_input(decisions.RecordExpertTie, on=None, versioned=False)
RelieveExpertInput = decision_input(decisions.RelieveExpert, on="case", of="Case")
RecordExpertTieResult = Annotated[
    ExpertTie | Refused, strawberry.union("RecordExpertTieResult", description="The tie, or why not.")
]
RelieveExpertResult = Annotated[
    Case | Refused, strawberry.union("RelieveExpertResult", description="The expert's closed case, or why not.")
]


@strawberry.type
class ExpertsQuery:
    @strawberry.field(description="Experts who may be asked, the idlest first. Needs assign_experts in the operator.")
    def expert_candidates(self, info: Info, edition: strawberry.ID) -> list[ExpertCandidate]:
        found = expert_acts.candidates(key_in(edition, "ProgramEdition"), by=info.context.viewer)
        return [ExpertCandidate(user=expert, load=expert.load) for expert in found]


@strawberry.type
class ExpertsMutation:
    @mutation
    def record_expert_tie(self, info: Info, input: RecordExpertTieInput) -> RecordExpertTieResult:
        """Record a tie of an expert with a provider. Needs record_expert_tie in the regional operator."""
        return expert_acts.record_tie(by=info.context.viewer, **input.submission())

    @mutation
    def relieve_expert(self, info: Info, input: RelieveExpertInput) -> RelieveExpertResult:
        """Release an expert from scoring; another one is asked in turn. Needs relieve_expert in the operator."""
        return engine.withdraw(ExpertReview, by=info.context.viewer, **input.submission())
