"""The door of the processes: start, complete, claim, release, assign, withdraw, expire. All or nothing."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, transaction
from django.utils import timezone
from psycopg2.errors import DeadlockDetected, LockNotAvailable
from viewflow.workflow.status import PROCESS, STATUS

from backoffice import journal
from backoffice.access import Viewer
from backoffice.errors import BUSY, Refusal, Refused
from backoffice.journal import Act
from workflows import queue
from workflows.models import Process, Receipt, Task

RULE = "регламент работы системы"
NOT_FOUND = Refusal("NOT_FOUND", "Не найдено.", RULE, "Проверьте ссылку или обновите список.")
CLOSED = Refusal("TASK_CLOSED", "Задача уже выполнена.", RULE, "Обновите список задач.")
CHANGED = Refusal(
    "CASE_CHANGED", "Пока вы работали, данные изменились.", RULE, "Обновите страницу и проверьте решение."
)
KEY_REUSED = Refusal("KEY_REUSED", "Этот ключ запроса уже использован для другого действия.", RULE)
CASE_CLOSED = Refusal("CASE_CLOSED", "Дело уже завершено.", RULE, "Обновите страницу.")


def taken(owner) -> Refusal:
    """The refusal that names who has the task."""
    return Refusal("TASK_TAKEN", f"Задачу уже взял(а) {owner}.", RULE, "Выберите другую задачу.")


@contextmanager
def lock(flow_class, process_id) -> Iterator[Process]:
    """Wait for the row of the outermost case, and for whatever the act locks after it, at most `lock_timeout` each."""
    try:
        with transaction.atomic():
            root_id = Process.objects.values_list("root_id", flat=True).get(pk=process_id)
            Process.objects.select_for_update(no_key=True).get(pk=root_id or process_id)
            yield Process.objects.select_related(*_subject_joins()).get(pk=process_id)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
            raise Refused(BUSY) from error
        raise


def _subject_joins() -> tuple[str, ...]:
    return ("provider__unit", "edition__program__provider", "assignment__edition__program__provider")


def start(node, *, subject_id, decision, expected_version: int, by: Viewer) -> Process:
    """Open a case about a subject that `by` may see, all or nothing.

    :raises Refused: NOT_FOUND, TASK_BUSY, CASE_CHANGED, or every reason that the decision and the rules yield
    """
    subject = node.model.objects.visible_to(by).filter(pk=subject_id).first()
    if subject is None or not by.may(node.permission, node.holder(subject)):
        raise Refused(NOT_FOUND)
    subject = node.model.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if subject.version != expected_version:
        raise Refused(CHANGED)
    act = Act(by.user, timezone.localdate(), uuid.uuid4())
    if reasons := [*decision.why_not(), *node.why_not(subject, decision, act)]:
        raise Refused(*reasons)
    node.apply(subject, decision, act)
    return node.run(subject=subject, act=act)


def complete(node, *, task_id, decision, expected_version: int, by: Viewer, key: str | None = None) -> Process:
    """Carry out `decision` and move on, all or nothing; a repeated `key` gets the same answer.

    :raises Refused: NOT_FOUND, TASK_BUSY, KEY_REUSED, TASK_CLOSED, CASE_CHANGED, TASK_TAKEN,
        or every reason that the decision and the rules of the step yield
    """
    visible = queue.entrusted_to(by).filter(pk=task_id, flow_task=node)
    with lock(node.flow_class, _found(visible).process_id) as process:
        task = _found(visible)  # again: as it is now that the case is ours
        task.process = process
        if key and not first_time(by.user, key, f"{task.pk} {decision}"):
            return process
        if task.finished:
            raise Refused(CLOSED)
        if process.version != expected_version:
            raise Refused(CHANGED)
        _claim(task, by.user)
        act = Act(by.user, timezone.localdate(), process.case_id)
        if reasons := [*decision.why_not(), *node.why_not(process, decision, act)]:
            raise Refused(*reasons)
        activation = node.activation_class(task)
        activation.start(None)
        task.completed_by = by.user
        node.apply(process, decision, act)
        _raise_version(process)
        activation.execute()
        _resume_parent(process)
        return process


def _found(tasks) -> Task:
    task = tasks.first()
    if task is None:
        raise Refused(NOT_FOUND)
    return task


def _raise_version(process: Process) -> None:
    process.version += 1
    process.save(update_fields=["version"])


def first_time(user, key: str, content: str) -> bool:
    """Leave a receipt for `key`; a second request waits here until the first one has ended."""
    digest = hashlib.sha256(content.encode()).hexdigest()
    receipt, is_new = Receipt.objects.get_or_create(user=user, key=key, defaults={"digest": digest})
    if receipt.digest != digest:
        raise Refused(KEY_REUSED)
    return is_new


def _claim(task: Task, user) -> None:
    """Take the task if it is free: compare and set."""
    free = Task.objects.filter(pk=task.pk, status=STATUS.NEW, owner=None)
    if free.update(owner=user, status=STATUS.ASSIGNED, assigned=timezone.now()):
        task.owner, task.status = user, STATUS.ASSIGNED
    if task.owner_id != user.pk:
        task.refresh_from_db(fields=["owner", "finished"])
        raise Refused(CLOSED if task.finished else taken(task.owner))


def _resume_parent(process: Process) -> None:
    """Go on with the case that waits, when this was the last of its smaller cases. The root's row is locked already."""
    if process.status == PROCESS.NEW or process.parent_task_id is None:
        return
    if Process.objects.filter(parent_task=process.parent_task_id, status=PROCESS.NEW).exists():
        return
    waiting = Task.objects.get(pk=process.parent_task_id)
    waiting.process = Process.objects.select_related(*_subject_joins()).get(pk=waiting.process_id)
    activation = waiting.flow_task.activation_class(waiting)
    activation.run(None)
    _raise_version(waiting.process)
    activation.execute()


