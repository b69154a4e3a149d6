"""Compiled reads give what the ordinary executor gives, to everybody, and never what belongs to somebody else."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.test import override_settings
from django.utils import timezone
from graphql import parse
from strawberry.relay import to_base64

from backoffice import statements
from backoffice.access import ROLES, STRANGER, Role
from backoffice.certificates.models import Certificate
from backoffice.commissions.models import Commission
from backoffice.funding.models import FundingPeriod
from backoffice.municipalities.models import RoadmapDuty
from backoffice.people.models import Child
from backoffice.units.models import Unit
from graphql_api.compiler import plans
from tests import cards, factories, families
from tests.generated import Generated
from tests.stories import BY_LOAD, PASS, RETURN, Story
from tests.world import make as make_world
from workflows.models import Task

pytestmark = pytest.mark.django_db
ORDINARY = {  # our own operations that one statement does not answer, and why
    "CalendarDays": "a resolver asks the database itself",
    "CertificateCheck": "Query.certificateCheck is computed in Python",  # writes first
    "ChildCard": "Query.childCard is computed in Python",  # writes who looked, before anything is read
    "Case": "Case.record is computed in Python",
    "CaseDiagram": "Case.diagram is computed in Python",
    "ContractLimits": "ContractLimit.viewerActions is computed in Python",
    "DecisionForm": "Query.decisionForm is computed in Python",
    "DocumentCheck": "Query.documentCheck is computed in Python",
    "ContractAnnulments": "StoredFile.url is computed in Python",
    "ImportTemplate": "Query.importTemplate is computed in Python",
    "DownloadLink": "StoredFile.url is computed in Python",
    "DuplicatePair": "Query.duplicatePair is computed in Python",  # writes who looked, before anything is read
    "Eligibility": "Query.eligibility takes a list",
    "ExpertCandidates": "a resolver asks the database itself",
    "ExpertReviews": "Case.viewerActions is computed in Python",
    "GroupReadiness": "StudyGroup.readiness is computed in Python",
    "NavigatorForUs": "a resolver asks the database itself",
    "Processes": "Query.processes is computed in Python",
    "RegisterConditions": "a resolver asks the database itself",
    "RequestedChild": "Query.requestedChild is computed in Python",  # writes who looked, before anything is read
    "ReplenishmentPreview": "a resolver asks the database itself",
    "RoadmapProgress": "a resolver asks the database itself",
    "RoadmapReport": "a resolver asks the database itself",
    "RulesInForce": "a resolver asks the database itself",
    "SubjectCases": "Case.viewerActions is computed in Python",
    "SpecialNeeds": "Query.specialNeeds is computed in Python",  # writes who looked, before anything is read
    "TaskCounts": "a resolver asks the database itself",
    "TaskForm": "Task.form is computed in Python",
    "Trajectory": "Query.trajectory is computed in Python",  # writes who looked, before anything is read
    "UseCheck": "Query.useCheck is computed in Python",
    "WorkingDaysAfter": "a resolver asks the database itself",
}
READERS = {  # who asks where the operator could read nothing
    "ChildReads": Role.GUARDIAN,
    **dict.fromkeys(("Export", "Import", "ImportRows", "IssueProblems", "IssueRun"), Role.MUNICIPAL_CLERK),
}
COMMISSION = [role for role, powers in ROLES.items() if powers.held_in == Unit.Kind.COMMISSION]
QUEUE = "{ tasks(first: 5) { totalCount edges { cursor node { id subjectLine case { id } } } } }"


@pytest.fixture
def ask(send, settings, monkeypatch):
    """Ask the compiled and the ordinary executor the same; give both answers and the name of the first executor."""
    settings.PREPARED_STATEMENTS = True
    monkeypatch.setattr(statements, "RUNS_BEFORE", 0)

    def _ask(who, query, **variables):
        compiled = send(who, query, **variables)
        with override_settings(COMPILED_READS=False):
            ordinary = send(who, query, **variables)
        return compiled, ordinary, compiled.response.headers.get("X-Executor", "")

    return _ask


@pytest.fixture
def world(people):
    """Cases at several steps, of two providers, and a person in each role."""
    stories = [Story(people) for _ in range(3)]
    stories[0].do("check_program", "clerk", PASS)
    stories[0].do("assign_experts", "head", BY_LOAD)
    stories[1].do("check_program", "clerk", RETURN)
    neighbour = factories.provider()
    manager = factories.member(Role.PROVIDER_MANAGER, neighbour.unit)
    Story({**people, "provider": manager, "owner": neighbour})
    things = make_world(people["owner"])
    town, department = Unit.objects.get(code="kemerovo-city"), Unit.objects.get(code="education-department")
    region = Unit.objects.get(code="kuzbass")
    roles = {
        None: None,
        Role.APPLICANT: factories.member(Role.APPLICANT, people["owner"].unit),
        Role.PROVIDER_MANAGER: people["provider"],
        "neighbour": manager,
        Role.OPERATOR_CLERK: people["clerk"],
        Role.OPERATOR_HEAD: people["head"],
        Role.QUALITY_EXPERT: people["experts"][0],
        Role.MUNICIPAL_CLERK: factories.member(Role.MUNICIPAL_CLERK, town),
        Role.MUNICIPAL_HEAD: factories.member(Role.MUNICIPAL_HEAD, town),
        Role.DEPARTMENT_OFFICER: factories.member(Role.DEPARTMENT_OFFICER, department),
        Role.AUDITOR: factories.member(Role.AUDITOR, region),
        Role.SYSTEM_ADMIN: factories.member(Role.SYSTEM_ADMIN, region),
        Role.GUARDIAN: families.guardian(things.child),
        Role.CHILD: cards.itself(things.child),
        Role.ACCOUNTANT: factories.member(Role.ACCOUNTANT, things.payer),
    }
    commission = Unit.objects.get(code="kemerovo-city-commission")
    at_commission = [role for role in Role if ROLES[role].held_in == Unit.Kind.COMMISSION]
    roles |= {role: factories.member(role, commission) for role in at_commission}
    assert {role for role in roles if isinstance(role, Role)} == set(Role)
    return {"stories": stories, "roles": roles, "ids": ids_of(people, stories, things), "things": things}


def ids_of(people, stories, things) -> dict[str, list[str]]:
    """Global ids to ask for by name of argument: right ones, one of another type, one that is none."""
    case = stories[0].case
    every = {
        "edition": [to_base64("ProgramEdition", story.edition.pk) for story in stories],
        "provider": [to_base64("Provider", people["owner"].pk)],
        "case": [to_base64("Case", story.case.pk) for story in stories],
        "task": [to_base64("Task", task.pk) for task in case.task_set.all()],
        "duty": [to_base64("RoadmapDuty", RoadmapDuty.objects.earliest("pk").pk)],
        "municipality": [to_base64("Municipality", people["owner"].municipality_id)],
        "child": [to_base64("Child", child.pk) for child in Child.objects.all()],
        "contract": [to_base64("Contract", things.rows["Contract"].pk)],
        "certificate": [to_base64("Certificate", certificate.pk) for certificate in Certificate.objects.all()],
        "period": [to_base64("FundingPeriod", period.pk) for period in FundingPeriod.objects.all()],
        "run": [to_base64(name, things.rows[name].pk) for name in ("Import", "IssueRun")],
        "meeting": [to_base64("Meeting", things.rows["IssuedDocument"].meeting_id)],
        "dossier": [to_base64("Dossier", things.rows["Dossier"].pk)],
        "commission": [to_base64("Commission", commission.pk) for commission in Commission.objects.all()[:2]],
        "group": [to_base64("StudyGroup", things.rows["StudyGroup"].pk)],
        "groups": [to_base64("StudyGroup", things.rows["StudyGroup"].pk)],
        "thing": [to_base64(name, row.pk) for name, row in things.rows.items()],
    }
    bad = [to_base64("Municipality", 10**18), "?"]
    every["subject"] = [*every["dossier"], *every["meeting"], *every["certificate"]]
    every["id"] = [global_id for found in every.values() for global_id in found]
    return {name: [*found, *bad] for name, found in every.items()}


def told(answer) -> str:
    """What a client is told, to the order of the keys; of our own mistakes and costs not the numbers."""
    errors = [(error["extensions"]["code"], error.get("path")) for error in answer.errors]
    return json.dumps([answer.status, answer.data, errors], ensure_ascii=False)


def compare(ask, world, seed: int, operations: int) -> Counter:
    """Compare both executors for so many operations and every role; count who answered first."""
    generated, executors = Generated(seed, world["ids"]), Counter()
    for _ in range(operations):
        query = generated.operation()
        for role, person in world["roles"].items():
            compiled, ordinary, executor = ask(person, query)
            assert told(compiled) == told(ordinary), f"{role} of seed {seed}, {executor}: {query}"
            executors[executor == "compiled"] += 1
    return executors


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=pytest.mark.slow) for seed in range(4)])
def test_generated_operations_get_the_same_answer_from_both_executors(ask, world, seed):
    executors = compare(ask, world, seed, operations=14)
    assert executors[True] > 20


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 120))
def test_many_generated_operations_get_the_same_answer_from_both_executors(ask, world, seed):
    assert compare(ask, world, seed, operations=50)[True] > 100


def test_every_operation_of_ours_is_compiled_but_those_listed_with_their_reason(ask, world):
    some = {
        "period": to_base64("FundingPeriod", 1),
        "kind": "CERTIFIED",
        "start": "2026-01-12",
        "days": 3,
        "decision": "checkProgram",
        "year": 2026,
    }
    found = {}
    for path in sorted((project.ROOT / "operations").glob("*.graphql")):
        (operation, *_) = parse(path.read_text(encoding="utf-8")).definitions
        if operation.operation.value != "query":
            continue
        ids = {"id": ids_for(operation.name.value, world), "edition": world["ids"]["edition"][0]}
        wanted = {each.variable.name.value for each in operation.variable_definitions or ()}
        file = to_base64("StoredFile", world["stories"][0].edition.documents.first().file_id)
        given = some | ids | {"duty": world["ids"]["duty"][0], "file": file, "run": world["ids"]["edition"][0]}
        given |= {"subject": world["ids"]["case"][0]}
        given |= {"child": "?", "request": "?", "provider": world["ids"]["provider"][0], "number": "1"}
        given |= {"municipality": world["ids"]["municipality"][0], "period": world["ids"]["period"][0]}
        given |= {
            "certificate": world["ids"]["certificate"][0],
            "register": "CERTIFIED",
            "budgetRegister": "SIGNIFICANT",
            "group": world["ids"]["group"][0],
            "startsOn": "2026-09-01",
            "groups": [],
        }
        variables = {name: value for name, value in given.items() if name in wanted}
        role = READERS.get(path.stem, Role.OPERATOR_CLERK)
        compiled, ordinary, executor = ask(world["roles"][role], path.read_text(), **variables)
        assert compiled.errors == ordinary.errors == [], path.stem
        if executor != "compiled":
            found[path.stem] = re.sub(r": \w+$", "", executor)
    assert found == ORDINARY


def ids_for(operation: str, world) -> str:
    """An id of the type that an operation asks for."""
    kinds = {"Provider": "provider", "ExpertReviews": "case", "Task": "task", "TaskForm": "task"}
    if operation in ("Case", "CaseDiagram", "CaseHistory", "CaseSubject", "DecisionContext"):
        return world["ids"]["case"][0]
    return world["ids"][kinds.get(operation, "edition")][0]


def test_plans_of_different_rights_are_different(ask, world):
    plans._plans.clear()
    seen = {}
    for role, person in world["roles"].items():
        if person is not None:
            compiled, ordinary, executor = ask(person, QUEUE)
            assert (executor, told(compiled)) == ("compiled", told(ordinary)), role
            seen[role] = len(compiled.data["tasks"]["edges"])
    assert seen[Role.OPERATOR_CLERK] == 2
    assert seen[Role.PROVIDER_MANAGER] == 1
    assert seen["neighbour"] == seen[Role.AUDITOR] == 0
    assert len(plans._plans) == len(Role)  # one for each set of roles; the two managers share theirs


def test_who_comes_second_with_equal_rights_gets_his_own(ask, world):
    cards = "query ($status: EditionStatus) { programEditions(status: $status) { totalCount edges { node { id } } } }"
    plans._plans.clear()
    answers = [ask(world["roles"][who], cards)[0].data for who in (Role.PROVIDER_MANAGER, "neighbour")]
    assert [answer["programEditions"]["totalCount"] for answer in answers] == [4, 1]
    (plan,) = plans._plans.values()
    assert not re.search(r"ARRAY|\{\d", plan.sql), "a plan knows no unit"
    assert {"PROVIDER_MANAGER", "me"} <= plan.reads.keys()


def test_a_plan_does_not_remember_ids_cursors_or_dates(ask, world):
    query = """query ($id: ID!, $after: String, $asOf: Date) {
      case(id: $id) { id history(first: 1, after: $after) { edges { cursor node { what } } } }
      providerRegister(asOf: $asOf) { totalCount } }"""
    clerk = world["roles"][Role.OPERATOR_CLERK]
    first, second = world["ids"]["case"][:2]
    plans._plans.clear()
    cursor = ask(clerk, query, id=first)[0].data["case"]["history"]["edges"][0]["cursor"]
    for each in (first, second):
        for day in ("2026-01-01", "2031-01-01"):
            compiled, ordinary, executor = ask(clerk, query, id=each, after=cursor, asOf=day)
            assert (executor, told(compiled)) == ("compiled", told(ordinary))
            assert compiled.data["case"]["id"] == each
    assert len(plans._plans) == 2  # with cursor and day, and without


def test_tomorrow_a_plan_of_today_answers_for_tomorrow(ask, world):
    duties = '{ roadmapDuties(item: "1.10", first: 1) { edges { node { isOverdue daysLate } } } }'
    plans._plans.clear()
    ask(None, duties)
    (plan,) = plans._plans.values()
    late = [read(plan, timezone.now() + timedelta(days=days)) for days in (0, 1)]
    assert late[1]["daysLate"] == late[0]["daysLate"] + 1


def read(plan, moment):
    """The one duty that a plan finds at a moment."""
    (row,) = plan.rows(plan.values(plans.Request(STRANGER, {}, now=moment)))
    return json.loads(row[0])["roadmapDuties"]["edges"][0]["node"]


@pytest.mark.django_db(transaction=True)
def test_what_the_schema_promises_and_the_rules_hide_is_an_error_as_ever(reference, people, ask):
    story = Story(people)
    task = story.task("check_program")
    Task.objects.filter(pk=task.pk).update(permission="score_program")  # on the experts' desk, of a case not theirs
    compiled, ordinary, executor = ask(people["experts"][0], "{ tasks { edges { node { id case { id } } } } }")
    assert executor == "something is missing"
    assert told(compiled) == told(ordinary)
    assert compiled.error_codes == ["INTERNAL_SERVER_ERROR"]


def test_bad_arguments_get_the_ordinary_answer(ask, world):
    for variables in ({"after": "?"}, {"first": 101}, {"first": 1, "last": 1}, {"before": "WyJ4Iiw1XQ=="}):
        query = """query ($first: Int, $last: Int, $after: String, $before: String) {
          tasks(first: $first, last: $last, after: $after, before: $before) { totalCount edges { cursor } } }"""
        compiled, ordinary, executor = ask(world["roles"][Role.OPERATOR_CLERK], query, **variables)
        assert executor not in ("", "compiled"), variables
        assert told(compiled) == told(ordinary)
        assert compiled.error_codes == ["BAD_USER_INPUT"]


def test_a_page_is_one_object_whatever_is_asked_of_it(ask, world):
    for arguments in ("first: 0", "last: 0", "first: 1", "first: 5", "last: 2", 'first: 5, provider: "?"'):
        for inner in ("pageInfo { hasPreviousPage }", "pageInfo { hasNextPage }", "__typename", "edges { cursor }"):
            query = f"{{ cases({arguments}) {{ {inner} }} }}"
            compiled, ordinary, executor = ask(world["roles"][Role.OPERATOR_CLERK], query)
            assert (executor, told(compiled)) == ("compiled", told(ordinary)), query


def test_a_compiled_read_is_one_statement_after_the_login(send, world, django_assert_num_queries):
    clerk = world["roles"][Role.OPERATOR_CLERK]
    send(clerk, QUEUE)
    with django_assert_num_queries(2):
        assert send(clerk, QUEUE).response.headers["X-Executor"] == "compiled"


def test_an_operation_that_unfolds_without_end_is_not_compiled(ask, world):
    chain = "".join(
        f"fragment F{n} on ProviderRegisterEntry {{ number provider {{ shortName entry {{ ...F{n + 1} }} }} }} "
        for n in range(4)
    )
    many = " ".join(f"a{n}: providerRegister(first: 1) {{ edges {{ node {{ ...F0 }} }} }}" for n in range(28))
    query = f"{{ {many} }} {chain} fragment F4 on ProviderRegisterEntry {{ number }}"
    compiled, ordinary, executor = ask(None, query)
    assert executor == "more than 300 fields"
    assert told(compiled) == told(ordinary)


def test_types_that_nobody_knows_make_no_plans_of_their_own(ask, world):
    plans._plans.clear()
    for number in range(5):
        ask(None, "query ($m: ID) { roadmapDuties(municipality: $m) { totalCount } }", m=to_base64(f"T{number}", 1))
    assert len(plans._plans) == 1


def test_a_reason_of_several_lines_is_no_header(ask, world):
    query = "query ($y: Boolean = true) { tasks { totalCount edges { node { id @include(if: $y) } } } }"
    compiled, ordinary, executor = ask(world["roles"][Role.OPERATOR_CLERK], query, y=None)
    assert executor == "bad argument"
    assert told(compiled) == told(ordinary)


def test_plans_are_not_kept_without_end(ask, world, monkeypatch):
    monkeypatch.setattr(plans, "PLANS", 3)
    plans._plans.clear()
    for first in range(1, 6):
        ask(None, f"{{ municipalities(first: {first}) {{ totalCount }} }}")
    assert len(plans._plans) == 3
