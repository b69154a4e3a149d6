"""The decisions of program certification: one mutation each, in the order of the process."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphql_api.context import Info
from graphql_api.errors import Refused, mutation
from graphql_api.inputs import decision_input
from graphql_api.programs import ProgramEdition
from graphql_api.tasks import Task
from workflows import engine
from workflows.decisions import program_certification as decisions
from workflows.expert_review import ExpertReview
from workflows.program_certification import ProgramCertification

SubmitProgramInput = decision_input(decisions.SubmitProgram, on="edition", of="ProgramEdition")
CheckProgramInput = decision_input(decisions.CheckProgram)
ResubmitProgramInput = decision_input(decisions.ResubmitProgram)
AssignExpertsInput = decision_input(decisions.AssignExperts)
ScoreProgramInput = decision_input(decisions.ScoreProgram)
ClassifyProgramInput = decision_input(decisions.ClassifyProgram)
CertifyProgramInput = decision_input(decisions.CertifyProgram)
AppealRefusalInput = decision_input(decisions.AppealRefusal)
DecideAppealInput = decision_input(decisions.DecideAppeal)
WithdrawProgramInput = decision_input(decisions.WithdrawProgram, on="case", of="Case")


def _result(name: str, done: type, words: str):
    return Annotated[done | Refused, strawberry.union(name, description=f"{words}, or why not.")]


EDITION = "The edition as it is now"
SubmitProgramResult = _result("SubmitProgramResult", ProgramEdition, EDITION)
CheckProgramResult = _result("CheckProgramResult", ProgramEdition, EDITION)
ResubmitProgramResult = _result("ResubmitProgramResult", ProgramEdition, EDITION)
AssignExpertsResult = _result("AssignExpertsResult", ProgramEdition, EDITION)
ScoreProgramResult = _result("ScoreProgramResult", Task, "The task as it is now")
ClassifyProgramResult = _result("ClassifyProgramResult", ProgramEdition, EDITION)
CertifyProgramResult = _result("CertifyProgramResult", ProgramEdition, EDITION)
AppealRefusalResult = _result("AppealRefusalResult", ProgramEdition, EDITION)
DecideAppealResult = _result("DecideAppealResult", ProgramEdition, EDITION)
WithdrawProgramResult = _result("WithdrawProgramResult", ProgramEdition, EDITION)


@strawberry.type
class ProgramCertificationMutation:
    @mutation
    def submit_program(self, info: Info, input: SubmitProgramInput) -> SubmitProgramResult:
        """Submit an edition for certification (C 2.4). Needs submit_program in its provider."""
        return engine.start(ProgramCertification.start, by=info.context.viewer, **_subject(input.submission())).edition

    @mutation
    def check_program(self, info: Info, input: CheckProgramInput) -> CheckProgramResult:
        """Pass, return with remarks, or refuse. Needs check_program in the regional operator."""
        return _complete(ProgramCertification.check_program, info, input).process.edition

    @mutation
    def resubmit_program(self, info: Info, input: ResubmitProgramInput) -> ResubmitProgramResult:
        """Submit the corrected card again. Needs resubmit_program in the provider."""
        return _complete(ProgramCertification.resubmit_program, info, input).process.edition

    @mutation
    def assign_experts(self, info: Info, input: AssignExpertsInput) -> AssignExpertsResult:
        """Ask experts, by name or by load. Needs assign_experts in the regional operator."""
        return _complete(ProgramCertification.assign_experts, info, input).process.edition

    @mutation
    def score_program(self, info: Info, input: ScoreProgramInput) -> ScoreProgramResult:
        """Score the program one was asked to score. Needs score_program, and to be the expert who was asked."""
        return _complete(ExpertReview.score_program, info, input)

    @mutation
    def classify_program(self, info: Info, input: ClassifyProgramInput) -> ClassifyProgramResult:
        """Set the classes that feed the normative cost. Needs classify_program in the regional operator."""
        return _complete(ProgramCertification.classify_program, info, input).process.edition

    @mutation
    def certify_program(self, info: Info, input: CertifyProgramInput) -> CertifyProgramResult:
        """Enter the program into the register, or refuse (C 2.3, C 2.4). Needs certify_program in the operator."""
        return _complete(ProgramCertification.certify_program, info, input).process.edition

    @mutation
    def appeal_refusal(self, info: Info, input: AppealRefusalInput) -> AppealRefusalResult:
        """Contest a refusal before the head of the operator. Needs appeal_refusal in the provider."""
        return _complete(ProgramCertification.appeal_refusal, info, input).process.edition

    @mutation
    def decide_appeal(self, info: Info, input: DecideAppealInput) -> DecideAppealResult:
        """Uphold or reject an appeal. Needs decide_appeal in the regional operator, which clerks never have."""
        return _complete(ProgramCertification.decide_appeal, info, input).process.edition

    @mutation
    def withdraw_program(self, info: Info, input: WithdrawProgramInput) -> WithdrawProgramResult:
        """Take the application back before the decision. Needs withdraw_program in the provider."""
        return engine.withdraw(ProgramCertification, by=info.context.viewer, **input.submission()).edition


def _complete(node, info: Info, input):
    return engine.complete(node, by=info.context.viewer, **input.submission())


def _subject(submission: dict) -> dict:
    return {"subject_id": submission.pop("edition_id"), **submission}
