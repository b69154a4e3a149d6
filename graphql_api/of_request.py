"""What of a request for a place depends on who reads it, and what comes next: in SQL over its row."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, Q, TextField, Value, When

from backoffice.access import Thing, Viewer
from backoffice.enrollments.models import EnrollmentRequest
from graphql_api.next_steps import next_step


def _near(viewer: Viewer) -> Q:
    """Requests of which the viewer may know what the municipality found."""
    return viewer.sees(Thing.ASSESSMENT, child="child", municipality="municipality")


def said(viewer: Viewer) -> Case:
    """The reason of a request, without what is not for the viewer."""
    hidden = ~Q(status=EnrollmentRequest.Status.PROVIDER_REFUSED) & ~_near(viewer)
    return Case(When(hidden, then=Value("")), default=F("reason"), output_field=TextField())


def objected(viewer: Viewer) -> Case:
    """What the family said against a refusal, for whom it is meant."""
    return Case(When(_near(viewer), then=F("appeal")), default=Value(""), output_field=TextField())


def columns(viewer: Viewer) -> dict[str, Any]:
    """All of these, by the names under which the type looks for them."""
    return {"said": said(viewer), "objected": objected(viewer), "comes_next": next_step()}


def read(request: Any, name: str, viewer: Viewer) -> str:
    """A column that the statement has brought along, or brings now."""
    if not hasattr(request, name):
        rows = EnrollmentRequest.objects.filter(pk=request.pk)
        setattr(request, name, rows.values_list(columns(viewer)[name], flat=True).get())
    return getattr(request, name)
