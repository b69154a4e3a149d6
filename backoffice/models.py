"""Every model of the domain, so that Django finds them."""

from backoffice.accounts.models import AccessToken, RegistrationAttempt, Session, User
from backoffice.acts.models import CalendarDay, DeadlineRule, LegalAct, RefusalGround, Setting
from backoffice.assignments.models import AssignmentLine, MunicipalAssignment
from backoffice.certificates.models import (
    Certificate,
    CertificateCategory,
    CertificateLookup,
    CertificateMove,
    CertificateRefusal,
)
from backoffice.certification.models import (
    Appeal,
    CertificationRefusal,
    CriterionScore,
    ExpertAssignment,
    ExpertOpinion,
    ExpertTie,
    Remark,
    ScoreCriterion,
)
from backoffice.commissions.dossiers import AuthorityOrder, ConditionVerdict, Dossier
from backoffice.commissions.meetings import (
    AgendaItem,
    Attendance,
    Ballot,
    Meeting,
    Minutes,
    MinutesConfirmation,
    MinutesWithdrawal,
    Recusal,
    Vote,
)
from backoffice.commissions.models import (
    Commission,
    CommissionComposition,
    CommissionOrder,
    CommissionSeat,
    RegisterCondition,
)
from backoffice.contracts.models import Contract, ContractAnnulment, ContractLine
from backoffice.documents.models import DocumentTemplate, IssuedDocument, RegimeRule
from backoffice.enrollments.assessments import AssessmentFinding, MunicipalAssessment
from backoffice.enrollments.checks import PlacesCheck
from backoffice.enrollments.contract_limits import ContractLimit
from backoffice.enrollments.models import Enrollment, EnrollmentRequest, GroupTransfer, PlaceHold
from backoffice.enrollments.waiting import WaitingListEntry, WaitingListMove
from backoffice.entitlements.models import ServiceVolume, UseOrder, UseOrderRule
from backoffice.files.models import StoredFile
from backoffice.funding.models import (
    DirectionCap,
    FundedCategory,
    FundingPeriod,
    MunicipalFundingProgram,
    Quota,
    Replenishment,
    ReplenishmentLine,
)
from backoffice.funding.waiting import FundingRequest, QuotaQueueEntry, QuotaQueueMove
from backoffice.groups.models import GroupPlaces, ScheduleSlot, StudyGroup
from backoffice.groups.search import GroupWords
from backoffice.imports.models import Export, Import, ImportRefusal, ImportRow, IssueProblem, IssueRun
from backoffice.jobs.models import Job
from backoffice.journal import Entry
from backoffice.ledger.models import CertificateAccount, LedgerCheck, LedgerEntry
from backoffice.municipalities.models import (
    Municipality,
    MunicipalParameters,
    RoadmapDuty,
    RoadmapItem,
    TeachingMeansCost,
)
from backoffice.municipalities.proposals import ParameterProposal, ProposedParameters, ProposedTeachingMeans
from backoffice.payments.models import AuthorisedOrganisation, PaymentAgreement, PaymentAgreementRefusal
from backoffice.people.models import (
    Child,
    ChildRead,
    Consent,
    ConsentRevocation,
    ConsentText,
    DuplicatePair,
    Guardianship,
    Invitation,
    Residence,
    SpecialNeeds,
)
from backoffice.programs.models import (
    NormativeCost,
    OperatorFigures,
    Program,
    ProgramDocument,
    ProgramEdition,
    ProgramModule,
    ProvisionCoefficient,
    QualificationCoefficient,
    TeachingPlace,
)
from backoffice.providers.models import Provider, ProviderDocument, ProviderRefusal
from backoffice.registers.models import (
    EntryPlaces,
    ProgramRegisterEntry,
    ProgramRegisterExit,
    ProviderRegisterEntry,
    ProviderRegisterExit,
)
from backoffice.signatures.models import DocumentSeal, Signature, SigningCode
from backoffice.units.models import Membership, Unit

__all__ = [
    "AccessToken",
    "AgendaItem",
    "Appeal",
    "AssessmentFinding",
    "AssignmentLine",
    "Attendance",
    "AuthorisedOrganisation",
    "AuthorityOrder",
    "Ballot",
    "CalendarDay",
    "Certificate",
    "CertificateAccount",
    "CertificateCategory",
    "CertificateLookup",
    "CertificateMove",
    "CertificateRefusal",
    "CertificationRefusal",
    "Child",
    "ChildRead",
    "Commission",
    "CommissionComposition",
    "CommissionOrder",
    "CommissionSeat",
    "ConditionVerdict",
    "Consent",
    "ConsentRevocation",
    "ConsentText",
    "Contract",
    "ContractAnnulment",
    "ContractLimit",
    "ContractLine",
    "CriterionScore",
    "DeadlineRule",
    "DirectionCap",
    "DocumentSeal",
    "DocumentTemplate",
    "Dossier",
    "DuplicatePair",
    "Enrollment",
    "EnrollmentRequest",
    "Entry",
    "EntryPlaces",
    "ExpertAssignment",
    "ExpertOpinion",
    "ExpertTie",
    "Export",
    "FundedCategory",
    "FundingPeriod",
    "FundingRequest",
    "GroupPlaces",
    "GroupTransfer",
    "GroupWords",
    "Guardianship",
    "Import",
    "ImportRefusal",
    "ImportRow",
    "Invitation",
    "IssueProblem",
    "IssueRun",
    "IssuedDocument",
    "Job",
    "LedgerCheck",
    "LedgerEntry",
    "LegalAct",
    "Meeting",
    "Membership",
    "Minutes",
    "MinutesConfirmation",
    "MinutesWithdrawal",
    "MunicipalAssessment",
    "MunicipalAssignment",
    "MunicipalFundingProgram",
    "MunicipalParameters",
    "Municipality",
    "NormativeCost",
    "OperatorFigures",
    "ParameterProposal",
    "PaymentAgreement",
    "PaymentAgreementRefusal",
    "PlaceHold",
    "PlacesCheck",
    "Program",
    "ProgramDocument",
    "ProgramEdition",
    "ProgramModule",
    "ProgramRegisterEntry",
    "ProgramRegisterExit",
    "ProposedParameters",
    "ProposedTeachingMeans",
    "Provider",
    "ProviderDocument",
    "ProviderRefusal",
    "ProviderRegisterEntry",
    "ProviderRegisterExit",
    "ProvisionCoefficient",
    "QualificationCoefficient",
    "Quota",
    "QuotaQueueEntry",
    "QuotaQueueMove",
    "Recusal",
    "RefusalGround",
    "RegimeRule",
    "RegisterCondition",
    "RegistrationAttempt",
    "Remark",
    "Replenishment",
    "ReplenishmentLine",
    "Residence",
    "RoadmapDuty",
    "RoadmapItem",
    "ScheduleSlot",
    "ScoreCriterion",
    "ServiceVolume",
    "Session",
    "Setting",
    "Signature",
    "SigningCode",
    "SpecialNeeds",
    "StoredFile",
    "StudyGroup",
    "TeachingMeansCost",
    "TeachingPlace",
    "Unit",
    "UseOrder",
    "UseOrderRule",
    "User",
    "Vote",
    "WaitingListEntry",
    "WaitingListMove",
]
