"""The decisions about enrollments: one mutation each."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphql_api.context import Info
from graphql_api.enrollments import EnrollmentRequest
from graphql_api.errors import Refused, mutation
from graphql_api.inputs import decision_input
from graphql_api.telling import told
from workflows import engine, enrollment_acts
from workflows.decisions import enrollments as decisions
from workflows.enrollment_approval import EnrollmentApproval as flow

OF_A_FAMILY = {"on": "certificate", "of": "Certificate", "versioned": False, "keyed": True}
SaveEnrollmentDraftInput = decision_input(decisions.SaveEnrollmentDraft, **OF_A_FAMILY)
ApplyForEnrollmentInput = decision_input(decisions.ApplyForEnrollment, **OF_A_FAMILY)
SubmitEnrollmentInput = decision_input(decisions.SubmitEnrollment, keyed=True)
AcceptPlaceInput = decision_input(decisions.AcceptPlace, keyed=True)
AnswerEnrollmentInput = decision_input(decisions.AnswerEnrollment, keyed=True)
AssessEnrollmentInput = decision_input(decisions.AssessEnrollment)
AppealAssessmentInput = decision_input(decisions.AppealAssessment)
DecideAssessmentAppealInput = decision_input(decisions.DecideAssessmentAppeal)
OverrideAssessmentInput = decision_input(decisions.OverrideAssessment, on="request", of="EnrollmentRequest", keyed=True)
EnrollInput = decision_input(decisions.Enroll, keyed=True)
CancelEnrollmentRequestInput = decision_input(decisions.CancelEnrollmentRequest, on="case", of="Case")


def _result(name: str):
    return Annotated[
        EnrollmentRequest | Refused,
        strawberry.union(name, description="The request as it is now, or why not."),
    ]


SaveEnrollmentDraftResult = _result("SaveEnrollmentDraftResult")
ApplyForEnrollmentResult = _result("ApplyForEnrollmentResult")
SubmitEnrollmentResult = _result("SubmitEnrollmentResult")
AcceptPlaceResult = _result("AcceptPlaceResult")
AnswerEnrollmentResult = _result("AnswerEnrollmentResult")
AssessEnrollmentResult = _result("AssessEnrollmentResult")
AppealAssessmentResult = _result("AppealAssessmentResult")
DecideAssessmentAppealResult = _result("DecideAssessmentAppealResult")
OverrideAssessmentResult = _result("OverrideAssessmentResult")
EnrollResult = _result("EnrollResult")
CancelEnrollmentRequestResult = _result("CancelEnrollmentRequestResult")


def _completed(node, input, info: Info):
    done = engine.complete(node, by=info.context.viewer, **input.submission())
    return told(done.process.enrollment_request, info)


@strawberry.type
class EnrollmentActsMutation:
    @mutation
    def save_enrollment_draft(self, info: Info, input: SaveEnrollmentDraftInput) -> SaveEnrollmentDraftResult:
        """Keep what the family has chosen; no place is held. Needs apply_for_enrollment in the child's cabinet."""
        return told(enrollment_acts.save_draft(by=info.context.viewer, **input.submission()), info)

    @mutation
    def apply_for_enrollment(self, info: Info, input: ApplyForEnrollmentInput) -> ApplyForEnrollmentResult:
        """Ask for a place, held at once (C 2.13). Needs apply_for_enrollment in the child's cabinet."""
        return told(enrollment_acts.apply(by=info.context.viewer, **input.submission()), info)

    @mutation
    def submit_enrollment(self, info: Info, input: SubmitEnrollmentInput) -> SubmitEnrollmentResult:
        """Send a draft; the place is held at once. Needs submit_enrollment in the child's cabinet."""
        return _completed(flow.submit_enrollment, input, info)

    @mutation
    def accept_place(self, info: Info, input: AcceptPlaceInput) -> AcceptPlaceResult:
        """Take the place that came free, or give it up. Needs accept_place in the child's cabinet."""
        return _completed(flow.accept_place, input, info)

    @mutation
    def answer_enrollment(self, info: Info, input: AnswerEnrollmentInput) -> AnswerEnrollmentResult:
        """Take the child and ask the issuer, or refuse (C 2.14). Needs answer_enrollment in the provider."""
        return _completed(flow.answer_enrollment, input, info)

    @mutation
    def assess_enrollment(self, info: Info, input: AssessEnrollmentInput) -> AssessEnrollmentResult:
        """Say whether the enrollment is possible (C 2.15). Needs assess_enrollment in the issuing municipality."""
        return _completed(flow.assess_enrollment, input, info)

    @mutation
    def appeal_assessment(self, info: Info, input: AppealAssessmentInput) -> AppealAssessmentResult:
        """Appeal a refusal, or agree with it. Needs appeal_assessment in the child's cabinet."""
        return _completed(flow.appeal_assessment, input, info)

    @mutation
    def decide_assessment_appeal(self, info: Info, input: DecideAssessmentAppealInput) -> DecideAssessmentAppealResult:
        """Decide on the appeal of a family. Needs decide_assessment_appeal in the issuing municipality."""
        return _completed(flow.decide_assessment_appeal, input, info)

    @mutation
    def override_assessment(self, info: Info, input: OverrideAssessmentInput) -> OverrideAssessmentResult:
        """Say that it is possible all the same. Needs override_assessment in the issuing municipality."""
        return told(enrollment_acts.override(by=info.context.viewer, **input.submission()), info)

    @mutation
    def enroll(self, info: Info, input: EnrollInput) -> EnrollResult:
        """Enroll by an order of the provider, or refuse (C 2.13). Needs enroll in the provider."""
        return _completed(flow.enroll, input, info)

    @mutation
    def cancel_enrollment_request(
        self, info: Info, input: CancelEnrollmentRequestInput
    ) -> CancelEnrollmentRequestResult:
        """Take a request back. Needs cancel_enrollment_request in the child's cabinet."""
        case = engine.withdraw(flow, by=info.context.viewer, **input.submission())
        return told(case.enrollment_request, info)
