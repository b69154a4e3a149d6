"""The decisions about the money of certificates: one mutation each."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphql_api.certificates import Certificate
from graphql_api.context import Info
from graphql_api.errors import Refused, mutation
from graphql_api.funding import FundingRequest, QuotaQueueEntry
from graphql_api.inputs import decision_input
from graphql_api.replenishment import Replenishment
from graphql_api.telling import told
from workflows import engine, funding_acts
from workflows.decisions import funding as decisions
from workflows.funding_status_change import FundingStatusChange

RequestFundingInput = decision_input(decisions.RequestFunding, on="certificate", of="Certificate", keyed=True)
ReviewFundingInput = decision_input(decisions.ReviewFunding, keyed=True)
WithdrawFundingInput = decision_input(decisions.WithdrawFunding, on="request", of="FundingRequest", keyed=True)
ReturnFundingInput = decision_input(decisions.ReturnFunding, on="certificate", of="Certificate", keyed=True)
RemoveFromQueueInput = decision_input(
    decisions.RemoveFromQueue, on="entry", of="QuotaQueueEntry", versioned=False, keyed=True
)
StartReplenishmentInput = decision_input(
    decisions.StartReplenishment, on="period", of="FundingPeriod", versioned=False, keyed=True
)
CancelReplenishmentInput = decision_input(
    decisions.CancelReplenishment, on="replenishment", of="Replenishment", versioned=False
)


def _result(name: str, done: type, words: str):
    return Annotated[done | Refused, strawberry.union(name, description=f"{words}, or why not.")]


REQUEST = "The request as it is now"
RequestFundingResult = _result("RequestFundingResult", FundingRequest, "The new request")
ReviewFundingResult = _result("ReviewFundingResult", FundingRequest, REQUEST)
WithdrawFundingResult = _result("WithdrawFundingResult", FundingRequest, REQUEST)
ReturnFundingResult = _result("ReturnFundingResult", Certificate, "The certificate as it is now")
RemoveFromQueueResult = _result("RemoveFromQueueResult", QuotaQueueEntry, "The place as it is now")
StartReplenishmentResult = _result("StartReplenishmentResult", Replenishment, "The replenishment")
CancelReplenishmentResult = _result("CancelReplenishmentResult", Replenishment, "The replenishment as it is now")


@strawberry.type
class FundingMutation:
    @mutation
    def request_funding(self, info: Info, input: RequestFundingInput) -> RequestFundingResult:
        """Ask for money on a certificate of accounting (C 1.4). Needs request_funding in the child's cabinet."""
        return told(funding_acts.ask(by=info.context.viewer, **input.submission()), info)

    @mutation
    def review_funding(self, info: Info, input: ReviewFundingInput) -> ReviewFundingResult:
        """Put money on the certificate, or a place in the queue, or refuse. Needs review_funding in the issuer."""
        node = FundingStatusChange.review_funding
        done = engine.complete(node, by=info.context.viewer, **input.submission())
        return told(done.process.funding_request, info)

    @mutation
    def withdraw_funding(self, info: Info, input: WithdrawFundingInput) -> WithdrawFundingResult:
        """Take a request back, or give up its place in the queue. Needs withdraw_funding in the child's cabinet."""
        return told(funding_acts.withdraw(by=info.context.viewer, **input.submission()), info)

    @mutation
    def return_funding(self, info: Info, input: ReturnFundingInput) -> ReturnFundingResult:
        """Give unused money back: a certificate of accounting again. Needs return_funding in the child's cabinet."""
        return told(funding_acts.give_back(by=info.context.viewer, **input.submission()), info)

    @mutation
    def remove_from_queue(self, info: Info, input: RemoveFromQueueInput) -> RemoveFromQueueResult:
        """End a place in the queue; the family reads why. Needs remove_from_queue in the municipality."""
        return told(funding_acts.remove(by=info.context.viewer, **input.submission()), info)

    @mutation
    def start_replenishment(self, info: Info, input: StartReplenishmentInput) -> StartReplenishmentResult:
        """Put the money of a period on the funded certificates (L 7). Needs replenish in the municipality."""
        return funding_acts.start_replenishment(by=info.context.viewer, **input.submission())

    @mutation
    def cancel_replenishment(self, info: Info, input: CancelReplenishmentInput) -> CancelReplenishmentResult:
        """Stop a running replenishment; what it has granted stays. Needs replenish in the municipality."""
        return funding_acts.cancel_replenishment(by=info.context.viewer, **input.submission())
