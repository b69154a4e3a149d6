"""Groups in which programs are taught: places, lessons, prices."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import strawberry
import strawberry_django
from django.db.models import Case, F, Func, IntegerField, OuterRef, Subquery, TextField, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone
from strawberry import relay

from backoffice.enrollments.around import budget_entries
from backoffice.groups import models
from backoffice.groups.facts import READ_ALONG, facts_of
from backoffice.groups.readiness import Verdict, readiness
from backoffice.statements import today
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refusal, as_data
from graphql_api.fields import Kopecks, in_sql, key_in, label_of, points_at, text_of
from graphql_api.programs import ProgramModule, TeachingPlace
from graphql_api.providers import Provider
from graphql_api.public import public

GroupStatus = enum_of(models.StudyGroup.Status, "GroupStatus")


@strawberry_django.type(models.ScheduleSlot, description="A lesson of a group that comes again every week.")
class ScheduleSlot:
    weekday: int = strawberry_django.field(description="1 for Monday to 7 for Sunday.")

    @strawberry_django.field(
        only=["begins_at"],
        metadata=in_sql(lambda info: _clock("begins_at")),
        description="Beginning, HH:MM by the clock of the region.",
    )
    def begins_at(self) -> str:
        return f"{self.begins_at:%H:%M}"

    @strawberry_django.field(
        only=["ends_at"], metadata=in_sql(lambda info: _clock("ends_at")), description="End, HH:MM."
    )
    def ends_at(self) -> str:
        return f"{self.ends_at:%H:%M}"

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(group__in=models.StudyGroup.objects.visible_to(info.context.viewer))


def _clock(column: str):
    """A time of the day as people write it, in SQL."""
    return Func(F(column), Value("HH24:MI"), function="to_char", output_field=TextField())


def _free() -> Greatest:
    return Greatest(F("places__capacity") - F("places__taken") - F("places__waiting"), 0)


def _left_in_register() -> Case:
    """Places of the budget for newcomers, by the entry that pays from the next first lesson, over a group's row."""
    left = budget_entries(Greatest(OuterRef("starts_on"), today())).values("left")[:1]
    return Case(When(price=None, then=Subquery(left)), output_field=IntegerField())


@strawberry.type(description="One condition that a group must meet before it may take requests, and whether it does.")
class ReadinessCondition:
    label: str = strawberry.field(description="The condition in Russian.")
    rule: str = strawberry.field(description="The paragraph it rests on.")
    is_met: bool = strawberry.field(description="Whether it is met.")
    is_required: bool = strawberry.field(
        description="False: unmet it is told and does not keep the group from opening."
    )
    why_not: list[Refusal] = strawberry.field(description="What speaks against it, and what to do; none: it is met.")


def _told(verdict: Verdict) -> ReadinessCondition:
    return ReadinessCondition(
        label=verdict.condition.label,
        rule=verdict.condition.rule,
        is_met=not verdict.against,
        is_required=verdict.condition.forbids,
        why_not=as_data(verdict.against).refusals,
    )


@strawberry_django.type(
    models.StudyGroup,
    description="Pupils who are taught a module together. Open to everybody once its enrollment was opened.",
)
class StudyGroup(relay.Node):
    name: str = strawberry_django.field(description="Name.")
    status: GroupStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    version: int = strawberry_django.field(description="Rises with every change; send it as expectedVersion.")
    starts_on: dt.date = strawberry_django.field(description="Day of the first lesson.")
    ends_on: dt.date = strawberry_django.field(description="Day of the last lesson.")
    opens_at: dt.datetime | None = strawberry_django.field(description="First moment requests are taken.")
    price: Kopecks | None = strawberry_django.field(
        description="Of the whole module, kopecks; null: paid from the budget."
    )
    price_text = text_of("price")
    special_needs: bool = strawberry_django.field(description="Fit for children with special needs.")
    latitude: Decimal | None = strawberry_django.field(description="Of the place, degrees north.")
    longitude: Decimal | None = strawberry_django.field(description="Of the place, degrees east.")
    provider: Provider | None = strawberry_django.field(description="Who teaches; null if you may not see it.")
    module: ProgramModule | None = strawberry_django.field(description="What is taught; null if you may not see it.")
    place: TeachingPlace = strawberry_django.field(description="Where.")

    @strawberry_django.field(description="Lessons of a week.")
    def slots(self) -> list[ScheduleSlot]:
        return models.ScheduleSlot.objects.filter(group=self.pk).order_by("weekday", "begins_at", "pk")

    @strawberry_django.field(
        select_related=["places"],
        only=["places__capacity"],
        metadata=in_sql(lambda info: F("places__capacity")),
        description="Pupils at most.",
    )
    def capacity(self) -> int:
        return self.places.capacity

    @strawberry_django.field(
        select_related=["places"],
        only=["places__capacity", "places__taken", "places__waiting"],
        metadata=in_sql(lambda info: _free()),
        description="Places that a newcomer may have now: nobody has them, and nobody who waits is to be offered them."
        " A budget program may have fewer left in its register.",
    )
    def free_places(self) -> int:
        return max(self.places.capacity - self.places.taken - self.places.waiting, 0)

    @strawberry_django.field(
        select_related=["places"],
        only=["places__waiting"],
        metadata=in_sql(lambda info: F("places__waiting")),
        description="How many wait for a place.",
    )
    def waiting_count(self) -> int:
        return self.places.waiting

    @strawberry_django.field(
        annotate={"left_in_register": lambda info: _left_in_register()},
        metadata=in_sql(lambda info: _left_in_register()),
        description="Places that the budget still pays for, of the whole program; null: a contract pays, or the program"
        " stands in no budget register.",
    )
    def registered_places_left(self) -> int | None:
        if not hasattr(self, "left_in_register"):  # the answer of a mutation
            rows = models.StudyGroup.objects.filter(pk=self.pk)
            self.left_in_register = rows.values_list(_left_in_register(), flat=True).get()
        return self.left_in_register

    @strawberry_django.field(
        select_related=[*READ_ALONG],
        description="What must hold before it may take requests, condition by condition; null if you do not follow the"
        " programs of its provider.",
    )
    def readiness(self, info: Info) -> list[ReadinessCondition] | None:
        followed = models.StudyGroup.objects.concerning(info.context.viewer).filter(pk=self.pk)
        if not followed.exists():
            return None
        return [_told(verdict) for verdict in readiness(facts_of(self, on=timezone.localdate()))]

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class GroupsQuery:
    @strawberry_django.field(description="One group, or null if there is none that you may see. Open to strangers.")
    @public
    def study_group(self, id: strawberry.ID) -> StudyGroup | None:
        return models.StudyGroup.objects.filter(pk=key_in(id, "StudyGroup"))

    @strawberry_django.connection(
        KeysetConnection[StudyGroup], description="Groups that you may see, newest first: of a provider, of a state."
    )
    def study_groups(
        self, info: Info, provider: strawberry.ID | None = None, status: GroupStatus | None = None
    ) -> list[StudyGroup]:
        seen = models.StudyGroup.objects.visible_to(info.context.viewer)
        if provider is not None:
            seen = seen.filter(points_at("provider", provider, "Provider"))
        if status is not None:
            seen = seen.filter(status=status)
        return seen.order_by("-pk")
