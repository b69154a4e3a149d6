"""The desks: which open tasks stand before a person, in which order, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cached_property

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from backoffice.access import NOTHING, ROLES, Viewer
from workflows.models import Process, Task

OPEN = Q(flow_task_type="HUMAN", finished=None)
SUPERVISES = "assign_task"


class View(Enum):
    """Which part of the desks is asked for."""

    TEAM = "TEAM"
    MINE = "MINE"
    UNCLAIMED = "UNCLAIMED"
    OVERDUE = "OVERDUE"
    SUPERVISED = "SUPERVISED"


@dataclass(frozen=True)
class Filters:
    """What narrows a queue. Empty means: not narrowed."""

    process: str | None = None
    step: str | None = None
    municipality: int | None = None
    provider: int | None = None
    due_before: datetime | None = None


def entrusted_to(viewer: Viewer):
    """Human tasks that the viewer may complete: of its desks, and not addressed to somebody else."""
    return Task.objects.filter(_on(viewer.desks()), flow_task_type="HUMAN").filter(
        Q(addressee=None) | viewer.assigned("addressee")
    )


def supervised_by(viewer: Viewer):
    """Human tasks that the viewer may give to others: those of the units in which it may assign."""
    return Task.objects.filter(_on(_supervised_desks(viewer)), flow_task_type="HUMAN")


def readable(viewer: Viewer) -> Q:
    """Steps that the viewer may read: those of its desks, of the units it supervises, of the cases it follows."""
    own = _on(viewer.desks()) & (Q(addressee=None) | viewer.assigned("addressee"))
    followed = Process.objects.visible_to(viewer).values("pk")
    return own | _on(_supervised_desks(viewer)) | Q(process__in=followed)


def _on(desks) -> Q:
    where = NOTHING
    for holder, permission in desks:
        where |= Q(holder=holder, permission=permission)
    return where


def _supervised_desks(viewer: Viewer) -> list[tuple[int, str]]:
    held = {(unit, ROLES[role].held_in) for role, units in viewer.units.items() for unit in units}
    return sorted(
        {
            (unit, permission)
            for unit, kind in held
            if viewer.may(SUPERVISES, unit)
            for powers in ROLES.values()
            if powers.held_in == kind
            for permission in powers.may
        }
    )


PAGE = """
    SELECT task.id FROM unnest(%(holders)s::bigint[], %(permissions)s::text[]) AS desk (holder, permission)
    CROSS JOIN LATERAL (
        SELECT id, due_at FROM workflows_task
        WHERE holder_id = desk.holder AND permission = desk.permission
          AND flow_task_type = 'HUMAN' AND finished IS NULL AND {narrowed}
        ORDER BY due_at, id LIMIT %(limit)s
    ) AS task
    ORDER BY task.due_at, task.id LIMIT %(limit)s
"""
COUNTS = """
    SELECT count(*), count(*) FILTER (WHERE owner_id = %(me)s), count(*) FILTER (WHERE owner_id IS NULL),
           count(*) FILTER (WHERE due_at <= %(now)s)
    FROM unnest(%(holders)s::bigint[], %(permissions)s::text[]) AS desk (holder, permission)
    CROSS JOIN LATERAL (
        SELECT owner_id, due_at FROM workflows_task
        WHERE holder_id = desk.holder AND permission = desk.permission
          AND flow_task_type = 'HUMAN' AND finished IS NULL AND (addressee_id IS NULL OR addressee_id = %(me)s)
    ) AS task
"""


def page(viewer: Viewer, view: View, filters: Filters, *, after: tuple[datetime, int] | None, limit: int) -> list[int]:
    """Keys of the next `limit` open tasks after `after`, most urgent first: each desk in index order, then merged."""
    narrowed, params = _narrowed(viewer, view, filters, after)
    desks = _supervised_desks(viewer) if view is View.SUPERVISED else list(viewer.desks())
    return [row[0] for row in _run(PAGE.format(narrowed=narrowed), {**params, **_arrays(desks), "limit": limit})]


@dataclass
class Counted:
    """The size of a queue as it was asked for, counted once and only if somebody asks; no further than `most`."""

    viewer: Viewer
    view: View
    filters: Filters
    most: int = 1001

    @cached_property
    def rows(self) -> int:
        """Open tasks, at most `most`."""
        return len(page(self.viewer, self.view, self.filters, after=None, limit=self.most))


@dataclass(frozen=True)
class Counts:
    """How many open tasks stand on the viewer's desks, by view."""

    team: int
    mine: int
    unclaimed: int
    overdue: int


def counts(viewer: Viewer) -> Counts:
    """All counters of the desks in one statement."""
    params = {**_arrays(list(viewer.desks())), "me": viewer.user.pk, "now": timezone.now()}
    return Counts(*_run(COUNTS, params)[0])


def _narrowed(viewer, view, filters, after) -> tuple[str, dict]:
    """The extra conditions of a page as SQL over named parameters."""
    params = {"me": viewer.user.pk, "now": timezone.now()}
    parts = ["TRUE"] if view is View.SUPERVISED else ["(addressee_id IS NULL OR addressee_id = %(me)s)"]
    parts += {
        View.MINE: ["owner_id = %(me)s"],
        View.UNCLAIMED: ["owner_id IS NULL"],
        View.OVERDUE: ["due_at <= %(now)s"],
    }.get(view, [])
    if after:
        parts.append("(due_at, id) > (%(after_due)s, %(after_id)s)")
        params |= {"after_due": after[0], "after_id": after[1]}
    for name, value, condition in (
        ("process", filters.process, "split_part(flow_task, '.', -2) = %(process)s"),
        ("step", filters.step, "split_part(flow_task, '.', -1) = %(step)s"),
        ("municipality", filters.municipality, "municipality_id = %(municipality)s"),
        ("provider", filters.provider, "provider_id = %(provider)s"),
        ("due_before", filters.due_before, "due_at < %(due_before)s"),
    ):
        if value is not None:
            parts.append(condition)
            params[name] = value
    return " AND ".join(parts), params


def _arrays(desks: list[tuple[int, str]]) -> dict:
    return {"holders": [unit for unit, _ in desks], "permissions": [permission for _, permission in desks]}


def _run(sql: str, params: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
