"""The form of a decision, for a client that builds it from data."""

from __future__ import annotations

import dataclasses
import types
import typing
from enum import Enum

import strawberry

from graphql_api.fields import camel


@strawberry.type(description="One answer to choose from.")
class FormOption:
    value: str = strawberry.field(description="Value to send.")
    label: str = strawberry.field(description="The answer in Russian.")


@strawberry.type(description="One field of a decision's form.")
class FormField:
    name: str = strawberry.field(description="Name of the input field.")
    label: str = strawberry.field(description="Label in Russian.")
    help: str = strawberry.field(description="Hint in Russian; empty if there is none.")
    kind: str = strawberry.field(description="TEXT, NUMBER, FLAG, CHOICE, ID or GROUP.")
    is_list: bool = strawberry.field(description="Whether several are given.")
    is_required: bool = strawberry.field(description="Whether it must be given.")
    options: list[FormOption] = strawberry.field(description="Answers of a CHOICE.")
    fields: list[FormField] = strawberry.field(description="Fields of a GROUP.")


def form_of(decision: type | None) -> list[FormField]:
    """The fields of a decision in their order; none without a decision."""
    if decision is None:
        return []
    hints = typing.get_type_hints(decision)
    return [_field(each, hints[each.name]) for each in dataclasses.fields(decision)]


def _field(each: dataclasses.Field, hint) -> FormField:
    is_list = typing.get_origin(hint) is tuple
    if is_list or typing.get_origin(hint) in (typing.Union, types.UnionType):
        hint = typing.get_args(hint)[0]
    return FormField(
        name=camel(each.name),
        label=each.metadata["label"],
        help=each.metadata.get("help", ""),
        kind=_kind(hint, each.metadata),
        is_list=is_list,
        is_required=each.default is dataclasses.MISSING,
        options=[FormOption(value=member.value, label=member.label) for member in hint]
        if isinstance(hint, type) and issubclass(hint, Enum)
        else [],
        fields=form_of(hint) if dataclasses.is_dataclass(hint) else [],
    )


def _kind(hint, metadata) -> str:
    if metadata.get("id_of"):
        return "ID"
    if dataclasses.is_dataclass(hint):
        return "GROUP"
    if issubclass(hint, Enum):
        return "CHOICE"
    return {bool: "FLAG", int: "NUMBER"}.get(hint, "TEXT")
