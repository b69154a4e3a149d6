"""The desks over HTTP: views, filters, order, pages, counters; taking a task, giving it back, giving it to others."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.acts.calendar import moment, working_days_between
from backoffice.journal import Entry
from backoffice.municipalities.models import Municipality
from backoffice.units.models import Unit
from graphql_api.connections import cursor_of
from tests import desk, factories
from tests.conftest import codes
from tests.stories import BY_LOAD, PASS, RETURN, Story
from workflows.models import Process, Task
from workflows.program_certification import ProgramCertification

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def key(task):
    return to_base64("Task", task.pk)


def listed(answer):
    """Ids on the page, in order."""
    assert answer.errors == []
    return [edge["node"]["id"] for edge in answer.data["tasks"]["edges"]]


def world():
    """Everything that an act on the queue could change."""
    return list(Task.objects.order_by("pk").values_list("pk", "status", "owner", "assigned")), Entry.objects.count()


def another_clerk(people):
    """A colleague of the clerk, at the same desk."""
    return factories.member(Role.OPERATOR_CLERK, people["clerk"].memberships.get().unit)


@pytest.fixture
def one(people):
    """The one open task of a new case, on the operator's desk."""
    return Story(people).task("check_program")


@pytest.fixture
def outsiders(people):
    """Everybody on whose desk the operator's task does not lie."""
    return [
        people["provider"],
        *people["experts"],
        factories.member(Role.PROVIDER_MANAGER, factories.provider().unit),
        factories.member(Role.MUNICIPAL_HEAD, Unit.objects.get(code="kemerovo-city")),
        factories.member(Role.DEPARTMENT_OFFICER, Unit.objects.get(code="education-department")),
        factories.member(Role.AUDITOR, Unit.objects.get(code="kuzbass")),
        factories.member(Role.SYSTEM_ADMIN, Unit.objects.get(code="kuzbass")),
        factories.user(),
    ]


@pytest.fixture
def other_operator(db):
    """A unit of the same kind, about to be closed: for people with the right role in the wrong place."""
    days = {"valid_from": "2020-01-01", "valid_to": timezone.localdate() + DAY}
    return Unit.objects.create(kind=Unit.Kind.REGIONAL_OPERATOR, code="other", name="Другой оператор", **days)


def test_a_task_for_one_person_is_that_persons_and_free_to_nobody(api, people):
    Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    given = Task.objects.filter(flow_task__endswith=".score_program").first()
    expert = given.addressee

    assert listed(api(expert, "Tasks", view="MINE")) == [key(given)]
    assert listed(api(expert, "Tasks", view="UNCLAIMED")) == []
    counted = api(expert, "TaskCounts").data["taskCounts"]
    assert counted == {"team": 1, "mine": 1, "unclaimed": 0, "overdue": 0}
    shown = api(people["head"], "Tasks", view="SUPERVISED").data["tasks"]["edges"]
    (names,) = [each["node"]["addressee"] for each in shown if each["node"]["id"] == key(given)]
    assert names == {"id": to_base64("User", expert.pk), "fullName": expert.full_name}
    assert api(people["provider"], "Task", id=key(given)).data["task"] is None


def test_each_view_shows_its_part_of_the_desk_and_the_counters_agree(api, people, one):
    clerk, case = people["clerk"], one.process
    colleague = another_clerk(people)
    (mine,) = desk.put(case, 1, like=one, owner=clerk, status="ASSIGNED", first_due=timezone.now() + DAY)
    (late,) = desk.put(case, 1, like=one, first_due=timezone.now() - DAY)
    (theirs,) = desk.put(case, 1, like=one, owner=colleague, status="ASSIGNED", first_due=timezone.now() + 2 * DAY)
    desk.put(case, 1, like=one, finished=timezone.now(), status="DONE")

    views = {
        view: listed(api(clerk, "Tasks", view=view)) for view in ("TEAM", "MINE", "UNCLAIMED", "OVERDUE", "SUPERVISED")
    }

    assert views == {
        "TEAM": [key(late), key(mine), key(theirs), key(one)],
        "MINE": [key(mine)],
        "UNCLAIMED": [key(late), key(one)],
        "OVERDUE": [key(late)],
        "SUPERVISED": [],
    }
    counted = api(clerk, "TaskCounts").data["taskCounts"]
    assert counted == {name.lower(): len(views[name]) for name in ("TEAM", "MINE", "UNCLAIMED", "OVERDUE")}
    assert listed(api(people["head"], "Tasks", view="SUPERVISED")) == views["TEAM"]
    assert listed(api(people["head"], "Tasks", view="TEAM")) == []


