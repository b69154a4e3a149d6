"""The desks: which open tasks stand before a person, in which order, and how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from backoffice.access import EVERYTHING, NOTHING, ROLES, Viewer, among, is_all
from backoffice.statements import Param, now
from workflows.models import Process, Task

Place: TypeAlias = Sequence  # (due_at, id): where a page begins or ends
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
    holder: int | None = None
    text: str | None = None


def entrusted_to(viewer: Viewer):
    """Human tasks that the viewer may complete: of its desks, and not addressed to somebody else."""
    return Task.objects.filter(_on_own_desks(viewer), flow_task_type="HUMAN")


def supervised_by(viewer: Viewer):
    """Human tasks that the viewer may give to others: those of the units in which it may assign."""
    return Task.objects.filter(_on_supervised_desks(viewer), flow_task_type="HUMAN")


def readable(viewer: Viewer) -> Q:
    """Steps that the viewer may read: those of its desks, of the units it supervises, of the cases it follows."""
    followed = Process.objects.visible_to(viewer)
    if is_all(followed):
        return EVERYTHING
    return _on_own_desks(viewer) | _on_supervised_desks(viewer) | among("process", followed)


def _on_own_desks(viewer: Viewer) -> Q:
    """By the viewer's roles, whose places are parameters; not somebody else's own."""
    where = NOTHING
    for role in viewer.units:
        if ROLES[role].may:
            where |= Q(holder__any=viewer.places(role), permission__in=sorted(ROLES[role].may))
    return where & (Q(addressee=None) | viewer.assigned("addressee"))


def _on_supervised_desks(viewer: Viewer) -> Q:
    where = NOTHING
    for role in viewer.units:
        if SUPERVISES in ROLES[role].may:
            where |= Q(holder__any=viewer.places(role), permission__in=sorted(_permissions_in(ROLES[role].held_in)))
    return where


def _permissions_in(kind: str) -> set[str]:
    return {permission for powers in ROLES.values() if powers.held_in == kind for permission in powers.may}


def _supervised_desks(viewer: Viewer) -> list[tuple[int, str]]:
    held = {(unit, ROLES[role].held_in) for role, units in viewer.units.items() for unit in units}
    return sorted(
        (unit, permission)
        for unit, kind in held
        if viewer.may(SUPERVISES, unit)
        for permission in _permissions_in(kind)
    )


DESKS = """
    SELECT task.id FROM unnest(%s::bigint[], %s::text[]) AS desk (holder, permission)
    CROSS JOIN LATERAL (
        SELECT id, due_at FROM workflows_task
        WHERE holder_id = desk.holder AND permission = desk.permission
          AND flow_task_type = 'HUMAN' AND finished IS NULL AND {narrowed}
        {order} LIMIT {limit}
    ) AS task
    {order} LIMIT {limit}
"""
COUNTS = """
    SELECT count(*), count(*) FILTER (WHERE %(me)s IN (owner_id, addressee_id)),
           count(*) FILTER (WHERE owner_id IS NULL AND addressee_id IS NULL),
           count(*) FILTER (WHERE due_at <= %(now)s)
    FROM unnest(%(holders)s::bigint[], %(permissions)s::text[]) AS desk (holder, permission)
    CROSS JOIN LATERAL (
        SELECT owner_id, addressee_id, due_at FROM workflows_task
        WHERE holder_id = desk.holder AND permission = desk.permission
          AND flow_task_type = 'HUMAN' AND finished IS NULL AND (addressee_id IS NULL OR addressee_id = %(me)s)
    ) AS task
