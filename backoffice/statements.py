"""SQL made once by the ORM and kept: its text, and the places where each request puts its own values."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import NotSupportedError, OperationalError, connection
from django.db.models import DateField, DateTimeField, Expression, Field, QuerySet
from django.db.models.query import ModelIterable
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from psycopg2.errors import FeatureNotSupported, InvalidSqlStatementName
from psycopg2.extensions import adapt

PLACE = re.compile(r"%[s%]")
RUNS_BEFORE = 2  # without being prepared: what comes once or twice is not worth it
MOST_KEPT = 200  # prepared statements of one connection
PLAN_LIVES = 10  # seconds; a plan made for a small table is kept while the table grows, until statistics are renewed
LONGEST_PREPARED = 20_000  # characters: a plan of a long text takes megabytes of each connection


class Param(Expression):
    """A value that enters SQL as one named parameter, so that the text is the same whatever the value is.

    `read` finds the value of another request in whatever the statement is run for; equal names read the same.
    """

    def __init__(self, name: str, read: Callable[[Any], Any], value: Any = None, output_field: Field | None = None):
        super().__init__(output_field)
        self.name, self.read, self.value = name, read, value
        self.type_name: str | None = None  # of the type that a global id names

    @property
    def identity(self):
        """Equal names are equal parameters."""
        return Param, self.name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def __conform__(self, protocol):
        return adapt(self.value)

    def map(self, change: Callable[[Any], Any], step: str) -> Param:
        """The parameter whose value is this one's value changed; `step` names the change."""
        return Param(f"{self.name}.{step}", lambda request: change(self.read(request)))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What statements read their parameters from: of every request its moment; each kind of request adds its own."""

    now: dt.datetime = field(default_factory=timezone.now)

    @property
    def today(self) -> dt.date:
        """The day in the region."""
        return timezone.localdate(self.now)


def today() -> Param:
    """The day of the request, as a parameter."""
    return Param("today", lambda request: request.today, timezone.localdate(), DateField())


def now() -> Param:
    """The moment of the request, as a parameter."""
    return Param("now", lambda request: request.now, timezone.now(), DateTimeField())


@dataclass
class Kept:
    """What a connection has prepared, and since when."""

    names: set[str] = field(default_factory=set)
    since: float = field(default_factory=time.monotonic)

    def forget(self, cursor) -> None:
        """Have the server drop all of it."""
        cursor.execute("DEALLOCATE ALL")
        self.names.clear()
        self.since = time.monotonic()


class Statement:
    """One SQL text with named parameters. Constants stand in the text; nothing of a request does.

    One that comes often is prepared: PostgreSQL then reads and plans it once for each connection.
    """

    def __init__(self, sql: str, params: Sequence[Any]):
        self.name, self.runs = f"kept_{next(_numbers)}", 0
        self.reads: dict[str, Callable[[Any], Any]] = {}
        given = iter(params)
        with connection.cursor() as cursor:
            self.sql = PLACE.sub(lambda place: "%%" if place[0] == "%%" else self._put(next(given), cursor), sql)
        if not self.reads:
            self.sql %= ()  # a text without parameters is sent as it stands

    @classmethod
    def of(cls, queryset: QuerySet) -> Statement:
        """The statement that loads a queryset."""
        return cls(*queryset.query.sql_with_params())

    def _put(self, param: Any, cursor) -> str:
        if not isinstance(param, Param):
            return cursor.mogrify("%s", [param]).decode().replace("%", "%%")
        self.reads[param.name] = param.read
        return f"%({param.name})s"

    def values(self, request: Any) -> dict[str, Any]:
        """The value of each parameter for one request."""
        return {name: read(request) for name, read in self.reads.items()}

    def rows(self, values: dict[str, Any]) -> list[tuple]:
        """Run it once."""
        self.runs += 1
        with connection.cursor() as cursor:
            if settings.PREPARED_STATEMENTS and self.runs > RUNS_BEFORE and len(self.sql) <= LONGEST_PREPARED:
                self._run_prepared(cursor, values)
            else:
                cursor.execute(self.sql, values or None)
            return cursor.fetchall()

    def _run_prepared(self, cursor, values: dict[str, Any]) -> None:
        """Run it as prepared; where the server has forgotten it, or its tables have changed, begin anew."""
        try:
            cursor.execute(self._prepared(cursor), values or None)
        except (OperationalError, NotSupportedError) as error:
            if not isinstance(error.__cause__, InvalidSqlStatementName | FeatureNotSupported):
                raise
            _kept[connection.connection].since = float("-inf")  # whatever is prepared next deallocates the rest first
            if connection.in_atomic_block:
                raise  # it is lost; the next one finds its way
            cursor.execute(self.sql, values or None)

    def _prepared(self, cursor) -> str:
        """The text that runs it as prepared on this connection."""
        kept = _kept.setdefault(connection.connection, Kept())
        if len(kept.names) >= MOST_KEPT or time.monotonic() - kept.since > PLAN_LIVES:
            kept.forget(cursor)
        if self.name not in kept.names:
            places = {name: f"${number}" for number, name in enumerate(self.reads, start=1)}
            cursor.execute(f"PREPARE {self.name} AS {self.sql % places if places else self.sql}")
            kept.names.add(self.name)
        given = ", ".join(f"%({name})s" for name in self.reads)
        return f"EXECUTE {self.name} ({given})" if given else f"EXECUTE {self.name}"


class KeptQuery(Statement):
    """A queryset whose text is made once; each run gives its objects, with whatever it loads along with them.

    Django makes the objects: it is only handed rows that were loaded by the kept text.
    """

    def __init__(self, queryset: QuerySet):
        self.queryset, self.compiler = queryset, queryset.query.get_compiler(connection=connection)
        self.is_empty = False
        try:
            super().__init__(*self.compiler.as_sql())
        except EmptyResultSet:
            self.is_empty = True

    def objects(self, request: Any) -> list[Any]:
        """The objects for one request."""
        if self.is_empty:
            return []
        if self.queryset.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("a lock outside of a transaction would be let go at once")
        compiler: Any = copy(self.compiler)
        rows = self.rows(self.values(request))
        compiler.execute_sql = lambda *_, **__: [rows]
        asked: Any = self.queryset.all()
        asked.query.get_compiler = lambda *_, **__: compiler
        return list(ModelIterable(asked))


_numbers = count(1)
_kept: WeakKeyDictionary[Any, Kept] = WeakKeyDictionary()  # of each connection
