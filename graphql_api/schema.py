"""Puts the parts of the API together; nothing else."""

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry_django.optimizer import DjangoOptimizerExtension

from graphql_api import arguments
from graphql_api.accounts import AccountsMutation, AccountsQuery
from graphql_api.acts import ActsQuery
from graphql_api.agreements import AgreementsMutation, AgreementsQuery
from graphql_api.bulk import BulkMutation, BulkQuery
from graphql_api.bulk_runs import BulkRunsMutation, BulkRunsQuery
from graphql_api.calendar import CalendarMutation, CalendarQuery
from graphql_api.cases import CasesQuery
from graphql_api.certificate_check import CertificateCheckQuery
from graphql_api.certificate_issue import CertificateIssueMutation
from graphql_api.certificate_life import CertificateLifeMutation
from graphql_api.certificate_moves import CertificateMovesQuery
from graphql_api.certificates import CertificatesQuery
from graphql_api.child_cards import ChildCardsQuery
from graphql_api.children import ChildrenQuery
from graphql_api.compiler.plans import CompiledReads
from graphql_api.consents import ConsentsMutation, ConsentsQuery
from graphql_api.doorkeeper import Doorkeeper
from graphql_api.duplicates import DuplicatesMutation, DuplicatesQuery
from graphql_api.entitlements import EntitlementsQuery
from graphql_api.experts import ExpertsMutation, ExpertsQuery
from graphql_api.fields import SCALARS
from graphql_api.files import FilesMutation
from graphql_api.funding import FundingQuery
from graphql_api.funding_acts import FundingMutation
from graphql_api.funding_programs import FundingProgramsMutation, FundingProgramsQuery
from graphql_api.ledger import LedgerQuery
from graphql_api.municipalities import MunicipalitiesQuery
from graphql_api.nodes import NodesQuery
from graphql_api.parameters import ParametersMutation, ParametersQuery
from graphql_api.payers import PayersMutation, PayersQuery
from graphql_api.program_certification import ProgramCertificationMutation
from graphql_api.programs import ProgramsMutation, ProgramsQuery
from graphql_api.provider_entry import ProviderEntryMutation
from graphql_api.providers import ProvidersQuery
from graphql_api.registers import RegistersQuery
from graphql_api.replenishment import ReplenishmentQuery
from graphql_api.roadmap import RoadmapMutation, RoadmapQuery
from graphql_api.tasks import TasksMutation, TasksQuery
from graphql_api.use_orders import UseOrdersMutation, UseOrdersQuery

QUERIES = (
    NodesQuery,
    AccountsQuery,
    MunicipalitiesQuery,
    ProvidersQuery,
    ProgramsQuery,
    RegistersQuery,
    TasksQuery,
    CasesQuery,
    ExpertsQuery,
    RoadmapQuery,
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
    EntitlementsQuery,
    FundingProgramsQuery,
    ParametersQuery,
    UseOrdersQuery,
    PayersQuery,
    BulkQuery,
    BulkRunsQuery,
    FundingQuery,
    ReplenishmentQuery,
    LedgerQuery,
)
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
    FundingProgramsMutation,
    ParametersMutation,
    UseOrdersMutation,
    PayersMutation,
    BulkMutation,
    BulkRunsMutation,
    FundingMutation,
)


@strawberry.type(description="What can be read. Strangers reach only the fields that say so.")
class Query(*QUERIES):
    pass


@strawberry.type(description="What can be done: one field for each decision.")
class Mutation(*MUTATIONS):
    pass


schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=[
        Doorkeeper,
        CompiledReads,
        lambda: DjangoOptimizerExtension(prefetch_custom_queryset=True),  # `visible_to` along foreign keys too
    ],
)
arguments.describe(schema._schema)
