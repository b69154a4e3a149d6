"""A document as it was sent, and what is known of it whoever sends it: read, measured and validated once."""

from __future__ import annotations

from functools import cached_property, lru_cache

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    parse,
    specified_rules,
    visit,
)
from strawberry.schema.schema import validate_document

from graphql_api import limits
from graphql_api.public import public_fields, public_types

PAGE_ARGUMENTS = ("first", "last")
LIST_ARGUMENT = "groups"  # of `eligibility`: each of them is judged
INTROSPECTION = {"__schema", "__type"}
KEPT = 128  # documents
LONGEST_KEPT = 4096  # characters: three times our longest; with its tree one takes up to 1 MB of memory


class Document:
    """One document. Two are the same only if they are one object, so a lookup never compares trees."""

    def __init__(self, schema: GraphQLSchema, text: str):
        self.schema = schema
        self.costs: dict[tuple, int] = {}  # filled by `cost.of`; they go when the document goes
        self.syntax: DocumentNode = parse(text, max_tokens=limits.TOKENS)
        definitions = self.syntax.definitions
        self.operations = [node for node in definitions if isinstance(node, OperationDefinitionNode)]
        self.fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}

    @cached_property
    def names(self) -> Names:
        """What the document names."""
        names = Names(self.schema)
        visit(self.syntax, names)
        return names

    @cached_property
    def is_public(self) -> bool:
        """Whether strangers may ask all of it."""
        public = public_fields(self.schema) | {(root, "__typename") for root in self.names.roots}
        return self.names.root_fields <= public and self.names.types <= public_types(self.schema)

    @cached_property
    def is_curious(self) -> bool:
        """Whether it asks for the schema itself."""
        return any(field in INTROSPECTION for _, field in self.names.root_fields)

    @cached_property
    def too_large(self) -> list[GraphQLError]:
        """What is too large; asked before the validation, whose cost grows with the square of the size."""
        return limits.too_large(self.syntax)

    @cached_property
    def mistakes(self) -> list[GraphQLError]:
        """What GraphQL itself has against it."""
        return validate_document(self.schema, self.syntax, tuple(specified_rules))

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation of that name, or the only one."""
        return next(node for node in self.operations if name is None or (node.name and node.name.value == name))


def read(schema: GraphQLSchema, text: str) -> Document:
    """The document with that text, from memory if it has come before.

    :raises GraphQLSyntaxError: it is not GraphQL, or has too many tokens
    """
    return _remembered(schema, text) if len(text) <= LONGEST_KEPT else Document(schema, text)


_remembered = lru_cache(maxsize=KEPT)(Document)


class Names(Visitor):
    """Every root field, type and variable that counts rows: in fragments and idle operations too."""

    def __init__(self, schema: GraphQLSchema):
        super().__init__()
        kinds = {"query": schema.query_type, "mutation": schema.mutation_type, "subscription": schema.subscription_type}
        self.by_operation = {word: kind.name if kind else word for word, kind in kinds.items()}
        self.roots = set(self.by_operation.values())
        self.root_fields: set[tuple[str, str]] = set()
        self.types: set[str] = set()
        self.page_variables: set[str] = set()
        self.list_variables: set[str] = set()

    def enter_named_type(self, node: NamedTypeNode, *_) -> None:
        self.types.add(node.name.value)

    def enter_argument(self, node: ArgumentNode, *_) -> None:
        if not isinstance(node.value, VariableNode):
            return
        if node.name.value in PAGE_ARGUMENTS:
            self.page_variables.add(node.value.name.value)
        if node.name.value == LIST_ARGUMENT:
            self.list_variables.add(node.value.name.value)

    def enter_operation_definition(self, node: OperationDefinitionNode, *_) -> None:
        self._note(self.by_operation[node.operation.value], node.selection_set)

    def enter_fragment_definition(self, node, *_) -> None:
        self._note(node.type_condition.name.value, node.selection_set)

    def enter_inline_fragment(self, node: InlineFragmentNode, *_) -> None:
        if node.type_condition:
            self._note(node.type_condition.name.value, node.selection_set)

    def _note(self, owner: str, selection_set: SelectionSetNode) -> None:
        """Note the fields right below a root type; an inline fragment without a type belongs to its surroundings."""
        if owner not in self.roots:
            return
        waiting = [*selection_set.selections]
        while waiting:
            selection = waiting.pop()
            if isinstance(selection, FieldNode):
                self.root_fields.add((owner, selection.name.value))
            elif isinstance(selection, InlineFragmentNode) and selection.type_condition is None:
                waiting += selection.selection_set.selections
            else:
                assert isinstance(selection, FragmentSpreadNode | InlineFragmentNode)  # noted where they are entered
