"""Before validation: who may ask this at all. Strangers reach public root fields only and hear one generic error."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension

from backoffice.access import Role, Viewer
from graphql_api import cost, documents
from graphql_api.context import Context, Phase
from graphql_api.cost import Cost
from graphql_api.documents import Document
from graphql_api.errors import coded

MAY_INTROSPECT = {Role.OPERATOR_HEAD, Role.SYSTEM_ADMIN}
LONGEST_LIST = 500  # items of a list in the variables


class Doorkeeper(SchemaExtension):
    """Stops strangers and the curious before validation, so that nobody can guess the schema field by field."""

    document: Document

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        self.document = documents.read(context.schema._schema, context.query or "")
        context.graphql_document = self.document.syntax
        yield

    def on_validate(self) -> Iterator[None]:
        asked = self.execution_context
        context: Context = asked.context
        context.phase = Phase.VALIDATION
        if refusal := self._why_not(context.viewer) or _why_not_these(asked.variables):
            asked.pre_execution_errors = [refusal]
        elif self.document.too_large:
            asked.pre_execution_errors = self.document.too_large
        else:
            self._judge(context)
        yield

    def on_execute(self) -> Iterator[None]:
        self.execution_context.context.phase = Phase.EXECUTION
        yield

    def _why_not(self, viewer: Viewer) -> GraphQLError | None:
        if viewer.user is None:
            return None if self.document.is_public else coded("UNAUTHENTICATED", "Войдите в систему.")
        if self.document.is_curious and settings.PRODUCTION and not MAY_INTROSPECT & viewer.units.keys():
            return coded("FORBIDDEN", "Описание схемы открыто только администраторам.")
        return None

    def _judge(self, context: Context) -> None:
        """Ask the cost first: it takes one walk, validation many."""
        asked = self.execution_context
        if asked._provided_operation_name is None and len(self.document.operations) > 1:
            asked.pre_execution_errors = [coded("BAD_USER_INPUT", "Операций несколько: укажите operationName.")]
            return
        requested = cost.of(self.document, asked._provided_operation_name, asked.variables)
        found = Cost(requested, context.viewer.cost_limit)
        if found.is_too_high:
            asked.pre_execution_errors = [found.refusal()]
        else:
            asked.pre_execution_errors = self.document.mistakes
        if found.is_too_high or not self.document.mistakes:
            context.cost = found


def _why_not_these(variables: object) -> GraphQLError | None:
    """Why variables will not do: a NUL in a text or a key, which PostgreSQL cannot store, or an endless list."""
    waiting = [variables]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and "\0" in value:
            return coded("BAD_USER_INPUT", "Недопустимый знак с кодом 0 в строке.")
        if isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            if len(value) > LONGEST_LIST:
                return coded("LIMIT_EXCEEDED", f"В списке больше {LONGEST_LIST} элементов.")
            waiting += value
    return None
