"""Whoever waited for a case decides on what was written meanwhile, and waits no longer than needed."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, transaction
from strawberry.relay import to_base64

from backoffice.programs.models import ProgramEdition
from tests import factories
from tests.stories import BY_LOAD, PASS, Story
from workflows.models import Process, Task

pytestmark = pytest.mark.django_db(transaction=True)
MARKS = [{"criterion": code, "points": 8} for code in ("CONTENT", "RESOURCES", "STAFF", "SAFETY", "RESULTS")]


def check(api, person, story, **content):
    task = Task.objects.get(process=story.case, flow_task__endswith=".check_program")
    values = {"task": to_base64("Task", task.pk), "expectedVersion": 1, "verdict": "PASS", **content}
    return api(person, "CheckProgram", input=values).data["checkProgram"]


def code(result) -> str:
    return ",".join(refusal["code"] for refusal in result["refusals"])


@contextmanager
def waiting(send):
    """Hold what the block locks until `send` waits for it in another thread, then let it have its answer."""
    answers: list = []

    def run():
        try:
            answers.append(send())
        finally:
            connection.close()

    sender = threading.Thread(target=run)
    with transaction.atomic():
        yield answers, sender
    sender.join()


def begin(sender) -> None:
    """Start the other thread and go on when PostgreSQL says that somebody waits."""
    sender.start()
    patience = time.monotonic() + 2
    with connection.cursor() as cursor:
        while time.monotonic() < patience:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


def hold(case: Process) -> None:
    Process.objects.select_for_update(no_key=True).get(pk=case.pk)


def test_a_decision_waits_for_a_case_in_use_and_is_then_taken(reference, api, people):
    story = Story(people)
    api(people["clerk"], "TaskCounts")

    with waiting(lambda: check(api, people["clerk"], story)) as (answers, sender):
        hold(story.case)
        begin(sender)
        assert answers == []

    assert answers[0]["status"] == "QUALITY_REVIEW"


@pytest.mark.parametrize(
    ("meanwhile", "refusal"),
    [
        (lambda story, other: Process.objects.filter(pk=story.case.pk).update(version=2), "CASE_CHANGED"),
        (lambda story, other: story.case.task_set.filter(finished=None).update(owner=other), "TASK_TAKEN"),
        (
            lambda story, other: story.case.task_set.filter(finished=None).update(
                finished=story.case.created, status="CANCELED"
            ),
            "TASK_CLOSED",
        ),
        (lambda story, other: story.case.task_set.filter(finished=None).update(permission="nobodys"), "NOT_FOUND"),
    ],
    ids=["another version", "another owner", "no longer open", "no longer mine"],
)
def test_whoever_waited_sees_step_and_case_as_they_are_now(reference, api, people, meanwhile, refusal):
    story = Story(people)
    other = factories.member("OPERATOR_CLERK", factories.operator_unit())
    api(people["clerk"], "TaskCounts")

    with waiting(lambda: check(api, people["clerk"], story)) as (answers, sender):
        hold(story.case)
        begin(sender)
        meanwhile(story, other)

    assert code(answers[0]) == refusal


def test_whoever_waited_judges_the_subject_as_it_is_now(reference, api, people):
    story = Story(people)
    api(people["clerk"], "TaskCounts")
    remarks = [{"field": "annotation", "text": "Кратко."}]

    with waiting(lambda: check(api, people["clerk"], story, verdict="RETURN", remarks=remarks)) as (answers, sender):
        hold(story.case)
        begin(sender)
        ProgramEdition.objects.filter(pk=story.edition.pk).update(returns=9)

    assert code(answers[0]) == "RETURNS_EXHAUSTED"


def test_a_smaller_case_waits_for_the_root_and_sees_itself_as_it_is_now(reference, api, people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    task = Task.objects.filter(flow_task__endswith=".score_program").order_by("pk").first()
    api(task.addressee, "TaskCounts")
    values = {"task": to_base64("Task", task.pk), "expectedVersion": 1, "scores": MARKS, "opinion": "Хорошо."}

    def score():
        return api(task.addressee, "ScoreProgram", input=values).data["scoreProgram"]

    with waiting(score) as (answers, sender):
        hold(story.case)
        begin(sender)
        Process.objects.filter(pk=task.process_id).update(version=2)

    assert code(answers[0]) == "CASE_CHANGED"


def test_whoever_waits_for_the_root_holds_nothing_else_yet(reference, api, people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    task = Task.objects.filter(flow_task__endswith=".score_program").order_by("pk").first()
    api(task.addressee, "TaskCounts")
    values = {"task": to_base64("Task", task.pk), "expectedVersion": 1, "scores": MARKS, "opinion": "Хорошо."}

    with waiting(lambda: api(task.addressee, "ScoreProgram", input=values)) as (answers, sender):
        hold(story.case)
        begin(sender)
        try:
            Process.objects.select_for_update(no_key=True, nowait=True).get(pk=task.process_id)
            Task.objects.select_for_update(no_key=True, nowait=True).get(pk=task.pk)
        except OperationalError:
            pytest.fail("a step or a smaller case was locked before the root")

    assert answers[0].data["scoreProgram"]["status"] == "DONE"
