"""What leaves by HTTP when it is not a result: JSON, a client's mistake in words, ours by an incident number."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse

from graphql_api.errors import incident_error, new_incident

log = logging.getLogger(__name__)
CODES = {401: "UNAUTHENTICATED", 403: "FORBIDDEN", 404: "NOT_FOUND", 413: "LIMIT_EXCEEDED"}


def as_json(answer: Any, status: int, content_type: str = "application/json") -> HttpResponse:
    """JSON in UTF-8, without escapes."""
    return HttpResponse(orjson.dumps(answer), status=status, content_type=f"{content_type}; charset=utf-8")


def problem(status: int, message: str, content_type: str = "application/json") -> HttpResponse:
    """A mistake of the client, with its code of the closed list."""
    code = CODES.get(status, "BAD_USER_INPUT")
    return as_json({"errors": [{"message": message, "extensions": {"code": code}}]}, status, content_type)


def incident(error: Exception, content_type: str = "application/json") -> HttpResponse:
    """Our own mistake, or an outage of the database: the log has the whole, the client a number."""
    number = new_incident()
    log.error("Обращение %s", number, exc_info=error)
    outage = isinstance(error, OperationalError | InterfaceError)
    return as_json({"errors": [incident_error(number)]}, 503 if outage else 500, content_type)
