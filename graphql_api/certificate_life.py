"""The decisions about a certificate after its issue: one mutation each, from the activation to the move."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphql_api.certificate_moves import CertificateMove
from graphql_api.certificates import Certificate
from graphql_api.context import Info
from graphql_api.errors import Refused, mutation
from graphql_api.inputs import decision_input
from graphql_api.telling import told
from workflows import certificate_life as acts
from workflows import engine
from workflows.certificate_transfer import CertificateTransfer
from workflows.decisions import certificate_life as decisions


def _about(decision: type, *, keyed: bool = True) -> type:
    return decision_input(decision, on="certificate", of="Certificate", keyed=keyed)


ActivateCertificateInput = _about(decisions.ActivateCertificate, keyed=False)
DiscardCertificateInput = _about(decisions.DiscardCertificate, keyed=False)
SuspendCertificateInput = _about(decisions.SuspendCertificate)
ResumeCertificateInput = _about(decisions.ResumeCertificate)
TerminateCertificateInput = _about(decisions.TerminateCertificate)
GiveUpCertificateInput = _about(decisions.GiveUpCertificate)
RequestMoveInput = _about(decisions.RequestMove)
ReviewMoveInput = decision_input(decisions.ReviewMove, keyed=True)
WithdrawMoveInput = decision_input(decisions.WithdrawMove, on="case", of="Case")


def _result(name: str):
    words = "The certificate as it is now, or why not."
    return Annotated[Certificate | Refused, strawberry.union(name, description=words)]


def _move_result(name: str):
    words = "The move as it is now, or why not."
    return Annotated[CertificateMove | Refused, strawberry.union(name, description=words)]


ActivateCertificateResult = _result("ActivateCertificateResult")
DiscardCertificateResult = _result("DiscardCertificateResult")
SuspendCertificateResult = _result("SuspendCertificateResult")
ResumeCertificateResult = _result("ResumeCertificateResult")
TerminateCertificateResult = _result("TerminateCertificateResult")
GiveUpCertificateResult = _result("GiveUpCertificateResult")
RequestMoveResult = _move_result("RequestMoveResult")
ReviewMoveResult = _move_result("ReviewMoveResult")
WithdrawMoveResult = _move_result("WithdrawMoveResult")


@strawberry.type
class CertificateLifeMutation:
    @mutation
    def activate_certificate(self, info: Info, input: ActivateCertificateInput) -> ActivateCertificateResult:
        """Activate an issued certificate, the family being present. Needs activate_certificate in the issuer."""
        return told(acts.activate(by=info.context.viewer, **input.submission()), info)

    @mutation
    def discard_certificate(self, info: Info, input: DiscardCertificateInput) -> DiscardCertificateResult:
        """Delete a certificate that was never activated. Needs discard_certificate in the issuer."""
        return told(acts.discard(by=info.context.viewer, **input.submission()), info)

    @mutation
    def suspend_certificate(self, info: Info, input: SuspendCertificateInput) -> SuspendCertificateResult:
        """Suspend a certificate; its unused money goes back. Needs suspend_certificate in the issuer."""
        return told(acts.suspend(by=info.context.viewer, **input.submission()), info)

    @mutation
    def resume_certificate(self, info: Info, input: ResumeCertificateInput) -> ResumeCertificateResult:
        """Let a suspended certificate work again. Needs resume_certificate in the issuer."""
        return told(acts.resume(by=info.context.viewer, **input.submission()), info)

    @mutation
    def terminate_certificate(self, info: Info, input: TerminateCertificateInput) -> TerminateCertificateResult:
        """End a certificate for life, on a coded ground. Needs terminate_certificate in the issuer."""
        return told(acts.terminate(by=info.context.viewer, **input.submission()), info)

    @mutation
    def give_up_certificate(self, info: Info, input: GiveUpCertificateInput) -> GiveUpCertificateResult:
        """Give one's own certificate up for life. Needs give_up_certificate in the child's cabinet."""
        return told(acts.give_up(by=info.context.viewer, **input.submission()), info)

    @mutation
    def request_move(self, info: Info, input: RequestMoveInput) -> RequestMoveResult:
        """Ask the municipality to which the child has moved to take over. Needs request_move in the child's cabinet."""
        return told(acts.request_move(by=info.context.viewer, **input.submission()), info)

    @mutation
    def review_move(self, info: Info, input: ReviewMoveInput) -> ReviewMoveResult:
        """Take a certificate over, or refuse. Needs review_move in the municipality that it enters."""
        done = engine.complete(CertificateTransfer.review_move, by=info.context.viewer, **input.submission())
        return told(done.process.move, info)

    @mutation
    def withdraw_move(self, info: Info, input: WithdrawMoveInput) -> WithdrawMoveResult:
        """Take the request for a move back before the decision. Needs withdraw_move in the child's cabinet."""
        return told(engine.withdraw(CertificateTransfer, by=info.context.viewer, **input.submission()).move, info)
