"""The form of a decision, for a client that builds it from data."""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import types
import typing
from enum import Enum

import strawberry
from django.utils import timezone

from backoffice.acts import services as acts
from graphql_api.fields import camel
from graphql_api.inputs import DECISIONS

KINDS = {
    bool: "FLAG",
    int: "NUMBER",
    decimal.Decimal: "DECIMAL",
    dt.datetime: "MOMENT",
    dt.date: "DATE",
    dt.time: "TIME",
}


@strawberry.type(description="One answer to choose from.")
class FormOption:
    value: str = strawberry.field(description="Value to send.")
    label: str = strawberry.field(description="The answer in Russian.")


@strawberry.type(description="One field of a decision's form.")
class FormField:
    name: str = strawberry.field(description="Name of the input field.")
    label: str = strawberry.field(description="Label in Russian.")
    help: str = strawberry.field(description="Hint in Russian; empty if there is none.")
    kind: str = strawberry.field(
        description="TEXT, NUMBER, DECIMAL, MONEY (kopecks), DATE, MOMENT, TIME, FLAG, CHOICE, ID or GROUP."
    )
    id_of: str = strawberry.field(description="Name of the type whose id an ID takes; else empty.")
    only_for: str = strawberry.field(
        description="The answer to the form's first question with which this is asked; empty: always."
    )
    is_list: bool = strawberry.field(description="Whether several are given.")
    is_required: bool = strawberry.field(description="Whether it must be given.")
    options: list[FormOption] = strawberry.field(description="Answers of a CHOICE.")
    fields: list[FormField] = strawberry.field(description="Fields of a GROUP.")


def form_of(decision: type | None) -> list[FormField]:
    """The fields of a decision in their order, with the grounds that are in force today; none without a decision."""
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
        id_of=each.metadata.get("id_of", ""),
        only_for=each.metadata.get("only_for", ""),
        is_list=is_list,
        is_required=each.default is dataclasses.MISSING,
        options=_options(hint, each.metadata),
        fields=form_of(hint) if dataclasses.is_dataclass(hint) else [],
    )


def _kind(hint, metadata) -> str:
    if metadata.get("id_of"):
        return "ID"
    if metadata.get("money"):
        return "MONEY"
    if dataclasses.is_dataclass(hint):
        return "GROUP"
    if metadata.get("grounds_of") or issubclass(hint, Enum):
        return "CHOICE"
    return KINDS.get(hint, "TEXT")


def _options(hint, metadata) -> list[FormOption]:
    if process := metadata.get("grounds_of"):
        grounds = acts.grounds(process, on=timezone.localdate())
        return [FormOption(value=ground.code, label=ground.text) for ground in grounds]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return [FormOption(value=member.value, label=member.label) for member in hint]
    return []


@strawberry.type
class FormsQuery:
    @strawberry.field(description="The form of a decision, by the name of its mutation; empty if there is none.")
    def decision_form(self, decision: str) -> list[FormField]:
        return form_of(DECISIONS.get(decision))
