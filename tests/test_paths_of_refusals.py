"""The path of a refusal is a field of the input, as the client names it.

The domain names fields as it does; `graphql_api.errors.as_data` renames them. Every answer that a test gets over HTTP
is asked the same (`tests.conftest.post`).
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import types
import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

import pytest

from backoffice.contracts.models import Contract
from graphql_api.names import camel
from tests.paths import _sdl, leads
from tests.test_refusals_documented import SOURCES, called
from workflows import decisions

LONG = "я" * 6000
OF_A_SIDE = {"TerminateContract": [(side,) for side in Contract.Side]}  # what else its words are judged by
# Figures of parameters in force, columns of a table: neither is a field of an input.
OF_NO_INPUT = {"normative_cost.py", "import_rows.py"}
JUNK: dict[type, tuple] = {
    str: ("", LONG),
    int: (-1, 10**12),
    bool: (False, True),
    datetime: (datetime(1900, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)),
    date: (date(1900, 1, 1), date(2999, 1, 1)),
    Decimal: (Decimal(-1), Decimal(10**12)),
}


def all_decisions() -> list[type]:
    """Every dataclass that is judged by itself and has an input of its own."""
    found = {}
    for module in pkgutil.iter_modules(decisions.__path__):
        for each in vars(importlib.import_module(f"workflows.decisions.{module.name}")).values():
            if dataclasses.is_dataclass(each) and hasattr(each, "why_not") and f"{each.__name__}Input" in inputs():
                found[each.__name__] = each
    return [found[name] for name in sorted(found)]


def inputs() -> dict:
    return _sdl().type_map


def junk(hint, turn: int):
    """A value that is hardly ever right: empty or endless, too small or too large."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return (junk(args[0], turn),) if turn else ()
    if origin in (typing.Union, types.UnionType):
        return junk(next(each for each in args if each is not type(None)), turn)
    if dataclasses.is_dataclass(hint):
        return made_of_junk(hint, turn)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return [*hint][turn % len(hint)]
    return JUNK[hint][turn % 2]


def made_of_junk(decision: type, turn: int, **given):
    hints = typing.get_type_hints(decision)
    values = {each.name: junk(hints[each.name], turn) for each in dataclasses.fields(decision)}
    return decision(**{**values, **given})


def trials(decision: type) -> Iterator:
    """The decision made of junk, with each of its verdicts."""
    hints = typing.get_type_hints(decision)
    verdicts = {name: [*hint] for name, hint in hints.items() if isinstance(hint, type) and issubclass(hint, Enum)}
    for turn in range(2):
        yield made_of_junk(decision, turn)
        for name, members in verdicts.items():
            for member in members:
                yield made_of_junk(decision, turn, **{name: member})


def test_there_are_decisions():
    assert len(all_decisions()) > 80


@pytest.mark.parametrize("decision", all_decisions(), ids=lambda each: each.__name__)
def test_what_a_decision_says_of_itself_names_its_fields(decision):
    kind = inputs()[f"{decision.__name__}Input"]
    more = OF_A_SIDE.get(decision.__name__, [()])
    said = {reason.path for trial in trials(decision) for given in more for reason in trial.why_not(*given)}
    assert [path for path in said if not leads(kind, [camel(step) for step in path])] == []


def literal_paths() -> Iterator[tuple[str, str]]:
    """Every name in a path that is written out where a refusal is made, and where."""
    for source in (each for each in SOURCES if each.name not in OF_NO_INPUT):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node) == "Refusal":
                given = [keyword.value for keyword in node.keywords if keyword.arg == "path"]
                for path in [*node.args[4:5], *given]:
                    for step in getattr(path, "elts", ()):
                        if isinstance(step, ast.Constant):
                            yield step.value, f"{source.name}:{node.lineno}"


def test_the_domain_names_fields_as_it_does_and_each_is_one_of_some_input():
    fields = {name for kind in inputs().values() if kind.name.endswith("Input") for name in getattr(kind, "fields", {})}
    fields |= {"documents"}  # of a card that was saved before: attached one by one
    found = [*literal_paths()]
    assert len(found) > 100
    assert [each for each in found if each[0] != each[0].lower() or camel(each[0]) not in fields] == []
