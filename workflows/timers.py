"""What time does by itself: warns, escalates, lets expire. Each due row is taken once, by whichever worker is first."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from backoffice import journal
from backoffice.errors import Refused
from backoffice.journal import Act
from backoffice.payments import services as payments
from workflows import (
    birthdays,
    catalog,
    contract_sweeps,
    engine,
    enrollment_sweeps,
    funding_sweeps,
    incidents,
    reconfirmation,
)
from workflows.models import Process, Task
from workflows.queue import OPEN

log = logging.getLogger(__name__)
BATCH = 100
ESCALATED = 100  # what an escalation adds to the priority of a task


def sweep(*, thorough: bool = True) -> int:
    """Do everything that is due now, batch by batch; return how many rows were touched.

    `thorough`: look through every open request for a place too, which takes long where there are many.
    """
    now = timezone.now()
    of_cases = _all(_warn, now) + _all(_escalate, now) + _all(_escalate_cases, now) + _expire(now)
    today = timezone.localdate(now)
    # Months begin, and contracts end, before the money of their periods does.
    of_people = contract_sweeps.sweep(today) + birthdays.sweep(now) + funding_sweeps.sweep(today)
    of_people += enrollment_sweeps.sweep(today, thorough=thorough)
    return of_cases + of_people + payments.archive_past(today) + reconfirmation.sweep(today)


def _all(step: Callable[[datetime], int], now: datetime) -> int:
    """Repeat a batch until nothing is due."""
    done = 0
    while taken := step(now):
        done += taken
    return done


@transaction.atomic
def _warn(now: datetime) -> int:
    """Warn of tasks most of whose term is over."""
    due = list(_due(Q(warn_at__lte=now), "warn_at"))
    Task.objects.filter(pk__in=[task.pk for task in due]).update(warn_at=None)
    for task in due:
        _note("task.warned", task)
    return len(due)


@transaction.atomic
def _escalate(now: datetime) -> int:
    """Tell the head of overdue tasks that do not expire."""
    due = list(_due(Q(due_at__lte=now, escalated_at=None) & ~_expiring(), "due_at"))
    rows = Task.objects.filter(pk__in=[task.pk for task in due])
    rows.update(escalated_at=now, priority=F("priority") + ESCALATED)
    for task in due:
        _note("task.escalated", task)
    return len(due)


@transaction.atomic
def _escalate_cases(now: datetime) -> int:
    """Tell the head of cases whose whole term is over; a case that waits for the applicant is not overdue."""
    overdue = Q(status="NEW", root=None, paused_on=None, escalated_at=None, due_on__lt=timezone.localdate(now))
    locked = Process.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    due = list(locked.filter(overdue).order_by("due_on")[:BATCH])
    Process.objects.filter(pk__in=[case.pk for case in due]).update(escalated_at=now)
    for case in due:
        journal.record("case.escalated", case, engine.act_of_the_system(case), provider_id=case.subject.provider_id)
    return len(due)


def _expire(now: datetime) -> int:
    """Let overdue tasks go the way drawn for it, each in a transaction of its own; a busy case comes next time."""
    due = Task.objects.filter(OPEN, _expiring(), due_at__lte=now).order_by("due_at", "pk").values_list("pk", flat=True)
    done, passed_over = 0, list[int]()
    while done < BATCH and (batch := [*due.exclude(pk__in=passed_over)[:BATCH]]):
        expired = {pk for pk in batch if _has_gone_on(pk)}
        done += len(expired)
        passed_over += [pk for pk in batch if pk not in expired]
    return done


def _has_gone_on(pk: int) -> bool:
    """Let one task expire. Those that cannot now, however many, keep no later one waiting, and stay loud."""
    try:
        return engine.expire(pk)
    except Refused as refused:
        log.info("Task %s did not expire now: %s", pk, refused)
    except Exception as error:
        log.error("Task %s cannot expire: %s", pk, incidents.told(error))
    return False


def _expiring() -> Q:
    return Q(flow_task__in=catalog.expiring())


def _due(when: Q, order: str):
    locked = Task.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("process")
    return locked.filter(OPEN, when).order_by(order)[:BATCH]


def _note(what: str, task: Task) -> None:
    act = Act(None, timezone.localdate(), task.process.case_id)
    note = f"{task.flow_task.task_title}: {task.subject_line}"
    journal.record(what, task, act, note, provider_id=task.provider_id, municipality_id=task.municipality_id)
