"""What a family and a clerk decide about a child's data: consents, special needs, corrections."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
import strawberry_django

from backoffice.people import models
from backoffice.statements import today
from graphql_api.child_cards import ConsentPurpose
from graphql_api.children import Child
from graphql_api.context import Info
from graphql_api.errors import Refused, mutation
from graphql_api.fields import label_of
from graphql_api.inputs import decision_input
from graphql_api.public import public
from workflows import child_acts as acts
from workflows.decisions import people as decisions

OF_CHILD = {"on": "child", "of": "Child"}
GiveConsentInput = decision_input(decisions.GiveConsent, **OF_CHILD, versioned=False, keyed=True)
RevokeConsentInput = decision_input(decisions.RevokeConsent, **OF_CHILD, versioned=False)
RecordConsentInput = decision_input(decisions.RecordConsent, **OF_CHILD, versioned=False, keyed=True)
RecordSpecialNeedsInput = decision_input(decisions.RecordSpecialNeeds, **OF_CHILD)
CorrectChildInput = decision_input(decisions.CorrectChild, **OF_CHILD)
EndGuardianshipInput = decision_input(decisions.EndGuardianship, **OF_CHILD)


def _result(name: str):
    return Annotated[Child | Refused, strawberry.union(name, description="The child as lists show it, or why not.")]


GiveConsentResult = _result("GiveConsentResult")
RevokeConsentResult = _result("RevokeConsentResult")
RecordConsentResult = _result("RecordConsentResult")
RecordSpecialNeedsResult = _result("RecordSpecialNeedsResult")
CorrectChildResult = _result("CorrectChildResult")
EndGuardianshipResult = _result("EndGuardianshipResult")


@strawberry_django.type(
    models.ConsentText, description="The wording of a consent to one purpose (152-ФЗ, ст. 9). Everybody may read it."
)
class ConsentText:
    purpose: ConsentPurpose = strawberry_django.field(description="What for.")
    purpose_label = label_of("purpose")
    text: str = strawberry_django.field(description="The wording in Russian.")
    valid_from: dt.date = strawberry_django.field(description="First day in force.")


@strawberry.type
class ConsentsQuery:
    @strawberry_django.field(description="Wordings of consents in force today, one of each purpose. Open to everybody.")
    @public
    def consent_texts(self) -> list[ConsentText]:
        return models.ConsentText.objects.ruling("purpose", on=today())


@strawberry.type
class ConsentsMutation:
    @mutation
    def give_consent(self, info: Info, input: GiveConsentInput) -> GiveConsentResult:
        """Consent in the wording in force. Needs give_consent in the child: its family, itself from 14 to 18."""
        return acts.give_consent(by=info.context.viewer, **input.submission())

    @mutation
    def revoke_consent(self, info: Info, input: RevokeConsentInput) -> RevokeConsentResult:
        """Take a consent back; special needs are deleted with theirs, the certificate's category stays until a clerk
        reviews it. Needs revoke_consent in the child."""
        return acts.revoke_consent(by=info.context.viewer, **input.submission())

    @mutation
    def record_consent(self, info: Info, input: RecordConsentInput) -> RecordConsentResult:
        """Record a consent signed on paper. Needs record_consent where the child lives."""
        return acts.record_consent(by=info.context.viewer, **input.submission())

    @mutation
    def record_special_needs(self, info: Info, input: RecordSpecialNeedsInput) -> RecordSpecialNeedsResult:
        """Keep the group of needs, encrypted. Needs record_special_needs where the child lives, and a live consent."""
        return acts.record_special_needs(by=info.context.viewer, **input.submission())

    @mutation
    def correct_child(self, info: Info, input: CorrectChildInput) -> CorrectChildResult:
        """Correct the card by the child's documents. Needs correct_child where the child lives."""
        return acts.correct_child(by=info.context.viewer, **input.submission())

    @mutation
    def end_guardianship(self, info: Info, input: EndGuardianshipInput) -> EndGuardianshipResult:
        """End what a grown-up is to a child: the account leaves its cabinet, unused invitations end. Needs
        end_guardianship where the child lives."""
        return acts.end_guardianship(by=info.context.viewer, **input.submission())
