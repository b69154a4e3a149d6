"""The decision that prolongs the lessons of a pupil."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphql_api.context import Info
from graphql_api.enrollments import EnrollmentRequest
from graphql_api.errors import Refused, mutation
from graphql_api.inputs import decision_input
from graphql_api.telling import told
from workflows import prolongation_acts
from workflows.decisions import prolongation as decisions

ProlongContractInput = decision_input(decisions.ProlongContract, on="contract", of="Contract", keyed=True)
ProlongContractResult = Annotated[
    EnrollmentRequest | Refused,
    strawberry.union("ProlongContractResult", description="The request for the next part, or why not."),
]


@strawberry.type
class ProlongationMutation:
    @mutation
    def prolong_contract(self, info: Info, input: ProlongContractInput) -> ProlongContractResult:
        """Offer the next part to a pupil; its place is held at once. Needs prolong_contract in the provider."""
        return told(prolongation_acts.prolong(by=info.context.viewer, **input.submission()), info)
