"""Municipal assignments: what the budget pays an institution for, and their approval (C 2.5.2)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
import strawberry_django
from django.db.models import BigIntegerField, F, OuterRef, Subquery, Sum
from django.db.models.functions import Cast, Coalesce
from strawberry import relay

from backoffice.assignments import models
from graphql_api.acts import LegalAct
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation
from graphql_api.fields import LargeInt, in_sql, key_in, label_of, points_at
from graphql_api.inputs import decision_input
from graphql_api.municipalities import Municipality
from graphql_api.providers import Provider
from graphql_api.registers import ProgramRegisterEntry
from workflows import engine
from workflows.decisions.registers import ApproveAssignment
from workflows.municipal_assignment import MunicipalAssignmentApproval

AssignmentStatus = enum_of(models.MunicipalAssignment.Status, "AssignmentStatus")


def _total(of) -> Coalesce:
    """A sum over the lines of an assignment, in SQL over its row."""
    rows = models.AssignmentLine.objects.filter(assignment=OuterRef("pk")).order_by()
    summed = rows.values("assignment").annotate(total=Sum(of)).values("total")
    return Coalesce(Subquery(summed, output_field=BigIntegerField()), 0)


def _pupil_hours() -> Coalesce:
    return _total(Cast("places", BigIntegerField()) * F("hours"))


@strawberry_django.type(
    models.AssignmentLine,
    description="One program of a municipal assignment, with the decision it rests on. Seen by those who see the"
    " assignment.",
)
class AssignmentLine:
    entry: ProgramRegisterEntry = strawberry_django.field(description="The entry in a budget register.")
    places: int = strawberry_django.field(description="Pupils at the cost of the budget at most.")
    hours: int = strawberry_django.field(description="Hours of the program for one pupil.")

    @strawberry_django.field(
        select_related=["minutes__meeting"],
        only=["minutes__meeting__number"],
        metadata=in_sql(lambda info: F("minutes__meeting__number")),
        description="Number of the minutes that it rests on (C 2.5.2).",
    )
    def minutes_number(self) -> int:
        return self.minutes.meeting.number

    @strawberry_django.field(
        select_related=["minutes__meeting"],
        only=["minutes__drawn_on"],
        metadata=in_sql(lambda info: F("minutes__drawn_on")),
        description="Day on which they were drawn up.",
    )
    def minutes_of(self) -> dt.date:
        return self.minutes.drawn_on

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(assignment__in=models.MunicipalAssignment.objects.visible_to(info.context.viewer))


@strawberry_django.type(
    models.MunicipalAssignment,
    description="How many pupils the budget pays a budget or autonomous institution for, in which programs (C 2.5.2)."
    " Seen by the institution, the municipality and those who read the region.",
)
class MunicipalAssignment(relay.Node):
    number: int = strawberry_django.field(description="Edition of the period: 1 for the first.")
    starts_on: dt.date = strawberry_django.field(description="First day.")
    ends_on: dt.date = strawberry_django.field(description="Last day.")
    status: AssignmentStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    version: int = strawberry_django.field(description="Rises with every change; send it as seenVersion.")
    provider: Provider | None = strawberry_django.field(description="The institution.")
    municipality: Municipality = strawberry_django.field(description="The founder.")
    act: LegalAct | None = strawberry_django.field(description="What approved it; null until then.")

    @strawberry_django.field(description="Its programs, in the order in which they came.")
    def lines(self) -> list[AssignmentLine]:
        return models.AssignmentLine.objects.filter(assignment=self.pk).order_by("pk")

    @strawberry_django.field(
        annotate={"places_total": _total("places")},
        metadata=in_sql(lambda info: _total("places")),
        description="Pupils in all.",
    )
    def total_places(self) -> int:
        if not hasattr(self, "places_total"):
            rows = models.MunicipalAssignment.objects.filter(pk=self.pk)
            self.places_total = rows.values_list(_total("places"), flat=True).get()
        return self.places_total

    @strawberry_django.field(
        annotate={"hours_total": _pupil_hours()},
        metadata=in_sql(lambda info: _pupil_hours()),
        description="Hours of all programs for all pupils.",
    )
    def pupil_hours(self) -> LargeInt:
        if not hasattr(self, "hours_total"):
            rows = models.MunicipalAssignment.objects.filter(pk=self.pk)
            self.hours_total = rows.values_list(_pupil_hours(), flat=True).get()
        return self.hours_total

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class AssignmentsQuery:
    @strawberry_django.field(description="One municipal assignment, or null if there is none that you may see.")
    def municipal_assignment(self, id: strawberry.ID) -> MunicipalAssignment | None:
        return models.MunicipalAssignment.objects.filter(pk=key_in(id, "MunicipalAssignment"))

    @strawberry_django.connection(
        KeysetConnection[MunicipalAssignment], description="Municipal assignments that you may see, newest first."
    )
    def municipal_assignments(
        self,
        info: Info,
        status: AssignmentStatus | None = None,
        provider: strawberry.ID | None = None,
        municipality: strawberry.ID | None = None,
    ) -> list[MunicipalAssignment]:
        seen = models.MunicipalAssignment.objects.visible_to(info.context.viewer)
        if status is not None:
            seen = seen.filter(status=status)
        if provider is not None:
            seen = seen.filter(points_at("provider", provider, "Provider"))
        if municipality is not None:
            seen = seen.filter(points_at("municipality", municipality, "Municipality"))
        return seen.order_by("-pk")


ApproveAssignmentInput = decision_input(ApproveAssignment, keyed=True)
ApproveAssignmentResult = Annotated[
    MunicipalAssignment | Refused,
    strawberry.union("ApproveAssignmentResult", description="The assignment in force, or why not."),
]


@strawberry.type
class AssignmentsMutation:
    @mutation
    def approve_assignment(self, info: Info, input: ApproveAssignmentInput) -> ApproveAssignmentResult:
        """Approve an assignment by an act, as founder. Needs approve_assignment in the municipality."""
        done = engine.complete(
            MunicipalAssignmentApproval.approve_assignment, by=info.context.viewer, **input.submission()
        )
        return done.process.municipal_assignment
