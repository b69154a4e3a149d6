"""Who may see what and do what: the viewer who asks, before the permission matrix of `roles`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from types import SimpleNamespace
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import (
    BigAutoField,
    Exists,
    ForeignKey,
    Lookup,
    OneToOneField,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.where import AND, OR, WhereNode

from backoffice.cost_limits import COST_LIMITS, NEWCOMERS_LIMIT, STRANGERS_LIMIT
from backoffice.roles import NEAR, ROLES, Role, Scope, Thing
from backoffice.statements import Param

R = TypeVar("R")
NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING  # not an empty Q: `Q() | other` would be the other alone


def is_all(rows: QuerySet) -> bool:
    """Whether a queryset leaves nothing of its table out."""
    return _holds_always(rows.query.where, rows.query.get_compiler(connection=connection))


def _holds_always(condition: Any, compiler: SQLCompiler) -> bool:
    """Whether a condition leaves no row out. A look into another table always might: its SQL, the larger part of all
    that row rules have, is not written for this question.
    """
    if isinstance(condition, WhereNode) and not condition.negated and condition.connector in (AND, OR):
        every = all if condition.connector == AND or not condition.children else any
        return every(_holds_always(child, compiler) for child in condition.children)
    if isinstance(condition, Exists) or isinstance(getattr(condition, "rhs", None), Query):
        return False
    try:
        return not compiler.compile(condition)[0]
    except FullResultSet:
        return True
    except EmptyResultSet:
        return False


def among(column: str, rows: QuerySet) -> Any:
    """Rows whose `column` holds the key of one of `rows`; without a look into that table if it is all of them.

    EXISTS, because in an OR PostgreSQL would read the whole table for an IN.
    """
    if is_all(rows):
        return EVERYTHING if column == "pk" else Q(**{f"{column}__isnull": False})
    return Exists(rows.filter(pk=OuterRef(column)))


@BigAutoField.register_lookup
@ForeignKey.register_lookup
@OneToOneField.register_lookup
class EqualsAny(Lookup):
    """`holder__any=Param(…)` is `holder_id = ANY(%s)`: the text is the same for one unit and for a hundred."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, self.rhs]


@dataclass(frozen=True)
class Viewer:
    """A user, or a stranger, and the units in which each of its roles is held today.

    Row rules branch on the roles alone; who it is and where it works enter their SQL as parameters.
    """

    user: Any = None  # a User; None: a stranger
    units: dict[Role, list[int]] = field(default_factory=dict)
    _rules: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def rule(self, make: Callable[[Viewer], R]) -> R:
        """What `make` says of this viewer, asked once: an answer needs the same wide rule at many of its fields.
        Strangers are one viewer for ever, and a rule may speak of today: of them it is asked each time.
        """
        if self.user is None:
            return make(self)
        if make not in self._rules:
            self._rules[make] = make(self)
        return self._rules[make]

    def sees(self, thing: Thing, **columns: str) -> Q:
        """Rows of `thing` that the viewer's roles show; `columns` names the column for each kind of unit."""
        branches = []
        for role in self.units:
            scope = ROLES[role].sees.get(thing)
            if scope is Scope.REGION:
                return EVERYTHING
            column = columns.get(ROLES[role].held_in.lower())
            if scope is Scope.UNIT and column:
                branches.append(Q(**{f"{column}__any": self.places(role)}))
        return reduce(or_, branches, NOTHING)

    def is_near(self, **columns: str) -> Q:
        """Rows of the viewer's own children and of the municipalities in which it works; never the region's.

        Each row by itself: who works in one office, or has a child, is as far from all other children as anybody.
        """
        held = [(role, columns.get(ROLES[role].held_in.lower())) for role in self.units if role in NEAR]
        return reduce(or_, [Q(**{f"{column}__any": self.places(role)}) for role, column in held if column], NOTHING)

    def is_at(self, **units: int | None) -> bool:
        """The same of one row whose units are at hand: `child=…, municipality=…`."""
        return any(units.get(ROLES[role].held_in.lower()) in self.units.get(role, ()) for role in NEAR)

    def assigned(self, column: str) -> Q:
        """Rows on which the viewer is named in person."""
        return Q(**{column: self.me}) if self.user else NOTHING

    @property
    def me(self) -> Param:
        """The key of the user as a parameter. Not for strangers."""
        return Param("me", lambda request: request.viewer.user.pk, self.user.pk)

    def places(self, role: Role) -> Param:
        """The units in which a role is held as one parameter."""
        return Param(role, lambda request: request.viewer.units[role], self.units[role])

    @property
    def all_places(self) -> Param:
        """All units in which any role is held, as one parameter."""
        return Param("places", lambda request: _all_units(request.viewer), _all_units(self))

    def may(self, permission: str, unit_id: int | None) -> bool:
        """Whether one of the viewer's roles in that unit has the permission."""
        return any(permission in ROLES[role].may and unit_id in units for role, units in self.units.items())

    @property
    def cost_limit(self) -> int:
        """How much one operation may cost: what the widest of the viewer's roles may spend."""
        if self.user is None:
            return STRANGERS_LIMIT
        return max((COST_LIMITS[role] for role in self.units), default=NEWCOMERS_LIMIT)

    def desks(self) -> Iterator[tuple[int, str]]:
        """Each (unit, permission) pair whose tasks the viewer may complete."""
        pairs = {(unit, name) for role, units in self.units.items() for name in ROLES[role].may for unit in units}
        return iter(sorted(pairs))


def _all_units(viewer: Viewer) -> list[int]:
    return sorted({unit for units in viewer.units.values() for unit in units})


STRANGER = Viewer()
NOBODY = SimpleNamespace(pk=None)  # a user without a face: for statements that are made for everybody with some roles
