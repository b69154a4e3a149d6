"""Pages of a list by keyset: a cursor holds the place in the order, so pages stay right while rows come and go."""

from __future__ import annotations

import binascii
import datetime as dt
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeAlias

import orjson
import strawberry
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import BooleanField, Field, Func, Model, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.lookups import GreaterThan, LessThan
from strawberry import relay
from strawberry.relay.utils import should_resolve_list_connection_edges
from strawberry.types import Info

from backoffice.statements import Param
from graphql_api.errors import coded
from graphql_api.fields import moment_text
from workflows.queue import Desk

Cursor: TypeAlias = str | Param | None
DEFAULT_PAGE = 20
LARGEST_PAGE = 100
LARGEST_COUNT = 1000


class Row(Func):
    """A row of expressions, `(due_at, id)`: PostgreSQL compares rows in one index condition."""

    template = "(%(expressions)s)"
    output_field = BooleanField()  # never read: only rows are compared with rows


def page_size(first: int | None, last: int | None) -> int:
    """How many rows are asked for; refuses both directions at once and more than the limit."""
    if first is not None and last is not None:
        raise coded("BAD_USER_INPUT", "Укажите либо first, либо last.")
    size = first if first is not None else last if last is not None else DEFAULT_PAGE
    if not 0 <= size <= LARGEST_PAGE:
        raise coded("BAD_USER_INPUT", f"За один раз можно получить от 0 до {LARGEST_PAGE} строк.")
    return size


def cursor_of(order: str, values: Sequence[Any]) -> str:
    """An opaque cursor: the name of the order and the place in it, as PostgreSQL writes the same array."""
    return urlsafe_b64encode(json.dumps([order, *values], ensure_ascii=False, default=_text).encode()).decode()


def _text(value: dt.date) -> str:
    return moment_text(value) if isinstance(value, dt.datetime) else value.isoformat()


def place_in(cursor: str, order: str, length: int) -> list[Any]:
    """The place that a cursor of the same order holds."""
    try:
        found = orjson.loads(urlsafe_b64decode(cursor.encode()))
    except (ValueError, binascii.Error):
        raise bad_cursor() from None
    if not isinstance(found, list) or len(found) != length + 1 or found[0] != order:
        raise bad_cursor()
    if not all(isinstance(value, str | int) and "\0" not in str(value) for value in found):
        raise bad_cursor()
    return found[1:]


def bad_cursor() -> Exception:
    """A cursor that is not ours, or of a list in another order."""
    return coded("BAD_USER_INPUT", "Курсор не подходит к этому списку. Начните список сначала.")


