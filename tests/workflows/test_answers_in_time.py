"""A step that expires takes no decision after its term, whether or not it was swept up; a late clerk may go on."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone
from strawberry.relay import from_base64, to_base64

from backoffice.journal import Entry
from tests import contracts, signing
from tests.conftest import codes
from tests.deeds import Deed
from tests.every_deed import DEEDS
from tests.meetings import Sitting
from workflows import catalog, engine
from workflows.models import Process, Task

pytestmark = pytest.mark.django_db
EXPIRING = {node.name: node for node in catalog.expiring()}


def answers(step: str) -> list[str]:
    """The deeds that answer at a step: the mutation is named as its decision."""
    operation = EXPIRING[step].decision.__name__
    return [name for name in DEEDS if name.split(":")[0].lower() == operation.lower()]


def late(deed: Deed) -> Task:
    """The task of a deed, whose term is over by now."""
    _, key = from_base64(deed.input["task"])
    Task.objects.filter(pk=key).update(due_at=timezone.now())
    return Task.objects.get(pk=key)


def actions_of(api, person, task: Task) -> list[str]:
    """Why the viewer may not decide at a task, by codes."""
    case = api(person, "Case", id=to_base64("Case", task.process_id)).data["case"]
    (action,) = [each for each in case["viewerActions"] if each["task"] == to_base64("Task", task.pk)]
    return [each["code"] for each in action["whyNot"]]


def test_every_step_that_expires_has_an_answer():
    assert EXPIRING and all(answers(step) for step in EXPIRING)


@pytest.mark.parametrize("step", EXPIRING)
def test_an_answer_after_the_term_is_refused_and_changes_nothing(api, people, step):
    deed = DEEDS[answers(step)[0]](people)
    task = late(deed)
    version, acts = Process.objects.get(pk=task.process_id).version, Entry.objects.count()

    assert codes(api(deed.by, deed.operation, input=deed.input)) == ["TERM_OVER"]

    task.refresh_from_db()
    now = Process.objects.get(pk=task.process_id).version, Entry.objects.count()
    assert (task.finished, task.owner, now) == (None, None, (version, acts))
    assert actions_of(api, deed.by, task) == ["TERM_OVER"]
    node = to_base64("Task", task.pk)
    assert codes(api(deed.by, "ClaimTask", input={"task": node})) == ["TERM_OVER"]
    seen = api(deed.by, "Task", id=node).data["task"]
    assert (seen["hasExpired"], seen["isOverdue"]) == (True, True)
    with transaction.atomic():
        assert engine.expire(task.pk)
    assert api(deed.by, "Task", id=node).data["task"]["hasExpired"] is False
    assert codes(api(deed.by, deed.operation, input=deed.input)) == ["TASK_CLOSED"]


@pytest.mark.parametrize("step", EXPIRING)
def test_a_repeat_of_an_answer_in_time_is_answered_after_the_term(api, people, step):
    deed = DEEDS[answers(step)[0]](people)
    if "idempotencyKey" not in deed.input:
        return
    first = api(deed.by, deed.operation, input=deed.input)
    assert not first.errors and "refusals" not in str(first.data)
    late(deed)

    again = api(deed.by, deed.operation, input=deed.input)

    assert not again.errors and "TERM_OVER" not in str(again.data)
    assert [each["id"] for each in again.data.values()] == [each["id"] for each in first.data.values()]


def test_a_late_clerk_still_decides(api, people):
    deed = DEEDS["checkProgram: pass"](people)
    task = late(deed)
    assert (task.has_expired, actions_of(api, deed.by, task)) == (False, [])
    assert api(deed.by, "Task", id=to_base64("Task", task.pk)).data["task"]["hasExpired"] is False

    answer = api(deed.by, deed.operation, input=deed.input)

    assert not answer.errors and "refusals" not in str(answer.data)


def test_no_code_no_print_and_no_paper_after_the_term(api):
    made = contracts.printed(contracts.offered())
    task = contracts.task_of(made.contract, "accept_contract")
    scan = to_base64("StoredFile", signing.scan(made.school.manager).pk)
    Task.objects.filter(pk=task.pk).update(due_at=timezone.now())

    sent = api(made.family.parent, "RequestSigningCode", input={"task": to_base64("Task", task.pk)})

    assert codes(sent) == ["TERM_OVER"]
    about = {"contract": to_base64("Contract", made.contract.pk), "expectedVersion": made.contract.version}
    assert codes(api(made.school.manager, "PrintApplication", input=about)) == ["TERM_OVER"]
    paper = {"scan": scan, "signedOn": timezone.localdate().isoformat(), **signing.PAPER}
    kept = api(made.school.manager, "RecordPaperAcceptance", input={**about, **paper, "idempotencyKey": "1"})
    assert codes(kept) == ["TERM_OVER"]
    assert contracts.fresh(made.contract).status == "OFFERED"


def test_no_conflict_is_declared_after_the_term_of_the_vote(api):
    sitting = Sitting().call().open()
    member, about = sitting.people[2], {"agendaItem": to_base64("AgendaItem", sitting.items[0].pk)}
    Task.objects.filter(pk=sitting.ballot(member).pk).update(due_at=timezone.now())

    declared = api(member, "DeclareConflict", input={**about, "ground": "KINSHIP", "note": "Сын."})

    assert codes(declared) == ["TERM_OVER"]
    assert sitting.ballot(member).finished is None and not sitting.items[0].recusals.exists()
