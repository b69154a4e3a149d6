"""The acts on reference data, outside of cases. Inside the caller's transaction."""

from __future__ import annotations

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.acts import services
from backoffice.acts.models import CalendarDay
from backoffice.errors import Refused
from backoffice.journal import Act
from backoffice.units.models import Unit
from workflows.engine import NOT_FOUND

PERMISSION = "correct_calendar_day"


def correct_day(decision, *, by: Viewer) -> CalendarDay:
    """Overrule the kind of a day of the production calendar, for the whole region.

    :raises Refused: NOT_FOUND, or every reason against the correction
    """
    region = Unit.objects.filter(kind=Unit.Kind.REGION).order_by("pk").first()
    if region is None or not by.may(PERMISSION, region.pk):
        raise Refused(NOT_FOUND)
    if reasons := [*decision.why_not(), *services.why_not_correct_day(decision.day)]:
        raise Refused(*reasons)
    act = Act(by.user, timezone.localdate())
    return services.correct_day(decision.day, decision.kind, decision.ground.strip(), region, act)