@dataclass(frozen=True)
class Order:
    """The explicit order of a queryset: columns of its own table that are never empty, one direction, the key last."""

    fields: tuple[Field, ...]
    descending: bool

    @classmethod
    def of(cls, queryset: QuerySet) -> Order:
        """Read the order and refuse one that a keyset cannot follow."""
        names = queryset.query.order_by
        options = queryset.model._meta
        plain = [options.pk.name if name.lstrip("-") == "pk" else name.lstrip("-") for name in names]
        fields = tuple(options.get_field(name) for name in plain)
        directions = {name.startswith("-") for name in names}
        if (
            not fields
            or len(directions) != 1
            or not fields[-1].primary_key
            or any(field.null and field.name not in getattr(queryset, "filled", ()) for field in fields)
        ):
            raise TypeError(f"{options.label}: a keyset needs order_by(columns …, 'pk'), not null, in one direction")
        return cls(fields, directions.pop())

    @property
    def name(self) -> str:
        """The order as one word, so that a cursor of another list is recognised."""
        return ("-" if self.descending else "") + ",".join(self.columns)

    @property
    def columns(self) -> list[str]:
        """The columns of the order."""
        return [field.attname for field in self.fields]

    def cursor(self, node: Model) -> str:
        """The place of a row."""
        return cursor_of(self.name, [field.value_from_object(node) for field in self.fields])

    def places(self, cursor: str | Param) -> list[Any]:
        """The values that a cursor points at, one for each column."""
        if isinstance(cursor, Param):
            return [
                cursor.map(partial(self._place, index), f"{self.name}.{index}") for index in range(len(self.fields))
            ]
        values = place_in(cursor, self.name, len(self.fields))
        try:
            return [field.to_python(value) for field, value in zip(self.fields, values, strict=True)]
        except (ValidationError, ValueError, TypeError, OverflowError):
            raise bad_cursor() from None

    def _place(self, index: int, cursor: str) -> Any:
        return self.places(cursor)[index]

    def beyond(self, queryset: QuerySet, cursor: str | Param, *, forward: bool) -> QuerySet:
        """Rows that come after the cursor, or before it."""
        place = [value if isinstance(value, Param) else Value(value, field) for value, field in self._pairs(cursor)]
        comparison = GreaterThan if forward != self.descending else LessThan
        return queryset.filter(comparison(Row(*self.columns), Row(*place)))

    def _pairs(self, cursor: str | Param) -> Iterable[tuple[Any, Field]]:
        return zip(self.places(cursor), self.fields, strict=True)

    def page(self, rows: QuerySet, size: int, after: Cursor, before: Cursor, *, backward: bool) -> QuerySet:
        """The rows of one page and one more; in reverse if it is read `backward`."""
        if isinstance(rows, Desk):
            between = (None if cursor is None else self.places(cursor) for cursor in (after, before))
            return rows.page(size + 1, *between, backward=backward)
        if after is not None:
            rows = self.beyond(rows, after, forward=True)
        if before is not None:
            rows = self.beyond(rows, before, forward=False)
        return (rows.reverse() if backward else rows)[: size + 1]

    def loaded(self, queryset: QuerySet) -> QuerySet:
        """Load the columns of the order too, which the optimizer leaves out when nobody selects them."""
        names, deferring = queryset.query.deferred_loading
        if not names:
            return queryset
        own = {*self.columns}
        return queryset.defer(None).defer(*(names - own)) if deferring else queryset.only(*names, *own)


def counted(rows: QuerySet) -> QuerySet | RawSQL:
    """The keys that a count looks at: at most one more than it shows, in no order."""
    return rows.some(LARGEST_COUNT + 1) if isinstance(rows, Desk) else rows.order_by().values("pk")[: LARGEST_COUNT + 1]


@dataclass
class Counted:
    """The size of the whole list, counted once and only if somebody asks."""

    queryset: QuerySet

    @cached_property
    def rows(self) -> int:
        """Rows of the list, at most one more than is shown."""
        if not isinstance(some := counted(self.queryset), RawSQL):
            return some.count()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({some.sql}) AS list", some.params)
            return cursor.fetchone()[0]


@strawberry.type(name="Connection", description="A page of a list, in a fixed order.")
class KeysetConnection(relay.Connection[relay.NodeType]):
    counted: strawberry.Private[Any] = None

    @strawberry.field(description="How many rows the whole list has; 1000 stands for 1000 or more.")
    def total_count(self) -> int:
        return min(self.counted.rows, LARGEST_COUNT)

    @strawberry.field(description="False if the list has more rows than `totalCount` says.")
    def total_count_is_exact(self) -> bool:
        return self.counted.rows <= LARGEST_COUNT

    @classmethod
    def resolve_connection(cls, nodes, *, info: Info, before=None, after=None, first=None, last=None, **kwargs):
        """Take one page of `nodes`, a queryset with an explicit order."""
        order, size, backward = Order.of(nodes), page_size(first, last), last is not None
        found: list[Model] = []
        if should_resolve_list_connection_edges(info):
            found = list(order.page(order.loaded(nodes), size, after, before, backward=backward))
        more, found = len(found) > size, found[:size]
        edges = [relay.Edge(cursor=order.cursor(node), node=node) for node in (reversed(found) if backward else found)]
        return cls(
            edges=edges,
            counted=Counted(nodes),
            page_info=relay.PageInfo(
                has_next_page=before is not None if backward else more,
                has_previous_page=more if backward else after is not None,
                start_cursor=edges[0].cursor if edges else None,
                end_cursor=edges[-1].cursor if edges else None,
            ),
        )
