"""The path of a child for its family to take away: `GET /trajectory/<id of the child>.csv`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from backoffice.enrollments import trajectory
from backoffice.imports import writing
from backoffice.people import reading
from backoffice.people.models import Child
from graphql_api.answers import incident, problem
from graphql_api.context import Context
from graphql_api.fields import key_in


def trajectory_file(request: HttpRequest, child: str) -> HttpResponseBase:
    """The path of one's own child, or one's own, as CSV; for everybody else there is none. Token or session."""
    if request.method not in ("GET", "HEAD"):
        return problem(405, "Траекторию читают методом GET.")
    try:
        found = _own(request, child)
        if found is None:
            return problem(404, "Не найдено. Траекторию скачивает семья ребёнка, войдя в кабинет.")
        rows = [*trajectory.lines(found)]
    except Exception as error:  # whatever it is, the client hears a number
        return incident(error)
    response = StreamingHttpResponse(
        writing.streamed(trajectory.HEADINGS, rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="trajectory.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _own(request: HttpRequest, child: str) -> Child | None:
    viewer = Context(request).viewer
    if viewer.user is None:
        return None
    found = Child.objects.visible_to(viewer).filter(pk=key_in(child, "Child")).first()
    return found if found and reading.is_own(viewer, found, on=timezone.localdate()) else None