def test_every_filter_narrows_and_filters_join(api, people, one):
    clerk = people["clerk"]
    other_provider = factories.provider()
    belovo = Municipality.objects.get(unit__code="belovo-district")
    later = timezone.now() + 30 * DAY
    (elsewhere,) = desk.put(one.process, 1, like=one, municipality_id=belovo.pk, first_due=later)
    (neighbours,) = desk.put(one.process, 1, like=one, provider_id=other_provider.pk, first_due=later + DAY)
    (classify,) = desk.put(
        one.process,
        1,
        like=one,
        flow_task=one.flow_task.flow_class.classify_program,
        permission="classify_program",
        first_due=later + 2 * DAY,
    )
    everything = [key(task) for task in (one, elsewhere, neighbours, classify)]

    def found(**narrowed):
        return listed(api(clerk, "Tasks", filter=narrowed))

    assert found() == everything
    assert found(process="ProgramCertification") == everything
    assert found(process="ProviderEntry") == found(process="%") == found(process="Certification") == []
    assert found(step="classify_program") == [key(classify)]
    assert found(step="program") == found(step="check%program") == []
    assert found(process="ProgramCertification", step="check_program") == everything[:3]
    assert found(municipality=to_base64("Municipality", belovo.pk)) == [key(elsewhere)]
    assert found(provider=to_base64("Provider", other_provider.pk)) == [key(neighbours)]
    assert found(municipality="nonsense") == found(provider=to_base64("Case", other_provider.pk)) == []
    assert found(dueBefore=later.isoformat()) == [key(one)]
    assert found(dueBefore=(later + timedelta(seconds=1)).isoformat()) == everything[:2]
    assert found(provider=to_base64("Provider", other_provider.pk), step="classify_program") == []


def test_a_word_of_the_line_finds_a_task_and_never_one_of_another_desk(api, people, one, outsiders):
    clerk = people["clerk"]
    (hedgehog,) = desk.put(one.process, 1, like=one, subject_line="Кружок «Ёжик 100 %», Юрга")
    desk.put(one.process, 1, like=one, subject_line="Кружок «Ежи»", finished=timezone.now(), status="DONE")

    def found(text, who=clerk):
        return listed(api(who, "Tasks", filter={"text": text}))

    for text in ("ёжик", "ЕЖИК", " Ежик ", "кружок ежик", "ик 100", "ЮРГА"):
        assert found(text) == [key(hedgehog)], text
    assert found("ёлка") == found("юр_а") == found("' OR TRUE --") == []
    assert found("") == found("%") == listed(api(clerk, "Tasks"))
    for person in outsiders:
        assert found("ёжик", person) == [], person


