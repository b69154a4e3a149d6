"""What a statement of JSON is made of, as Django expressions. All SQL of our own for compiled reads is here."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import EmptyResultSet
from django.db.models import Expression, F, Field, Func, QuerySet, Subquery, TextField
from django.db.models.expressions import RawSQL

from graphql_api.connections import LARGEST_COUNT, Order

MOST_PAIRS = 50  # of one object: a function of PostgreSQL takes a hundred arguments


class Json(Field):
    """A ready JSON text, which nobody reads as data on its way out."""

    def db_type(self, connection):
        return "json"


class JsonObject(Func):
    """An object with its members in the order given; names are GraphQL's, so they need no quoting."""

    output_field = Json()

    def __init__(self, members: Mapping[str, Expression | F]):
        super().__init__(*members.values())
        self.names = [*members]

    def as_sql(self, compiler, connection, **extra):
        parts, params = [], []
        for name, member in zip(self.names, self.source_expressions, strict=True):
            sql, values = _member(member, compiler)
            parts.append(f"'{name}', {sql}")
            params += values
        return f"json_build_object({', '.join(parts)})", params


class One(Subquery):
    """The object of a row of another table; null without such a row."""

    def __init__(self, rows: QuerySet, node: Expression):
        super().__init__(rows.values_list(node)[:1], output_field=Json())


class Required(Func):
    """An object that the schema promises. Where it is missing the statement fails; the ordinary executor answers."""

    output_field = Json()
    template = "coalesce(%(expressions)s, ('missing' || random())::json)"


class Many(Subquery):
    """The objects of the rows of another table, in their order, as an array."""

    template = "(SELECT coalesce(json_agg(item.node), '[]') FROM (%(subquery)s) AS item (node))"
    when_empty = "'[]'::json"

    def __init__(self, rows: QuerySet, node: Expression):
        super().__init__(rows.values_list(node), output_field=Json())


class GlobalId(Func):
    """The opaque id of a row: its type and its key."""

    output_field = TextField()

    def __init__(self, type_name: str):
        super().__init__(F("pk"), template=f"encode(convert_to('{type_name}:' || %(expressions)s, 'UTF8'), 'base64')")


class Cursor(Func):
    """The place of a row in an order, as `connections.cursor_of` writes it."""

    output_field = TextField()
    URL_SAFE = r"E'+/\n', '-_'"

    def __init__(self, order: Order):
        array = f"json_build_array('{order.name}', %(expressions)s)::text"
        template = f"translate(encode(convert_to({array}, 'UTF8'), 'base64'), {self.URL_SAFE})"
        super().__init__(*(F(field.attname) for field in order.fields), template=template)


class Page(Subquery):
    """One page of a connection: its rows are loaded with one more, which tells whether there are others.

    `columns` are what is loaded of each row, the cursor first. `members` is the answer in terms of those columns
    (`c0`, `c1` …), of `place` (1 for the first row loaded), `rows` (how many were) and `total` (of the whole list).
    """

    def __init__(self, rows: QuerySet, columns: list[Expression], members: str, whole: QuerySet | RawSQL | None):
        super().__init__(rows.values_list(*columns), output_field=Json())
        self.whole = whole.query if isinstance(whole, QuerySet) else whole
        self.members, self.width = members, len(columns)

    def get_source_expressions(self):
        return [self.whole, self.query]

    def set_source_expressions(self, exprs):
        self.whole, self.query = exprs

    def as_sql(self, compiler, connection, **extra):
        columns = ", ".join(f"c{index}" for index in range(self.width))
        nothing = f"(SELECT {', '.join(['NULL'] * self.width)} WHERE false)"
        loaded, params = _subquery(self.query, compiler, nothing)
        source = (
            f"(SELECT row_number() OVER () AS place, count(*) OVER () AS rows, {columns}"
            f" FROM {loaded} AS loaded ({columns})) AS page"
        )
        if self.whole is not None:
            whole, more = _subquery(self.whole, compiler, "(SELECT 1 WHERE false)")
            source = f"(SELECT count(*) FROM {whole} AS list) AS counted (total) LEFT JOIN {source} ON true"
            params = [*more, *params]
        return f"(SELECT json_build_object({self.members}) FROM {source})", params


def _subquery(query, compiler, nothing: str) -> tuple[str, list]:
    try:
        sql, params = query.as_sql(compiler, compiler.connection)
    except EmptyResultSet:
        return nothing, []
    return sql, [*params]


def _member(member, compiler) -> tuple[str, list]:
    """A member of an object; a subquery that can have no rows is what it is without them."""
    try:
        sql, params = compiler.compile(member)
    except EmptyResultSet:
        return getattr(member, "when_empty", "NULL"), []
    return sql, [*params]


def page_parts(size: int, *, backward: bool, more_before: bool, more_after: bool) -> dict[str, str]:
    """Each part of a connection in SQL over the columns of its page; of `edges`, how an edge `%s` is gathered."""
    more, first, last = f"count(place) > {size}", "1", f"least(rows, {size})"
    if backward:
        first, last = last, first
    order = " ORDER BY place DESC" if backward else ""
    return {
        "edges": f"coalesce(json_agg(%s{order}) FILTER (WHERE place <= {size}), '[]')",
        "hasNextPage": str(more_after).lower() if backward else more,
        "hasPreviousPage": more if backward else str(more_before).lower(),
        "startCursor": f"max(c0) FILTER (WHERE place = {first} AND place <= {size})",
        "endCursor": f"max(c0) FILTER (WHERE place = {last} AND place <= {size})",
        "totalCount": f"least(max(total), {LARGEST_COUNT})",
        "totalCountIsExact": f"max(total) <= {LARGEST_COUNT}",
    }
