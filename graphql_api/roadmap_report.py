"""The roadmap counted: how far each body has come, and each measure in each stage."""

from __future__ import annotations

from typing import Any

import strawberry
from django.db.models import Count, F, Q
from django.utils import timezone

from backoffice.municipalities.models import Municipality as Municipalities
from backoffice.municipalities.models import RoadmapDuty
from backoffice.units.models import Unit
from graphql_api.municipalities import Municipality, MunicipalityStage
from graphql_api.public import public

Status = RoadmapDuty.Status


def _counts(prefix: str = "") -> dict[str, Count]:
    """Duties by state, and those that are late whatever their state; `prefix` leads from a row to its duties."""
    late = Q(**{f"{prefix}item__ends_on__lt": timezone.localdate()}) & ~Q(**{f"{prefix}status": Status.DONE})
    of_state = {state: Q(**{f"{prefix}status": state}) for state in Status}
    key = f"{prefix}pk"
    return {
        "total": Count(key),
        "done": Count(key, filter=of_state[Status.DONE]),
        "in_progress": Count(key, filter=of_state[Status.IN_PROGRESS]),
        "overdue": Count(key, filter=late),
    }


@strawberry.type(description="How far one body has come in all measures that it answers for.")
class RoadmapBody:
    code: str = strawberry.field(description="Code of the body, as `roadmapDuties(body:)` takes it.")
    name: str = strawberry.field(description="Name of the body.")
    municipality: Municipality | None = strawberry.field(description="The territory it is; null if it is none.")
    total: int = strawberry.field(description="How many measures it answers for.")
    done: int = strawberry.field(description="How many of them are done.")
    in_progress: int = strawberry.field(description="How many are in progress.")
    overdue: int = strawberry.field(description="How many are not done although the term has ended.")


@strawberry.type(description="How far the territories of a stage, or the region's bodies, have come in a measure.")
class RoadmapStage:
    item: str = strawberry.field(description="Number of the measure, as printed.")
    stage: MunicipalityStage | None = strawberry.field(description="Stage of the territories; null: the region.")
    total: int = strawberry.field(description="How many bodies answer for it.")
    done: int = strawberry.field(description="How many have done it.")
    in_progress: int = strawberry.field(description="How many are at it.")
    overdue: int = strawberry.field(description="How many have not done it although the term has ended.")


@strawberry.type
class RoadmapReportQuery:
    @strawberry.field(
        description="Everybody who answers for measures, with counts: some forty rows, the region's bodies among them."
        " Open to everybody."
    )
    @public
    def roadmap_bodies(self) -> list[RoadmapBody]:
        bodies = Unit.objects.filter(roadmap_duties__isnull=False).select_related("municipality")
        return [
            RoadmapBody(
                code=body.code,
                name=body.name,
                municipality=getattr(body, "municipality", None),
                total=body.total,
                done=body.done,
                in_progress=body.in_progress,
                overdue=body.overdue,
            )
            for body in bodies.annotate(**_counts("roadmap_duties__")).order_by("pk")
        ]

    @strawberry.field(
        description="Measures by stages of territories, in the order of the act: three rows a measure at most. Open to"
        " everybody."
    )
    @public
    def roadmap_stages(self) -> list[RoadmapStage]:
        duties = RoadmapDuty.objects.values(number=F("item__number"), stage=F("body__municipality__stage"))
        rows: Any = duties.annotate(**_counts()).order_by("item__position", "stage")
        counts = ("total", "done", "in_progress", "overdue")
        return [
            RoadmapStage(
                item=row["number"],
                stage=Municipalities.Stage(row["stage"]) if row["stage"] else None,
                **{name: row[name] for name in counts},
            )
            for row in rows
        ]
