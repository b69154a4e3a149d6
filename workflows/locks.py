"""Waiting for a case: one statement locks what an act changes, and reads it as it is once it is ours.

PostgreSQL gives a statement that has waited the new version of the rows it locks, and of no others. So a case and its
step are locked along with the root, which comes first: every act takes its locks in this order. The subject is read
afterwards, by a statement of its own, which sees whatever was written meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import SimpleNamespace

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from psycopg2.errors import DeadlockDetected, LockNotAvailable

from backoffice.access import NOBODY, Role, Viewer
from backoffice.errors import BUSY, Refused
from backoffice.statements import KeptQuery, Param
from workflows import queue
from workflows.models import Process, Task
from workflows.nodes import Start


@contextmanager
def patience() -> Iterator[None]:
    """Wait for each lock at most `lock_timeout`; the transaction is the caller's, or one of its own."""
    try:
        with transaction.atomic(savepoint=False):
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
            raise Refused(BUSY) from error
        raise


@contextmanager
def lock(flow_class, process_id) -> Iterator[Process]:
    """Have a case, and all that belongs to the same root, to oneself."""
    with patience():
        yield of_case(flow_class, process_id)


def of_case(flow_class, process_id) -> Process:
    """Lock a case."""
    root = _root(flow_class)
    cases = Process.objects.filter(pk=process_id)
    if root:
        cases = cases.filter(root__version__gte=1).select_related("root")  # an inner join: an outer cannot be locked
    return cases.select_for_update(no_key=True, of=(*root, "self")).get()


def of_task(node, task_id, by: Viewer) -> Task | None:
    """Lock a task of that step on the viewer's desks, with its case; None if there is none."""
    found = _task_of(node, frozenset(by.units)).objects(SimpleNamespace(viewer=by, task_id=task_id))
    return found[0] if found else None


@lru_cache(maxsize=256)
def _task_of(node, roles: frozenset[Role]) -> KeptQuery:
    """What `of_task` asks for everybody with those roles."""
    mine = queue.entrusted_to(Viewer(NOBODY, {role: [] for role in roles}))
    tasks = mine.filter(pk=Param("task", lambda asked: asked.task_id), flow_task=node)
    return KeptQuery(locking(node.flow_class, tasks))


def locking(flow_class, tasks: QuerySet[Task]) -> QuerySet[Task]:
    """The same tasks, each locked with its case."""
    root = tuple(f"process__{name}" for name in _root(flow_class))
    if root:
        tasks = tasks.filter(process__root__version__gte=1)  # an inner join, as above
    return tasks.select_related("process", *root).select_for_update(no_key=True, of=(*root, "process", "self"))


def _root(flow_class) -> tuple[str, ...]:
    """The way to the root: from a case that a step opened; one that a decision opened is its own."""
    return ("root",) if isinstance(flow_class.start, Start) else ()
