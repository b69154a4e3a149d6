"""Registers of programs for machines: `GET /registers/SIGNIFICANT.csv?asOf=…&municipality=…`, open to everybody."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from graphql import GraphQLError

from backoffice.imports import writing
from backoffice.registers import printing
from backoffice.registers.models import RegisterKind
from graphql_api.answers import incident, problem
from graphql_api.fields import SCALARS, points_at


def program_register(request: HttpRequest, kind: str) -> HttpResponseBase:
    """One register as of a day (today by default) as CSV; `municipality` is a global id, as in the API."""
    if request.method not in ("GET", "HEAD"):
        return problem(405, "Реестр читают методом GET.")
    if kind not in RegisterKind.values:
        return problem(404, f"Такого реестра нет. Есть: {', '.join(RegisterKind.values)}.")
    try:
        on = _day(request.GET.get("asOf"))
    except GraphQLError as error:
        return problem(400, error.message)
    town = request.GET.get("municipality")
    there = points_at("municipality", town, "Municipality") if town else None
    try:
        return _answer(RegisterKind(kind), on, there)
    except Exception as error:  # whatever it is, the client hears a number
        return incident(error)


def _day(text: str | None) -> date:
    parse = SCALARS[date].parse_value
    return parse(text) if text and parse else timezone.localdate()


def _answer(kind: RegisterKind, on: date, there: Q | None) -> StreamingHttpResponse:
    """The register, sent while it is read."""
    lines = writing.streamed(printing.headings(kind), printing.lines(kind, on=on, there=there))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{kind.label} на {on:%d.%m.%Y}.csv")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
