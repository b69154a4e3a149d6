"""Who cannot do what and who cannot see what: every operation of the schema, every role, here and next door."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from strawberry.relay import from_base64

from backoffice.access import ROLES, Role
from backoffice.units.models import Membership, Unit
from graphql_api.fields import camel
from graphql_api.schema import schema
from tests.every_deed import DEEDS
from tests.everybody import everybody

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
# Deeds whose permission is not named after them: whoever has the task on the desk, or may give it to others.
ON_THE_DESK = {"claimTask": "check_program", "releaseTask": "check_program"}


def snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def operation_of(deed: str) -> str:
    return deed.partition(":")[0]


def counts() -> dict[str, int]:
    return {name: apps.get_model("backoffice", name).objects.count() for name in WATCHED}


def refusals_of(answer) -> list[str]:
    if answer.errors:
        return [error["extensions"]["code"] for error in answer.errors]
    (result,) = answer.data.values()
    return [refusal["code"] for refusal in result.get("refusals", [])]


def may(role: Role | None, operation: str) -> bool:
    permission = ON_THE_DESK.get(operation, snake(operation))
    return role is not None and permission in ROLES[role].may


def test_every_mutation_has_a_deed_or_a_reason():
    done = {operation_of(name) for name in DEEDS}
    assert SDL.mutation_type.fields.keys() - done == OPEN_TO_ALL.keys() | ELSEWHERE, "give each a deed in tests/deeds"


@pytest.mark.parametrize("name", DEEDS)
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
        if not (someone.is_here and may(someone.role, operation))
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
AUDIT, DEPARTMENT = frozenset({Role.AUDITOR}), frozenset({Role.DEPARTMENT_OFFICER})
# Who sees a row of the type here; next door nobody does, except those who read the region.
SEES: dict[str, frozenset[Role]] = {
    "Certificate": FAMILY | OFFICE | READERS,
    "CertificateAccount": FAMILY | OFFICE | AUDIT,
    "CertificateMove": FAMILY | OFFICE | READERS,
    "CertificateRefusal": FAMILY | OFFICE | READERS,
    "Child": FAMILY | OFFICE | AUDIT,
    "ChildRead": FAMILY | AUDIT,
    "DuplicatePair": OFFICE | AUDIT,
    "Export": OFFICE,
    "FundingRequest": OFFICE | READERS,  # of another family than the one asked here
    "Import": OFFICE,
    "ImportRow": OFFICE,
    "IssueRun": OFFICE,
    "LedgerEntry": FAMILY | OFFICE | AUDIT,
    "MunicipalFundingProgram": OFFICE | READERS | DEPARTMENT,  # a draft
    "ParameterProposal": OFFICE | READERS | DEPARTMENT,
    "PaymentAgreement": OFFICE | READERS | DEPARTMENT | {Role.PROVIDER_MANAGER, Role.ACCOUNTANT},
    "QuotaQueueEntry": OFFICE | READERS,
    "Replenishment": OFFICE | READERS | DEPARTMENT,
    "ReplenishmentLine": OFFICE | READERS | DEPARTMENT,
}
