"""The measured operations: what is asked of whom, in each target's dialect, and how answers become comparable."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from dataclasses import dataclass
from typing import Any

from benchmarks.region import Person, provider

PAGE = 50
MOST_COUNTED = 1000
TURNS = 4  # sets of variables that take turns
OPAQUE = ("cursor", "endCursor")

TASK = """
    id step stepTitle status created dueAt subjectLine priority
    owner { fullName } provider { shortName inn } municipality { name }
    case { id version status created edition { name } }
"""
CASE = """
    id status created finished edition { name } provider { shortName inn municipality { name } }
    tasks { id step status created finished owner { fullName } }
"""
QUEUE = "query Queue(%s) { tasks(%s) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node {%s} } } }"
CASES = "query %s(%s) { cases(%s) { edges { node {%s} } } }"
STATUS_OURS = CASES % ("ProviderStatus", "$provider: ID!, $first: Int!", "provider: $provider, first: $first", CASE)
STATUS_PEER = CASES % ("ProviderStatus", "$provider: Int!, $first: Int!", "provider: $provider, first: $first", CASE)
DESKS = "$holders: [Int!]!, $permissions: [String!]!, $first: Int!"
DESKS_GRAPHENE = "$holders: [Int]!, $permissions: [String]!, $first: Int!"
GIVEN_DESKS = "holders: $holders, permissions: $permissions, first: $first"

POSTGRAPHILE_TASK = """
    id: rowId step stepTitle status created dueAt subjectLine priority
    owner: backofficeUserByOwnerId { fullName }
    provider: backofficeProviderByProviderId { shortName inn }
    municipality: backofficeMunicipalityByMunicipalityId { unit: backofficeUnitByUnitId { name } }
    case: workflowsProcessByProcessId {
        id: rowId version status created edition: backofficeProgrameditionByEditionId { name }
    }
"""
POSTGRAPHILE_CASE = """
    id: rowId status created finished edition: backofficeProgrameditionByEditionId { name }
    provider: backofficeProviderByProviderId {
        shortName inn municipality: backofficeMunicipalityByMunicipalityId { unit: backofficeUnitByUnitId { name } }
    }
    tasks: workflowsTasksByProcessId(orderBy: ROW_ID_ASC) {
        nodes { id: rowId step status created finished owner: backofficeUserByOwnerId { fullName } }
    }
"""
POSTGRAPHILE_QUEUE = """query Queue(
    $holders: [BigInt]!, $permissions: [String]!, $first: Int!, $most: Int!, $counted: Int!
) {
    totalCount: benchCountOpenTasks(holders: $holders, permissions: $permissions, most: $counted)
    tasks: benchOpenTasks(holders: $holders, permissions: $permissions, most: $most, first: $first) {
        pageInfo { hasNextPage endCursor } edges { cursor node {%s} } } }"""
POSTGRAPHILE_STATUS = """query ProviderStatus($provider: BigInt!, $first: Int!) {
    cases: allWorkflowsProcesses(condition: { providerId: $provider }, orderBy: ROW_ID_DESC, first: $first) {
        edges { node {%s} } } }"""


@dataclass(frozen=True)
class Operation:
    """One operation: its name, who sends it, which variables it takes in turn, and its document for each dialect."""

    name: str
    title: str
    person: Person
    variables: dict[str, list[dict[str, Any]]]  # by dialect, one for each turn
    documents: dict[str, str]

    def body(self, dialect: str, turn: int) -> dict[str, Any]:
        """What is posted to a target that speaks the dialect."""
        own = self.variables[dialect]
        return {
            "query": self.documents.get(dialect, ""),
            "operationName": self.name,
            "variables": own[turn % len(own)],
        }

    @property
    def turns(self) -> int:
        """How many sets of variables there are."""
        return len(self.variables["floor"])


def queue(title: str, person: Person) -> Operation:
    """Q1: the first page of a person's desks."""
    holders = [unit for unit, _ in person.desks]
    plain = {"holders": holders, "permissions": [name for _, name in person.desks], "first": PAGE}
    return Operation(
        "Queue",
        title,
        person,
        {
            "ours": [{"first": PAGE}],
            "floor": [{**plain, "me": person.user}],
            "graphene": [plain],
            "strawberry": [plain],
            "postgraphile": [
                {
                    **plain,
                    "holders": [str(unit) for unit in holders],
                    "most": PAGE + 1,
                    "counted": MOST_COUNTED,
                }
            ],
        },
        {
            "ours": QUEUE % ("$first: Int!", "first: $first", TASK),
            "graphene": QUEUE % (DESKS_GRAPHENE, GIVEN_DESKS, TASK),
            "strawberry": QUEUE % (DESKS, GIVEN_DESKS, TASK),
            "postgraphile": POSTGRAPHILE_QUEUE % POSTGRAPHILE_TASK,
        },
    )


def provider_status(title: str, person: Person, providers: int) -> Operation:
    """Q2: a provider's cases with their steps, for providers from the middle of the list in turn."""
    keys = [provider(number) for number in range(providers // 2, providers // 2 + TURNS)]
    peer = [{"provider": key, "first": PAGE} for key in keys]
    return Operation(
        "ProviderStatus",
        title,
        person,
        {
            "ours": [{"provider": global_id("Provider", key), "first": PAGE} for key in keys],
            "floor": peer,
            "graphene": peer,
            "strawberry": peer,
            "postgraphile": [{**each, "provider": str(each["provider"])} for each in peer],
        },
        {
            "ours": STATUS_OURS,
            "graphene": STATUS_PEER,
            "strawberry": STATUS_PEER,
            "postgraphile": POSTGRAPHILE_STATUS % POSTGRAPHILE_CASE,
        },
    )


def own_cases(title: str, person: Person, key: int) -> Operation:
    """Q3: a provider's own list, which only row rules narrow. No peer has them: the floor names the provider itself."""
    document = CASES % ("OwnCases", "$first: Int!", "first: $first", CASE)
    variables = {"ours": [{"first": PAGE}], "floor": [{"provider": key, "first": PAGE, "me": person.user}]}
    return Operation("OwnCases", title, person, variables, {"ours": document})


def global_id(kind: str, key: int) -> str:
    """A global id as the product writes it."""
    return base64.b64encode(f"{kind}:{key}".encode()).decode()


def normalised(value: Any, name: str = "") -> Any:
    """An answer without what each implementation may write in its own way: ids, cursors, moments, lists of nodes."""
    if isinstance(value, dict):
        if set(value) == {"nodes"}:
            return normalised(value["nodes"])
        if set(value) == {"unit"}:  # there a municipality's name is its unit's
            return normalised(value["unit"])
        if set(value) == {"tasks", "totalCount"}:  # PostGraphile counts in a field of its own
            return normalised({"tasks": {**value["tasks"], "totalCount": value["totalCount"]}})
        return {key: normalised(part, key) for key, part in sorted(value.items())}
    if isinstance(value, list):
        return [normalised(part) for part in value]
    if name in OPAQUE:
        return value is not None
    if name == "id":
        return _key(str(value))
    if name == "totalCount":
        return min(int(value), MOST_COUNTED)
    if name in ("created", "finished", "dueAt") and value is not None:
        return dt.datetime.fromisoformat(value).astimezone(dt.UTC).isoformat()
    return value


def _key(value: str) -> str:
    """The key inside of a global id, or the plain key that it is."""
    if value.isdigit():
        return value
    try:
        return base64.b64decode(value).decode().rpartition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return value
