"""The whole permission matrix as one table: what each role sees and may do, and where it is held.

The matrix says only what is built.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import TextChoices

from backoffice.units.models import Unit


class Role(TextChoices):
    """What a person is in a unit."""

    APPLICANT = "APPLICANT", "Заявитель"
    PROVIDER_MANAGER = "PROVIDER_MANAGER", "Руководитель поставщика"
    OPERATOR_CLERK = "OPERATOR_CLERK", "Специалист оператора"
    OPERATOR_HEAD = "OPERATOR_HEAD", "Руководитель оператора"
    QUALITY_EXPERT = "QUALITY_EXPERT", "Эксперт по качеству"
    MUNICIPAL_CLERK = "MUNICIPAL_CLERK", "Специалист муниципалитета"
    MUNICIPAL_HEAD = "MUNICIPAL_HEAD", "Руководитель муниципалитета"
    DEPARTMENT_OFFICER = "DEPARTMENT_OFFICER", "Специалист департамента"
    AUDITOR = "AUDITOR", "Контролёр"
    SYSTEM_ADMIN = "SYSTEM_ADMIN", "Администратор системы"
    GUARDIAN = "GUARDIAN", "Представитель ребёнка"
    CHILD = "CHILD", "Ребёнок с 14 лет"
    ACCOUNTANT = "ACCOUNTANT", "Бухгалтер уполномоченной организации"
    COMMISSION_CHAIR = "COMMISSION_CHAIR", "Председатель комиссии"
    COMMISSION_DEPUTY = "COMMISSION_DEPUTY", "Заместитель председателя комиссии"
    COMMISSION_SECRETARY = "COMMISSION_SECRETARY", "Секретарь комиссии"
    COMMISSION_MEMBER = "COMMISSION_MEMBER", "Член комиссии"


class Thing(StrEnum):
    """A column of the matrix."""

    PROVIDER = "provider card"
    CERTIFICATION = "program in certification"
    ROADMAP = "roadmap"
    JOURNAL = "journal"
    CHILD = "child and consents"
    READ_LOG = "who read a child's data"
    CERTIFICATE = "certificate"
    LEDGER = "money of a certificate"
    LEDGER_CHECK = "checks of the whole ledger"
    FUNDING = "funding program and parameters"
    AGREEMENT = "payment agreement"
    COMMISSION = "dossier of a program for a budget register"
    MEETING = "meetings, votes and minutes of a commission"
    ASSIGNMENT = "municipal assignment"
    ENROLLMENT = "requests for places, waiting lists and enrollments"
    ASSESSMENT = "what a municipality found of a request"
    CONTRACT = "contracts on education"
    APPLICATION = "applications for enrollment, with the data of child and customer"
    BULK = "imports, bulk issue and exports"


class Scope(StrEnum):
    """How far a role sees."""

    UNIT = "what belongs to the unit in which the role is held"
    REGION = "everything in the region"


@dataclass(frozen=True)
class Powers:
    """One row of the matrix: where a role is held, what it sees, which decisions it may take."""

    held_in: Unit.Kind
    sees: dict[Thing, Scope] = field(default_factory=dict)
    may: frozenset[str] = frozenset()


_READS_REGION: dict[Thing, Scope] = {thing: Scope.REGION for thing in Thing if thing is not Thing.BULK}
_PROVIDER_ENTRY = {"save_provider", "submit_provider", "resubmit_provider", "withdraw_provider"}
_PROVIDER_ACTS = {"withdraw_program", "submit_program", "resubmit_program", "appeal_refusal", "save_program"}
_AGREEMENT_ACTS = {"save_requisites", "request_agreement", "sign_agreement", "withdraw_agreement", "appeal_agreement"}
_FAMILY_ACTS = {
    "withdraw_certificate",
    "request_funding",
    "withdraw_funding",
    "return_funding",
    "request_move",
    "withdraw_move",
    "give_consent",
    "revoke_consent",
    "give_up_certificate",
    "apply_for_enrollment",
    "submit_enrollment",
    "accept_place",
    "appeal_assessment",
    "cancel_enrollment_request",
    "leave_program",
    "accept_contract",
    "terminate_contract",
    "answer_annulment",
}
_CONTRACT_ACTS = {"offer_contract", "sign_contract", "terminate_contract", "prolong_contract", "request_annulment"}
_GROUP_ACTS = {"save_group", "open_group", "close_group", "cancel_group"}
_PUPIL_ACTS = {"answer_enrollment", "enroll", "transfer_pupil", "withdraw_pupil", "record_result"}
_DOSSIER_ACTS = {"file_dossier", "resubmit_dossier", "withdraw_dossier", "appeal_rejection"}
_VOTES = {"cast_vote", "declare_conflict"}
_COMMISSION_SEES: dict[Thing, Scope] = {Thing.COMMISSION: Scope.UNIT, Thing.MEETING: Scope.UNIT}
_FAMILY = (
    *(Thing.CHILD, Thing.READ_LOG, Thing.CERTIFICATE, Thing.LEDGER),
    *(Thing.ENROLLMENT, Thing.ASSESSMENT, Thing.CONTRACT, Thing.APPLICATION),
)
_FAMILY_SEES: dict[Thing, Scope] = {thing: Scope.UNIT for thing in _FAMILY}
_REVIEW = (Thing.COMMISSION, Thing.MEETING, Thing.ASSIGNMENT)
_OFFICE = (
    *(Thing.PROVIDER, Thing.CERTIFICATION, Thing.ROADMAP, Thing.CERTIFICATE, Thing.FUNDING, Thing.AGREEMENT),
    *(*_REVIEW, Thing.ENROLLMENT, Thing.CONTRACT),
)
_OF_ISSUERS = (Thing.CHILD, Thing.LEDGER, Thing.ASSESSMENT, Thing.APPLICATION, Thing.BULK)
_MUNICIPAL_SEES: dict[Thing, Scope] = {thing: Scope.UNIT for thing in (*_OFFICE, *_OF_ISSUERS)}
_OPERATOR_SEES: dict[Thing, Scope] = {thing: Scope.REGION for thing in _OFFICE}

ROLES: dict[Role, Powers] = {
    Role.APPLICANT: Powers(Unit.Kind.PROVIDER, sees={Thing.PROVIDER: Scope.UNIT}, may=frozenset(_PROVIDER_ENTRY)),
    Role.PROVIDER_MANAGER: Powers(
        Unit.Kind.PROVIDER,
        sees={
            thing: Scope.UNIT
            for thing in (
                *(Thing.PROVIDER, Thing.CERTIFICATION, Thing.AGREEMENT),
                *(Thing.COMMISSION, Thing.ASSIGNMENT, Thing.ENROLLMENT, Thing.CONTRACT, Thing.APPLICATION),
            )
        },
        may=frozenset(
            _PROVIDER_ENTRY
            | _PROVIDER_ACTS
            | _AGREEMENT_ACTS
            | _DOSSIER_ACTS
            | _GROUP_ACTS
            | _PUPIL_ACTS
            | _CONTRACT_ACTS
            | {"apply_for_a_child", "look_up_certificate"}
        ),
    ),
    Role.OPERATOR_CLERK: Powers(
        Unit.Kind.REGIONAL_OPERATOR,
        sees=_OPERATOR_SEES,
        may=frozenset({"review_provider", "check_program", "classify_program", "certify_program", "check_parameters"}),
    ),
    Role.OPERATOR_HEAD: Powers(
        Unit.Kind.REGIONAL_OPERATOR,
        sees=_OPERATOR_SEES | {Thing.LEDGER_CHECK: Scope.REGION},
        may=frozenset(
            {
                "assign_experts",
                "decide_appeal",
                "decide_agreement_appeal",
                "relieve_expert",
                "record_expert_tie",
                "revoke_program",
                "assign_task",
                "suspend_provider",
                "resume_provider",
                "exclude_provider",
                "decide_annulment",
                "set_contract_limit",
            }
        ),
    ),
    Role.QUALITY_EXPERT: Powers(Unit.Kind.REGIONAL_OPERATOR, may=frozenset({"score_program"})),
    Role.MUNICIPAL_CLERK: Powers(
        Unit.Kind.MUNICIPALITY,
        sees=_MUNICIPAL_SEES,
        may=frozenset(
            {
                "record_roadmap_duty",
                "apply_for_a_child",
                "issue_certificate",
                "activate_certificate",
                "discard_certificate",
                "suspend_certificate",
                "resume_certificate",
                "terminate_certificate",
                "invite_family",
                "end_guardianship",
                "review_move",
                "resolve_duplicate",
                "correct_child",
                "record_special_needs",
                "record_consent",
                "read_child",
                "review_funding",
                "remove_from_queue",
                "save_funding_program",
                "submit_funding_program",
                "resubmit_funding_program",
                "withdraw_funding_program",
                "save_parameters",
                "submit_parameters",
                "resubmit_parameters",
                "withdraw_parameters",
                "assess_enrollment",
                "run_bulk",
            }
        ),
    ),
    Role.MUNICIPAL_HEAD: Powers(
        Unit.Kind.MUNICIPALITY,
        sees=_MUNICIPAL_SEES,
        may=frozenset(
            {
                "record_roadmap_duty",
                "read_child",
                "approve_funding_program",
                "approve_parameters",
                "adopt_use_order",
                "appoint_payer",
                "replenish",
                "assign_task",
                "approve_composition",
                "adopt_commission_order",
                "decide_pre_professional",
                "order_significant",
                "order_general_development",
                "decide_rejection_appeal",
                "exclude_from_register",
                "approve_assignment",
                "override_assessment",
                "decide_assessment_appeal",
            }
        ),
    ),
    Role.DEPARTMENT_OFFICER: Powers(
        Unit.Kind.DEPARTMENT,
        sees={
            Thing.PROVIDER: Scope.REGION,
            Thing.CERTIFICATION: Scope.REGION,
            Thing.ROADMAP: Scope.REGION,
            Thing.FUNDING: Scope.REGION,
            Thing.AGREEMENT: Scope.REGION,
            **dict.fromkeys(_REVIEW, Scope.REGION),
        },
        may=frozenset({"record_roadmap_duty"}),
    ),
    Role.AUDITOR: Powers(Unit.Kind.REGION, sees=_READS_REGION, may=frozenset({"read_child"})),
    Role.SYSTEM_ADMIN: Powers(Unit.Kind.REGION, may=frozenset({"correct_calendar_day"})),
    Role.GUARDIAN: Powers(Unit.Kind.CHILD, sees=_FAMILY_SEES, may=frozenset(_FAMILY_ACTS | {"consent_to_contract"})),
    Role.CHILD: Powers(Unit.Kind.CHILD, sees=_FAMILY_SEES, may=frozenset(_FAMILY_ACTS)),
    Role.ACCOUNTANT: Powers(
        Unit.Kind.AUTHORISED_ORGANISATION,
        sees={Thing.AGREEMENT: Scope.UNIT, Thing.CONTRACT: Scope.UNIT},
        may=frozenset({"confirm_agreement", "archive_agreement", "terminate_contract"}),
    ),
    Role.COMMISSION_CHAIR: Powers(
        Unit.Kind.COMMISSION, sees=_COMMISSION_SEES, may=frozenset(_VOTES | {"confirm_minutes_as_chair"})
    ),
    Role.COMMISSION_DEPUTY: Powers(
        Unit.Kind.COMMISSION, sees=_COMMISSION_SEES, may=frozenset(_VOTES | {"confirm_minutes_as_chair"})
    ),
    Role.COMMISSION_SECRETARY: Powers(
        Unit.Kind.COMMISSION,
        sees=_COMMISSION_SEES,
        may=frozenset(
            {
                "check_dossier",
                "put_on_agenda",
                "call_meeting",
                "send_agenda",
                "cancel_meeting",
                "open_meeting",
                "confirm_minutes_as_secretary",
                "correct_minutes",
                "withdraw_correction",
            }
        ),
    ),
    Role.COMMISSION_MEMBER: Powers(Unit.Kind.COMMISSION, sees=_COMMISSION_SEES, may=frozenset(_VOTES)),
}


NEAR = (Role.GUARDIAN, Role.CHILD, Role.MUNICIPAL_CLERK, Role.MUNICIPAL_HEAD)  # to a child: family and municipality


def who_may(permission: str, held_in: str) -> str:
    """The roles in units of a kind that have a permission, in Russian: «Руководитель оператора»."""
    named = [role for role, powers in ROLES.items() if powers.held_in == held_in and permission in powers.may]
    return " или ".join(role.label for role in named)