def test_the_unit_in_which_one_acts_narrows_the_queue_and_its_counters(api, people, one, other_operator):
    clerk, colleague = people["clerk"], another_clerk(people)
    clerk.memberships.create(role=Role.OPERATOR_CLERK, unit=other_operator, valid_from=factories.SINCE)
    (there,) = desk.put(one.process, 2, like=one, holder_id=other_operator.pk, owner=clerk, status="ASSIGNED")[:1]
    here, elsewhere = to_base64("Unit", one.holder_id), to_base64("Unit", other_operator.pk)

    def found(unit, who=clerk):
        counted = api(who, "TaskCounts", holder=unit).data["taskCounts"]
        ids = listed(api(who, "Tasks", filter={"holder": unit}))
        assert counted["team"] == len(ids)
        return ids, counted["mine"]

    assert found(here) == ([key(one)], 0)
    assert key(there) in found(elsewhere)[0]
    assert found(elsewhere)[1] == 2
    assert api(clerk, "TaskCounts").data["taskCounts"]["team"] == 3
    for strange in ("nonsense", to_base64("Municipality", one.holder_id), to_base64("Unit", 10**9)):
        assert found(strange) == ([], 0)
    assert found(here, colleague) == ([key(one)], 0)
    assert found(elsewhere, colleague) == ([], 0), "a filter shows no desk that is not one's own"


def test_days_left_are_working_days_of_the_calendar(api, send, people, one):
    clerk, today = people["clerk"], timezone.localdate()

    def left(**columns):
        (task,) = desk.put(one.process, 1, like=one, **columns)
        (edge,) = [
            edge for edge in api(clerk, "Tasks", first=100).data["tasks"]["edges"] if edge["node"]["id"] == key(task)
        ]
        return edge["node"]["workingDaysLeft"]

    for days in (-40, -1, 0, 1, 5, 30):
        last = today + days * DAY
        assert left(first_due=moment(last)) == working_days_between(today, last), days
    assert left(first_due=timezone.make_aware(datetime(2199, 1, 1))) is None
    claimed = "mutation ($input: TaskInput!) { claimTask(input: $input) { ... on Task { id workingDaysLeft } } }"
    last = timezone.localdate(one.due_at - timedelta(seconds=1))
    answer = send(clerk, claimed, input={"task": key(one)}).data["claimTask"]
    assert answer["workingDaysLeft"] == working_days_between(today, last)
    Task.objects.filter(pk=one.pk).update(finished=timezone.now(), status="DONE")
    closed = send(clerk, "query ($id: ID!) { task(id: $id) { workingDaysLeft form { name } } }", id=key(one))
    assert closed.data["task"]["workingDaysLeft"] is None


def test_whoever_works_here_may_know_the_processes_and_their_steps(api, people):
    told = {each["name"]: each for each in api(people["clerk"], "Processes").data["processes"]}

    assert told["ProgramCertification"]["title"] == "Сертификация программы"
    steps = {step["name"]: step["title"] for step in told["ProgramCertification"]["steps"]}
    assert steps["check_program"] == ProgramCertification.check_program.task_title
    assert "checked" not in steps, "a fork is no step of a person"
    assert api(None, "Processes").error_codes == ["UNAUTHENTICATED"]


def test_a_municipality_or_a_provider_that_is_no_id_finds_nothing_elsewhere_too(api, people, one):
    for variables in ({"edition": "nonsense"}, {"provider": "nonsense"}):
        assert api(people["clerk"], "Cases", **variables).data["cases"]["edges"] == []
    answer = api(None, "ProgramRegister", kind="CERTIFIED", municipality="nonsense")
    assert answer.data["programRegister"]["totalCount"] == 0


def test_equally_urgent_tasks_stand_in_the_order_in_which_they_came(api, people, one):
    due = one.due_at - DAY
    first, second, third = (desk.put(one.process, 1, like=one, first_due=due)[0] for _ in range(3))

    assert listed(api(people["clerk"], "Tasks")) == [key(task) for task in (first, second, third, one)]


