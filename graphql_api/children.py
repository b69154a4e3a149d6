"""Children as lists show them. The whole card opens through one door, which writes down who looked."""

from __future__ import annotations

import strawberry
import strawberry_django
from strawberry import relay

from backoffice.people import models
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.fields import key_in, label_of
from graphql_api.municipalities import Municipality

ChildStatus = enum_of(models.Child.Status, "ChildStatus")


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
