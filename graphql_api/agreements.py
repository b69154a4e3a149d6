"""Payment agreements: the list, and one mutation for each decision, from the request to the archive."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
import strawberry_django
from django.db.models import F
from strawberry import relay

from backoffice.payments import models
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation
from graphql_api.fields import Kopecks, in_sql, key_in, label_of, points_at, text_of
from graphql_api.inputs import decision_input
from graphql_api.payers import AuthorisedOrganisation
from graphql_api.providers import Provider
from workflows import agreement_acts, engine
from workflows.decisions import agreements as decisions
from workflows.payment_agreement import PaymentAgreementSigning

AgreementStatus = enum_of(models.PaymentAgreement.Status, "AgreementStatus")


@strawberry_django.type(
    models.PaymentAgreementRefusal,
    description="One ground on which the payer rejected an agreement. Seen by those who see the agreement.",
)
class AgreementRefusal:
    text: str = strawberry_django.field(description="Reasons in words.")

    @strawberry_django.field(
        select_related=["ground"],
        only=["ground__code"],
        metadata=in_sql(lambda info: F("ground__code")),
        description="Code of the ground.",
    )
    def ground(self) -> str:
        return self.ground.code

    @strawberry_django.field(
        select_related=["ground"],
        only=["ground__text"],
        metadata=in_sql(lambda info: F("ground__text")),
        description="The ground in Russian.",
    )
    def ground_text(self) -> str:
        return self.ground.text

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(agreement__in=models.PaymentAgreement.objects.visible_to(info.context.viewer))


@strawberry_django.type(
    models.PaymentAgreement,
    description="A provider and the payer of a municipality agree on payment for a year (Rules 8.1). Seen by the"
    " provider, the payer, the municipality and those who read the region.",
)
class PaymentAgreement(relay.Node):
    year: int = strawberry_django.field(description="The calendar year it is for.")
    status: AgreementStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    version: int = strawberry_django.field(description="Rises with every change; send it as expectedVersion.")
    limit: Kopecks | None = strawberry_django.field(description="Kopecks a year at most; null: no limit.")
    limit_text = text_of("limit")
    number: str = strawberry_django.field(description="Number; empty until it is signed.")
    signed_on: dt.date | None = strawberry_django.field(description="Day of signing.")
    requested_on: dt.date = strawberry_django.field(description="Day of the request.")
    reason: str = strawberry_django.field(description="Why the payer rejected it; empty if it did not.")
    appeal: str = strawberry_django.field(description="What the provider says against that; empty if nothing.")
    provider: Provider | None = strawberry_django.field(description="Who teaches.")
    payer: AuthorisedOrganisation = strawberry_django.field(description="Who pays.")

    @strawberry_django.field(description="The grounds of the rejection; empty if there was none.")
    def refusals(self) -> list[AgreementRefusal]:
        return models.PaymentAgreementRefusal.objects.filter(agreement=self.pk).order_by("pk")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class AgreementsQuery:
    @strawberry_django.field(description="One payment agreement, or null if there is none that you may see.")
    def payment_agreement(self, id: strawberry.ID) -> PaymentAgreement | None:
        return models.PaymentAgreement.objects.filter(pk=key_in(id, "PaymentAgreement"))

    @strawberry_django.connection(
        KeysetConnection[PaymentAgreement], description="Payment agreements that you may see, newest first."
    )
    def payment_agreements(
        self,
        info: Info,
        status: AgreementStatus | None = None,
        year: int | None = None,
        provider: strawberry.ID | None = None,
    ) -> list[PaymentAgreement]:
        seen = models.PaymentAgreement.objects.visible_to(info.context.viewer)
        if status is not None:
            seen = seen.filter(status=status)
        if year is not None:
            seen = seen.filter(year=year)
        if provider is not None:
            seen = seen.filter(points_at("provider", provider, "Provider"))
        return seen.order_by("-pk")


RequestAgreementInput = decision_input(decisions.RequestAgreement, on=None, versioned=False, keyed=True)
ConfirmAgreementInput = decision_input(decisions.ConfirmAgreement)
SignAgreementInput = decision_input(decisions.SignAgreement)
AppealAgreementInput = decision_input(decisions.AppealAgreement)
DecideAgreementAppealInput = decision_input(decisions.DecideAgreementAppeal)
WithdrawAgreementInput = decision_input(decisions.WithdrawAgreement, on="case", of="Case")
ArchiveAgreementInput = decision_input(decisions.ArchiveAgreement, on="agreement", of="PaymentAgreement")


def _result(name: str, words: str = "The agreement as it is now"):
    return Annotated[PaymentAgreement | Refused, strawberry.union(name, description=f"{words}, or why not.")]


RequestAgreementResult = _result("RequestAgreementResult", "The new agreement")
ConfirmAgreementResult = _result("ConfirmAgreementResult")
SignAgreementResult = _result("SignAgreementResult")
AppealAgreementResult = _result("AppealAgreementResult")
DecideAgreementAppealResult = _result("DecideAgreementAppealResult")
WithdrawAgreementResult = _result("WithdrawAgreementResult")
ArchiveAgreementResult = _result("ArchiveAgreementResult")


@strawberry.type
class AgreementsMutation:
    @mutation
    def request_agreement(self, info: Info, input: RequestAgreementInput) -> RequestAgreementResult:
        """Ask a payer for an agreement for a year (Rules 8.1). Needs request_agreement in the provider."""
        return agreement_acts.request(by=info.context.viewer, **input.submission())

    @mutation
    def confirm_agreement(self, info: Info, input: ConfirmAgreementInput) -> ConfirmAgreementResult:
        """Confirm or reject. Needs confirm_agreement in the payer's organisation."""
        return _complete(PaymentAgreementSigning.confirm_agreement, info, input)

    @mutation
    def sign_agreement(self, info: Info, input: SignAgreementInput) -> SignAgreementResult:
        """Tell number and day of the signed agreement. Needs sign_agreement in the provider."""
        return _complete(PaymentAgreementSigning.sign_agreement, info, input)

    @mutation
    def appeal_agreement(self, info: Info, input: AppealAgreementInput) -> AppealAgreementResult:
        """Contest a rejection before the head of the operator. Needs appeal_agreement in the provider."""
        return _complete(PaymentAgreementSigning.appeal_agreement, info, input)

    @mutation
    def decide_agreement_appeal(self, info: Info, input: DecideAgreementAppealInput) -> DecideAgreementAppealResult:
        """Uphold or reject an appeal. Needs decide_agreement_appeal in the regional operator."""
        return _complete(PaymentAgreementSigning.decide_agreement_appeal, info, input)

    @mutation
    def withdraw_agreement(self, info: Info, input: WithdrawAgreementInput) -> WithdrawAgreementResult:
        """Take the request back before it is signed. Needs withdraw_agreement in the provider."""
        return engine.withdraw(PaymentAgreementSigning, by=info.context.viewer, **input.submission()).agreement

    @mutation
    def archive_agreement(self, info: Info, input: ArchiveAgreementInput) -> ArchiveAgreementResult:
        """End an agreement in force. Needs archive_agreement in the payer's organisation."""
        return agreement_acts.archive(by=info.context.viewer, **input.submission())


def _complete(node, info: Info, input):
    return engine.complete(node, by=info.context.viewer, **input.submission()).process.agreement
