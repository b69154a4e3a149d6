"""What can be done: the parts of the root, area by area; nothing else."""

from graphql_api.accounts import AccountsMutation
from graphql_api.agreements import AgreementsMutation
from graphql_api.annulments import AnnulmentsMutation
from graphql_api.assignments import AssignmentsMutation
from graphql_api.bulk import BulkMutation
from graphql_api.bulk_runs import BulkRunsMutation
from graphql_api.calendar import CalendarMutation
from graphql_api.certificate_issue import CertificateIssueMutation
from graphql_api.certificate_life import CertificateLifeMutation
from graphql_api.commissions import CommissionsMutation
from graphql_api.consents import ConsentsMutation
from graphql_api.contract_acts import ContractActsMutation
from graphql_api.contract_endings import ContractEndingsMutation
from graphql_api.contract_limits import ContractLimitsMutation
from graphql_api.dossiers import DossiersMutation
from graphql_api.duplicates import DuplicatesMutation
from graphql_api.enrollment_acts import EnrollmentActsMutation
from graphql_api.experts import ExpertsMutation
from graphql_api.files import FilesMutation
from graphql_api.funding_acts import FundingMutation
from graphql_api.funding_programs import FundingProgramsMutation
from graphql_api.group_acts import GroupActsMutation
from graphql_api.meeting_acts import MeetingsMutation
from graphql_api.parameters import ParametersMutation
from graphql_api.payers import PayersMutation
from graphql_api.program_certification import ProgramCertificationMutation
from graphql_api.programs import ProgramsMutation
from graphql_api.provider_entry import ProviderEntryMutation
from graphql_api.pupil_acts import PupilActsMutation
from graphql_api.registers import RegistersMutation
from graphql_api.roadmap import RoadmapMutation
from graphql_api.tasks import TasksMutation
from graphql_api.use_orders import UseOrdersMutation

MUTATIONS = (
    AccountsMutation,
    ProviderEntryMutation,
    ProgramsMutation,
    ProgramCertificationMutation,
    TasksMutation,
    ExpertsMutation,
    FilesMutation,
    RoadmapMutation,
    CalendarMutation,
    CertificateLifeMutation,
    CertificateIssueMutation,
    DuplicatesMutation,
    ConsentsMutation,
    AgreementsMutation,
    DossiersMutation,
    FundingProgramsMutation,
    ParametersMutation,
    UseOrdersMutation,
    ContractLimitsMutation,
    PayersMutation,
    CommissionsMutation,
    BulkMutation,
    BulkRunsMutation,
    FundingMutation,
    RegistersMutation,
    AssignmentsMutation,
    MeetingsMutation,
    EnrollmentActsMutation,
    GroupActsMutation,
    PupilActsMutation,
    ContractActsMutation,
    AnnulmentsMutation,
    ContractEndingsMutation,
)
