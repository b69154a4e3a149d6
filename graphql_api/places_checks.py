"""The nightly counts of all places, for those who answer for them."""

from __future__ import annotations

import datetime as dt

import strawberry
import strawberry_django
from strawberry import relay

from backoffice.enrollments import checks
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info


@strawberry_django.type(
    checks.PlacesCheck,
    description="One count of all places and waiting lists. Seen by those who audit and by the head of the operator.",
)
class PlacesCheck(relay.Node):
    at: dt.datetime = strawberry_django.field(description="When it ended.")
    on: dt.date = strawberry_django.field(description="The day in the region.")
    groups: int = strawberry_django.field(description="How many groups it read.")
    holds: int = strawberry_django.field(description="How many places that somebody has it read.")
    findings: int = strawberry_django.field(description="How many things did not agree; 0: all is well.")
    text: str = strawberry_django.field(description="The report, in Russian.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class PlacesChecksQuery:
    @strawberry_django.connection(
        KeysetConnection[PlacesCheck],
        description="Checks of places, the newest first; made once a day. Those who audit and the operator's head.",
    )
    def places_checks(self) -> list[PlacesCheck]:
        return checks.PlacesCheck.objects.order_by("-id")
