"""One request over HTTP: whose it is, whether its body and origin will do, how the answer looks."""

from __future__ import annotations

import logging
from typing import Any

from cross_web import HTTPException
from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt
from strawberry.django.views import GraphQLView
from strawberry.http import GraphQLHTTPResponse
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from graphql_api.answers import as_json, incident, outage_among, problem
from graphql_api.context import Context
from graphql_api.errors import formatted
from graphql_api.requests import BAD_BODY, GRAPHQL_JSON, JSON, answer_type, expect_json, operation_in
from graphql_api.schema import schema

log = logging.getLogger(__name__)


class ForeignRequest(CsrfViewMiddleware):
    """Django's own check against forged requests, asked by us and answered with its reason."""

    def _reject(self, request: HttpRequest, reason: str) -> str:  # type: ignore[override]
        return reason


class View(GraphQLView):
    """`POST /graphql/` with JSON; GET for queries with a bearer token, and for GraphiQL in development."""

    media_type = JSON

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.context = Context(request)
        try:
            self._refuse_what_will_not_do(self.context)
            response = self.run(request=request, context=self.context)
        except HTTPException as error:
            response = problem(error.status_code, error.reason, self.media_type)
        except RequestDataTooBig:
            response = problem(413, "Запрос слишком велик.", self.media_type)
        except (SuspiciousOperation, UnreadablePostError, UnicodeDecodeError):
            response = problem(400, BAD_BODY, self.media_type)
        except Exception as error:  # the last door: whatever it is, the client hears a number
            response = incident(error, self.media_type)
        if response.status_code == 405:
            response["Allow"] = "GET, POST"
        response["Cache-Control"] = "no-store"
        if not settings.PRODUCTION and self.context.executor:
            response["X-Executor"] = self.context.executor
        return response

    def _refuse_what_will_not_do(self, context: Context) -> None:
        """Refuse by the headers alone, and forged requests before their body is read."""
        request = context.request
        try:
            request.get_host()
        except DisallowedHost:
            raise HTTPException(400, "Система не открывается под этим именем (заголовок Host).") from None
        if request.method not in ("GET", "POST"):
            raise HTTPException(405, "Возможны только POST и GET.")
        if self._wants_graphiql(request):
            return
        media_type = answer_type(request.headers.get("Accept"))
        if media_type is None:
            raise HTTPException(406, f"Ответ возможен как {GRAPHQL_JSON} или {JSON}: укажите одно из них в Accept.")
        self.media_type = media_type
        if request.method == "GET":
            if context.bearer is None:
                raise HTTPException(405, "Отправьте запрос методом POST.")
            return
        expect_json(request)
        if context.bearer is None:
            self._refuse_what_is_foreign(context)

    def _refuse_what_is_foreign(self, context: Context) -> None:
        """Stop forged requests: a signed-in cookie needs the CSRF token, every cookie request its own origin."""
        request = context.request
        check = ForeignRequest(lambda _: HttpResponse())
        if "Origin" in request.headers and not check._origin_verified(request):
            raise HTTPException(403, "Запрос с чужого сайта.")
        if context.viewer.user is None:
            return
        check.process_request(request)
        if check.process_view(request, None, (), {}):
            raise HTTPException(403, "Нет верного X-CSRFToken: возьмите его из cookie csrftoken.")

    def _wants_graphiql(self, request: HttpRequest) -> bool:
        is_browser = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        return bool(self.graphql_ide) and is_browser and "query" not in request.GET

    def should_render_graphql_ide(self, request: Any) -> bool:
        return self._wants_graphiql(self.context.request)

    def execute_operation(self, request: HttpRequest, context: Any, root_value: Any, sub_response: Any) -> Any:
        asked = operation_in(request)
        try:
            return self.schema.execute_sync(
                asked.query,
                variable_values=asked.variables,
                context_value=context,
                operation_name=asked.operation_name,
                allowed_operation_types=OperationType.from_http(request.method),
            )
        except CannotGetOperationTypeError:
            raise HTTPException(400, "В документе нет такой операции: проверьте operationName.") from None
        except InvalidOperationTypeError:
            raise HTTPException(405, "Методом GET возможны только запросы query.") from None

    def process_result(self, request: HttpRequest, result: ExecutionResult) -> GraphQLHTTPResponse:
        answer: GraphQLHTTPResponse = {"data": result.data}
        if result.errors:
            if outage := outage_among(result.errors):
                raise outage
            to_stranger = self.context.viewer.user is None
            answer["errors"] = [*formatted(result.errors, self.context.phase, to_stranger=to_stranger)]
            if result.data is None and not any(error.path for error in result.errors):
                del answer["data"]
        extensions = dict(result.extensions or {})
        if cost := self.context.cost:
            extensions["cost"] = {"requested": cost.requested, "limit": cost.limit}
        if extensions:
            answer["extensions"] = extensions
        return answer

    def create_response(self, response_data: Any, sub_response: HttpResponse) -> HttpResponse:
        return as_json(response_data, self._status(response_data), self.media_type)

    def _status(self, answer: Any) -> int:
        """200 for whatever was executed, and for every answer in the old media type but our own failure."""
        if "data" in answer:
            return 200
        if any(error["extensions"]["code"] == "INTERNAL_SERVER_ERROR" for error in answer["errors"]):
            return 500
        return 400 if self.media_type == GRAPHQL_JSON else 200


graphql = csrf_exempt(View.as_view(schema=schema, graphql_ide=None if settings.PRODUCTION else "graphiql"))
