"""A closed list of the domain as a GraphQL enum: named once, every value described by its Russian word."""

from __future__ import annotations

from functools import cache

import strawberry
from django.db.models import Choices


@cache
def enum_of(choices: type[Choices], name: str | None = None, description: str | None = None) -> type:
    """The GraphQL enum of a list of choices; the second call for the same list gives the first one's answer."""
    enum = strawberry.enum(choices, name=name or choices.__name__, description=description or _sentence(choices))
    for value in enum.__strawberry_definition__.values:
        value.description = f"«{choices[value.name].label}»."
    return enum


def _sentence(choices: type[Choices]) -> str:
    return f"One of: {', '.join(str(label) for label in choices.labels)}."