def test_pages_neither_lose_nor_double_a_row_while_rows_come_and_go(api, people, one):
    clerk, start = people["clerk"], timezone.now() + DAY
    standing = desk.put(one.process, 11, like=one, first_due=start)
    on_other_desk = desk.put(one.process, 4, like=one, permission="classify_program", first_due=start)
    expected = sorted([*standing, *on_other_desk, one], key=lambda task: (task.due_at, task.pk))
    seen, after, pages = [], None, 0
    while True:
        answer = api(clerk, "Tasks", first=5, after=after)
        seen += listed(answer)
        page, pages = answer.data["tasks"]["pageInfo"], pages + 1
        if not page["hasNextPage"]:
            break
        after = page["endCursor"]
        desk.put(one.process, 2, like=one, first_due=start - DAY)  # more urgent: before the cursor
        Task.objects.filter(pk=standing[0].pk).update(finished=timezone.now(), status="DONE")

    assert seen == [key(task) for task in expected]
    assert pages == 4
    assert page["endCursor"] is not None


def test_an_empty_desk_is_an_empty_page(api, people):
    answer = api(people["clerk"], "Tasks")

    assert listed(answer) == []
    assert answer.data["tasks"]["pageInfo"] == {"hasNextPage": False, "endCursor": None}


@pytest.mark.parametrize(
    "variables",
    [
        {"after": "nonsense"},
        {"after": ""},
        {"after": cursor_of("-id", ["7"])},
        {"after": cursor_of("due_at,id", ["yesterday", "7"])},
        {"after": cursor_of("due_at,id", ["2026-01-01T00:00:00+00:00"])},
        {"after": cursor_of("due_at,id", ["2026-01-01T00:00:00+00:00", "x"])},
        {"first": 101},
        {"first": -1},
        {"view": "EVERYTHING"},
        {"filter": {"dueBefore": "2026-01-01T00:00:00"}},
    ],
)
def test_a_bad_question_is_the_clients_mistake(api, people, one, variables):
    answer = api(people["clerk"], "Tasks", **variables)

    assert (answer.status, answer.error_codes) == (200, ["BAD_USER_INPUT"])


@pytest.mark.parametrize(
    "due", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-01-01", "2026-01-01T00:00"]
)
def test_an_odd_place_in_a_cursor_breaks_nothing(api, people, one, due):
    answer = api(people["clerk"], "Tasks", after=cursor_of("due_at,id", [due, str(10**30)]))

    assert answer.status == 200
    assert "INTERNAL_SERVER_ERROR" not in answer.error_codes


def test_the_task_of_a_colleague_shows_who_has_it_and_an_automatic_step_has_no_form(api, people, one):
    api(people["clerk"], "ClaimTask", input={"task": key(one)})
    colleague = another_clerk(people)

    (edge,) = api(colleague, "Tasks").data["tasks"]["edges"]
    start = Task.objects.get(process=one.process, flow_task__endswith=".start")

    assert edge["node"]["owner"]["fullName"] == people["clerk"].full_name
    assert edge["node"]["municipality"]["name"] == "город Кемерово"
    assert edge["node"]["case"] == {"id": to_base64("Case", one.process_id), "version": 1}
    step = api(colleague, "Task", id=key(start)).data["task"]
    assert (step["holder"], step["stepTitle"]) == (None, "Программа подана")
    assert api(colleague, "TaskForm", id=key(start)).data["task"]["form"] == []


def test_a_free_task_is_claimed_and_claimed_again_by_the_same_person(api, people, one):
    for _ in range(2):
        claimed = api(people["clerk"], "ClaimTask", input={"task": key(one)}).data["claimTask"]
        assert (claimed["status"], claimed["owner"]["fullName"]) == ("ASSIGNED", people["clerk"].full_name)
    assert Process.objects.get(pk=one.process_id).version == 1


