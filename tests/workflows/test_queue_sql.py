"""The desks at size: which index PostgreSQL takes, and how many statements a list costs for one row and for many."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from functools import partial
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import ROLES, Role
from backoffice.programs.models import NormativeCost
from backoffice.registers.models import ProviderRegisterEntry
from backoffice.units.models import Unit
from tests import desk, factories
from tests.stories import BY_LOAD, CERTIFY, FIRST_CLASS, PASS, Story
from workflows import queue
from workflows.models import Task

pytestmark = pytest.mark.django_db
EVERYTHING = queue.Filters()
MUNICIPAL = "record_roadmap_duty"  # the one permission of a municipality, though no step asks for it yet
RARE = "decide_appeal"


@pytest.fixture
def crowd(people):
    """Thousands of tasks, most of them done: on the operator's desks, and on that of every municipality."""
    like = Story(people).task("check_program")
    colleague = factories.member(Role.OPERATOR_CLERK, factories.operator_unit())
    clerks = [people["clerk"].pk, colleague.pk]
    done = {"finished": timezone.now(), "status": "DONE"}
    common = sorted(ROLES[Role.OPERATOR_CLERK].may)
    for number, permission in enumerate(common, start=1):
        desk.copies(like, 300 * number, permission=permission)
        for clerk in clerks:
            desk.copies(like, 10, permission=permission, owner_id=clerk, status="ASSIGNED")
            desk.copies(like, 1000, permission=permission, owner_id=clerk, **done)
    for unit in Unit.objects.filter(kind=Unit.Kind.MUNICIPALITY):
        desk.copies(like, 40, holder_id=unit.pk, permission=MUNICIPAL)
        desk.copies(like, 120, holder_id=unit.pk, permission=MUNICIPAL, **done)
    desk.copies(like, 3, permission=RARE)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE workflows_task")
    return like


def nodes(plan):
    """Every node of a plan."""
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def explained(run):
    """What PostgreSQL does for the one statement that `run` sends: (indexes, tables read from end to end)."""
    with CaptureQueriesContext(connection) as sent:
        run()
    (statement,) = sent.captured_queries
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement['sql'].replace('%', '%%')}", [])
        (plan,) = cursor.fetchone()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    found = list(nodes(plan[0]["Plan"]))
    indexes = {node["Index Name"] for node in found if "Index Name" in node}
    return indexes, {node["Relation Name"] for node in found if node["Node Type"] == "Seq Scan"}


def viewer_of(people, who):
    if who == "municipality":
        return factories.viewer(factories.member(Role.MUNICIPAL_CLERK, Unit.objects.get(code="kemerovo-city")))
    if who == "two municipalities":
        person = factories.member(Role.MUNICIPAL_CLERK, Unit.objects.get(code="kemerovo-city"))
        belovo = Unit.objects.get(code="belovo-district")
        person.memberships.create(role=Role.MUNICIPAL_HEAD, unit=belovo, valid_from=factories.SINCE)
        return factories.viewer(person)
    return factories.viewer(people[who])


def page(desks, limit, after=None):
    """Keys of one page."""
    return list(desks.page(limit, after).values_list("pk", flat=True))


WHO = ["clerk", "head", "municipality", "two municipalities"]


def test_every_page_comes_from_the_index(people, crowd):
    later = (timezone.now() + timedelta(days=1, hours=1), crowd.pk)
    for who, view, after in product(WHO, queue.View, (None, later)):
        if view is queue.View.SUPERVISED and who != "head":
            continue  # the others supervise nothing, so nothing is asked
        desks = queue.Desk.of(viewer_of(people, who), view, EVERYTHING)

        indexes, whole = explained(partial(page, desks, 51, after))

        assert whole == set(), (who, view)
        by_person = view is queue.View.MINE  # by person, if few
        assert by_person or "open_human_tasks" in indexes <= {"open_human_tasks", "workflows_task_pkey"}, (who, view)


def test_the_counters_come_from_the_index(people, crowd):
    for who in WHO:
        ask = partial(queue.counts, viewer_of(people, who))
        assert explained(ask) == ({"open_human_tasks"}, set()), who


def test_a_rare_permission_is_found_without_reading_the_common_ones(people, crowd):
    viewer = factories.viewer(people["head"])

    assert len(page(queue.Desk.of(viewer, queue.View.TEAM, EVERYTHING), 51)) == 3
    assert queue.counts(viewer).team == 3