def claim(task_id, *, by: Viewer) -> Task:
    """Take a free task of one's own desks.

    :raises Refused: NOT_FOUND, TASK_CLOSED, TASK_TAKEN
    """
    task = _found(queue.entrusted_to(by).filter(pk=task_id))
    if task.finished:
        raise Refused(CLOSED)
    _claim(task, by.user)
    return task


def release(task_id, *, by: Viewer) -> Task:
    """Put one's own task back into the queue.

    :raises Refused: NOT_FOUND, TASK_CLOSED, TASK_TAKEN
    """
    task = _found(queue.entrusted_to(by).filter(pk=task_id))
    mine = Task.objects.filter(pk=task.pk, owner=by.user, finished=None)
    if not mine.update(owner=None, status=STATUS.NEW, assigned=None):
        task.refresh_from_db()
        if task.finished:
            raise Refused(CLOSED)
        if task.owner_id and task.owner_id != by.user.pk:
            raise Refused(taken(task.owner))
    task.refresh_from_db()
    return task


def assign(task_id, *, to: Viewer, by: Viewer) -> Task:
    """Give an open task to a person of its desk; only who may assign in the holder may do so.

    :raises Refused: NOT_FOUND, TASK_BUSY, TASK_CLOSED, ASSIGNEE_NOT_ALLOWED
    """
    task = _found(queue.supervised_by(by).filter(pk=task_id))
    if not to.may(task.permission, task.holder_id) or task.addressee_id not in (None, to.user.pk):
        raise Refused(
            Refusal("ASSIGNEE_NOT_ALLOWED", "У этого сотрудника нет права на такую задачу.", RULE, path=("assignee",))
        )
    with lock(task.flow_task.flow_class, task.process_id) as process:  # nobody completes it meanwhile
        still_open = Task.objects.filter(pk=task.pk, finished=None)
        if not still_open.update(owner=to.user, status=STATUS.ASSIGNED, assigned=timezone.now()):
            raise Refused(CLOSED)
        task.refresh_from_db()
        act = Act(by.user, timezone.localdate(), process.case_id)
        journal.record("task.assigned", task, act, str(to.user), provider_id=task.provider_id)
        return task


def withdraw(flow_class, *, case_id, decision, expected_version: int, by: Viewer) -> Process:
    """End a case at the wish of the one who began it: its open steps and smaller cases are cancelled.

    :raises Refused: NOT_FOUND, TASK_BUSY, CASE_CLOSED, CASE_CHANGED, or every reason that the decision and rules yield
    """
    withdrawal = flow_class.withdraw
    case = Process.objects.visible_to(by).filter(pk=case_id, flow_class=flow_class).first()
    if case is None or not by.may(withdrawal.permission, withdrawal.holder(case)):
        raise Refused(NOT_FOUND)
    with lock(flow_class, case.pk) as process:
        if process.status != PROCESS.NEW:
            raise Refused(CASE_CLOSED)
        if process.version != expected_version:
            raise Refused(CHANGED)
        act = Act(by.user, timezone.localdate(), process.case_id)
        if reasons := [*decision.why_not(), *withdrawal.why_not(process, decision, act)]:
            raise Refused(*reasons)
        withdrawal.apply(process, decision, act)
        _raise_version(process)
        _cancel(process)
        _resume_parent(process)
        return process


def _cancel(process: Process) -> None:
    """Cancel every open step of the case and of its smaller cases."""
    for child in Process.objects.filter(root=process, status=PROCESS.NEW):
        _cancel(child)
    for task in Task.objects.filter(process=process, finished=None):
        task.flow_task.activation_class(task).cancel()
    process.status, process.finished = PROCESS.CANCELED, timezone.now()
    process.save(update_fields=["status", "finished"])


def act_of_the_system(process: Process) -> Act:
    """An act that no person takes: an automatic step, an expiry."""
    return Act(None, timezone.localdate(), process.case_id)


def expire(task_id: int) -> bool:
    """Let an overdue task go the way drawn for that; False if it was completed, or expired, meanwhile."""
    task = Task.objects.get(pk=task_id)
    with lock(task.flow_task.flow_class, task.process_id) as process:
        task = Task.objects.get(pk=task_id)
        if task.finished or (task.due_at or timezone.now()) > timezone.now():
            return False
        task.process = process
        note = f"{task.flow_task.task_title}: {task.subject_line}"
        journal.record("task.expired", task, act_of_the_system(process), note, provider_id=task.provider_id)
        _raise_version(process)
        task.flow_task.activation_class(task).expire()
        _resume_parent(process)
        return True
