"""Whoever waited for a case decides on what was written meanwhile, and waits no longer than needed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import wait
from contextlib import contextmanager

import pytest
from django.db import OperationalError, transaction
from strawberry.relay import to_base64

from backoffice.programs.models import ProgramEdition
from tests import factories
from tests.races import Other
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
def holding(case: Process, send) -> Iterator[Other]:
    """Hold a case; when `send` waits for it in another thread comes the block, and then `send` has its answer."""
    with transaction.atomic():
        Process.objects.select_for_update(no_key=True).get(pk=case.pk)
        other = Other(send)
        other.meet()
        assert not other.future.done()
        yield other
    wait([other.future])


def test_a_decision_waits_for_a_case_in_use_and_is_then_taken(reference, api, people):
    story = Story(people)
    api(people["clerk"], "TaskCounts")

    with holding(story.case, lambda: check(api, people["clerk"], story)) as sender:
        pass

    assert sender.answer()["status"] == "QUALITY_REVIEW"


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

    with holding(story.case, lambda: check(api, people["clerk"], story)) as sender:
        meanwhile(story, other)

    assert code(sender.answer()) == refusal


def test_whoever_waited_judges_the_subject_as_it_is_now(reference, api, people):
    story = Story(people)
    api(people["clerk"], "TaskCounts")
    remarks = [{"field": "annotation", "text": "Кратко."}]

    with holding(story.case, lambda: check(api, people["clerk"], story, verdict="RETURN", remarks=remarks)) as sender:
        ProgramEdition.objects.filter(pk=story.edition.pk).update(returns=9)

    assert code(sender.answer()) == "RETURNS_EXHAUSTED"


def test_a_smaller_case_waits_for_the_root_and_sees_itself_as_it_is_now(reference, api, people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    task = Task.objects.filter(flow_task__endswith=".score_program").order_by("pk").first()
    api(task.addressee, "TaskCounts")
    values = {"task": to_base64("Task", task.pk), "expectedVersion": 1, "scores": MARKS, "opinion": "Хорошо."}

    def score():
        return api(task.addressee, "ScoreProgram", input=values).data["scoreProgram"]

    with holding(story.case, score) as sender:
        Process.objects.filter(pk=task.process_id).update(version=2)

    assert code(sender.answer()) == "CASE_CHANGED"


def test_whoever_waits_for_the_root_holds_nothing_else_yet(reference, api, people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    task = Task.objects.filter(flow_task__endswith=".score_program").order_by("pk").first()
    api(task.addressee, "TaskCounts")
    values = {"task": to_base64("Task", task.pk), "expectedVersion": 1, "scores": MARKS, "opinion": "Хорошо."}

    with holding(story.case, lambda: api(task.addressee, "ScoreProgram", input=values)) as sender:
        try:
            Process.objects.select_for_update(no_key=True, nowait=True).get(pk=task.process_id)
            Task.objects.select_for_update(no_key=True, nowait=True).get(pk=task.pk)
        except OperationalError:
            pytest.fail("a step or a smaller case was locked before the root")

    assert sender.answer().data["scoreProgram"]["status"] == "DONE"
