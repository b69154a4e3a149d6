"""What must come over HTTP to be an operation: headers, media types, the members of the body."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import orjson
from cross_web import HTTPException
from django.http import HttpRequest
from strawberry.http import GraphQLRequestData

from graphql_api import trusted

GRAPHQL_JSON, JSON = "application/graphql-response+json", "application/json"
ANSWERS = {  # what each range of the Accept header may be answered with
    GRAPHQL_JSON: GRAPHQL_JSON,
    JSON: JSON,
    "application/*": JSON,
    "*/*": JSON,
}
BAD_BODY = "Тело запроса — не объект JSON в кодировке UTF-8."
MEMBERS: dict[str, tuple[type, str]] = {
    "query": (str, "нужна строка"),
    "operationName": (str, "нужна строка"),
    "documentId": (str, "нужна строка"),
    "variables": (dict, "нужен объект"),
    "extensions": (dict, "нужен объект"),
}


@lru_cache(maxsize=64)
def answer_type(accept: str | None) -> str | None:
    """The media type of the answer, as the client weighs them; None if it takes none of ours."""
    if not accept or not accept.strip():
        return JSON
    weights = dict(_range(part) for part in accept.split(","))
    offers: list[tuple[float, bool, str]] = []
    for media_type in (GRAPHQL_JSON, JSON):
        named = [kind for kind, answer in ANSWERS.items() if kind in weights and answer == media_type]
        if named and weights[named[0]] > 0:  # the narrowest range decides
            offers.append((weights[named[0]], media_type == GRAPHQL_JSON, media_type))
    return max(offers)[2] if offers else None


def _range(part: str) -> tuple[str, float]:
    kind, *parameters = (word.strip().lower() for word in part.split(";"))
    weight = next((word[2:] for word in parameters if word.startswith("q=")), "1")
    return kind, float(weight) if re.fullmatch(r"[01](\.\d{0,3})?", weight) else 0.0


def expect_json(request: HttpRequest) -> None:
    """Refuse a body that is not plain JSON in UTF-8, before it is read.

    :raises HTTPException: 411, 415
    """
    charset = request.content_params.get("charset", "utf-8").strip('"').lower()
    if request.content_type != JSON or charset not in ("utf-8", "utf8"):
        raise HTTPException(415, "Нужен Content-Type: application/json, кодировка — UTF-8.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise HTTPException(415, "Сжатое тело не принимается: отправьте без Content-Encoding.")
    if "Transfer-Encoding" in request.headers and not request.headers.get("Content-Length"):
        raise HTTPException(411, "Укажите Content-Length.")


def operation_in(request: HttpRequest) -> GraphQLRequestData:
    """The operation that a request brings, its document looked up if only its hash came.

    :raises HTTPException: 400, 403
    """
    given = _from_address(request) if request.method == "GET" else _object(request.body)
    for name, (kind, expected) in MEMBERS.items():
        if not isinstance(given.get(name), kind | None):
            raise HTTPException(400, f"{name}: {expected}.")
    query = trusted.document(given.get("query"), given.get("documentId"), given.get("extensions"))
    if not query:
        raise HTTPException(400, "Нет query: отправьте документ GraphQL.")
    return GraphQLRequestData(
        query=query,
        variables=given.get("variables"),
        operation_name=given.get("operationName") or None,
        extensions=given.get("extensions"),
    )


def _from_address(request: HttpRequest) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.GET.items())
    return given | {name: _object(given[name]) for name in ("variables", "extensions") if given.get(name)}


def _object(text: str | bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise HTTPException(400, BAD_BODY) from None
    if not isinstance(found, dict):
        raise HTTPException(400, BAD_BODY)
    return found
