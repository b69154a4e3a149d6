"""Fills desks quickly: rows of tasks without the decisions that would have brought them there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection
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


def copies(like: Task, count: int, **columns) -> None:
    """Put `count` tasks like `like` in one statement, one due each minute after it, with other values in `columns`."""
    names = [field.column for field in Task._meta.concrete_fields if not field.primary_key]
    values = {"due_at": "due_at + number * interval '1 minute'", **dict.fromkeys(columns, "%s")}
    chosen = ", ".join(values.get(name, name) for name in names)
    params = [columns[name] for name in names if name in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO workflows_task ({', '.join(names)}) SELECT {chosen}"
            " FROM workflows_task, generate_series(1, %s) AS number WHERE id = %s",
            [*params, count, like.pk],
        )
