"""The walk: from the fields that an operation selects to the expressions that load them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Expression, F, Model, OuterRef, QuerySet, Value
from django.db.models.expressions import BaseExpression
from django.db.models.fields.reverse_related import ManyToOneRel
from graphql import (
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)
from graphql.execution.collect_fields import FragmentDetails, GroupedFieldSet, collect_fields, collect_subfields
from graphql.execution.values import get_argument_values
from strawberry.relay import Connection
from strawberry.types.arguments import convert_arguments
from strawberry.types.base import StrawberryOptional

from backoffice.statements import Param
from graphql_api.compiler import sql
from graphql_api.connections import Order, counted, page_size
from graphql_api.expressions import Cursor, GlobalId, in_json
from graphql_api.fields import IN_SQL, type_in

MOST_FIELDS = 300  # of one operation: making a plan takes time, and its text memory


class NotCompiled(Exception):
    """The operation asks for something that one statement cannot answer."""


class Row:
    """Stands for every row of a table while a resolver says which rows belong to it."""

    def __getattr__(self, name: str) -> OuterRef:
        if name.startswith("_"):
            raise AttributeError(name)
        return OuterRef(name)


class Selection:
    """One operation, with variables and viewer of which only the shape is known."""

    def __init__(self, schema, document, operation, variables, viewer):
        self.strawberry, self.schema = schema, schema._schema
        self.operation, self.variables = operation, variables
        self.info = SimpleNamespace(context=SimpleNamespace(viewer=viewer), schema=schema)
        named = (node for node in document.definitions if node.kind == "fragment_definition")
        fragments = {node.name.value: FragmentDetails(node, None) for node in named}
        self.known = (self.schema, fragments, variables)
        self.walked = 0  # fields so far, fragments unfolded

    def whole(self) -> sql.JsonObject:
        """The object that answers the operation."""
        root = self.schema.query_type
        return self._members(root, None, collect_fields(*self.known, root, self.operation).grouped_field_set)

    def _below(self, kind: GraphQLObjectType, details) -> GroupedFieldSet:
        """The fields asked for below a field, by their names in the answer."""
        return collect_subfields(*self.known, self.operation, kind, details).grouped_field_set

    def _members(self, kind: GraphQLObjectType, model: type[Model] | None, asked: GroupedFieldSet) -> sql.JsonObject:
        if len(asked) > sql.MOST_PAIRS:
            raise NotCompiled(f"{kind.name}: more than {sql.MOST_PAIRS} fields")
        return sql.JsonObject({key: self._field(kind, model, details) for key, details in asked.items()})

    def _field(self, kind: GraphQLObjectType, model: type[Model] | None, details) -> Expression | F:
        path = f"{kind.name}.{_name(details)}"
        self.walked += 1
        if self.walked > MOST_FIELDS:
            raise NotCompiled(f"more than {MOST_FIELDS} fields")
        if _name(details) == "__typename":
            return Value(kind.name)
        field = kind.fields.get(_name(details))
        if field is None:
            raise NotCompiled(f"{path} describes the schema")
        definition = field.extensions["strawberry-definition"]
        if definition.python_name == "_id":
            return GlobalId(kind.name)
        arguments = self._arguments(path, field, definition, details[0].node)
        source = self._source(path, model, definition, arguments)
        if isinstance(source, QuerySet):
            return self._rows(source, field.type, details, arguments)
        if not isinstance(source, BaseExpression | F) or not is_leaf_type(get_named_type(field.type)):
            raise NotCompiled(f"{path} is computed in Python")
        return source

    def _arguments(self, path: str, field, definition, node) -> dict[str, Any]:
        given = get_argument_values(field, node, self.variables)
        lists = {name for name, argument in field.args.items() if is_list_type(get_nullable_type(argument.type))}
        if any(isinstance(given.get(name), Param) for name in lists):
            raise NotCompiled(f"{path} takes a list")  # one parameter cannot stand for many
        config, scalars = self.strawberry.config, self.strawberry.schema_converter.scalar_registry
        return convert_arguments(given, definition.arguments, scalar_registry=scalars, config=config)

    def _source(self, path: str, model: type[Model] | None, definition, arguments: dict[str, Any]) -> Any:
        """Where a field comes from: an expression over its row, or the rows that belong to it."""
        if (make := definition.metadata.get(IN_SQL)) is not None:
            return make(self.info, **arguments)
        if definition.base_resolver is not None:
            return self._resolved(path, definition.base_resolver, arguments)
        try:
            column = model._meta.get_field(getattr(definition, "django_name", None) or definition.python_name)
        except (AttributeError, FieldDoesNotExist):
            raise NotCompiled(f"{path} is no column") from None
        if isinstance(column, models.ForeignKey):
            return column.related_model._default_manager.filter(pk=OuterRef(column.attname))
        if isinstance(column, ManyToOneRel):
            rows = column.related_model._default_manager.filter(**{column.field.name: OuterRef("pk")})
            return rows if rows.ordered else rows.order_by("pk")
        written = in_json(column)
        if written is None or (column.null and not isinstance(definition.type, StrawberryOptional)):
            raise NotCompiled(f"{path} has no form in SQL")
        return written

    def _resolved(self, path: str, resolver, arguments: dict[str, Any]) -> Any:
        """What a resolver says, asked once for all rows: rows to load, or something that is not for SQL."""
        known = {argument.python_name for argument in resolver.arguments}
        given = {name: value for name, value in arguments.items() if name in known}
        if resolver.info_parameter:
            given[resolver.info_parameter.name] = self.info
        try:
            return resolver.wrapped_func(*[Row()] * bool(resolver.self_parameter), **given)
        except Exception as error:  # it needs a row, or a value, that is not there yet
            is_known = isinstance(error, NotCompiled)
            raise NotCompiled(error if is_known else f"{path} is computed in Python: {type(error).__name__}") from None

    def _rows(self, rows: QuerySet, asked, details, arguments: dict[str, Any]) -> Expression:
        kind = get_named_type(asked)
        if kind.name == "Node":
            kind = self.schema.type_map[type_in(arguments["id"])]
        if not isinstance(kind, GraphQLObjectType):
            raise NotCompiled(f"{kind.name} is not one type")
        if issubclass(kind.extensions["strawberry-definition"].origin, Connection):
            return self._page(rows, kind, details, arguments)
        rows = self._visible(rows, kind)
        node = self._members(kind, rows.model, self._below(kind, details))
        if isinstance(get_nullable_type(asked), GraphQLList):
            return sql.Many(rows, node)
        return sql.Required(sql.One(rows, node)) if isinstance(asked, GraphQLNonNull) else sql.One(rows, node)

    def _visible(self, rows: QuerySet, kind: GraphQLObjectType) -> QuerySet:
        """Those rows that the type itself shows to the viewer."""
        origin = kind.extensions["strawberry-definition"].origin
        return origin.get_queryset(rows, self.info) if hasattr(origin, "get_queryset") else rows

    def _page(self, rows: QuerySet, kind: GraphQLObjectType, details, asked: dict[str, Any]) -> sql.Page:
        node = get_named_type(get_named_type(kind.fields["edges"].type).fields["node"].type)
        rows = self._visible(rows, node)
        first, last, after, before = (asked.get(name) for name in ("first", "last", "after", "before"))
        order, size, backward = Order.of(rows), page_size(first, last), last is not None
        parts = sql.page_parts(size, backward=backward, more_before=after is not None, more_after=before is not None)
        columns: list[Expression] = [Cursor(order.name, order.columns)]

        def pairs(owner: GraphQLObjectType, below) -> str:
            """What is asked of the page, or of an edge, in SQL over its columns; adds those that it needs."""
            found = []
            for key, fields in self._below(owner, below).items():
                name = _name(fields)
                if name == "node":
                    columns.append(self._members(node, rows.model, self._below(node, fields)))
                    found.append(f"'{key}', c{len(columns) - 1}")
                elif name in ("edges", "pageInfo"):
                    inner = f"json_build_object({pairs(get_named_type(owner.fields[name].type), fields)})"
                    found.append(f"'{key}', {parts[name].replace('%s', inner)}")
                else:
                    found.append(f"'{key}', {parts.get(name) or repr(owner.name)}")
            return ", ".join(found)

        members = pairs(kind, details)
        whole = counted(rows) if "total" in members else None
        return sql.Page(order.page(rows, size, after, before, backward=backward), columns, members, whole)


def _name(details) -> str:
    return details[0].node.name.value
