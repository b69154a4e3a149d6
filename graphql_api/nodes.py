"""Any object by its global id, for clients that refetch."""

from __future__ import annotations

import strawberry
from strawberry import relay
from strawberry_django.optimizer import optimize

from graphql_api.context import Info
from graphql_api.fields import key_in, type_in
from graphql_api.tasks import OPTIMIZED


@strawberry.type
class NodesQuery:
    @strawberry.field(description="The object with that global id; null if there is none that you may see.")
    def node(self, info: Info, id: strawberry.ID) -> relay.Node | None:
        kind = info.schema.get_type_by_name(type_in(id) or "")
        origin = getattr(kind, "origin", None)
        if not (isinstance(origin, type) and issubclass(origin, relay.Node)):
            return None
        rows = origin.__strawberry_django_definition__.model._default_manager.filter(pk=key_in(id, kind.name))
        if hasattr(origin, "get_queryset"):
            rows = origin.get_queryset(rows, info)
        return optimize(rows, info, config=OPTIMIZED).first()
