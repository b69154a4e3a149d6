"""What leaves by HTTP when it is not a result: JSON, a client's mistake in words, ours by an incident number."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

import orjson
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from graphql import GraphQLError

from graphql_api.errors import incident_error, new_incident, took_too_long
from workflows.incidents import told

log = logging.getLogger(__name__)
OUTAGE = (OperationalError, InterfaceError)
RETRY_AFTER = "2"  # seconds
AWAY = (
    "База данных сейчас не отвечает. Повторите запрос через несколько секунд; "
    "если в нём был idempotencyKey, повторите его с тем же ключом."
)
CODES = {401: "UNAUTHENTICATED", 403: "FORBIDDEN", 404: "NOT_FOUND", 413: "LIMIT_EXCEEDED"}


def as_json(answer: Any, status: int, content_type: str = "application/json") -> HttpResponse:
    """JSON in UTF-8, without escapes."""
    return HttpResponse(orjson.dumps(answer), status=status, content_type=f"{content_type}; charset=utf-8")


def problem(status: int, message: str, content_type: str = "application/json") -> HttpResponse:
    """A mistake of the client, with its code of the closed list."""
    code = CODES.get(status, "BAD_USER_INPUT")
    return as_json({"errors": [{"message": message, "extensions": {"code": code}}]}, status, content_type)


def incident(error: Exception, content_type: str = "application/json") -> HttpResponse:
    """Our own mistake, or an outage of the database: the log has its kind and place, the client a number."""
    number = new_incident()
    if not isinstance(error, OUTAGE):
        log.error("Обращение %s: %s", number, told(error))
        return as_json({"errors": [incident_error(number)]}, 500, content_type)
    log.error("Обращение %s: база не отвечает: %s", number, str(error).strip())  # hundreds of them: one line each
    response = as_json({"errors": [incident_error(number, AWAY)]}, 503, content_type)
    response["Retry-After"] = RETRY_AFTER
    return response


def outage_among(errors: Iterable[GraphQLError]) -> Exception | None:
    """The first sign among the errors of an operation that the database was away; nothing of it is an answer then."""
    signs = (error.original_error for error in errors if isinstance(error.original_error, OUTAGE))
    return next((sign for sign in signs if not took_too_long(sign)), None)
