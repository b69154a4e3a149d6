"""The walk: from the fields that an operation selects to the expressions that load them."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DecimalField,
    Expression,
    F,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    OuterRef,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.expressions import BaseExpression
from django.db.models.fields.reverse_related import ManyToOneRel
from django.db.models.functions import Cast
from graphql import (
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import get_argument_values
from strawberry.relay import Connection
from strawberry.types.arguments import convert_arguments
from strawberry.types.base import StrawberryOptional

from graphql_api.compiler import sql
from graphql_api.connections import Order, counted, page_size
from graphql_api.fields import IN_SQL, key_in, type_in

PLAIN = (CharField, TextField, IntegerField, BooleanField, DateField, DecimalField)  # a moment is a DateField too


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
        self.fragments = {node.name.value: FragmentDetails(node, None) for node in named}

    def whole(self) -> sql.JsonObject:
        """The object that answers the operation."""
        root = self.schema.query_type
        found = collect_fields(self.schema, self.fragments, self.variables, root, self.operation)
        return self._members(root, None, found.grouped_field_set)

    def _fields(self, kind: GraphQLObjectType, details) -> Iterator[tuple[str, str, Any]]:
        """(name in the answer, name of the field, where it is asked for) of each field of an object."""
        selected = collect_subfields(self.schema, self.fragments, self.variables, self.operation, kind, details)
        for key, fields in selected.grouped_field_set.items():
            yield key, fields[0].node.name.value, fields

    def _object(self, kind: GraphQLObjectType, model: type[Model], details) -> sql.JsonObject:
        return self._members(kind, model, {key: fields for key, _, fields in self._fields(kind, details)})

    def _members(self, kind: GraphQLObjectType, model: type[Model] | None, selected) -> sql.JsonObject:
        if len(selected) > sql.MOST_PAIRS:
            raise NotCompiled(f"{kind.name}: more than {sql.MOST_PAIRS} fields")
        return sql.JsonObject({key: self._field(kind, model, fields) for key, fields in selected.items()})

    def _field(self, kind: GraphQLObjectType, model: type[Model] | None, details) -> Expression:
        name = details[0].node.name.value
        if name == "__typename":
            return Value(kind.name)
        field = kind.fields.get(name)
        definition = field and field.extensions.get("strawberry-definition")
        if definition is None:
            raise NotCompiled(f"{kind.name}.{name} describes the schema")
        arguments = self._arguments(field, definition, details[0].node)
        if model is None and name == "node":
            return self._node(arguments["id"], details)
        if definition.python_name == "_id":
            return sql.GlobalId(kind.name)
        source = self._source(f"{kind.name}.{name}", model, definition, arguments)
        if isinstance(source, QuerySet):
            return self._rows(source, field.type, details, arguments)
        if not isinstance(source, BaseExpression | F) or not is_leaf_type(get_named_type(field.type)):
            raise NotCompiled(f"{kind.name}.{name} is computed in Python")
        return source

    def _arguments(self, field, definition, node) -> dict[str, Any]:
        given = get_argument_values(field, node, self.variables)
        config, scalars = self.strawberry.config, self.strawberry.schema_converter.scalar_registry
        return convert_arguments(given, definition.arguments, scalar_registry=scalars, config=config)

    def _source(self, path: str, model: type[Model] | None, definition, arguments: dict[str, Any]) -> Any:
        """Where a field comes from: an expression over its row, or the rows that belong to it."""
        if (make := definition.metadata.get(IN_SQL)) is not None:
            return make(self.info)
        if definition.base_resolver is not None:
            return self._resolved(path, definition.base_resolver, arguments)
        try:
            column = model._meta.get_field(getattr(definition, "django_name", None) or definition.python_name)
        except (AttributeError, FieldDoesNotExist):
            raise NotCompiled(f"{path} is no column") from None
        if isinstance(column, ForeignKey):
            return column.related_model._default_manager.filter(pk=OuterRef(column.attname))
        if isinstance(column, ManyToOneRel):
            rows = column.related_model._default_manager.filter(**{column.field.name: OuterRef("pk")})
            return rows if rows.ordered else rows.order_by("pk")
        return _leaf(path, column, definition)

    def _resolved(self, path: str, resolver, arguments: dict[str, Any]) -> Any:
        """What a resolver says, asked once for all rows: rows to load, or something that is not for SQL."""
        known = {argument.python_name for argument in resolver.arguments}
        given = {name: value for name, value in arguments.items() if name in known}
        if resolver.info_parameter:
            given[resolver.info_parameter.name] = self.info
        try:
            return resolver.wrapped_func(*[Row()] * bool(resolver.self_parameter), **given)
        except NotCompiled:
            raise
        except Exception as error:  # it needs a row, or a value, that is not there yet
            raise NotCompiled(f"{path} is computed in Python: {type(error).__name__}") from None

    def _node(self, global_id: Any, details) -> Expression:
        kind = self.schema.type_map.get(type_in(global_id) or "")
        model = _model(kind)
        if model is None or not any(interface.name == "Node" for interface in kind.interfaces):
            return Value(None)
        rows = model._default_manager.filter(pk=key_in(global_id, kind.name))
        return self._rows(rows, kind, details, {})

    def _rows(self, rows: QuerySet, asked, details, arguments: dict[str, Any]) -> Expression:
        kind = get_named_type(asked)
        if not isinstance(kind, GraphQLObjectType):
            raise NotCompiled(f"{kind.name} is not one type")
        if issubclass(kind.extensions["strawberry-definition"].origin, Connection):
            return self._page(rows, kind, details, arguments)
        rows = self._visible(rows, kind)
        node = self._object(kind, rows.model, details)
        if isinstance(get_nullable_type(asked), GraphQLList):
            return sql.Many(rows, node)
        return sql.Required(sql.One(rows, node)) if isinstance(asked, GraphQLNonNull) else sql.One(rows, node)

    def _visible(self, rows: QuerySet, kind: GraphQLObjectType) -> QuerySet:
        """Those rows that the type itself shows to the viewer."""
        origin = kind.extensions["strawberry-definition"].origin
        return origin.get_queryset(rows, self.info) if hasattr(origin, "get_queryset") else rows

    def _page(self, rows: QuerySet, kind: GraphQLObjectType, details, asked: dict[str, Any]) -> sql.Page:
        edge = get_named_type(kind.fields["edges"].type)
        rows = self._visible(rows, get_named_type(edge.fields["node"].type))
        order, size, backward = (
            Order.of(rows),
            page_size(asked.get("first"), asked.get("last")),
            bool(asked.get("last")),
        )
        after, before = asked.get("after"), asked.get("before")
        parts = sql.page_parts(size, backward=backward, more_before=after is not None, more_after=before is not None)
        columns: list[Expression] = [sql.Cursor(order)]
        members = []
        for key, name, fields in self._fields(kind, details):
            if name == "edges":
                value = parts[name].replace("%s", self._pairs(edge, fields, columns, rows.model, parts))
            elif name == "pageInfo":
                value = self._pairs(get_named_type(kind.fields[name].type), fields, columns, rows.model, parts)
            else:
                value = parts.get(name) or f"'{kind.name}'"
            members.append(f"'{key}', {value}")
        text = ", ".join(members)
        whole = counted(rows) if "total" in text else None
        return sql.Page(order.page(rows, size, after, before, backward=backward), columns, text, whole)

    def _pairs(self, kind: GraphQLObjectType, details, columns: list[Expression], model, parts) -> str:
        """An edge, or what is said of the page, in SQL over the page's columns; adds those that it needs."""
        pairs = []
        for key, name, fields in self._fields(kind, details):
            if name == "node":
                columns.append(self._object(get_named_type(kind.fields[name].type), model, fields))
                value = f"c{len(columns) - 1}"
            else:
                value = {"cursor": "c0", "__typename": f"'{kind.name}'"}.get(name) or parts[name]
            pairs.append(f"'{key}', {value}")
        return f"json_build_object({', '.join(pairs)})"


def _leaf(path: str, column: Field, definition) -> Expression | F:
    """A column as the ordinary executor would write it."""
    if not isinstance(column, PLAIN):
        raise NotCompiled(f"{path}: no rule for {type(column).__name__}")
    if column.null and not isinstance(definition.type, StrawberryOptional):
        raise NotCompiled(f"{path} may be missing")
    return Cast(column.name, TextField()) if isinstance(column, DecimalField) else F(column.name)


def _model(kind) -> type[Model] | None:
    origin = getattr(kind and kind.extensions.get("strawberry-definition"), "origin", None)
    return getattr(getattr(origin, "__strawberry_django_definition__", None), "model", None)
