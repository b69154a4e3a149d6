"""Groups that a certificate can be used for, found batch by batch among those of the navigator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from backoffice.certificates.models import Certificate
from backoffice.enrollments import plans
from backoffice.enrollments.plans import Plan
from backoffice.enrollments.request_rules import why_not_request
from backoffice.groups.models import StudyGroup

BATCH, MOST_BATCHES = 50, 10  # groups judged together; how often for one page
READ_ALONG = (*plans.READ_ALONG, "place__municipality__unit", "provider")


@dataclass(frozen=True)
class Choices:
    """Plans against which nothing speaks, the last group that was judged, and whether others come after it."""

    plans: list[Plan]
    last: StudyGroup | None
    has_more: bool


def possible(certificate: Certificate, groups: QuerySet[StudyGroup], most: int, *, on: date) -> Choices:
    """The first `most` of these groups, in the order of the first lesson and key, that are possible on day `on`.

    At most MOST_BATCHES batches are judged: what comes after the last one judged is for the next page.
    """
    found: list[Plan] = []
    last: StudyGroup | None = None
    rows = groups.select_related(*READ_ALONG).prefetch_related("slots")
    for _ in range(MOST_BATCHES):
        batch = [*_after(rows, last)[: BATCH + 1]]
        for plan in plans.plans(certificate, batch[:BATCH], on=on):
            if len(found) == most:
                return Choices(found, last, True)
            last = plan.group
            if not any(why_not_request(plan.facts)):
                found.append(plan)
        if len(batch) <= BATCH or len(found) == most:
            return Choices(found, last, len(batch) > BATCH)
    return Choices(found, last, True)


def _after(rows: QuerySet[StudyGroup], last: StudyGroup | None) -> QuerySet[StudyGroup]:
    if last is None:
        return rows
    beyond = Q(starts_on=last.starts_on, pk__gt=last.pk) | Q(starts_on__gt=last.starts_on)
    return rows.filter(beyond, starts_on__gte=last.starts_on)
