"""Applications for certificates, their issue, and the invitations of families: one mutation each."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
from django.db import transaction

from backoffice.accounts import services as accounts
from backoffice.accounts import viewers
from backoffice.people.models import ConsentText
from graphql_api.accounts import User
from graphql_api.certificates import Certificate
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation, mutation_without_rollback
from graphql_api.inputs import decision_input
from graphql_api.public import public
from graphql_api.telling import told
from workflows import certificate_acts, engine
from workflows.certificate_issue import CertificateIssue
from workflows.decisions import certificates as decisions

ConsentPurpose = enum_of(ConsentText.Purpose, "ConsentPurpose")
ApplyForCertificateInput = decision_input(decisions.ApplyForCertificate, on=None, versioned=False, keyed=True)
ApplyForAChildInput = decision_input(decisions.ApplyForAChild, on="unit", of="Unit", versioned=False, keyed=True)
IssueCertificateInput = decision_input(decisions.IssueCertificate)
WithdrawCertificateInput = decision_input(decisions.WithdrawCertificate, on="case", of="Case")
InviteFamilyInput = decision_input(decisions.InviteFamily, on="child", of="Child")


@strawberry.type(description="The key that opens a child's cabinet once. Shown in this answer and never again.")
class Invitation:
    key: str = strawberry.field(description="The key: give it to the family.")
    expires_at: dt.datetime = strawberry.field(description="First moment it no longer works.")


@strawberry.type(description="What became of an application.")
class DecidedCertificate:
    certificate: Certificate = strawberry.field(description="The certificate as it is now.")
    invitation: Invitation | None = strawberry.field(
        description="For the family of a certificate that is not active yet; null if there is nobody to invite."
    )


@strawberry.input(description="How somebody comes into a child's cabinet; who is signed in gives the key alone.")
class AcceptInvitationInput:
    key: str = strawberry.field(description="The key of the invitation.")
    username: str = strawberry.field(default="", description="Sign-in name of a new account.")
    password: str = strawberry.field(default="", description="Password of a new account.")


ApplyForCertificateResult = Annotated[
    Certificate | Refused, strawberry.union("ApplyForCertificateResult", description="The application, or why not.")
]
ApplyForAChildResult = Annotated[
    Certificate | Refused, strawberry.union("ApplyForAChildResult", description="The application, or why not.")
]
IssueCertificateResult = Annotated[
    DecidedCertificate | Refused,
    strawberry.union("IssueCertificateResult", description="The certificate as it is now, or why not."),
]
WithdrawCertificateResult = Annotated[
    Certificate | Refused, strawberry.union("WithdrawCertificateResult", description="The application, or why not.")
]
InviteFamilyResult = Annotated[
    Invitation | Refused, strawberry.union("InviteFamilyResult", description="The invitation, or why not.")
]
AcceptInvitationResult = Annotated[
    User | Refused, strawberry.union("AcceptInvitationResult", description="Who came in, or why not.")
]


@strawberry.type
class CertificateIssueMutation:
    @mutation
    def apply_for_certificate(self, info: Info, input: ApplyForCertificateInput) -> ApplyForCertificateResult:
        """Apply for your child, or from 14 on for yourself. Needs nothing but being signed in."""
        return told(certificate_acts.apply_for_oneself(by=info.context.viewer, **input.submission()), info)

    @mutation
    def apply_for_a_child(self, info: Info, input: ApplyForAChildInput) -> ApplyForAChildResult:
        """Apply for a family that came with papers. Needs apply_for_a_child in the provider or the municipality."""
        return told(certificate_acts.apply_through(by=info.context.viewer, **input.submission()), info)

    @mutation
    def issue_certificate(self, info: Info, input: IssueCertificateInput) -> IssueCertificateResult:
        """Issue the certificate, or refuse on coded grounds. Needs issue_certificate in the municipality."""
        task = engine.complete(CertificateIssue.issue_certificate, by=info.context.viewer, **input.submission())
        certificate = task.process.certificate
        made = certificate.invitation
        invitation = Invitation(key=made.key, expires_at=made.expires_at) if made else None
        return DecidedCertificate(certificate=told(certificate, info), invitation=invitation)

    @mutation
    def withdraw_certificate(self, info: Info, input: WithdrawCertificateInput) -> WithdrawCertificateResult:
        """Take the application back. Needs to have applied, or withdraw_certificate in the child's cabinet."""
        case = engine.withdraw(CertificateIssue, by=info.context.viewer, **input.submission())
        return told(case.certificate, info)

    @mutation
    def invite_family(self, info: Info, input: InviteFamilyInput) -> InviteFamilyResult:
        """Invite a grown-up, or the child itself from 14 on. Needs invite_family in the municipality of residence."""
        made = certificate_acts.invite(by=info.context.viewer, **input.submission())
        return Invitation(key=made.key, expires_at=made.expires_at)

    @mutation_without_rollback
    @public
    def accept_invitation(self, info: Info, input: AcceptInvitationInput) -> AcceptInvitationResult:
        """Come into a child's cabinet; open to strangers, who get an account. Ten attempts an hour from one address."""
        accounts.count_registration(info.context.request)
        viewer = info.context.viewer
        with transaction.atomic():
            user = certificate_acts.accept(
                invitation_key=input.key, username=input.username, password=input.password, by=viewer
            )
        if viewer.user is not None:
            info.context.viewer = viewers.viewer_of_user(user)  # with the role it has just got
        return user
