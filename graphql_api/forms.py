"""The form of a decision, for a client that builds it from data."""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import types
import typing
from collections.abc import Callable, Iterable
from enum import Enum

import strawberry
from strawberry import relay

from backoffice.access import STRANGER, Viewer
from graphql_api.context import Info
from graphql_api.fields import camel, key_in
from graphql_api.inputs import DECISIONS, NOBODYS
from workflows import options
from workflows.models import Task

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
    value: str = strawberry.field(description="Value to send; of a NUMBER as its digits.")
    label: str = strawberry.field(description="The answer in Russian.")
    at_most: int | None = strawberry.field(description="The most that its row may count; null: it counts nothing.")


@strawberry.type(description="One field of a decision's form.")
class FormField:
    name: str = strawberry.field(description="Name of the input field.")
    label: str = strawberry.field(description="Label in Russian.")
    help: str = strawberry.field(description="Hint in Russian; empty if there is none.")
    kind: str = strawberry.field(
        description="LINE, TEXT (may be long), NUMBER, DECIMAL, MONEY (kopecks), DATE, MOMENT, TIME, FLAG, CHOICE,"
        " ID or GROUP."
    )
    id_of: str = strawberry.field(description="Name of the type whose id an ID takes; else empty.")
    only_for: list[str] = strawberry.field(
        description="The answers to `question` with which this is asked; empty: it always is."
    )
    question: str = strawberry.field(
        description="Name of the field beside it on which it depends whether this is asked, or must be given; empty: on"
        " none."
    )
    is_list: bool = strawberry.field(description="Whether several are given.")
    is_required: bool = strawberry.field(description="Whether it must be given where it is asked.")
    required_for: list[str] = strawberry.field(
        description="The answers to `question` with which it must be given, where others leave it open."
    )
    is_one_each: bool = strawberry.field(
        description="Whether the list has one entry for each option of its first field."
    )
    fields: list[FormField] = strawberry.field(description="Fields of a GROUP.")
    answers: strawberry.Private[Callable[[], Iterable[FormOption]]]
    stands: strawberry.Private[Callable[[], str]]

    @strawberry.field(
        description="The answer that stands if none is given, of a FLAG true; or that the case suggests to whoever may"
        " decide it, of a NUMBER its digits; empty if there is none."
    )
    def preset(self) -> str:
        return self.stands()

    @strawberry.field(
        description="Answers of a CHOICE that the viewer may give; what a LINE, NUMBER or ID may be in this case, to"
        " whoever may decide it."
    )
    def options(self) -> list[FormOption]:
        return [*self.answers()]


@dataclasses.dataclass(frozen=True)
class Asker:
    """Who looks at a form, of which step, if it is one that the viewer may decide, and on what it would be decided."""

    viewer: Viewer = STRANGER
    task: Task | None = None
    subject: str | None = None  # a global id

    def key(self, type_name: str) -> int | None:
        """The key of the subject, of that type; None: none is named."""
        return None if self.subject is None else key_in(self.subject, type_name) or NOBODYS


def form_of(decision: type | None, asker: Asker | None = None) -> list[FormField]:
    """The fields of a decision in their order, with what they may hold today; none without a decision."""
    if decision is None:
        return []
    hints, asker = typing.get_type_hints(decision), asker or Asker()
    declared = dataclasses.fields(decision)
    return [_field(each, hints[each.name], declared[0].name, asker) for each in declared]


def _field(each: dataclasses.Field, hint, first: str, asker: Asker) -> FormField:
    is_list = typing.get_origin(hint) is tuple
    if is_list or typing.get_origin(hint) in (typing.Union, types.UnionType):
        hint = typing.get_args(hint)[0]
    only_for, must_for = each.metadata.get("only_for", ()), each.metadata.get("must_for", ())
    return FormField(
        name=camel(each.name),
        label=each.metadata["label"],
        help=_help(each.metadata, asker),
        kind=_kind(hint, each.metadata),
        id_of=each.metadata.get("id_of", ""),
        only_for=list(only_for),
        question=camel(each.metadata["question"] or first) if only_for or must_for else "",
        is_list=is_list,
        is_required=each.default is dataclasses.MISSING or each.metadata.get("must", False),
        required_for=list(must_for),
        is_one_each=each.metadata.get("each", False),
        fields=form_of(hint, asker) if dataclasses.is_dataclass(hint) else [],
        stands=lambda: _preset(each, asker),
        answers=lambda: (_option(option, each.metadata) for option in _options(hint, each.metadata, asker)),
    )


def _help(metadata, asker: Asker) -> str:
    count = options.HOW_MANY.get(metadata.get("how_many", "")) if asker.task else None
    needed = count(asker.task.process) if count and asker.task else ""
    return " ".join(filter(None, (needed, metadata.get("help", ""))))


def _preset(each: dataclasses.Field, asker: Asker) -> str:
    if (what := each.metadata.get("preset_of")) and asker.task:
        return options.PRESETS[what](asker.task.process)
    default = each.default
    return "true" if default is True else default.value if isinstance(default, Enum) else ""


def _kind(hint, metadata) -> str:
    if metadata.get("id_of"):
        return "ID"
    if metadata.get("money"):
        return "MONEY"
    if dataclasses.is_dataclass(hint):
        return "GROUP"
    if metadata.get("grounds_of") or metadata.get("code_of") or issubclass(hint, Enum):
        return "CHOICE"
    return KINDS.get(hint) or ("TEXT" if metadata.get("prose") else "LINE")


def _options(hint, metadata, asker: Asker) -> Iterable[options.Option]:
    if (what := metadata.get("of_case")) and asker.task:
        return options.OF_CASE[what](asker.task.process)
    if about := metadata.get("grounds_by"):
        return options.grounds(*options.GROUNDS_BY[about](asker.viewer, asker.key(about)))
    if processes := metadata.get("grounds_of"):
        return options.grounds(*processes)
    if code_of := metadata.get("code_of"):
        return options.CODES[code_of](asker.viewer)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return [options.Option(member.value, member.label) for member in hint]
    return []


def _option(option: options.Option, metadata) -> FormOption:
    id_of = metadata.get("id_of")
    value = relay.to_base64(id_of, option.value) if id_of else str(option.value)
    return FormOption(value=value, label=option.label, at_most=option.at_most)


@strawberry.type
class FormsQuery:
    @strawberry.field(
        description="The form of a decision, by the name of its mutation; empty if there is none. Who names its subject"
        " is offered the grounds that this decision takes of them there."
    )
    def decision_form(self, info: Info, decision: str, subject: strawberry.ID | None = None) -> list[FormField]:
        return form_of(DECISIONS.get(decision), Asker(info.context.viewer, subject=subject))
