"""Who cannot do what and who cannot see what: every operation of the schema, every role, here and next door."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import connection
from graphql import GraphQLNonNull, GraphQLObjectType, get_named_type
from strawberry.relay import from_base64, to_base64

from backoffice.access import ROLES, Role
from backoffice.units.models import Membership, Unit
from graphql_api.fields import camel
from graphql_api.schema import schema
from tests.every_deed import DEEDS
from tests.everybody import everybody
from tests.world import make as make_world

pytestmark = pytest.mark.django_db
SDL = schema._schema
WATCHED = ("Entry", "LedgerEntry", "Certificate", "Child", "Membership", "Consent", "FundingRequest", "Job")
# Mutations that have no deed here, and why: everybody may try them, and their own tests say what they refuse.
OPEN_TO_ALL = {
    "acceptInvitation": "whoever has the key",
    "applyForCertificate": "whoever is signed in, for a child that nobody knows yet",
    "draftProvider": "whoever is signed in",
    "registerApplicant": "a stranger",
    "signIn": "a stranger",
    "signOut": "whoever has a session",
}
# Mutations of earlier days whose deeds stand in tests of their own, with the same questions.
ELSEWHERE = {
    "attachProgramDocument",
    "attachProviderDocument",
    "correctCalendarDay",
    "discardProgram",
    "draftProgram",
    "excludeProvider",
    "recordExpertTie",
    "recordRoadmapDuty",
    "resumeProvider",
    "reviseProgram",
    "revokeProgram",
    "saveProgram",
    "saveProvider",
    "suspendProvider",
}
# Deeds whose permission is not named after them.
PERMISSIONS = {
    "saveEnrollmentDraft": "apply_for_enrollment",
    "requestSigningCode": "accept_contract",  # what the step of its deed asks for
    "printApplication": "offer_contract",
    "recordPaperAcceptance": "offer_contract",
    "claimTask": "check_program",  # whoever has the task on the desk
    "releaseTask": "check_program",
    "startReplenishment": "replenish",
    "cancelReplenishment": "replenish",
    "draftGroup": "save_group",
    "draftFundingProgram": "save_funding_program",
    "draftParameters": "save_parameters",
    "startImport": "run_bulk",
    "cancelImport": "run_bulk",
    "startIssueRun": "run_bulk",
    "cancelIssueRun": "run_bulk",
    "startExport": "run_bulk",
}


CLOSED = [name for name in DEEDS if name.partition(":")[0] not in OPEN_TO_ALL]


def snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def operation_of(deed: str) -> str:
    return deed.partition(":")[0]


def counts() -> dict[str, int]:
    """How many rows of each kind there are, in one statement: it is asked after every refusal."""
    tables = [apps.get_model("backoffice", name)._meta.db_table for name in WATCHED]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables))
        return dict(zip(WATCHED, cursor.fetchone(), strict=True))


def refusals_of(answer) -> list[str]:
    if answer.errors:
        return [error["extensions"]["code"] for error in answer.errors]
    (result,) = answer.data.values()
    is_a_thing = "id" in result or "refusals" not in result  # which may tell of refusals of its own
    return [] if is_a_thing else [refusal["code"] for refusal in result["refusals"]]


def may(role: Role | None, operation: str) -> bool:
    permission = PERMISSIONS.get(operation, snake(operation))
    return role is not None and permission in ROLES[role].may


def test_every_mutation_has_a_deed_or_a_reason():
    done = {operation_of(name) for name in CLOSED}
    assert SDL.mutation_type.fields.keys() - done == OPEN_TO_ALL.keys() | ELSEWHERE, "give each a deed in tests/deeds"


def every_one() -> list:
    """One deed of each decision; what else is decided at the same step is seen by the same people: slow tests."""
    first = {operation_of(name): name for name in reversed(CLOSED)}
    return [
        name if first[operation_of(name)] == name else pytest.param(name, marks=pytest.mark.slow) for name in CLOSED
    ]


def _may_try(someone, operation: str) -> bool:
    """Next door those alone who may do it there: the others have less than those of their role here."""
    return someone.is_here or someone.role is None or may(someone.role, operation)


@pytest.mark.parametrize("name", every_one())
def test_nobody_else_can_do_it(api, people, name):
    deed = DEEDS[name](people)
    operation = operation_of(name)
    assert camel(snake(deed.operation[0].lower() + deed.operation[1:])) == operation
    held = {each.unit.kind: each.unit for each in Membership.objects.filter(user=deed.by).select_related("unit")}
    others = [
        someone
        for someone in everybody(
            provider=held.get(Unit.Kind.PROVIDER, people["owner"].unit),
            payer=held.get(Unit.Kind.AUTHORISED_ORGANISATION),
            child=held.get(Unit.Kind.CHILD),
        )
        if not (someone.is_here and may(someone.role, operation)) and _may_try(someone, operation)
    ]
    before = counts()
    for someone in others:
        found = refusals_of(api(someone.user, deed.operation, input=deed.input))
        assert found == (["NOT_FOUND"] if someone.user else ["UNAUTHENTICATED"]), str(someone)
        assert counts() == before, str(someone)

    assert refusals_of(api(deed.by, deed.operation, input=deed.input)) == []
    assert counts()["Entry"] > before["Entry"] or operation in ("claimTask", "releaseTask"), "it leaves a trace"


def ids_in(data, kind: str) -> set[int]:
    """Keys of all objects of a type in an answer."""
    if isinstance(data, dict):
        found = set().union(*(ids_in(each, kind) for each in data.values())) if data else set()
        if isinstance(data.get("id"), str) and from_base64(data["id"])[0] == kind:
            found.add(int(from_base64(data["id"])[1]))
        return found
    if isinstance(data, list):
        return set().union(*(ids_in(each, kind) for each in data)) if data else set()
    return set()


FAMILY = frozenset({Role.GUARDIAN, Role.CHILD})
OFFICE = frozenset({Role.MUNICIPAL_CLERK, Role.MUNICIPAL_HEAD})
READERS = frozenset({Role.OPERATOR_CLERK, Role.OPERATOR_HEAD, Role.AUDITOR})
COMMISSION = frozenset(role for role, powers in ROLES.items() if powers.held_in == Unit.Kind.COMMISSION)
AUDIT, DEPARTMENT = frozenset({Role.AUDITOR}), frozenset({Role.DEPARTMENT_OFFICER})
# Who sees a row of the type here; next door nobody does, except those who read the region.
SEES: dict[str, frozenset[Role]] = {
    "AgendaItem": COMMISSION | OFFICE | READERS | DEPARTMENT | {Role.PROVIDER_MANAGER},
    "Ballot": COMMISSION | OFFICE | READERS | DEPARTMENT,
    "Certificate": FAMILY | OFFICE | READERS,
    "CertificateAccount": FAMILY | OFFICE | AUDIT,
    "CertificateMove": FAMILY | OFFICE | READERS,
    "Child": FAMILY | OFFICE | AUDIT,
    "ChildRead": FAMILY | AUDIT,
    "Enrollment": FAMILY | OFFICE | READERS | {Role.PROVIDER_MANAGER},
    "EnrollmentRequest": FAMILY | OFFICE | READERS | {Role.PROVIDER_MANAGER},
    "MunicipalAssessment": FAMILY | OFFICE | AUDIT,
    "WaitingListEntry": FAMILY | OFFICE | READERS | {Role.PROVIDER_MANAGER},
    "Contract": FAMILY | OFFICE | READERS | {Role.PROVIDER_MANAGER, Role.ACCOUNTANT},
    "ContractAnnulment": FAMILY | OFFICE | READERS | {Role.PROVIDER_MANAGER},
    "Dossier": COMMISSION | OFFICE | READERS | DEPARTMENT | {Role.PROVIDER_MANAGER},
    "Export": OFFICE,
    "FundingProgram": OFFICE | READERS | DEPARTMENT,  # a draft
    "FundingRequest": OFFICE | READERS,  # of another family than the one that asks here
    "Import": OFFICE,
    "ImportRefusal": OFFICE,
    "ImportRow": OFFICE,
    "IssueProblem": OFFICE,
    "IssueRun": OFFICE,
    "IssuedDocument": OFFICE | READERS | DEPARTMENT | COMMISSION,
    "LedgerCheck": AUDIT | {Role.OPERATOR_HEAD},
    "PlacesCheck": AUDIT | {Role.OPERATOR_HEAD},
    "LedgerEntry": FAMILY | OFFICE | AUDIT,
    "MunicipalAssignment": OFFICE | READERS | DEPARTMENT | {Role.PROVIDER_MANAGER},
    "Meeting": COMMISSION | OFFICE | READERS | DEPARTMENT,
    "Minutes": COMMISSION | OFFICE | READERS | DEPARTMENT,
    "ParameterProposal": OFFICE | READERS | DEPARTMENT,
    "PaymentAgreement": OFFICE | READERS | DEPARTMENT | {Role.PROVIDER_MANAGER, Role.ACCOUNTANT},
    "QuotaQueueEntry": OFFICE | READERS,
    "Replenishment": OFFICE | READERS | DEPARTMENT,
    "ReplenishmentLine": OFFICE | READERS | DEPARTMENT,
    "StudyGroup": OFFICE | READERS | DEPARTMENT | {Role.PROVIDER_MANAGER},  # a draft
    "Vote": COMMISSION | OFFICE | READERS | DEPARTMENT,  # of a closed item
}
REGIONAL = READERS | DEPARTMENT  # of them there is no next door
# Types whose rows are open to everybody, or of which tests of their own say who sees them.
OTHERS = {
    "AuthorisedOrganisation",
    "Case",
    "CertificateCategory",
    "Commission",
    "CommissionComposition",
    "CommissionOrder",
    "CommissionSeat",  # whose person is hidden: tests/graphql_api/test_commissions.py
    "FundingPeriod",
    "ContractLimit",
    "JournalEntry",
    "LegalAct",
    "Municipality",
    "Program",
    "ProgramDocument",
    "ProgramEdition",
    "ProgramModule",
    "ProgramRegisterEntry",
    "Provider",
    "ProviderDocument",
    "ProviderRegisterEntry",
    "Quota",
    "RegisterCondition",
    "RoadmapDuty",
    "RoadmapItem",
    "StoredFile",
    "StudyGroup",
    "Task",
    "Unit",
    "UseOrder",
    "User",
}
NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"


def node_types() -> set[str]:
    kinds = (kind for kind in SDL.type_map.values() if isinstance(kind, GraphQLObjectType))
    return {kind.name for kind in kinds if any(interface.name == "Node" for interface in kind.interfaces)}


def test_every_type_says_who_sees_it():
    assert node_types() == SEES.keys() | OTHERS, "say in SEES who sees the new type, and make one in tests/world.py"


def lists() -> dict[str, str]:
    """Every list of the root with a document that reads its first page, by the type of its rows."""
    found = {}
    for name, field in SDL.query_type.fields.items():
        kind = get_named_type(field.type)
        required = [each for each, given in field.args.items() if isinstance(given.type, GraphQLNonNull)]
        if kind.name.endswith("Connection") and not required:
            found[name] = f"{{ {name}(first: 100) {{ edges {{ node {{ id }} }} }} }}"
    return found


def test_who_sees_what(send, people):
    things = make_world(people["owner"])
    everyone = everybody(provider=things.provider, payer=things.payer, child=things.child.unit)
    for someone in everyone:
        is_near = someone.is_here or someone.role in REGIONAL
        for kind, row in things.rows.items():
            answer = send(someone.user, NODE, id=to_base64(kind, row.pk))
            found = bool(answer.data and answer.data["node"])
            assert found == (is_near and someone.role in SEES[kind]), f"{someone}: {kind}"


def test_no_list_shows_what_is_hidden(send, people):
    things = make_world(people["owner"])
    everyone = everybody(provider=things.provider, payer=things.payer, child=things.child.unit)
    assert len(lists()) > 15
    for someone in everyone:
        is_near = someone.is_here or someone.role in REGIONAL
        for name, document in lists().items():
            answer = send(someone.user, document)
            for kind, row in things.rows.items():
                if not (is_near and someone.role in SEES[kind]):
                    assert row.pk not in ids_in(answer.data, kind), f"{someone}: {name} shows a {kind}"
