"""The decision that ends a contract early."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphql_api.context import Info
from graphql_api.contracts import Contract
from graphql_api.errors import Refused, mutation
from graphql_api.inputs import decision_input
from graphql_api.telling import told
from workflows import contract_acts
from workflows.decisions import contract_endings as decisions

TerminateContractInput = decision_input(decisions.TerminateContract, on="contract", of="Contract", keyed=True)
TerminateContractResult = Annotated[
    Contract | Refused,
    strawberry.union("TerminateContractResult", description="The contract as it is now, or why not."),
]


@strawberry.type
class ContractEndingsMutation:
    @mutation
    def terminate_contract(self, info: Info, input: TerminateContractInput) -> TerminateContractResult:
        """End a contract on the last day of this month; one that begins later ends at once.

        Needs terminate_contract in the child's cabinet, in the provider or in whoever pays: the side is the role's.
        """
        return told(contract_acts.terminate(by=info.context.viewer, **input.submission()), info)
