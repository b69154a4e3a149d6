"""What a resolver knows of its request: the viewer, loaded once, and how far the request has come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import strawberry
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from backoffice.access import STRANGER, Viewer
from backoffice.accounts import viewers

if TYPE_CHECKING:
    from graphql_api.cost import Cost


class Phase(IntEnum):
    """Where an operation stopped tells whose mistake an error is."""

    PARSING = 1
    VALIDATION = 2
    EXECUTION = 3


@dataclass
class Context:
    """The context of one operation."""

    request: HttpRequest
    response: HttpResponse | None = None
    phase: Phase = Phase.PARSING
    executor: str = ""  # "compiled", or why a query was not
    cost: Cost | None = None  # None until the operation has been judged

    @cached_property
    def bearer(self) -> str | None:
        """The bearer token; empty if the header is there without one; None without the header."""
        header = self.request.headers.get("Authorization")
        if header is None:
            return None
        scheme, _, token = header.partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    @cached_property
    def viewer(self) -> Viewer:
        """Whoever the token says, or else whoever the session cookie says; one statement, or none for a stranger."""
        if self.bearer is not None:
            return viewers.viewer_of_token(self.bearer) if self.bearer else STRANGER
        session_key = self.request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        return viewers.viewer_of_session(session_key) if session_key.isalnum() else STRANGER


Info: TypeAlias = strawberry.Info[Context, None]
