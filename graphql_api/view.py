"""One request over HTTP: whose it is, whether its body and origin will do, how the answer looks."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from cross_web import HTTPException
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt
from strawberry.django.views import GraphQLView
from strawberry.http import GraphQLHTTPResponse
from strawberry.types import ExecutionResult

from graphql_api.answers import as_json, incident, problem
from graphql_api.context import Context
from graphql_api.errors import formatted
from graphql_api.schema import schema

log = logging.getLogger(__name__)
RESPONSE_JSON = "application/graphql-response+json"
BAD_BODY = "Тело запроса — не объект JSON в кодировке UTF-8."


class ForeignRequest(CsrfViewMiddleware):
    """Django's own check against forged requests, asked by us and answered with its reason."""

    def _reject(self, request: HttpRequest, reason: str) -> str:  # type: ignore[override]
        return reason


class View(GraphQLView):
    """`POST /graphql/` with JSON; GET for queries with a bearer token, and for GraphiQL in development."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.context = Context(request)
        try:
            self._refuse_what_is_foreign(self.context)
            response = self.run(request=request, context=self.context)
        except HTTPException as error:
            response = problem(error.status_code, error.reason)
        except RequestDataTooBig:
            response = problem(413, "Запрос слишком велик.")
        except (SuspiciousOperation, UnreadablePostError, UnicodeDecodeError):
            response = problem(400, BAD_BODY)
        except Exception as error:  # the last door: whatever it is, the client hears a number
            response = incident(error)
        response["Cache-Control"] = "no-store"
        if not settings.PRODUCTION and self.context.executor:
            response["X-Executor"] = self.context.executor
        return response

    def _refuse_what_is_foreign(self, context: Context) -> None:
        """Stop forged requests: a signed-in cookie needs the CSRF token, every cookie request its own origin."""
        request = context.request
        if request.method not in ("GET", "POST"):
            raise HTTPException(405, "Возможны только POST и GET.")
        if request.method == "GET":
            if context.bearer is None and not self._wants_graphiql(request):
                raise HTTPException(405, "Отправьте запрос методом POST.")
            return
        if request.content_type != "application/json":
            raise HTTPException(415, "Нужен Content-Type: application/json.")
        if context.bearer is not None:
            return
        check = ForeignRequest(lambda _: HttpResponse())
        if "Origin" in request.headers and not check._origin_verified(request):
            raise HTTPException(403, "Запрос с чужого сайта.")
        if context.viewer.user is None:
            return
        check.process_request(request)
        if check.process_view(request, None, (), {}):
            raise HTTPException(403, "Нет верного X-CSRFToken: возьмите его из cookie csrftoken.")

    def _wants_graphiql(self, request: HttpRequest) -> bool:
        is_browser = "text/html" in request.headers.get("Accept", "")
        return bool(self.graphql_ide) and is_browser and "query" not in request.GET

    def should_render_graphql_ide(self, request: Any) -> bool:
        return request.method == "GET" and self._wants_graphiql(self.context.request)

    def parse_http_body(self, request: Any) -> Any:
        found = super().parse_http_body(request)
        if not isinstance(found.operation_name, str | None):
            raise HTTPException(400, "operationName: нужна строка.")
        return found

    def parse_json(self, data: str | bytes) -> Any:
        try:
            found = orjson.loads(data)
        except orjson.JSONDecodeError:
            raise HTTPException(400, BAD_BODY) from None
        if not isinstance(found, dict):
            raise HTTPException(400, BAD_BODY)
        return found

    def process_result(self, request: HttpRequest, result: ExecutionResult) -> GraphQLHTTPResponse:
        answer: GraphQLHTTPResponse = {"data": result.data}
        if result.errors:
            to_stranger = self.context.viewer.user is None
            answer["errors"] = [*formatted(result.errors, self.context.phase, to_stranger=to_stranger)]
            if result.data is None and not any(error.path for error in result.errors):
                del answer["data"]
        if result.extensions:
            answer["extensions"] = result.extensions
        return answer

    def create_response(self, response_data: Any, sub_response: HttpResponse) -> HttpResponse:
        modern = RESPONSE_JSON in self.context.request.headers.get("Accept", "")
        status = 400 if modern and "data" not in response_data else 200
        return as_json(response_data, status, RESPONSE_JSON if modern else "application/json")


graphql = csrf_exempt(View.as_view(schema=schema, graphql_ide=None if settings.PRODUCTION else "graphiql"))
