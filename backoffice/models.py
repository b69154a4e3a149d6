"""Every model of the domain, so that Django finds them."""

from backoffice.accounts.models import AccessToken, RegistrationAttempt, Session, User
from backoffice.acts.models import CalendarDay, DeadlineRule, LegalAct, RefusalGround, Setting
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
from backoffice.files.models import StoredFile
from backoffice.journal import Entry
from backoffice.municipalities.models import (
    Municipality,
    MunicipalParameters,
    RoadmapDuty,
    RoadmapItem,
    TeachingMeansCost,
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
    ProgramRegisterEntry,
    ProgramRegisterExit,
    ProviderRegisterEntry,
    ProviderRegisterExit,
)
from backoffice.units.models import Membership, Unit

__all__ = [
    "AccessToken",
    "Appeal",
    "CalendarDay",
    "CertificationRefusal",
    "CriterionScore",
    "DeadlineRule",
    "Entry",
    "ExpertAssignment",
    "ExpertOpinion",
    "ExpertTie",
    "LegalAct",
    "Membership",
    "MunicipalParameters",
    "Municipality",
    "NormativeCost",
    "OperatorFigures",
    "Program",
    "ProgramDocument",
    "ProgramEdition",
    "ProgramModule",
    "ProgramRegisterEntry",
    "ProgramRegisterExit",
    "Provider",
    "ProviderDocument",
    "ProviderRefusal",
    "ProviderRegisterEntry",
    "ProviderRegisterExit",
    "ProvisionCoefficient",
    "QualificationCoefficient",
    "RefusalGround",
    "RegistrationAttempt",
    "Remark",
    "RoadmapDuty",
    "RoadmapItem",
    "ScoreCriterion",
    "Session",
    "Setting",
    "StoredFile",
    "TeachingMeansCost",
    "TeachingPlace",
    "Unit",
    "User",
]
