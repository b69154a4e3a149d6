"""What can be read: the parts of the root, area by area; nothing else."""

from graphql_api.accounts import AccountsQuery
from graphql_api.acts import ActsQuery
from graphql_api.agreements import AgreementsQuery
from graphql_api.annulments import AnnulmentsQuery
from graphql_api.assignments import AssignmentsQuery
from graphql_api.bulk import BulkQuery
from graphql_api.bulk_runs import BulkRunsQuery
from graphql_api.calendar import CalendarQuery
from graphql_api.cases import CasesQuery
from graphql_api.certificate_check import CertificateCheckQuery
from graphql_api.certificate_moves import CertificateMovesQuery
from graphql_api.certificates import CertificatesQuery
from graphql_api.child_cards import ChildCardsQuery
from graphql_api.children import ChildrenQuery
from graphql_api.commissions import CommissionsQuery
from graphql_api.consents import ConsentsQuery
from graphql_api.contract_limits import ContractLimitsQuery
from graphql_api.contracts import ContractsQuery
from graphql_api.dossiers import DossiersQuery
from graphql_api.duplicates import DuplicatesQuery
from graphql_api.eligibility import EligibilityQuery
from graphql_api.enrollments import EnrollmentsQuery
from graphql_api.entitlements import EntitlementsQuery
from graphql_api.experts import ExpertsQuery
from graphql_api.forms import FormsQuery
from graphql_api.funding import FundingQuery
from graphql_api.funding_programs import FundingProgramsQuery
from graphql_api.groups import GroupsQuery
from graphql_api.issued_documents import IssuedDocumentsQuery
from graphql_api.ledger import LedgerQuery
from graphql_api.meeting_acts import MeetingActsQuery
from graphql_api.meetings import MeetingsQuery
from graphql_api.municipalities import MunicipalitiesQuery
from graphql_api.navigator import NavigatorQuery
from graphql_api.navigator_for_us import NavigatorForUsQuery
from graphql_api.nodes import NodesQuery
from graphql_api.parameters import ParametersQuery
from graphql_api.payers import PayersQuery
from graphql_api.places_checks import PlacesChecksQuery
from graphql_api.programs import ProgramsQuery
from graphql_api.providers import ProvidersQuery
from graphql_api.registers import RegistersQuery
from graphql_api.replenishment import ReplenishmentQuery
from graphql_api.requested_child import RequestedChildQuery
from graphql_api.roadmap import RoadmapQuery
from graphql_api.roadmap_report import RoadmapReportQuery
from graphql_api.tasks import TasksQuery
from graphql_api.trajectory import TrajectoryQuery
from graphql_api.use_orders import UseOrdersQuery

QUERIES = (
    NodesQuery,
    AccountsQuery,
    MunicipalitiesQuery,
    ProvidersQuery,
    ProgramsQuery,
    RegistersQuery,
    TasksQuery,
    FormsQuery,
    CasesQuery,
    ExpertsQuery,
    RoadmapQuery,
    RoadmapReportQuery,
    ActsQuery,
    CalendarQuery,
    ChildrenQuery,
    CertificatesQuery,
    CertificateMovesQuery,
    DuplicatesQuery,
    ChildCardsQuery,
    ConsentsQuery,
    CertificateCheckQuery,
    AgreementsQuery,
    DossiersQuery,
    EntitlementsQuery,
    FundingProgramsQuery,
    ParametersQuery,
    UseOrdersQuery,
    ContractLimitsQuery,
    PayersQuery,
    CommissionsQuery,
    BulkQuery,
    BulkRunsQuery,
    FundingQuery,
    ReplenishmentQuery,
    LedgerQuery,
    IssuedDocumentsQuery,
    AssignmentsQuery,
    MeetingsQuery,
    MeetingActsQuery,
    GroupsQuery,
    EligibilityQuery,
    EnrollmentsQuery,
    PlacesChecksQuery,
    NavigatorQuery,
    NavigatorForUsQuery,
    TrajectoryQuery,
    RequestedChildQuery,
    ContractsQuery,
    AnnulmentsQuery,
)
