"""Plans: a statement for each operation and each shape of variables and rights, made once and kept."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import reduce
from operator import getitem
from typing import Any

import orjson
from django.conf import settings
from django.db import DataError, connection
from django.db.models.sql import Query
from django.utils import timezone
from graphql import ExecutionResult, GraphQLError, get_operation_ast
from graphql.execution.values import VariableValues, get_variable_values
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from backoffice.access import NOBODY, Viewer
from backoffice.statements import Param, Statement
from backoffice.units.models import Unit
from graphql_api.compiler.selection import NotCompiled, Selection
from graphql_api.fields import type_in

log = logging.getLogger(__name__)
PLANS = 512  # kept in each process
answered: Counter[str] = Counter()  # by executor, since the process began


@dataclass
class Request:
    """What the parameters of a statement are read from."""

    viewer: Viewer
    variables: dict[str, Any]
    now: dt.datetime = field(default_factory=timezone.now)

    @property
    def today(self) -> dt.date:
        """The day in the region."""
        return timezone.localdate(self.now)


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
    operation = get_operation_ast(context.graphql_document, context.operation_name)
    schema, viewer = context.schema._schema, context.context.viewer
    variables = get_variable_values(schema, operation.variable_definitions or (), context.variables or {})
    if isinstance(variables, list):
        return None, "bad variables"
    key = (context.query, context.operation_name, _shape_of(viewer), _shape(variables.coerced))
    plan = _plans.get(key)
    if plan is None:
        plan = _keep(key, _plan(context, operation, variables, viewer))
    if isinstance(plan, str):
        return None, plan
    try:
        return plan.rows(plan.values(Request(viewer, variables.coerced)))[0][0], ""
    except GraphQLError:
        return None, "bad argument"
    except DataError:
        return None, "something is missing"


def _keep(key, plan: Statement | str) -> Statement | str:
    if len(_plans) >= PLANS:
        _plans.pop(next(iter(_plans)), None)
    _plans[key] = plan
    return plan


def _plan(context, operation, variables: VariableValues, viewer: Viewer) -> Statement | str:
    """The statement of an operation for every viewer of that shape, or why there is none."""
    symbols = {name: _symbol(value, (name,)) for name, value in variables.coerced.items()}
    faceless = Viewer(NOBODY if viewer.user else None, {role: [] for role in viewer.units})
    known = VariableValues(variables.sources, symbols)
    try:
        query = Query(Unit)
        with connection.execute_wrapper(_refuse):
            whole = Selection(context.schema, context.graphql_document, operation, known, faceless).whole()
            text, params = query.get_compiler(connection=connection).compile(whole.resolve_expression(query))
    except (NotCompiled, GraphQLError) as reason:
        log.info("Ordinary executor: %s", reason)
        return str(reason)
    if "SELECT" not in text:
        return "there is nothing to read"
    if any(isinstance(param, dt.date) for param in params):
        return "a day that is no parameter"  # of today, perhaps: it would be kept for ever
    return Statement(f"SELECT {text}::text", params)


def _refuse(*_) -> None:
    raise NotCompiled("a resolver asks the database itself")


def _shape_of(viewer: Viewer) -> Any:
    return viewer.user is not None, frozenset(viewer.units)


def _shape(value: Any) -> Any:
    """All of a value that the text of a statement depends on."""
    if isinstance(value, dict):
        return tuple((name, _shape(member)) for name, member in value.items())
    if isinstance(value, list):
        return tuple(map(_shape, value))
    if value is None or isinstance(value, bool | int | Enum):
        return value
    return (type_in(value) or "") if isinstance(value, str) else ""  # never None, which would be no value


def _symbol(value: Any, path: tuple) -> Any:
    """The same value with parameters in place of what the text does not depend on."""
    if isinstance(value, dict):
        return {name: _symbol(member, (*path, name)) for name, member in value.items()}
    if isinstance(value, list):
        return [_symbol(member, (*path, index)) for index, member in enumerate(value)]
    if value is None or isinstance(value, bool | int | Enum):
        return value
    return Argument(path, value)


class Argument(Param):
    """A text, day or moment that the client gave, wherever it stands in the variables."""

    def __init__(self, path: tuple, value: Any):
        super().__init__("$" + ".".join(map(str, path)), lambda request: reduce(getitem, path, request.variables))
        self.type_name = type_in(value) if isinstance(value, str) else None


_plans: dict[Any, Statement | str] = {}
