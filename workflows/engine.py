"""The door of the processes: start, complete, claim, release, assign, withdraw, expire. All or nothing."""

from __future__ import annotations

import hashlib
import uuid

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from viewflow.workflow.status import PROCESS, STATUS

from backoffice import journal
from backoffice.access import Viewer
from backoffice.errors import Refusal, Refused
from backoffice.journal import Act
from workflows import locks, queue
from workflows.activations import keep
from workflows.models import Process, Receipt, Task
from workflows.subjects import SUBJECTS

LEAVE_RECEIPT = """
    INSERT INTO workflows_receipt (user_id, key, digest, at) VALUES (%s, %s, %s, now())
    ON CONFLICT (user_id, key) DO NOTHING RETURNING id
"""
RULE = "регламент работы системы"
NOT_FOUND = Refusal("NOT_FOUND", "Не найдено.", RULE, "Проверьте ссылку или обновите список.")
CLOSED = Refusal("TASK_CLOSED", "Задача уже выполнена.", RULE, "Обновите список задач.")
CHANGED = Refusal(
    "CASE_CHANGED", "Пока вы работали, данные изменились.", RULE, "Обновите страницу и проверьте решение."
)
KEY_REUSED = Refusal("KEY_REUSED", "Этот ключ запроса уже использован для другого действия.", RULE)
CASE_CLOSED = Refusal("CASE_CLOSED", "Дело уже завершено.", RULE, "Обновите страницу.")
TERM_OVER = Refusal(
    "TERM_OVER", "Срок ответа истёк: решение уже не принимается.", RULE, "Обновите страницу: дело идёт дальше без него."
)


def taken(owner) -> Refusal:
    """The refusal that names who has the task."""
    return Refusal("TASK_TAKEN", f"Задачу уже взял(а) {owner}.", RULE, "Выберите другую задачу.")


def start(node, *, subject_id, decision, expected_version: int, by: Viewer) -> Process:
    """Open a case about a subject that `by` may see, all or nothing.

    :raises Refused: NOT_FOUND, TASK_BUSY, CASE_CHANGED, or every reason that the decision and the rules yield
    """
    subjects = node.model.objects.select_related(*SUBJECTS[node.subject])
    seen = subjects.visible_to(by).filter(pk=subject_id).first()
    if seen is None or not by.may(node.permission, node.holder(seen)):
        raise Refused(NOT_FOUND)
    subject = subjects.select_for_update(of=("self",)).get(pk=seen.pk)
    if subject.version != expected_version:
        raise Refused(CHANGED)
    act = Act(by.user, timezone.localdate(), uuid.uuid4())
    if reasons := [*decision.why_not(), *node.why_not(subject, decision, act)]:
        raise Refused(*reasons)
    node.apply(subject, decision, act)
    return node.run(subject=subject, act=act)


def complete(node, *, task_id, decision, expected_version: int, by: Viewer, key: str | None = None) -> Task:
    """Carry out `decision` and move on, all or nothing; a repeated `key` gets the same answer.

    :raises Refused: NOT_FOUND, TASK_BUSY, KEY_REUSED, TASK_CLOSED, TERM_OVER, CASE_CHANGED, TASK_TAKEN,
        or every reason that the decision and the rules of the step yield
    """
    with locks.patience(), journal.at_once():
        task = _found(locks.of_task(node, task_id, by))
        process = task.process
        if key and not first_time(by.user, key, f"{task.pk} {decision}"):
            return task
        must_wait(task)
        if process.version != expected_version:
            raise Refused(CHANGED)
        _take(task, by.user)
        process.lock_subject()
        act = Act(by.user, timezone.localdate(), process.case_id)
        if reasons := [*decision.why_not(), *node.why_not(process, decision, act)]:
            raise Refused(*reasons)
        activation = node.activation_class(task)
        activation.start(None)
        task.completed_by = by.user
        node.apply(process, decision, act)
        activation.execute()
        _move_on(process)
        return task


def complete_for(task: Task, user) -> None:
    """Complete a locked step whose decision somebody else has carried out, for example from a paper; and go on."""
    task.owner, task.status, task.assigned = user, STATUS.ASSIGNED, timezone.now()
    activation = task.flow_task.activation_class(task)
    activation.start(None)
    task.completed_by = user
    activation.execute()
    _move_on(task.process)


