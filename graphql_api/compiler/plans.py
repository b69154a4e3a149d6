"""Plans: a statement for each operation and each shape of variables and rights, made once and kept."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import getitem
from typing import Any

import orjson
from django.conf import settings
from django.db import DataError, connection
from django.db.models.sql import Query
from graphql import ExecutionResult, GraphQLError, get_operation_ast
from graphql.execution.values import VariableValues, get_variable_values
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from backoffice.access import NOBODY, Viewer
from backoffice.statements import Asked, Param, Statement
from backoffice.units.models import Unit
from graphql_api.compiler.selection import NotCompiled, Selection
from graphql_api.documents import LONGEST_KEPT
from graphql_api.fields import type_in

PLANS = 512  # kept in each process
answered: Counter[str] = Counter()  # by executor, since the process began
_plans: dict[Any, Statement | str] = {}


@dataclass(frozen=True)
class Request(Asked):
    """What the parameters of a plan are read from."""

    viewer: Viewer
    variables: dict[str, Any]


class CompiledReads(SchemaExtension):
    """Answers a query by one statement where that can be; the ordinary executor answers the rest."""

    def on_execute(self) -> Iterator[None]:
        context = self.execution_context
        if settings.COMPILED_READS and context.operation_type is OperationType.QUERY:
            text, why_not = _answer(context)
            answered["ordinary" if text is None else "compiled"] += 1
            context.context.executor = why_not or "compiled"
            if text is not None:
                context.result = ExecutionResult(data=orjson.Fragment(text))
        yield


def _answer(context) -> tuple[str | None, str]:
    """The JSON text of the answer and "", or None and why the ordinary executor must give it."""
    operation, viewer = get_operation_ast(context.graphql_document, context.operation_name), context.context.viewer
    schema = context.schema._schema
    variables = get_variable_values(schema, operation.variable_definitions or (), context.variables or {})
    if isinstance(variables, list) or len(context.query) > LONGEST_KEPT:
        return None, "bad variables, or a document too long to remember"
    shape, symbols = _apart(variables.coerced, schema.type_map)
    key = (context.query, context.operation_name, viewer.user is not None, frozenset(viewer.units), shape)
    plan = _plans.pop(key, None)
    if plan is None:
        if len(_plans) >= PLANS:
            _plans.pop(next(iter(_plans)), None)  # the one that was not asked for the longest time
        plan = _plan(context, operation, VariableValues(variables.sources, symbols), viewer)
    _plans[key] = plan
    if isinstance(plan, str):
        return None, plan
    try:
        return plan.rows(plan.values(Request(viewer, variables.coerced)))[0][0], ""
    except (GraphQLError, DataError) as error:
        return None, "something is missing" if isinstance(error, DataError) else "bad argument"


def _plan(context, operation, variables: VariableValues, viewer: Viewer) -> Statement | str:
    """The statement of an operation for every viewer with the same roles, or why there is none."""
    faceless = Viewer(NOBODY if viewer.user else None, {role: [] for role in viewer.units})
    query = Query(Unit)
    try:
        with connection.execute_wrapper(_refuse):
            whole = Selection(context.schema, context.graphql_document, operation, variables, faceless).whole()
            text, params = query.get_compiler(connection=connection).compile(whole.resolve_expression(query))
    except (NotCompiled, GraphQLError) as reason:  # the latter is the client's: told by the ordinary executor
        return str(reason) if isinstance(reason, NotCompiled) else "bad argument"
    if "SELECT" not in text:
        return "there is nothing to read"
    if any(isinstance(param, dt.date) for param in params):
        return "a day that is no parameter"  # of today, perhaps: it would be kept for ever
    return Statement(f"SELECT {text}::text", params)


def _refuse(*_) -> None:
    raise NotCompiled("a resolver asks the database itself")


def _apart(value: Any, types: Container[str | None], path: tuple = ()) -> tuple[Any, Any]:
    """What of a value the text of a statement depends on, and the value with parameters in place of the rest."""
    if isinstance(value, dict):
        parts = {name: _apart(member, types, (*path, name)) for name, member in value.items()}
        return (*parts, *(shape for shape, _ in parts.values())), {name: symbol for name, (_, symbol) in parts.items()}
    if value is None or isinstance(value, bool | int | Enum):
        return value, value
    symbol = Param("$" + ".".join(map(str, path)), lambda request: reduce(getitem, path, request.variables))
    named = type_in(value) if isinstance(value, str) else None
    symbol.type_name = named if named in types else None
    return symbol.type_name or "", symbol  # never None, which would be no value
