"""The list of processes."""

from workflows.ballot_casting import BallotCasting
from workflows.certificate_issue import CertificateIssue
from workflows.certificate_transfer import CertificateTransfer
from workflows.commission_meeting import CommissionMeeting
from workflows.commission_review import CommissionReview
from workflows.contract_signing import ContractSigning
from workflows.duplicate_review import DuplicateReview
from workflows.enrollment_approval import EnrollmentApproval
from workflows.erroneous_contract import ErroneousContract
from workflows.expert_review import ExpertReview
from workflows.funding_program import FundingProgramApproval
from workflows.funding_status_change import FundingStatusChange
from workflows.minutes_correction import MinutesCorrection
from workflows.municipal_assignment import MunicipalAssignmentApproval
from workflows.nodes import Awaited, StartDecision, Subcases, UserTask
from workflows.parameters import ParametersApproval
from workflows.payment_agreement import PaymentAgreementSigning
from workflows.program_certification import ProgramCertification
from workflows.provider_entry import ProviderEntry

FLOWS = (
    ProviderEntry,
    ProgramCertification,
    ExpertReview,
    CertificateIssue,
    DuplicateReview,
    CertificateTransfer,
    FundingStatusChange,
    FundingProgramApproval,
    ParametersApproval,
    PaymentAgreementSigning,
    MunicipalAssignmentApproval,
    CommissionReview,
    CommissionMeeting,
    BallotCasting,
    MinutesCorrection,
    EnrollmentApproval,
    ContractSigning,
    ErroneousContract,
)


def user_tasks() -> list[UserTask]:
    """Every step that a person completes, in the order of the processes."""
    return [node for flow_class in FLOWS for node in flow_class.instance.nodes() if isinstance(node, UserTask)]


def expiring() -> list[UserTask]:
    """Every step of theirs that time ends by itself."""
    return [node for node in user_tasks() if node.expires]


def awaited() -> list[tuple[Subcases, Awaited]]:
    """Every step of smaller cases that says whom it waits for, with that."""
    nodes = (node for flow_class in FLOWS for node in flow_class.instance.nodes())
    return [(node, node.awaited) for node in nodes if isinstance(node, Subcases) and node.awaited]


def starts() -> list[StartDecision]:
    """Every decision that opens a case."""
    return [node for flow_class in FLOWS for node in flow_class.instance.nodes() if isinstance(node, StartDecision)]


def titles_of_processes() -> list[tuple[object, str]]:
    """(step, Russian title of its process) of every step of every process."""
    return [(node, flow_class.process_title) for flow_class in FLOWS for node in flow_class.instance.nodes()]


def titles_of_steps() -> list[tuple[object, str]]:
    """(step, its Russian title) of every step of every process."""
    return [(node, node.task_title) for flow_class in FLOWS for node in flow_class.instance.nodes()]