def test_a_taken_a_closed_and_a_missing_task_cannot_be_claimed(api, people, one, outsiders, other_operator):
    colleague = another_clerk(people)
    api(colleague, "ClaimTask", input={"task": key(one)})
    (closed,) = desk.put(one.process, 1, like=one, finished=timezone.now(), status="DONE", owner=colleague)
    before = world()

    answer = api(people["clerk"], "ClaimTask", input={"task": key(one)})
    assert codes(answer) == ["TASK_TAKEN"]
    assert answer.data["claimTask"]["refusals"][0]["message"] == f"Задачу уже взял(а) {colleague.full_name}."
    assert codes(api(people["clerk"], "ClaimTask", input={"task": key(closed)})) == ["TASK_CLOSED"]
    for missing in (to_base64("Task", 10**9), to_base64("Case", one.process_id), "nonsense", ""):
        assert codes(api(people["clerk"], "ClaimTask", input={"task": missing})) == ["NOT_FOUND"]
    elsewhere = factories.member(Role.OPERATOR_CLERK, other_operator)
    for person in [*outsiders, people["head"], elsewhere]:
        assert codes(api(person, "ClaimTask", input={"task": key(one)})) == ["NOT_FOUND"]
    assert api(None, "ClaimTask", input={"task": key(one)}).error_codes == ["UNAUTHENTICATED"]
    assert world() == before


def test_ones_own_task_goes_back_into_the_queue(api, people, one):
    api(people["clerk"], "ClaimTask", input={"task": key(one)})

    for _ in range(2):  # the second time nobody has it: nothing to do
        assert api(people["clerk"], "ReleaseTask", input={"task": key(one)}).data["releaseTask"] == {
            "id": key(one),
            "status": "NEW",
            "owner": None,
        }
    assert listed(api(people["clerk"], "Tasks", view="UNCLAIMED")) == [key(one)]


def test_the_task_of_somebody_else_cannot_be_released(api, people, one, outsiders, other_operator):
    colleague = another_clerk(people)
    api(colleague, "ClaimTask", input={"task": key(one)})
    done = {"finished": timezone.now(), "status": "DONE"}
    (closed,) = desk.put(one.process, 1, like=one, owner=people["clerk"], **done)
    before = world()

    assert codes(api(people["clerk"], "ReleaseTask", input={"task": key(one)})) == ["TASK_TAKEN"]
    assert codes(api(people["clerk"], "ReleaseTask", input={"task": key(closed)})) == ["TASK_CLOSED"]
    assert codes(api(people["clerk"], "ReleaseTask", input={"task": "nonsense"})) == ["NOT_FOUND"]
    for person in [*outsiders, people["head"], factories.member(Role.OPERATOR_CLERK, other_operator)]:
        assert codes(api(person, "ReleaseTask", input={"task": key(one)})) == ["NOT_FOUND"]
    assert api(None, "ReleaseTask", input={"task": key(one)}).error_codes == ["UNAUTHENTICATED"]
    assert world() == before


def test_the_head_gives_a_task_to_a_clerk_and_takes_it_from_another(api, people, one):
    colleague = another_clerk(people)
    api(colleague, "ClaimTask", input={"task": key(one)})
    values = {"task": key(one), "assignee": to_base64("User", people["clerk"].pk)}

    assigned = api(people["head"], "AssignTask", input=values).data["assignTask"]

    assert (assigned["status"], assigned["owner"]["fullName"]) == ("ASSIGNED", people["clerk"].full_name)
    assert listed(api(people["clerk"], "Tasks", view="MINE")) == [key(one)]
    entry = Entry.objects.get(what="task.assigned")
    assert (entry.by, entry.case_id, entry.note) == (people["head"], one.process.case_id, people["clerk"].full_name)


