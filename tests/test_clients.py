"""What other people's tools (`make check-clients`, slow, with npm) would stumble over, found without them."""

import json
import re
from collections import defaultdict

import pytest
from django.conf import settings
from graphql import (
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    get_named_type,
    is_specified_scalar_type,
)

from graphql_api.schema import schema

SDL = schema._schema
CHECKS = settings.ROOT / "checks"
TYPES = [kind for name, kind in SDL.type_map.items() if not name.startswith("__")]
OBJECTS = [kind for kind in TYPES if isinstance(kind, GraphQLObjectType)]
SCALARS = {kind.name for kind in TYPES if isinstance(kind, GraphQLScalarType) and not is_specified_scalar_type(kind)}


def sent() -> set[str]:
    """Names of all types that clients send."""
    arguments = [each for kind in OBJECTS for field in kind.fields.values() for each in field.args.values()]
    inputs = [each for kind in TYPES if isinstance(kind, GraphQLInputObjectType) for each in kind.fields.values()]
    return {get_named_type(each.type).name for each in (*arguments, *inputs)}


@pytest.mark.parametrize("path", ["checks/clients/codegen.mjs", "frontend/generate.mjs"])
def test_every_scalar_has_a_type_of_typescript(path):
    (told,) = re.findall(r"\bscalars: \{(.+?)\}", (settings.ROOT / path).read_text(encoding="utf-8"))
    assert SCALARS - set(re.findall(r"(\w+):", told)) == set(), f"name them in {path}"


def test_every_scalar_that_is_sent_has_a_strategy_of_schemathesis():
    hooks = (CHECKS / "outsiders" / "hooks.py").read_text(encoding="utf-8")
    known = set(re.findall(r'^schemathesis\.graphql\.scalar\(\s*"(\w+)"', hooks, re.MULTILINE))
    assert SCALARS & sent() - known == set(), "tell checks/outsiders/hooks.py how to make one"


def owners() -> dict[str, list]:
    """The types that lead to each type: its union, or the object that has it in a field."""
    found = defaultdict(list)
    for kind in TYPES:
        members = kind.types if isinstance(kind, GraphQLUnionType) else []
        fields = kind.fields.values() if isinstance(kind, GraphQLObjectType) else []
        for name in {each.name for each in (*members, *(get_named_type(field.type) for field in fields))}:
            found[name].append(kind)
    return found


def test_only_parts_have_no_id_and_values_with_a_reason():
    """The same as in checks/clients/values.mjs."""
    by, found, roots = owners(), set(), (SDL.query_type, SDL.mutation_type)
    for kind in OBJECTS:
        if "id" in kind.fields or kind.name.endswith(("Connection", "Edge")) or kind in roots:
            continue
        is_led_to_once = len(by[kind.name]) == 1 and "cursor" not in getattr(by[kind.name][0], "fields", {})
        if not is_led_to_once or "version" in kind.fields:
            found.add(kind.name)
    values = json.loads((CHECKS / "clients" / "values.json").read_text(encoding="utf-8"))
    assert all(value["why"] for value in values)
    assert found == {value["name"] for value in values}, "give it an id, or say in values.json why it needs none"


def test_pages_are_called_connections():
    pages = {kind.name for kind in OBJECTS if {"edges", "pageInfo"} <= kind.fields.keys()}
    assert len(pages) > 30
    assert {name for name in pages if not name.endswith("Connection")} == set(), "Relay knows a page by this name"


def test_descriptions_are_printed_as_blocks():
    inline = re.findall(r'^ *"(?!"").*', (settings.ROOT / "schema.graphql").read_text(encoding="utf-8"), re.MULTILINE)
    assert inline == [], "one style: no spaces before or behind a line"
