"""What a statement of JSON is made of, as Django expressions. All SQL of our own for compiled reads is here."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import EmptyResultSet
from django.db.models import Expression, F, Func, QuerySet, Subquery, TextField
from django.db.models.expressions import RawSQL

from graphql_api.connections import LARGEST_COUNT

MOST_PAIRS = 50  # of one object: a function of PostgreSQL takes a hundred arguments
JSON = TextField()  # ready, so nobody reads it on its way out


class JsonObject(Func):
    """An object with its members in the order given; names are GraphQL's, so they need no quoting."""

    output_field = JSON

    def __init__(self, members: Mapping[str, Expression | F]):
        super().__init__(*members.values())
        self.names = [*members]

    def as_sql(self, compiler, connection, **extra):
        pairs, params = [], []
        for name, member in zip(self.names, self.source_expressions, strict=True):
            sql, values = _compiled(member, compiler, getattr(member, "when_empty", "NULL"))
            pairs.append(f"'{name}', {sql}")
            params += values
        return f"json_build_object({', '.join(pairs)})", params


class One(Subquery):
    """The object of a row of another table; null without such a row."""

    def __init__(self, rows: QuerySet, node: Expression):
        super().__init__(rows.values_list(node)[:1], output_field=JSON)


class Required(Func):
    """An object that the schema promises. Where it is missing the statement fails; the ordinary executor answers."""

    output_field = JSON
    template = "coalesce(%(expressions)s, ('missing' || random())::json)"


class Many(Subquery):
    """The objects of the rows of another table, in their order, as an array."""

    template = "(SELECT coalesce(json_agg(item.node), '[]') FROM (%(subquery)s) AS item (node))"
    when_empty = "'[]'::json"

    def __init__(self, rows: QuerySet, node: Expression):
        super().__init__(rows.values_list(node), output_field=JSON)


class Page(Subquery):
    """One page of a connection: its rows are loaded with one more, which tells whether there are others.

    `columns` are what is loaded of each row, the cursor first. `members` is the answer in terms of those columns
    (`c0`, `c1` …), of `place` (1 for the first row loaded), `rows` (how many were) and `total` (of the whole list).
    """

    def __init__(self, rows: QuerySet, columns: list[Expression], members: str, whole: QuerySet | RawSQL | None):
        super().__init__(rows.values_list(*columns), output_field=JSON)
        self.whole = whole.query if isinstance(whole, QuerySet) else whole
        self.members, self.width = members, len(columns)

    def get_source_expressions(self):
        return [self.whole, self.query]

    def set_source_expressions(self, exprs):
        self.whole, self.query = exprs

    def as_sql(self, compiler, connection, **extra):
        columns = ", ".join(f"c{index}" for index in range(self.width))
        loaded, params = _compiled(self.query, compiler, f"(SELECT {', '.join(['NULL'] * self.width)} WHERE false)")
        numbered = f"SELECT row_number() OVER () AS place, count(*) OVER () AS rows, {columns}"
        source = f"({numbered} FROM {loaded} AS loaded ({columns})) AS page"
        if self.whole is not None:
            whole, more = _compiled(self.whole, compiler, "(SELECT 1 WHERE false)")
            source = f"(SELECT count(*) FROM {whole} AS list) AS counted (total) LEFT JOIN {source} ON true"
            params = [*more, *params]
        # HAVING: one object, even of no rows, and even if nothing in it counts or gathers them
        return f"(SELECT json_build_object({self.members}) FROM {source} HAVING true)", params


def _compiled(part, compiler, when_empty: str) -> tuple[str, list]:
    """The SQL of a part; a subquery that can have no rows is `when_empty`."""
    try:
        sql, params = compiler.compile(part)
    except EmptyResultSet:
        return when_empty, []
    return sql, [*params]


def page_parts(size: int, *, backward: bool, more_before: bool, more_after: bool) -> dict[str, str]:
    """Each part of a connection in SQL over the columns of its page; of `edges`, how an edge `%s` is gathered."""
    more, first, last = f"count(place) > {size}", "1", f"least(rows, {size})"
    if backward:
        first, last = last, first
    return {
        "edges": f"coalesce(json_agg(%s ORDER BY place{' DESC' * backward}) FILTER (WHERE place <= {size}), '[]')",
        "pageInfo": "%s",
        "hasNextPage": str(more_after).lower() if backward else more,
        "hasPreviousPage": more if backward else str(more_before).lower(),
        "startCursor": f"max(c0) FILTER (WHERE place = {first} AND place <= {size})",
        "endCursor": f"max(c0) FILTER (WHERE place = {last} AND place <= {size})",
        "cursor": "c0",
        "totalCount": f"least(max(total), {LARGEST_COUNT})",
        "totalCountIsExact": f"max(total) <= {LARGEST_COUNT}",
    }
