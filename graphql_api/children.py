"""Children as lists show them. The whole card opens through one door, which writes down who looked."""

from __future__ import annotations

import datetime as dt
from functools import partial

import strawberry
import strawberry_django
from django.db.models import Case, DateField, F, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Concat
from django.utils import timezone
from strawberry import relay

from backoffice.access import NOTHING, Role, Viewer
from backoffice.accounts.models import User as UserModel
from backoffice.people import ages, models, reading
from backoffice.statements import Param
from graphql_api.accounts import User
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.expressions import Label, MomentText, Sentence, Words
from graphql_api.fields import in_sql, key_in, label_of
from graphql_api.municipalities import Municipality

ChildStatus = enum_of(models.Child.Status, "ChildStatus")
NOBODY = Value(None, output_field=TextField())


def _audits(viewer: Viewer) -> bool:
    return Role.AUDITOR in viewer.units


@strawberry_django.type(
    models.ChildRead,
    description="Somebody who is not its family read a child's data. Seen by the family and by those who audit.",
)
class ChildRead(relay.Node):
    at: dt.datetime = strawberry_django.field(description="When.")
    part_label = label_of("part")
    purpose_label = label_of("purpose")

    @strawberry_django.field(
        select_related=["unit"],
        only=["at", "role", "unit__name", "part", "purpose"],
        metadata=in_sql(
            lambda info: Concat(
                Words("role", Role.choices),
                *(Value(", "), F("unit__name"), Value(", "), MomentText("at"), Value(": ")),
                *(Label("part"), Value(" — "), Label("purpose")),
                output_field=TextField(),
            )
        ),
        description="The read as one Russian sentence: which office, when, which part, what for; never the person.",
    )
    def sentence(self) -> str:
        moment = f"{timezone.localtime(self.at):%d.%m.%Y %H:%M}"
        read = f"{self.get_part_display()} — {self.get_purpose_display()}"
        return f"{Role(self.role).label}, {self.unit.name}, {moment}: {read}"

    @strawberry_django.field(
        only=["note"],
        metadata=in_sql(lambda info: F("note") if _audits(info.context.viewer) else NOBODY),
        description="What the reader said; null for all but auditors.",
    )
    def note(self, info: Info) -> str | None:
        return self.note if _audits(info.context.viewer) else None

    @strawberry_django.field(
        select_related=["by"],
        metadata=in_sql(
            lambda info: UserModel.objects.filter(
                Q(pk=OuterRef("by_id")) if _audits(info.context.viewer) else NOTHING,
            )
        ),
        description="Who read it; null for all but auditors.",
    )
    def by(self, info: Info) -> User | None:
        return self.by if _audits(info.context.viewer) else None

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


def _grown_up() -> Param:
    """The latest day of birth of a grown-up, for whom nobody answers."""
    born = partial(ages.born_by, years=ages.ENDS_AT)
    return Param("grown_up", lambda request: born(request.today), born(timezone.localdate()), DateField())


def _own_name(info: Info):
    """The name in SQL: of the viewer's own children, and of nobody else."""
    viewer = info.context.viewer
    own = NOTHING
    for role in reading.FAMILY:
        if role in viewer.units:
            here = Q(unit__any=viewer.places(role))
            own |= here & Q(birth_date__gt=_grown_up()) if role is Role.GUARDIAN else here
    if own is NOTHING:
        return NOBODY
    name = Sentence("last_name", "first_name", "patronymic")
    return Case(When(own, then=name), default=NOBODY, output_field=TextField())


@strawberry_django.type(
    models.Child,
    description="A child as lists show it: initials and the year of birth. Seen by its family, the municipality where"
    " it lives or which issued its certificate, and those who audit.",
)
class Child(relay.Node):
    initials: str = strawberry_django.field(description="Initials and year of birth.")
    status: ChildStatus = strawberry_django.field(description="Whether the record stands, or is merged into another.")
    status_label = label_of("status")
    version: int = strawberry_django.field(description="Rises with every change of the card.")
    municipality: Municipality = strawberry_django.field(description="Where the child lives.")

    @strawberry_django.field(
        only=["last_name", "first_name", "patronymic", "birth_date"],
        metadata=in_sql(_own_name),
        description="The whole name; null unless it is your own child under 18, or you. Others open the card.",
    )
    def full_name(self, info: Info) -> str | None:
        return self.full_name if reading.is_own(info.context.viewer, self, on=timezone.localdate()) else None

    @strawberry_django.connection(
        KeysetConnection[ChildRead],
        description="Who read its data, the latest first. None unless you are its family or audit.",
    )
    def reads(self) -> list[ChildRead]:
        return models.ChildRead.objects.filter(child=self.pk).order_by("-pk")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class ChildrenQuery:
    @strawberry_django.field(description="One child, or null if there is none that you may see.")
    def child(self, id: strawberry.ID) -> Child | None:
        return models.Child.objects.filter(pk=key_in(id, "Child"))

    @strawberry_django.connection(
        KeysetConnection[Child], description="Children that you may see: your own, or those of your municipality."
    )
    def children(self, info: Info) -> list[Child]:
        return models.Child.objects.visible_to(info.context.viewer).order_by("unit_id")