def must_wait(task: Task) -> None:
    """A step takes a decision while it is open, and one that expires while its term runs: swept up already or not.

    :raises Refused: TASK_CLOSED, TERM_OVER
    """
    if task.finished:
        raise Refused(CLOSED)
    if task.has_expired:
        raise Refused(TERM_OVER)


def _found(task: Task | None) -> Task:
    if task is None:
        raise Refused(NOT_FOUND)
    return task


def _take(task: Task, user) -> None:
    """Take a task whose row is locked, in memory; completing it writes it."""
    if task.owner_id not in (None, user.pk):
        raise Refused(taken(task.owner))
    if task.owner_id is None:
        task.owner, task.status, task.assigned = user, STATUS.ASSIGNED, timezone.now()


def _move_on(process: Process) -> None:
    """Raise the version of the case and write it; go on with the case that waits for it, if one does."""
    process.version += 1
    keep(process)
    _resume_parent(process)


def first_time(user, key: str, content: str) -> bool:
    """Leave a receipt for `key`; a second request waits here until the first one has ended.

    `user.repeats` tells whoever answers that nothing was done now: an answer is no reason to see a row for ever.
    """
    digest = hashlib.sha256(content.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(LEAVE_RECEIPT, [user.pk, key, digest])
        user.repeats = cursor.fetchone() is None
    if user.repeats and Receipt.objects.get(user=user, key=key).digest != digest:
        raise Refused(KEY_REUSED)
    return not user.repeats


def _resume_parent(process: Process) -> None:
    """Go on with the case that waits, when this was the last of its smaller cases. The root's row is locked already."""
    if process.status == PROCESS.NEW or process.parent_task_id is None:
        return
    others = Process.objects.filter(parent_task=OuterRef("pk"), status=PROCESS.NEW)
    waiting = Task.objects.select_related("process").filter(~Exists(others), pk=process.parent_task_id).first()
    if waiting is not None:
        _resume(waiting)


def _resume(waiting: Task) -> None:
    """Complete a step at which a case, locked already, waits; and go on."""
    waiting.process.lock_subject()
    activation = waiting.flow_task.activation_class(waiting)
    activation.run(None)
    activation.execute()
    _move_on(waiting.process)


def go_on(node, **subject) -> None:
    """Go on with the open case about `subject`, which stands at the waiting step `node`, inside the caller's act."""
    flow_class = node.flow_class
    case_id = Process.objects.filter(flow_class=flow_class, status=PROCESS.NEW, **subject).values_list("pk", flat=True)
    with locks.patience():
        case = locks.of_case(flow_class, case_id.get())
        waiting = Task.objects.get(process=case, flow_task=node, finished=None)
        waiting.process = case
        _resume(waiting)


def claim(task_id, *, by: Viewer) -> Task:
    """Take a free task of one's own desks: compare and set.

    :raises Refused: NOT_FOUND, TASK_CLOSED, TERM_OVER, TASK_TAKEN
    """
    task = _found(queue.entrusted_to(by).filter(pk=task_id).first())
    must_wait(task)
    free = Task.objects.filter(pk=task.pk, status=STATUS.NEW, owner=None)
    if not _changed(free, task, owner=by.user, status=STATUS.ASSIGNED, assigned=timezone.now()):
        task.refresh_from_db()
        if task.owner is None and not task.finished:
            return claim(task_id, by=by)  # given back meanwhile
        if task.finished or task.owner_id != by.user.pk:
            raise Refused(CLOSED if task.finished else taken(task.owner))
    return task


def release(task_id, *, by: Viewer) -> Task:
    """Put one's own task back into the queue.

    :raises Refused: NOT_FOUND, TASK_CLOSED, TASK_TAKEN
    """
    task = _found(queue.entrusted_to(by).filter(pk=task_id).first())
    mine = Task.objects.filter(pk=task.pk, owner=by.user, finished=None)
    if not _changed(mine, task, owner=None, status=STATUS.NEW, assigned=None):
        task.refresh_from_db()
        if task.finished:
            raise Refused(CLOSED)
        if task.owner_id and task.owner_id != by.user.pk:
            raise Refused(taken(task.owner))
    return task


def _changed(rows, task: Task, **columns) -> bool:
    """Write `columns` if the task is still among `rows`, in one statement."""
    if not rows.update(**columns):
        return False
    for name, value in columns.items():
        setattr(task, name, value)
    return True


def assign(task_id, *, to: Viewer, by: Viewer) -> Task:
    """Give an open task to a person of its desk; only who may assign in the holder may do so.

    :raises Refused: NOT_FOUND, ASSIGNEE_NOT_ALLOWED, TASK_BUSY, TASK_CLOSED
    """
    task = _found(queue.supervised_by(by).filter(pk=task_id).first())
    if not to.may(task.permission, task.holder_id) or task.addressee_id not in (None, to.user.pk):
        raise Refused(
            Refusal("ASSIGNEE_NOT_ALLOWED", "У этого сотрудника нет права на такую задачу.", RULE, path=("assignee",))
        )
    with locks.lock(task.flow_task.flow_class, task.process_id) as process:  # nobody completes it meanwhile
        still_open = Task.objects.filter(pk=task.pk, finished=None)
        if not _changed(still_open, task, owner=to.user, status=STATUS.ASSIGNED, assigned=timezone.now()):
            raise Refused(CLOSED)
        act = Act(by.user, timezone.localdate(), process.case_id)
        journal.record("task.assigned", task, act, str(to.user), provider_id=task.provider_id)
        return task


def withdraw(flow_class, *, case_id, decision, expected_version: int, by: Viewer) -> Process:
    """End a case at the wish of the one who began it: its open steps and smaller cases are cancelled.

    :raises Refused: NOT_FOUND, TASK_BUSY, CASE_CLOSED, CASE_CHANGED, or every reason that the decision and rules yield
    """
    withdrawal = flow_class.withdraw
    visible = Process.objects.visible_to(by).select_related("provider", "edition__program", "certificate")
    case = visible.filter(pk=case_id, flow_class=flow_class).first()
    if case is None or not withdrawal.allows(case, by):
        raise Refused(NOT_FOUND)
    with locks.lock(flow_class, case.pk) as process:
        if process.status != PROCESS.NEW:
            raise Refused(CASE_CLOSED)
        if process.version != expected_version:
            raise Refused(CHANGED)
        process.lock_subject()
        act = Act(by.user, timezone.localdate(), process.case_id)
        if reasons := [*decision.why_not(), *withdrawal.why_not(process, decision, act)]:
            raise Refused(*reasons)
        withdrawal.apply(process, decision, act)
        _cancel(process)
        _move_on(process)
        return process


def cancel(process: Process) -> None:
    """End a locked open case because what it is about came to its end."""
    _cancel(process)
    _move_on(process)


def _cancel(process: Process) -> None:
    """Cancel every open step of the case and of its smaller cases, and those; the case itself is written after."""
    ended = {"status": STATUS.CANCELED, "finished": timezone.now()}
    Task.objects.filter(Q(process=process) | Q(process__root=process), finished=None).update(**ended)
    if process.root_id is None:
        Process.objects.filter(root=process, status=PROCESS.NEW).update(**ended)
    process.status, process.finished = PROCESS.CANCELED, ended["finished"]


def act_of_the_system(process: Process) -> Act:
    """An act that no person takes: an automatic step, an expiry."""
    return Act(None, timezone.localdate(), process.case_id)


def expire(task_id: int) -> bool:
    """Let an overdue task go the way drawn for that; False if it was completed, or expired, meanwhile."""
    expiring = Task.objects.filter(pk=task_id)
    with locks.patience():
        task = locks.locking(expiring.get().flow_task.flow_class, expiring).first()
        if task is None or task.finished or (task.due_at or timezone.now()) > timezone.now():
            return False
        process = task.process
        process.lock_subject()
        note = f"{task.flow_task.task_title}: {task.subject_line}"
        journal.record("task.expired", task, act_of_the_system(process), note, provider_id=task.provider_id)
        task.flow_task.activation_class(task).expire()
        _move_on(process)
        return True
