"""Which root fields a stranger may ask for, and which types that lets it name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from graphql import GraphQLNamedType, GraphQLSchema, get_named_type, specified_scalar_types

Resolver = TypeVar("Resolver", bound=Callable[..., Any])


def public(resolver: Resolver) -> Resolver:
    """Open a root field to strangers. Stands directly above the resolver, below the door or `field`."""
    resolver.is_public = True  # type: ignore[attr-defined]
    return resolver


@cache
def public_fields(schema: GraphQLSchema) -> frozenset[tuple[str, str]]:
    """(root type, field) pairs that strangers may ask for."""
    return frozenset(
        (root.name, name)
        for root in (schema.query_type, schema.mutation_type, schema.subscription_type)
        if root
        for name, field in root.fields.items()
        if _is_public(field)
    )


@cache
def public_types(schema: GraphQLSchema) -> frozenset[str]:
    """Names of the types that a stranger meets behind the public fields."""
    names = {root.name for root in (schema.query_type, schema.mutation_type, schema.subscription_type) if root}
    names |= set(specified_scalar_types)
    for root, name in public_fields(schema):
        field = schema.type_map[root].fields[name]  # type: ignore[attr-defined]
        waiting = [field.type, *(argument.type for argument in field.args.values())]
        while waiting:
            kind = get_named_type(waiting.pop())
            if kind.name not in names:
                names.add(kind.name)
                waiting += _named_in(kind)
    return frozenset(names)


def _is_public(field) -> bool:
    definition = field.extensions.get("strawberry-definition")
    resolver = getattr(definition, "base_resolver", None)
    return getattr(getattr(resolver, "wrapped_func", None), "is_public", False)


def _named_in(kind: GraphQLNamedType) -> list:
    fields = getattr(kind, "fields", {}).values()
    arguments = [argument.type for field in fields for argument in getattr(field, "args", {}).values()]
    relatives = [*getattr(kind, "types", ()), *getattr(kind, "interfaces", ())]
    return [*(field.type for field in fields), *arguments, *relatives]