def test_a_task_is_given_only_to_one_who_may_do_it_and_only_by_the_head(api, people, one, outsiders, other_operator):
    clerk = to_base64("User", people["clerk"].pk)
    elsewhere = factories.member(Role.OPERATOR_CLERK, other_operator)
    gone = another_clerk(people)
    gone.is_active = False
    gone.save()
    (closed,) = desk.put(one.process, 1, like=one, finished=timezone.now(), status="DONE")
    before = world()

    for person in [*outsiders, people["head"], elsewhere, gone]:
        values = {"task": key(one), "assignee": to_base64("User", person.pk)}
        answer = api(people["head"], "AssignTask", input=values)
        assert codes(answer) == ["ASSIGNEE_NOT_ALLOWED"]
        assert answer.data["assignTask"]["refusals"][0]["path"] == ["assignee"]
    for nobody in ("nonsense", to_base64("Task", one.pk), to_base64("User", 10**9)):
        values = {"task": key(one), "assignee": nobody}
        assert codes(api(people["head"], "AssignTask", input=values)) == ["ASSIGNEE_NOT_ALLOWED"]
    assert codes(api(people["head"], "AssignTask", input={"task": key(closed), "assignee": clerk})) == ["TASK_CLOSED"]
    assert codes(api(people["head"], "AssignTask", input={"task": "nonsense", "assignee": clerk})) == ["NOT_FOUND"]
    for person in [*outsiders, people["clerk"], factories.member(Role.OPERATOR_HEAD, other_operator)]:
        assert codes(api(person, "AssignTask", input={"task": key(one), "assignee": clerk})) == ["NOT_FOUND"]
    assert api(None, "AssignTask", input={"task": key(one), "assignee": clerk}).error_codes == ["UNAUTHENTICATED"]
    assert world() == before


def test_a_stranger_reads_no_desk_and_others_read_only_their_own(api, people, one, outsiders, other_operator):
    followers = [people["provider"], *(person for person in outsiders if person.memberships.exists())]
    follows = {Role.PROVIDER_MANAGER, Role.MUNICIPAL_HEAD, Role.DEPARTMENT_OFFICER, Role.AUDITOR}

    for operation, variables in (("Tasks", {}), ("TaskCounts", {}), ("Task", {"id": key(one)})):
        answer = api(None, operation, **variables)
        assert (answer.data, answer.error_codes) == (None, ["UNAUTHENTICATED"])
    for person in [*outsiders, factories.member(Role.OPERATOR_CLERK, other_operator)]:
        assert listed(api(person, "Tasks")) == listed(api(person, "Tasks", view="SUPERVISED")) == []
        assert set(api(person, "TaskCounts").data["taskCounts"].values()) == {0}
    neighbour = outsiders[4]
    for person in followers:
        role = person.memberships.get().role
        sees = role in follows and person != neighbour
        assert (api(person, "Task", id=key(one)).data["task"] is not None) == sees, role


def test_the_provider_finds_its_own_step_on_its_desk(api, people):
    story = Story(people).do("check_program", "clerk", RETURN)
    task = story.task("resubmit_program")

    assert listed(api(people["provider"], "Tasks")) == [key(task)]
    assert api(people["provider"], "TaskCounts").data["taskCounts"]["team"] == 1
    assert listed(api(people["clerk"], "Tasks")) == listed(api(people["head"], "Tasks", view="SUPERVISED")) == []


def test_a_task_for_one_expert_is_invisible_to_the_others_and_the_head_sees_it(api, people):
    Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    tasks = list(Task.objects.filter(flow_task__endswith=".score_program", finished=None).order_by("due_at", "pk"))

    for task in tasks:
        for expert in people["experts"]:
            is_asked = expert == task.addressee
            assert (key(task) in listed(api(expert, "Tasks"))) == is_asked
            assert (api(expert, "Task", id=key(task)).data["task"] is not None) == is_asked
            expected = sum(each.addressee == expert for each in tasks)
            assert api(expert, "TaskCounts").data["taskCounts"]["team"] == expected
            if not is_asked:
                assert codes(api(expert, "ClaimTask", input={"task": key(task)})) == ["NOT_FOUND"]
                values = {"task": key(task), "assignee": to_base64("User", expert.pk)}
                assert codes(api(people["head"], "AssignTask", input=values)) == ["ASSIGNEE_NOT_ALLOWED"]
    assert listed(api(people["head"], "Tasks", view="SUPERVISED")) == [key(task) for task in tasks]
    assert listed(api(people["head"], "Tasks")) == listed(api(people["clerk"], "Tasks")) == []
