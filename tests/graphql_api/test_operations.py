"""The published operations are what caches of clients and the Relay compiler want."""

from collections import Counter

import pytest
from django.conf import settings
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    visit,
)

from graphql_api.schema import schema

SDL = schema._schema
OPERATIONS = {path.stem: path for path in sorted((settings.ROOT / "operations").glob("*.graphql"))}


def document(name):
    return parse(OPERATIONS[name].read_text(encoding="utf-8"))


class WithoutId(Visitor):
    """Fields whose objects have an `id` and are not asked for it, by themselves or by the member of a union."""

    def __init__(self, types):
        super().__init__()
        self.types, self.found = types, []

    def enter_field(self, node, *_):
        if node.selection_set:
            self._look(get_named_type(self.types.get_type()), node.selection_set, set())

    def _look(self, kind, selection_set, above):
        parts = selection_set.selections
        asked = above | {each.name.value for each in parts if isinstance(each, FieldNode)}
        for each in parts:
            if isinstance(each, InlineFragmentNode):
                self._look(SDL.type_map[each.type_condition.name.value], each.selection_set, asked)
        spreads = any(isinstance(each, FragmentSpreadNode) for each in parts)
        if "id" in getattr(kind, "fields", {}) and "id" not in asked and not spreads:
            self.found.append(kind.name)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_object_that_has_an_id_is_asked_for_it(name):
    types = TypeInfo(SDL)
    visitor = WithoutId(types)
    visit(document(name), TypeInfoVisitor(types, visitor))
    assert visitor.found == [], "caches keep objects apart by id"


@pytest.mark.parametrize("name", OPERATIONS)
def test_no_variable_is_both_required_and_given_a_default(name):
    operations = [node for node in document(name).definitions if isinstance(node, OperationDefinitionNode)]
    both = [
        variable.variable.name.value
        for operation in operations
        for variable in operation.variable_definitions or ()
        if isinstance(variable.type, NonNullTypeNode) and variable.default_value
    ]
    assert both == [], "the Relay compiler refuses such a variable"


def test_no_two_documents_have_a_fragment_of_one_name():
    nodes = [node for name in OPERATIONS for node in document(name).definitions]
    named = Counter(node.name.value for node in nodes if isinstance(node, FragmentDefinitionNode))
    assert [name for name, count in named.items() if count > 1] == [], "a client that has both takes one for the other"
