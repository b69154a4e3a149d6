"""Before validation: who may ask this at all. Strangers reach public root fields only and hear one generic error."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Visitor,
    visit,
)
from strawberry.extensions import SchemaExtension, ValidationCache

from backoffice.access import Role, Viewer
from graphql_api.context import Phase
from graphql_api.errors import coded
from graphql_api.limits import too_large
from graphql_api.public import public_fields, public_types

MAY_INTROSPECT = {Role.OPERATOR_HEAD, Role.SYSTEM_ADMIN}
INTROSPECTION = {"__schema", "__type"}


class Doorkeeper(SchemaExtension):
    """Stops strangers and the curious before validation, so that nobody can guess the schema field by field."""

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        assert context.graphql_document
        context.context.phase = Phase.VALIDATION
        if refusal := _why_not(context.context.viewer, context.graphql_document, context.schema._schema):
            context.pre_execution_errors = [refusal]
        elif found := too_large(context.schema._schema, context.graphql_document):
            context.pre_execution_errors = found
        elif context._provided_operation_name is None and _operations(context.graphql_document) > 1:
            context.pre_execution_errors = [coded("BAD_USER_INPUT", "Операций несколько: укажите operationName.")]
        elif _has_nul(context.variables):
            context.pre_execution_errors = [coded("BAD_USER_INPUT", "Недопустимый знак с кодом 0 в строке.")]
        yield

    def on_execute(self) -> Iterator[None]:
        self.execution_context.context.phase = Phase.EXECUTION
        yield


class CachedValidation(ValidationCache):
    """Validate once for each document; not at all what the doorkeeper has stopped."""

    def on_validate(self) -> Iterator[None]:
        if self.execution_context.pre_execution_errors is None:
            yield from super().on_validate()
        else:
            yield


def _why_not(viewer: Viewer, document: DocumentNode, schema: GraphQLSchema) -> GraphQLError | None:
    names = _Names(schema)
    visit(document, names)
    if viewer.user is None:
        private = names.root_fields - public_fields(schema) - {(root, "__typename") for root in names.roots}
        if private or names.types - public_types(schema):
            return coded("UNAUTHENTICATED", "Войдите в систему.")
        return None
    curious = any(field in INTROSPECTION for _, field in names.root_fields)
    if curious and settings.PRODUCTION and not MAY_INTROSPECT & viewer.units.keys():
        return coded("FORBIDDEN", "Описание схемы открыто только администраторам.")
    return None


class _Names(Visitor):
    """Every root field and every type that a document names, wherever it stands: fragments and idle operations too."""

    def __init__(self, schema: GraphQLSchema):
        super().__init__()
        kinds = {"query": schema.query_type, "mutation": schema.mutation_type, "subscription": schema.subscription_type}
        self.by_operation = {word: kind.name if kind else word for word, kind in kinds.items()}
        self.roots = set(self.by_operation.values())
        self.root_fields: set[tuple[str, str]] = set()
        self.types: set[str] = set()

    def enter_named_type(self, node: NamedTypeNode, *_) -> None:
        self.types.add(node.name.value)

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


def _operations(document: DocumentNode) -> int:
    return sum(isinstance(node, OperationDefinitionNode) for node in document.definitions)


def _has_nul(variables: object) -> bool:
    """Whether a text or a key holds the character that PostgreSQL cannot store."""
    waiting = [variables]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and "\0" in value:
            return True
        if isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            waiting += value
    return False
