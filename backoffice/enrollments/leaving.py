"""Places of pupils who are taught to the end of a month: who may take them over, and who gets them back.

The hold of such a pupil is FILLED with a last day. When it is handed over it is FREED, and the hold that follows it
counts in its stead; if that one comes to nothing while the pupil is still there, the pupil's is FILLED again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import F, OuterRef, QuerySet

from backoffice.enrollments.models import Enrollment, PlaceHold
from backoffice.errors import Refusal

Held = PlaceHold.Status
RULE = "Концепция, п. 2.5.1, 2.13"


def offered() -> QuerySet[PlaceHold]:
    """Places that pass on and that nobody has taken over yet, the next one first; not after the last lesson."""
    rows = PlaceHold.objects.filter(status=Held.FILLED, leaves_on__isnull=False)
    return rows.filter(leaves_on__lt=F("group__ends_on")).order_by("leaves_on", "pk")


def next_in(group_id: int) -> PlaceHold | None:
    """Which place of a group comes free next."""
    return offered().filter(group=group_id).first()


def of_row() -> QuerySet[PlaceHold]:
    """Those of the group whose places an outer query reads."""
    return offered().filter(group=OuterRef("pk"))


def first_day(hold: PlaceHold) -> date:
    """The first day on which somebody else may be taught there."""
    assert hold.leaves_on is not None
    return hold.leaves_on + timedelta(days=1)


def why_not_begin(request_id: int, day: date) -> Iterator[Refusal]:
    """Yield why lessons cannot begin on a day: the place of a request is taken over from a pupil who is still there."""
    rows = PlaceHold.objects.filter(request=request_id, status=Held.HELD, follows__isnull=False)
    hold = rows.select_related("follows").first()
    if hold is not None and hold.follows is not None and day < (first := first_day(hold.follows)):
        text = f"Место освободится {first:%d.%m.%Y}: до этого дня в группе учится другой ребёнок."
        yield Refusal("PLACE_NOT_FREE_YET", text, RULE, "Начните обучение с этого дня.", ("starts_on",))


def is_leaving(request_id: int) -> bool:
    """Whether the pupil of a request has a last day already."""
    return PlaceHold.objects.filter(request=request_id, leaves_on__isnull=False).exists()


def give_back(hold: PlaceHold) -> bool:
    """A hold leaves the place that it took over: it is the leaving pupil's again, if that one is still taught.

    The places of the group are locked. Where that pupil, too, had followed one who is still there, it goes to that one.
    """
    while hold.follows_id is not None:
        before = PlaceHold.objects.get(pk=hold.follows_id)
        PlaceHold.objects.filter(pk=hold.pk).update(follows=None)
        hold.follows_id = None
        if Enrollment.objects.filter(request=before.request_id, status=Enrollment.Status.ACTIVE).exists():
            PlaceHold.objects.filter(pk=before.pk).update(status=Held.FILLED, freed_at=None)
            return True
        hold = before
    return False
