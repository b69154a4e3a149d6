"""Fills desks quickly: rows of tasks without the decisions that would have brought them there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.utils import timezone

from workflows.models import Process, Task

MINUTE = timedelta(minutes=1)


def put(case: Process, count: int, *, like: Task, first_due: datetime | None = None, **columns) -> list[Task]:
    """Put `count` open tasks like `like` on its desk, or where `columns` say, one due each minute."""
    due = first_due or timezone.now() + timedelta(days=1)
    return Task.objects.bulk_create(islice(_rows(case, like, due, columns), count))


def _rows(case: Process, like: Task, due: datetime, columns: dict) -> Iterator[Task]:
    number = 0
    while True:
        values = {
            "flow_task": like.flow_task,
            "flow_task_type": "HUMAN",
            "token": like.token,
            "holder_id": like.holder_id,
            "permission": like.permission,
            "due_at": due + number * MINUTE,
            "subject_line": f"Строка {number}",
            "municipality_id": like.municipality_id,
            "provider_id": like.provider_id,
        }
        yield Task(process=case, **{**values, **columns})
        number += 1
