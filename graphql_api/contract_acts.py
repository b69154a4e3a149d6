"""The decisions about contracts, from the offer to the provider's signature: one mutation each."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
import strawberry_django

from backoffice.documents.models import IssuedDocument as IssuedDocumentRow
from graphql_api.context import Info
from graphql_api.contracts import Contract
from graphql_api.errors import Refused, mutation, mutation_with_code
from graphql_api.inputs import decision_input
from graphql_api.issued_documents import IssuedDocument
from graphql_api.telling import told
from workflows import contract_signing_acts, engine
from workflows.contract_signing import ContractSigning as flow
from workflows.decisions import contracts as decisions

OfferContractInput = decision_input(decisions.OfferContract, keyed=True)
RequestSigningCodeInput = decision_input(decisions.RequestSigningCode, versioned=False)
AcceptContractInput = decision_input(decisions.AcceptContract, keyed=True)
ConsentToContractInput = decision_input(decisions.ConsentToContract, keyed=True)
SignContractInput = decision_input(decisions.SignContract, keyed=True)
PrintApplicationInput = decision_input(decisions.PrintApplication, on="contract", of="Contract")
RecordPaperAcceptanceInput = decision_input(decisions.RecordPaperAcceptance, on="contract", of="Contract", keyed=True)


@strawberry.type(description="A code was sent to sign documents with. It is good for these files and nobody else.")
class SigningCodeSent:
    sent_to: str = strawberry.field(description="Where it was sent, most of it hidden.")
    expires_at: dt.datetime = strawberry.field(description="From then on it is good for nothing.")
    shown_code: str = strawberry.field(description="The code itself, in a demonstration; else empty.")
    keys: strawberry.Private[list[int]]

    @strawberry_django.field(description="What will be signed: read it first. `file.sha256` is what the code is for.")
    def documents(self) -> list[IssuedDocument]:
        return IssuedDocumentRow.objects.filter(pk__in=self.keys).order_by("pk")


def _result(name: str):
    return Annotated[
        Contract | Refused,
        strawberry.union(name, description="The contract as it is now, or why not."),
    ]


OfferContractResult = _result("OfferContractResult")
AcceptContractResult = _result("AcceptContractResult")
ConsentToContractResult = _result("ConsentToContractResult")
SignContractResult = _result("SignContractResult")
PrintApplicationResult = _result("PrintApplicationResult")
RecordPaperAcceptanceResult = _result("RecordPaperAcceptanceResult")
RequestSigningCodeResult = Annotated[
    SigningCodeSent | Refused,
    strawberry.union("RequestSigningCodeResult", description="What to sign, and where the code went; or why not."),
]


def _completed(node, input, info: Info):
    done = engine.complete(node, by=info.context.viewer, **input.submission())
    return told(done.process.contract, info)


@strawberry.type
class ContractActsMutation:
    @mutation
    def offer_contract(self, info: Info, input: OfferContractInput) -> OfferContractResult:
        """Offer the contract, and reserve the certificate's part; or refuse. Needs offer_contract in the provider."""
        return _completed(flow.offer_contract, input, info)

    @mutation
    def request_signing_code(self, info: Info, input: RequestSigningCodeInput) -> RequestSigningCodeResult:
        """Get what is to be signed at a step of yours, and a code for it. Needs what the step needs."""
        sent = contract_signing_acts.request_code(by=info.context.viewer, **input.submission())
        return SigningCodeSent(
            sent_to=sent.code.sent_to,
            expires_at=sent.code.expires_at,
            shown_code=sent.code.shown or "",
            keys=[document.pk for document in sent.documents],
        )

    @mutation_with_code
    def accept_contract(self, info: Info, input: AcceptContractInput) -> AcceptContractResult:
        """Accept the offer by a signature, or decline it (ГК 438). Needs accept_contract in the child's cabinet."""
        return _completed(flow.accept_contract, input, info)

    @mutation_with_code
    def consent_to_contract(self, info: Info, input: ConsentToContractInput) -> ConsentToContractResult:
        """Agree to what a child of 14 has accepted, or not (ГК 26). Needs consent_to_contract in its cabinet."""
        return _completed(flow.consent_to_contract, input, info)

    @mutation_with_code
    def sign_contract(self, info: Info, input: SignContractInput) -> SignContractResult:
        """Sign, and the contract is in force; or refuse. Needs sign_contract in the provider."""
        return _completed(flow.sign_contract, input, info)

    @mutation
    def print_application(self, info: Info, input: PrintApplicationInput) -> PrintApplicationResult:
        """Make the application that a family signs on paper. Needs offer_contract in the provider."""
        return told(contract_signing_acts.print_application(by=info.context.viewer, **input.submission()), info)

    @mutation
    def record_paper_acceptance(self, info: Info, input: RecordPaperAcceptanceInput) -> RecordPaperAcceptanceResult:
        """Keep an acceptance that the family brought on paper. Needs offer_contract in the provider."""
        return told(contract_signing_acts.record_paper(by=info.context.viewer, **input.submission()), info)
