"""The names of steps are data: rows keep them, so they never change. And every step has a form in Russian."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from viewflow.workflow.fields import TaskReferenceField

from backoffice.access import ROLES
from graphql_api.forms import FormField, form_of
from graphql_api.inputs import DECISIONS
from graphql_api.schema import schema  # noqa: F401  fills DECISIONS
from tests import desk
from tests.stories import BY_LOAD, PASS, Story
from workflows import catalog
from workflows.decisions.contracts import SignContract
from workflows.decisions.municipal_acts import AdoptUseOrder
from workflows.decisions.program_acts import DraftProgram, SaveProgram
from workflows.decisions.program_certification import AssignExperts, CheckProgram, ScoreProgram
from workflows.decisions.provider_entry import DraftProvider, SaveProvider
from workflows.models import Task

# Rows of released versions hold these names. Never take one away: a breaking change is a new flow beside the old one.
RELEASED = {
    "workflows/provider_entry.ProviderEntry": {
        "start",
        "review_provider",
        "reviewed",
        "resubmit_provider",
        "lapse",
        "expired",
        "accepted",
        "refused",
    },
    "workflows/program_certification.ProgramCertification": {
        "start",
        "check_program",
        "checked",
        "resubmit_program",
        "lapse",
        "expired",
        "assign_experts",
        "review",
        "enough_experts",
        "conclude_review",
        "reviewed",
        "classify_program",
        "certify_program",
        "decided",
        "certified",
        "appeal_refusal",
        "decide_appeal",
        "after_appeal",
        "refused",
    },
    "workflows/expert_review.ExpertReview": {"start", "score_program", "scored"},
    "workflows/certificate_issue.CertificateIssue": {
        "decided",
        "issue_certificate",
        "issued",
        "rejected",
        "start",
    },
    "workflows/duplicate_review.DuplicateReview": {
        "different",
        "resolve_duplicate",
        "resolved",
        "same",
        "start",
    },
    "workflows/certificate_transfer.CertificateTransfer": {
        "accepted",
        "refused",
        "review_move",
        "reviewed",
        "start",
    },
    "workflows/funding_status_change.FundingStatusChange": {
        "granted",
        "queued",
        "refused",
        "review_funding",
        "reviewed",
        "start",
    },
    "workflows/funding_program.FundingProgramApproval": {
        "approve_funding_program",
        "approved",
        "in_force",
        "resubmit_funding_program",
        "start",
    },
    "workflows/parameters.ParametersApproval": {
        "approve_parameters",
        "approved",
        "check_parameters",
        "in_force",
        "resubmit_parameters",
        "start",
    },
    "workflows/payment_agreement.PaymentAgreementSigning": {
        "after_appeal",
        "appeal_agreement",
        "confirm_agreement",
        "confirmed",
        "decide_agreement_appeal",
        "expired",
        "lapse",
        "rejected",
        "sign_agreement",
        "signed",
        "start",
    },
    "workflows/municipal_assignment.MunicipalAssignmentApproval": {"approve_assignment", "in_force", "start"},
    "workflows/commission_review.CommissionReview": {
        "after_appeal",
        "after_meeting",
        "appeal_rejection",
        "at_meeting",
        "check_dossier",
        "checked",
        "decide_pre_professional",
        "decide_rejection_appeal",
        "in_register",
        "lapse",
        "lapsed",
        "order_general_development",
        "order_significant",
        "ordered",
        "put_on_agenda",
        "refused",
        "rejected",
        "resubmit_dossier",
        "settle_rejection",
        "start",
        "take_outcome",
    },
    "workflows/enrollment_approval.EnrollmentApproval": {
        "accept_place",
        "after_appeal",
        "after_enroll",
        "after_refusal",
        "answer_enrollment",
        "answered",
        "appeal_assessment",
        "assess",
        "assess_enrollment",
        "assessed",
        "begun",
        "contract",
        "contracted",
        "contracting",
        "decide_assessment_appeal",
        "decided",
        "declined",
        "enroll",
        "enrolled",
        "expired",
        "give_up_place",
        "lapse",
        "place_answered",
        "possible",
        "refused",
        "refused_by_provider",
        "sent",
        "settle",
        "start",
        "submit_enrollment",
        "wait_for_place",
    },
    "workflows/contract_signing.ContractSigning": {
        "accept_contract",
        "accepted",
        "active",
        "consent_to_contract",
        "consented",
        "declined",
        "expired",
        "lapse",
        "offer_contract",
        "offered",
        "refused",
        "sign_contract",
        "signed",
        "start",
    },
    "workflows/commission_meeting.CommissionMeeting": {
        "start",
        "open_meeting",
        "opened",
        "adjourn",
        "not_held",
        "vote",
        "count",
        "draw_up",
        "confirm_minutes_as_secretary",
        "confirm_minutes_as_chair",
        "conclude",
        "signed",
    },
    "workflows/ballot_casting.BallotCasting": {"start", "cast_vote", "voted", "not_voted"},
    "workflows/minutes_correction.MinutesCorrection": {
        "start",
        "confirm_minutes_as_secretary",
        "confirm_minutes_as_chair",
        "signed",
    },
    "workflows/erroneous_contract.ErroneousContract": {
        "start",
        "answer_annulment",
        "answered",
        "decide_annulment",
        "decided",
        "lapse",
        "granted",
        "refused",
        "declined",
        "expired",
    },
}
STEPS = {
    "review_provider": "ReviewProvider",
    "resubmit_provider": "ResubmitProvider",
    "check_program": "CheckProgram",
    "resubmit_program": "ResubmitProgram",
    "assign_experts": "AssignExperts",
    "classify_program": "ClassifyProgram",
    "certify_program": "CertifyProgram",
    "appeal_refusal": "AppealRefusal",
    "decide_appeal": "DecideAppeal",
    "score_program": "ScoreProgram",
    "issue_certificate": "IssueCertificate",
    "resolve_duplicate": "ResolveDuplicate",
    "review_move": "ReviewMove",
    "review_funding": "ReviewFunding",
    "approve_funding_program": "ApproveFundingProgram",
    "resubmit_funding_program": "ResubmitFundingProgram",
    "approve_parameters": "ApproveParameters",
    "check_parameters": "CheckParameters",
    "resubmit_parameters": "ResubmitParameters",
    "appeal_agreement": "AppealAgreement",
    "confirm_agreement": "ConfirmAgreement",
    "decide_agreement_appeal": "DecideAgreementAppeal",
    "sign_agreement": "SignAgreement",
    "approve_assignment": "ApproveAssignment",
    "appeal_rejection": "AppealRejection",
    "check_dossier": "CheckDossier",
    "decide_pre_professional": "DecidePreProfessional",
    "decide_rejection_appeal": "DecideRejectionAppeal",
    "order_general_development": "OrderGeneralDevelopment",
    "order_significant": "OrderSignificant",
    "put_on_agenda": "PutOnAgenda",
    "resubmit_dossier": "ResubmitDossier",
    "submit_enrollment": "SubmitEnrollment",
    "accept_place": "AcceptPlace",
    "answer_enrollment": "AnswerEnrollment",
    "assess_enrollment": "AssessEnrollment",
    "appeal_assessment": "AppealAssessment",
    "decide_assessment_appeal": "DecideAssessmentAppeal",
    "enroll": "Enroll",
    "open_meeting": "OpenMeeting",
    "cast_vote": "CastVote",
    "confirm_minutes_as_secretary": "ConfirmMinutesAsSecretary",
    "confirm_minutes_as_chair": "ConfirmMinutesAsChair",
    "offer_contract": "OfferContract",
    "accept_contract": "AcceptContract",
    "consent_to_contract": "ConsentToContract",
    "answer_annulment": "AnswerAnnulment",
    "decide_annulment": "DecideAnnulment",
    "sign_contract": "SignContract",
}
RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)


def reference(flow_class) -> str:
    """The name under which rows know a flow."""
    return f"{flow_class.__module__.replace('.', '/', 1)}.{flow_class.__name__}"


def every(fields: list[FormField]):
    """Every field of a form, groups from within too."""
    for each in fields:
        yield each
        yield from every(each.fields)


def test_no_flow_and_no_step_was_renamed_or_taken_away():
    living = {reference(flow): {node.name for node in flow.instance.nodes()} for flow in catalog.FLOWS}

    assert living == RELEASED


def test_every_released_name_finds_its_living_step():
    for flow, steps in RELEASED.items():
        for step in steps:
            node = TaskReferenceField().to_python(f"{flow}.{step}")
            assert node in list(node.flow_class.instance.nodes()), f"{flow}.{step} is obsolete"
            assert (node.name, reference(node.flow_class)) == (step, flow)


def unfound() -> list[str]:
    """Names in open rows that no living step answers to."""
    living = {f"{reference(flow)}.{node.name}" for flow in catalog.FLOWS for node in flow.instance.nodes()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT flow_task FROM workflows_task WHERE finished IS NULL")
        return [name for (name,) in cursor.fetchall() if name not in living]


@pytest.mark.django_db
def test_every_open_task_finds_its_living_step(people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    assert Task.objects.filter(finished=None).count() == 3
    assert unfound() == []

    desk.copies(story.task("review"), 1, flow_task="workflows/program_certification.ProgramCertification.renamed")

    assert unfound() == ["workflows/program_certification.ProgramCertification.renamed"]


def test_every_step_keeps_its_decision_and_somebody_may_take_it():
    steps = catalog.user_tasks()

    assert {node.name: node.decision.__name__ for node in steps} == STEPS
    for node in steps:
        assert node.permission == node.name
        assert any(node.permission in powers.may for powers in ROLES.values()), node.name
        assert RUSSIAN.search(node.task_title), node.name


@pytest.mark.django_db
@pytest.mark.parametrize("node", catalog.user_tasks(), ids=lambda node: node.name)
def test_every_field_of_a_form_has_a_russian_label(node):
    fields = list(every(form_of(node.decision)))

    assert fields
    for each in fields:
        assert RUSSIAN.search(each.label), each.name
        assert each.help == "" or RUSSIAN.search(each.help), each.name
        assert all(RUSSIAN.search(option.label) and option.value for option in each.options()), each.name
        assert (each.kind == "GROUP") == bool(each.fields), each.name
        assert (each.kind == "CHOICE") == bool(each.options()), each.name
        assert bool(each.only_for or each.required_for) == bool(each.question), each.name


@pytest.mark.django_db
@pytest.mark.parametrize("decision", DECISIONS.values(), ids=lambda decision: decision.__name__)
def test_a_condition_of_a_field_names_answers_of_a_question_beside_it(decision):
    def check(fields):
        beside = {each.name: each for each in fields}
        for each in fields:
            if each.question:
                answers = {option.value for option in beside[each.question].options()}
                assert {*each.only_for, *each.required_for} <= answers, each.name
            assert not (each.required_for and each.is_required), each.name
            if each.preset():
                answers = {"true"} if each.kind == "FLAG" else {option.value for option in each.options()}
                assert each.preset() in answers, each.name
            if each.is_one_each:
                assert each.is_list and each.fields, each.name
            check(each.fields)

    check(form_of(decision))


@pytest.mark.django_db
@pytest.mark.parametrize("node", catalog.starts(), ids=lambda node: node.decision.__name__)
def test_a_start_is_labelled_to_its_last_field(node):
    assert all(RUSSIAN.search(each.label) for each in every(form_of(node.decision)))


@pytest.mark.django_db
def test_the_forms_of_cards_are_labelled_to_their_last_field():
    for decision in (DraftProgram, SaveProgram, DraftProvider, SaveProvider):
        for each in every(form_of(decision)):
            assert RUSSIAN.search(each.label), f"{decision.__name__}.{each.name}"


@pytest.mark.django_db
def test_a_form_says_what_to_send():
    verdict, remarks, grounds, reason = form_of(CheckProgram)

    assert (verdict.name, verdict.kind, verdict.is_required, verdict.is_list) == ("verdict", "CHOICE", True, False)
    assert [option.value for option in verdict.options()] == ["PASS", "RETURN", "REFUSE"]
    assert (remarks.kind, remarks.is_list, remarks.is_required) == ("GROUP", True, True)
    assert [(each.name, each.kind) for each in remarks.fields] == [("field", "LINE"), ("text", "TEXT")]
    assert (grounds.kind, grounds.is_list, grounds.only_for, grounds.question) == (
        "CHOICE",
        True,
        ["REFUSE"],
        "verdict",
    )
    assert (reason.kind, reason.help, reason.only_for) == ("TEXT", "Его прочтёт поставщик.", [])
    assert (reason.question, reason.is_required, reason.required_for) == ("verdict", False, ["REFUSE"])
    (experts,) = form_of(AssignExperts)
    assert (experts.kind, experts.id_of, experts.is_list, experts.is_required) == ("ID", "User", True, False)
    scores, opinion = form_of(ScoreProgram)
    assert (scores.is_one_each, opinion.is_one_each) == (True, False)
    card = {each.name: each for each in form_of(SaveProgram)[0].fields}
    assert (card["ageFrom"].kind, card["forGifted"].kind, card["direction"].kind) == ("NUMBER", "FLAG", "CHOICE")
    assert (card["name"].kind, card["annotation"].kind) == ("LINE", "TEXT")
    assert (card["modules"].kind, card["modules"].is_list) == ("GROUP", True)
    price = next(each for each in card["modules"].fields if each.name == "askedPrice")
    assert (price.kind, price.is_required) == ("MONEY", False)
    code, scan = (next(each for each in form_of(SignContract) if each.name == name) for name in ("code", "scan"))
    assert (code.only_for, code.question) == (["SIMPLE"], "way")
    assert [each.preset() for each in form_of(SignContract) if each.preset()] == ["SIMPLE"]
    assert [each.name for each in form_of(AdoptUseOrder)[0].fields if each.preset() == "true"] == ["assessesByItself"]
    assert (scan.only_for, scan.id_of) == (["PAPER"], "StoredFile")
