"""The decisions about a provider: one mutation each, from the draft to the exclusion."""

from __future__ import annotations

from typing import Annotated

import strawberry

from backoffice.accounts import viewers
from graphql_api.context import Info
from graphql_api.errors import Refused, mutation
from graphql_api.inputs import decision_input
from graphql_api.providers import Provider
from workflows import engine, provider_acts
from workflows.decisions import provider_entry as decisions
from workflows.provider_entry import ProviderEntry

DraftProviderInput = decision_input(decisions.DraftProvider, on=None, versioned=False, keyed=True)
SaveProviderInput = decision_input(decisions.SaveProvider, on="provider", of="Provider")
SubmitProviderInput = decision_input(decisions.SubmitProvider, on="provider", of="Provider")
ReviewProviderInput = decision_input(decisions.ReviewProvider)
ResubmitProviderInput = decision_input(decisions.ResubmitProvider)
WithdrawProviderInput = decision_input(decisions.WithdrawProvider, on="case", of="Case")
SaveRequisitesInput = decision_input(decisions.SaveRequisites, on="provider", of="Provider")
SuspendProviderInput = decision_input(decisions.SuspendProvider, on="provider", of="Provider")
ResumeProviderInput = decision_input(decisions.ResumeProvider, on="provider", of="Provider")
ExcludeProviderInput = decision_input(decisions.ExcludeProvider, on="provider", of="Provider")


def _result(name: str, words: str = "The provider as it is now"):
    return Annotated[Provider | Refused, strawberry.union(name, description=f"{words}, or why not.")]


DraftProviderResult = _result("DraftProviderResult", "The new provider")
SaveProviderResult = _result("SaveProviderResult")
SubmitProviderResult = _result("SubmitProviderResult")
ReviewProviderResult = _result("ReviewProviderResult")
ResubmitProviderResult = _result("ResubmitProviderResult")
WithdrawProviderResult = _result("WithdrawProviderResult")
SaveRequisitesResult = _result("SaveRequisitesResult")
SuspendProviderResult = _result("SuspendProviderResult")
ResumeProviderResult = _result("ResumeProviderResult")
ExcludeProviderResult = _result("ExcludeProviderResult")


@strawberry.type
class ProviderEntryMutation:
    @mutation
    def draft_provider(self, info: Info, input: DraftProviderInput) -> DraftProviderResult:
        """Begin a provider with its card. Needs nothing but being signed in; makes you its applicant."""
        provider = provider_acts.draft(by=info.context.viewer, **input.submission())
        info.context.viewer = viewers.viewer_of_user(info.context.viewer.user)  # with the role it has just got
        return provider

    @mutation
    def save_provider(self, info: Info, input: SaveProviderInput) -> SaveProviderResult:
        """Write the card, or the remarked fields of a returned one. Needs save_provider in the provider."""
        return provider_acts.save(by=info.context.viewer, **input.submission())

    @mutation
    def submit_provider(self, info: Info, input: SubmitProviderInput) -> SubmitProviderResult:
        """Apply for the register of providers (L 6). Needs submit_provider in the provider."""
        submission = input.submission()
        subject_id = submission.pop("provider_id")
        viewer = info.context.viewer
        return engine.start(ProviderEntry.start, subject_id=subject_id, by=viewer, **submission).provider

    @mutation
    def review_provider(self, info: Info, input: ReviewProviderInput) -> ReviewProviderResult:
        """Enter into the register, return with remarks, or refuse. Needs review_provider in the regional operator."""
        return _complete(ProviderEntry.review_provider, info, input)

    @mutation
    def resubmit_provider(self, info: Info, input: ResubmitProviderInput) -> ResubmitProviderResult:
        """Submit the corrected card again. Needs resubmit_provider in the provider."""
        return _complete(ProviderEntry.resubmit_provider, info, input)

    @mutation
    def withdraw_provider(self, info: Info, input: WithdrawProviderInput) -> WithdrawProviderResult:
        """Take the application back before the decision. Needs withdraw_provider in the provider."""
        return engine.withdraw(ProviderEntry, by=info.context.viewer, **input.submission()).provider

    @mutation
    def save_requisites(self, info: Info, input: SaveRequisitesInput) -> SaveRequisitesResult:
        """Tell the bank requisites of a provider in the register. Needs save_requisites in the provider."""
        return provider_acts.save_requisites(by=info.context.viewer, **input.submission())

    @mutation
    def suspend_provider(self, info: Info, input: SuspendProviderInput) -> SuspendProviderResult:
        """Stop new work with a provider. Needs suspend_provider in the regional operator."""
        return provider_acts.suspend(by=info.context.viewer, **input.submission())

    @mutation
    def resume_provider(self, info: Info, input: ResumeProviderInput) -> ResumeProviderResult:
        """Let a suspended provider work again. Needs resume_provider in the regional operator."""
        return provider_acts.resume(by=info.context.viewer, **input.submission())

    @mutation
    def exclude_provider(self, info: Info, input: ExcludeProviderInput) -> ExcludeProviderResult:
        """End the provider's entry in the register. Needs exclude_provider in the regional operator."""
        return provider_acts.exclude(by=info.context.viewer, **input.submission())


def _complete(node, info: Info, input):
    return engine.complete(node, by=info.context.viewer, **input.submission()).process.provider