"""


class Desk(QuerySet):
    """Open tasks of a viewer's desks, taken page by page: each desk in index order, then merged.

    Its rows are those the viewer may complete or give to others, whatever is asked of it.
    """

    filled = ("due_at",)  # a human task has a term
    asked: tuple[Viewer, View, Filters]

    @classmethod
    def of(cls, viewer: Viewer, view: View, filters: Filters) -> Desk:
        """The desks of a viewer, the most urgent task first."""
        rule = _on_supervised_desks(viewer) if view is View.SUPERVISED else _on_own_desks(viewer)
        desk = cls(Task).filter(rule, flow_task_type="HUMAN", finished=None).order_by("due_at", "id")
        desk.asked = (viewer, view, filters)
        return desk

    def _clone(self):
        clone = super()._clone()
        clone.asked = getattr(self, "asked", None)
        return clone

    def page(self, limit: int, after: Place | None = None, before: Place | None = None, *, backward=False) -> QuerySet:
        """The next `limit` tasks between two places, each (due_at, id); the last ones, reversed, if `backward`."""
        order = f"ORDER BY due_at {'DESC' if backward else 'ASC'}, id {'DESC' if backward else 'ASC'}"
        page = self.filter(pk__in=self._keys(limit, order, after, before))
        return page.reverse() if backward else page

    def some(self, limit: int) -> RawSQL:
        """Keys of any `limit` of these tasks, for counting."""
        return self._keys(limit)

    def _keys(self, limit: int, order: str = "", after: Place | None = None, before: Place | None = None) -> RawSQL:
        viewer, view, filters = self.asked
        narrowed, params = _narrowed(viewer, view, filters, after, before)
        desks = _supervised_desks if view is View.SUPERVISED else _own_desks
        arrays = [
            Param(f"{desks.__name__}.{column}", partial(_column, desks, column), _column(desks, column, self))
            for column in (0, 1)
        ]
        return RawSQL(DESKS.format(narrowed=narrowed, order=order, limit=limit), [*arrays, *params])

    @property
    def viewer(self) -> Viewer:
        """Whose desks."""
        return self.asked[0]


def _own_desks(viewer: Viewer) -> list[tuple[int, str]]:
    return list(viewer.desks())


def _column(desks, column: int, request) -> list:
    """One column of a viewer's desks; `request` is anything that has a viewer."""
    return [desk[column] for desk in desks(request.viewer)]


@dataclass(frozen=True)
class Counts:
    """How many open tasks stand on the viewer's desks, by view."""

    team: int
    mine: int
    unclaimed: int
    overdue: int


def counts(viewer: Viewer, holder: int | None = None) -> Counts:
    """All counters of the desks in one statement; only of one unit's, if it is named."""
    desks = [(unit, permission) for unit, permission in _own_desks(viewer) if holder in (None, unit)]
    given: dict[str, Any] = {"me": viewer.user.pk, "now": timezone.now()}
    given |= {"holders": [unit for unit, _ in desks], "permissions": [permission for _, permission in desks]}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, given)
        return Counts(*cursor.fetchone())


def _narrowed(viewer, view, filters, after, before) -> tuple[str, list]:
    """The extra conditions of a page as SQL, and its parameters in their order."""
    conditions: list[tuple[str, list]] = [
        ("TRUE", []) if view is View.SUPERVISED else ("(addressee_id IS NULL OR addressee_id = %s)", [viewer.me]),
        {
            View.MINE: ("%s IN (owner_id, addressee_id)", [viewer.me]),
            View.UNCLAIMED: ("owner_id IS NULL AND addressee_id IS NULL", []),
            View.OVERDUE: ("due_at <= %s", [now()]),
        }.get(view, ("TRUE", [])),
    ]
    for value, condition in (
        (filters.process, "split_part(flow_task, '.', -2) = %s"),
        (filters.step, "split_part(flow_task, '.', -1) = %s"),
        (filters.municipality, "municipality_id = %s"),
        (filters.provider, "provider_id = %s"),
        (filters.due_before, "due_at < %s"),
        (filters.holder, "holder_id = %s"),
        (filters.text, "position(btrim(search_text(%s)) IN search_text(subject_line)) > 0"),
    ):
        if value is not None:
            conditions.append((condition, [value]))
    if after:
        conditions.append(("(due_at, id) > (%s, %s)", [*after]))
    if before:
        conditions.append(("(due_at, id) < (%s, %s)", [*before]))
    return " AND ".join(sql for sql, _ in conditions), [param for _, params in conditions for param in params]