def test_the_pages_hold_what_a_plain_query_finds(people, crowd):
    viewer = factories.viewer(people["clerk"])
    expected = Task.objects.filter(
        queue.OPEN, holder=crowd.holder_id, permission__in=ROLES[Role.OPERATOR_CLERK].may
    ).order_by("due_at", "id")

    found, after = [], None
    for _ in range(5):
        found += page(queue.Desk.of(viewer, queue.View.TEAM, EVERYTHING), 100, after)
        after = Task.objects.values_list("due_at", "id").get(pk=found[-1])

    assert found == list(expected.values_list("pk", flat=True)[:500])
    assert queue.counts(viewer).team == expected.count() == 1 + 300 + 600 + 900 + 1200 + 1500 + 5 * 20


def statements(api, person, operation, **variables):
    """How many statements a request takes, that of the token included."""
    api(person, operation, **variables)  # the first request issues the token
    with CaptureQueriesContext(connection) as sent:
        answer = api(person, operation, **variables)
    assert answer.errors == []
    (page,) = answer.data.values()
    return len(sent), len(page.get("edges", []))


def test_a_page_of_tasks_costs_the_same_for_one_row_and_for_a_hundred(api, people):
    like = Story(people).task("check_program")
    api(people["clerk"], "ClaimTask", input={"task": to_base64("Task", like.pk)})
    one = statements(api, people["clerk"], "Tasks", first=100)
    owners = [factories.provider() for _ in range(3)]
    for owner, person in zip(owners, (None, people["clerk"], people["head"]), strict=True):
        desk.put(like.process, 33, like=like, provider_id=owner.pk, owner=person)

    hundred = statements(api, people["clerk"], "Tasks", first=100)

    assert (one, hundred) == ((2, 1), (2, 100))


def test_the_counters_cost_one_statement_besides_the_token(api, people):
    like = Story(people).task("check_program")
    assert statements(api, people["clerk"], "TaskCounts") == (2, 0)
    desk.put(like.process, 100, like=like)
    assert statements(api, people["clerk"], "TaskCounts") == (2, 0)


def certified(people):
    """A certified program with its entry in the register."""
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD).score(8).score(8)
    return story.do("classify_program", "clerk", FIRST_CLASS).do("certify_program", "clerk", CERTIFY)


def copy(row, **columns):
    """The same row once more, with other values in `columns`."""
    row = type(row).objects.get(pk=row.pk)
    row.pk, row._state.adding = None, True
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()
    return row


def copy_of(story, number):
    """The same certified program of another provider, in both registers, with its case."""
    owner = factories.provider()
    edition = copy(story.edition, program=copy(story.edition.program, provider=owner))
    place = copy(story.edition.places.get(), edition=edition)
    module = copy(story.edition.modules.get(), edition=edition)
    copy(NormativeCost.objects.get(module__edition=story.edition), module=module, place=place)
    copy(story.edition.entries.get(), edition=edition, number=f"N{number}")
    copy(story.case, edition=edition, case_id=uuid.uuid4())
    in_register(owner, number)


def in_register(owner, number):
    columns = {"number": f"N{number}", "included_on": timezone.localdate(), "case_id": uuid.uuid4()}
    ProviderRegisterEntry.objects.create(provider=owner, **columns)


def test_every_list_costs_the_same_for_one_row_and_for_a_hundred(api, people):
    story = certified(people)
    in_register(people["owner"], 0)
    lists = {
        "ProgramRegister": (None, {"kind": "CERTIFIED"}),
        "ProviderRegister": (None, {}),
        "Cases": (people["clerk"], {"edition": None}),
        "ProgramEditions": (people["clerk"], {}),
        "Municipalities": (None, {}),
    }

    def costs():
        return {name: statements(api, who, name, first=100, **rest) for name, (who, rest) in lists.items()}

    few = costs()
    for number in range(1, 100):
        copy_of(story, number)
    many = costs()

    expected = {"ProgramRegister": 1, "ProviderRegister": 1, "Cases": 2, "ProgramEditions": 2, "Municipalities": 1}
    assert {name: cost for name, (cost, _) in many.items()} == expected
    assert {name: cost for name, (cost, _) in few.items()} == expected
    assert {name: rows for name, (_, rows) in many.items()} == {**dict.fromkeys(lists, 100), "Municipalities": 34}


def test_filters_cost_no_further_statement(api, people):
    story = certified(people)
    kemerovo = to_base64("Municipality", people["owner"].municipality_id)
    plain, _ = statements(api, None, "ProgramRegister", kind="CERTIFIED")

    assert statements(api, None, "ProgramRegister", kind="CERTIFIED", municipality=kemerovo) == (plain, 1)
    assert statements(api, None, "ProgramRegister", kind="CERTIFIED", asOf="2030-01-01") == (plain, 1)
    cases, rows = statements(api, people["clerk"], "Cases")
    line = story.case.task_set.filter(flow_task_type="HUMAN").earliest("pk").subject_line
    assert statements(api, people["clerk"], "Cases", text=line) == (cases, rows)
    assert statements(api, people["clerk"], "Cases", text="такого нет") == (cases, 0)
