"""The roadmap: its measures, who answers for them, what became of them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
import strawberry_django
from django.db.models import Case, Count, F, Q, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from strawberry import relay

from backoffice import journal
from backoffice.municipalities import models, rules
from backoffice.statements import today
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation
from graphql_api.expressions import DaysBetween
from graphql_api.fields import in_sql, key_in, label_of, points_at
from graphql_api.files import StoredFile
from graphql_api.inputs import decision_input
from graphql_api.journal import JournalEntry
from graphql_api.municipalities import municipality_of
from graphql_api.public import public
from workflows import roadmap as acts
from workflows.decisions import roadmap as decisions

RoadmapStatus = enum_of(models.RoadmapDuty.Status, "RoadmapStatus")
FACTS = {"only": ["done_on", "item__ends_on"], "select_related": ["item"]}


@strawberry_django.type(
    models.RoadmapItem, description="One measure of the roadmap, verbatim (O 1.1). Everybody may read it."
)
class RoadmapItem(relay.Node):
    number: str = strawberry_django.field(description="Number as printed, for example 1.10.")
    section: str = strawberry_django.field(description="Heading of its part, verbatim.")
    title: str = strawberry_django.field(description="The measure, verbatim.")
    responsible_text: str = strawberry_django.field(description="Who is responsible, verbatim.")
    term_text: str = strawberry_django.field(description="The term, verbatim.")
    starts_on: dt.date = strawberry_django.field(description="First day of the term.")
    ends_on: dt.date = strawberry_django.field(description="Last day of the term.")
    expected_result: str = strawberry_django.field(description="Expected result, verbatim.")


@strawberry_django.type(
    models.RoadmapDuty,
    description="One body's part in one measure: PLANNED → IN_PROGRESS → DONE, or PLANNED → DONE. Its state is public;"
    " note and evidence are for the municipality itself and for those who read the region's roadmap.",
)
class RoadmapDuty(relay.Node):
    item: RoadmapItem = strawberry_django.field(description="The measure.")
    status: RoadmapStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    done_on: dt.date | None = strawberry_django.field(description="Day it was done; null until then.")
    version: int = strawberry_django.field(description="Rises with every record; send it as expectedVersion.")
    municipality = municipality_of("body", "The territory that answers for it; null if the body is not one.")
    evidence: StoredFile | None = strawberry_django.field(
        description="The file that proves it; null if there is none or you may not see it."
    )

    @strawberry_django.field(
        select_related=["body"],
        only=["body__code"],
        metadata=in_sql(lambda info: F("body__code")),
        description="Code of who answers for it.",
    )
    def body_code(self) -> str:
        return self.body.code

    @strawberry_django.field(
        select_related=["body"],
        only=["body__name"],
        metadata=in_sql(lambda info: F("body__name")),
        description="Name of who answers for it.",
    )
    def body_name(self) -> str:
        return self.body.name

    @strawberry_django.field(
        only=["note"],
        metadata=in_sql(lambda info: Case(When(is_told=True, then=F("note")))),
        description="What was done, in the body's words; null if you may not read it.",
    )
    def note(self) -> str | None:
        return self.note if self.is_told else None

    @strawberry_django.field(
        **FACTS,
        metadata=in_sql(lambda info: Case(When(done_on=None, item__ends_on__lt=today(), then=True), default=False)),
        description="Whether it is not done although its term has ended.",
    )
    def is_overdue(self) -> bool:
        return rules.is_overdue(self.item.ends_on, self.done_on, on=timezone.localdate())

    @strawberry_django.field(
        **FACTS,
        metadata=in_sql(lambda info: DaysBetween(F("item__ends_on"), Coalesce(F("done_on"), today()))),
        description="Calendar days from the end of the term to the day it was done, or to today; 0: in time.",
    )
    def days_late(self) -> int:
        return rules.days_late(self.item.ends_on, self.done_on, on=timezone.localdate())

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.told(info.context.viewer)


@strawberry.type(description="How far one measure has come, counted over everybody who answers for it.")
class RoadmapProgress:
    item: RoadmapItem = strawberry.field(description="The measure.")
    total: int = strawberry.field(description="How many bodies answer for it.")
    done: int = strawberry.field(description="How many have done it.")
    overdue: int = strawberry.field(description="How many have not, although the term has ended.")


@strawberry.type
class RoadmapQuery:
    @strawberry_django.connection(
        KeysetConnection[RoadmapItem], description="The measures in the order of the act. Open to everybody."
    )
    @public
    def roadmap(self) -> list[RoadmapItem]:
        return models.RoadmapItem.objects.order_by("position", "id")

    @strawberry_django.connection(
        KeysetConnection[RoadmapDuty],
        description="Who answers for what: of a municipality, of any body by its code, of a measure by its number."
        " Measure by measure. Open to everybody.",
    )
    @public
    def roadmap_duties(
        self,
        municipality: strawberry.ID | None = None,
        body: str | None = None,
        item: str | None = None,
        status: RoadmapStatus | None = None,
        overdue: bool | None = None,
    ) -> list[RoadmapDuty]:
        duties = models.RoadmapDuty.objects.all()
        if municipality is not None:
            duties = duties.filter(points_at("body__municipality", municipality, "Municipality"))
        named = {"body__code": body, "item__number": item, "status": status}
        duties = duties.filter(**{column: value for column, value in named.items() if value is not None})
        if overdue is not None:
            late = models.RoadmapDuty.objects.overdue(on=today()).values("pk")
            duties = duties.filter(pk__in=late) if overdue else duties.exclude(pk__in=late)
        return duties.order_by("item_id", "id")

    @strawberry_django.field(
        description="Each measure with its counts, in the order of the act: one row a measure, 25 in the act of 2019."
        " Open to everybody."
    )
    @public
    def roadmap_progress(self) -> list[RoadmapProgress]:
        is_done = Q(duties__status=models.RoadmapDuty.Status.DONE)
        is_late = Q(duties__isnull=False, ends_on__lt=timezone.localdate()) & ~is_done
        counted = models.RoadmapItem.objects.annotate(
            total=Count("duties"), done=Count("duties", filter=is_done), overdue=Count("duties", filter=is_late)
        )
        return [
            RoadmapProgress(item=item, total=item.total, done=item.done, overdue=item.overdue)
            for item in counted.order_by("position")
        ]

    @strawberry_django.connection(
        KeysetConnection[JournalEntry],
        description="What was recorded about a duty, oldest first. Needs to see the roadmap of that body.",
    )
    def roadmap_duty_history(self, duty: strawberry.ID) -> list[JournalEntry]:
        about = {"subject_type": "roadmapduty", "subject_id": key_in(duty, "RoadmapDuty")}
        return journal.Entry.objects.filter(**about).order_by("id")


RecordRoadmapDutyInput = decision_input(decisions.RecordRoadmapDuty, on="duty", of="RoadmapDuty")
RecordRoadmapDutyResult = Annotated[
    RoadmapDuty | Refused, strawberry.union("RecordRoadmapDutyResult", description="The duty as it is now, or why not.")
]


@strawberry.type
class RoadmapMutation:
    @mutation
    def record_roadmap_duty(self, info: Info, input: RecordRoadmapDutyInput) -> RecordRoadmapDutyResult:
        """Record what became of a duty of your own body. Needs record_roadmap_duty in that body."""
        return acts.record(by=info.context.viewer, **input.submission())
