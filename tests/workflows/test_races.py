"""Two people at one task: one wins, the others are told so, nobody hangs."""

import threading

import pytest
from django.db import connection, transaction
from strawberry.relay import to_base64

from backoffice.certification.models import ExpertOpinion
from backoffice.journal import Entry
from tests import factories
from tests.races import race
from tests.stories import BY_LOAD, PASS, RETURN, Story
from workflows import program_acts
from workflows.decisions.program_acts import SaveProgram
from workflows.models import Process, Task

MARKS = [{"criterion": code, "points": 8} for code in ("CONTENT", "RESOURCES", "STAFF", "SAFETY", "RESULTS")]
pytestmark = pytest.mark.django_db(transaction=True)


def outcome(answer, name):
    """The status of the changed thing, or the code of the only refusal."""
    assert answer.errors == []
    result = answer.data[name]
    return result.get("status") or ",".join(refusal["code"] for refusal in result["refusals"])


@pytest.mark.parametrize("rounds", [5, pytest.param(200, marks=pytest.mark.slow)])
def test_eight_threads_complete_one_task_and_exactly_one_wins_each_time(reference, api, people, rounds):
    clerks = [people["clerk"], factories.member("OPERATOR_CLERK", factories.operator_unit())]
    for clerk in clerks:
        api(clerk, "TaskCounts")
    for done in range(1, rounds + 1):
        story = Story(people)
        task = story.task("check_program")
        values = {"task": to_base64("Task", task.pk), "expectedVersion": 1, "verdict": "PASS"}

        answers = race(8, lambda n, values=values: api(clerks[n % 2], "CheckProgram", input=values))

        assert sorted(outcome(answer, "checkProgram") for answer in answers) == ["QUALITY_REVIEW"] + ["TASK_CLOSED"] * 7
        assert Entry.objects.filter(what="program.checked").count() == done
        assert Process.objects.get(pk=story.case.pk).version == 2


def test_eight_threads_claim_one_task_and_the_losers_hear_who_has_it(reference, api, people):
    task = Story(people).task("check_program")
    clerks = [factories.member("OPERATOR_CLERK", factories.operator_unit()) for _ in range(8)]
    for clerk in clerks:
        api(clerk, "TaskCounts")

    answers = race(8, lambda n: api(clerks[n], "ClaimTask", input={"task": to_base64("Task", task.pk)}))

    outcomes = sorted(outcome(answer, "claimTask") for answer in answers)
    assert outcomes == ["ASSIGNED"] + ["TASK_TAKEN"] * 7
    winner = Task.objects.get(pk=task.pk).owner
    messages = {refusal["message"] for answer in answers for refusal in answer.data["claimTask"].get("refusals", [])}
    assert messages == {f"Задачу уже взял(а) {winner}."}


def test_experts_who_score_at_once_lose_nothing_and_the_case_goes_on_once(reference, api, people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    tasks = list(Task.objects.filter(flow_task__endswith=".score_program", finished=None))
    for task in tasks:
        api(task.addressee, "TaskCounts")

    def score(number):
        task = tasks[number]
        values = {"task": to_base64("Task", task.pk), "expectedVersion": 1, "scores": MARKS, "opinion": "Хорошо."}
        return api(task.addressee, "ScoreProgram", input=values)

    answers = race(len(tasks), score)

    assert [outcome(answer, "scoreProgram") for answer in answers] == ["DONE", "DONE"]
    assert ExpertOpinion.objects.count() == 2
    assert Task.objects.filter(process=story.case, flow_task__endswith=".classify_program").count() == 1
    assert Task.objects.filter(process=story.case, flow_task__endswith=".conclude_review").count() == 1


def test_a_save_at_the_moment_of_a_resubmission_slips_nothing_past_the_rules(reference, api, people):
    story = Story(people).do("check_program", "clerk", RETURN)
    task = story.task("resubmit_program")
    values = {"task": to_base64("Task", task.pk), "expectedVersion": 2, "reply": "Верно."}
    answers = []
    sender = threading.Thread(target=lambda: answers.append(sent(api, people["provider"], values)))

    with transaction.atomic():
        program_acts.save(
            edition_id=story.edition.pk,
            decision=SaveProgram(card=factories.card(annotation="")),
            expected_version=story.edition.version,
            by=factories.viewer(people["provider"]),
        )
        sender.start()
        sender.join(1)  # it waits for the row that this transaction holds
    sender.join()

    assert outcome(answers[0], "resubmitProgram") == "FIELD_REQUIRED"
    story.edition.refresh_from_db()
    assert (story.edition.status, story.edition.annotation) == ("RETURNED", "")


def sent(api, person, values):
    try:
        return api(person, "ResubmitProgram", input=values)
    finally:
        connection.close()
