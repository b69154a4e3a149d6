"""Waiting lists of groups, as people read them."""

from __future__ import annotations

import datetime as dt

import strawberry_django
from django.db.models import Case, IntegerField, When
from strawberry import relay

from backoffice.enrollments import waiting, waiting_list
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.fields import in_sql, label_of

WaitingStatus = enum_of(waiting.WaitingListEntry.Status, "WaitingStatus")
WaitingMoveKind = enum_of(waiting.WaitingListMove.What, "WaitingMoveKind")


@strawberry_django.type(
    waiting.WaitingListMove, description="One thing that happened in a waiting list, told without naming anybody."
)
class WaitingListMove:
    what: WaitingMoveKind = strawberry_django.field(description="What happened.")
    what_label = label_of("what")
    reason: str = strawberry_django.field(description="Why, in Russian; names nobody.")
    at: dt.datetime = strawberry_django.field(description="When.")


def _position() -> Case:
    """The place of an entry that waits, in SQL over its row."""
    return Case(When(status="WAITING", then=waiting_list.ahead() + 1), output_field=IntegerField())


@strawberry_django.type(
    waiting.WaitingListEntry,
    description="A place in the waiting list of a group. Seen by the family, the provider and the municipality.",
)
class WaitingListEntry(relay.Node):
    status: WaitingStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    ticket: int = strawberry_django.field(description="Number in the list of the group, in the order of joining.")
    rank_label = label_of("rank")
    joined_at: dt.datetime = strawberry_django.field(description="When it joined.")

    @strawberry_django.field(
        annotate={"place": _position()},
        metadata=in_sql(lambda info: _position()),
        description="Its place, 1 is the next; null: it waits no longer.",
    )
    def position(self) -> int | None:
        if not hasattr(self, "place"):
            rows = waiting.WaitingListEntry.objects.filter(pk=self.pk)
            self.place = rows.values_list(_position(), flat=True).get()
        return self.place

    @strawberry_django.field(description="Why its place has moved: what happened ahead of it since it joined.")
    def moves_ahead(self) -> list[WaitingListMove]:
        return waiting_list.moves_ahead_of(self).order_by("-pk")[:50]

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)
