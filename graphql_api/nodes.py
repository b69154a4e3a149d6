"""Any object by its global id, for clients that refetch."""

from __future__ import annotations

import strawberry
from django.db.models import QuerySet
from strawberry import relay
from strawberry_django.optimizer import optimize

from graphql_api.context import Info
from graphql_api.fields import in_sql, key_in, type_in
from graphql_api.tasks import OPTIMIZED


@strawberry.type
class NodesQuery:
    @strawberry.field(
        metadata=in_sql(lambda info, id: _rows(info, id)),
        description="The object with that global id; null if there is none that you may see.",
    )
    def node(self, info: Info, id: strawberry.ID) -> relay.Node | None:
        rows = _rows(info, id)
        return None if rows is None else optimize(rows, info, config=OPTIMIZED).first()


def _rows(info: Info, global_id) -> QuerySet | None:
    """The rows with that id that the type shows to the viewer; None if it names no type of nodes."""
    kind = info.schema.get_type_by_name(type_in(global_id) or "")
    origin = getattr(kind, "origin", None)
    if not (isinstance(origin, type) and issubclass(origin, relay.Node)):
        return None
    rows = origin.__strawberry_django_definition__.model._default_manager.filter(pk=key_in(global_id, kind.name))
    return origin.get_queryset(rows, info) if hasattr(origin, "get_queryset") else rows
