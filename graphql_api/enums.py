"""A closed list of the domain as a GraphQL enum: named once, every value described by its Russian word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import strawberry
from django.db.models import Choices

_made: dict[type[Choices], Any] = {}


def enum_of(
    choices: type[Choices],
    name: str | None = None,
    *,
    description: str | None = None,
    values: Mapping[str, str] | None = None,
) -> Any:
    """The GraphQL enum of a list of choices. It is made, and named, by the first call; later ones get the same.

    `values` describes each value in English, where the Russian word alone would not do. Where it does, the
    description is the label in quotes and nothing else: the front-end takes the words of its filters from there.
    """
    if choices not in _made:
        enum = strawberry.enum(choices, name=name or choices.__name__, description=description or _sentence(choices))
        for value in enum.__strawberry_definition__.values:
            value.description = (values or {}).get(value.name, f"«{choices[value.name].label}».")
        _made[choices] = enum
    made = _made[choices].__strawberry_definition__.name
    if name not in (None, made):
        raise TypeError(f"{choices.__qualname__} is already the enum {made}, it cannot be {name} too")
    return _made[choices]


def _sentence(choices: type[Choices]) -> str:
    return f"One of: {', '.join(str(label) for label in choices.labels)}."
