"""A decision becomes a GraphQL input; what was submitted becomes the decision again."""

from __future__ import annotations

import dataclasses
import types
import typing
from enum import Enum
from functools import cache

import strawberry

from graphql_api.enums import enum_of
from graphql_api.errors import coded
from graphql_api.fields import Kopecks, key_in

MISSING = dataclasses.MISSING
NOBODYS = 0  # a key that finds nothing: keys begin with 1
DECISIONS: dict[str, type] = {}  # by the name of the mutation
VERSION = "Version you decided on; if it has risen since, you get CASE_CHANGED and nothing happens."
LONGEST_KEY = 100
KEY = "Your own key, 1 to 100 characters: a repeat with the same key gets the same answer."


def decision_input(
    decision: type, *, on: str | None = "task", of: str = "Task", versioned: bool = True, keyed: bool = False
) -> type:
    """The input of a decision: the id of what it is about, the version it was taken on, and the decision's own fields.

    `on=None` is a decision about nothing that exists yet. A new class is made: `strawberry.input` would rewrite the
    decision itself and silently unfreeze it.
    """
    DECISIONS[decision.__name__[0].lower() + decision.__name__[1:]] = decision
    heads: dict = {on: strawberry.field(description=f"Global id of the {of} it is about.")} if on else {}
    hints: dict = {on: strawberry.ID} if on else {}
    if versioned:
        hints["expected_version"], heads["expected_version"] = int, strawberry.field(description=VERSION)
    if keyed:
        hints["idempotency_key"], heads["idempotency_key"] = str, strawberry.field(description=KEY)

    def submission(self) -> dict:
        given = {f"{on}_id": key_in(getattr(self, on), of)} if on else {}
        if versioned:
            given["expected_version"] = self.expected_version
        if keyed:
            if not 1 <= len(self.idempotency_key) <= LONGEST_KEY:
                raise coded("BAD_USER_INPUT", f"Ключ запроса: от 1 до {LONGEST_KEY} знаков.")
            given["key"] = self.idempotency_key
        return {**given, "decision": value_of(self, decision)}

    return _input(f"{decision.__name__}Input", decision, hints, heads, {"submission": submission})


@cache
def part_input(part: type) -> type:
    """The input of a dataclass that is a part of a decision."""
    return _input(f"{part.__name__}Input", part, {}, {}, {})


def _input(name: str, source: type, hints: dict, members: dict, methods: dict) -> type:
    hints, members = dict(hints), dict(members)
    known = typing.get_type_hints(source)
    for each in dataclasses.fields(source):
        hints[each.name] = _graphql_type(known[each.name], each.metadata)
        default = {} if each.default is MISSING else {"default": each.default}
        if isinstance(each.default, tuple):
            default = {"default_factory": list}
        members[each.name] = strawberry.field(description=each.metadata["description"], **default)
    description = (source.__doc__ or "").strip()
    plain = type(name, (), {"__annotations__": hints, "__module__": __name__, **members, **methods})
    return strawberry.input(plain, name=name, description=description)


def _graphql_type(hint, metadata):
    """The GraphQL type of a Python hint: ids, enums, parts, lists of them, perhaps nullable."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return list[_graphql_type(args[0], metadata)]
    if origin in (typing.Union, types.UnionType):
        return _graphql_type(next(arg for arg in args if arg is not type(None)), metadata) | None
    if metadata.get("id_of"):
        return strawberry.ID
    if dataclasses.is_dataclass(hint):
        return part_input(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return enum_of(hint)
    return Kopecks if metadata.get("money") else hint


def value_of(given, target: type):
    """Build the frozen dataclass `target` from an input made of it."""
    known = typing.get_type_hints(target)
    return target(
        **{
            each.name: _value(getattr(given, each.name), known[each.name], each.metadata)
            for each in dataclasses.fields(target)
        }
    )


def _value(given, hint, metadata):
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if given is None:
        return None
    if origin is tuple:
        return tuple(_value(part, args[0], metadata) for part in given)
    if origin in (typing.Union, types.UnionType):
        return _value(given, next(arg for arg in args if arg is not type(None)), metadata)
    if metadata.get("id_of"):
        key = key_in(given, metadata["id_of"])
        return NOBODYS if key is None else key  # None would say that nothing was given
    return value_of(given, hint) if dataclasses.is_dataclass(hint) else given
