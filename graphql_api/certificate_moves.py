"""Moves of certificates from one municipality to another: what each side may know of them."""

from __future__ import annotations

import datetime as dt

import strawberry
import strawberry_django
from django.db.models import Case, Exists, F, OuterRef, When
from strawberry import relay

from backoffice.certificates import models
from backoffice.people.models import Child
from graphql_api.certificates import Certificate
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.fields import in_sql, label_of
from graphql_api.municipalities import Municipality

CertificateMoveStatus = enum_of(models.CertificateMove.Status, "CertificateMoveStatus")


def _tells(info: Info) -> Exists:
    told = models.CertificateMove.objects.telling_address(info.context.viewer)
    return Exists(told.filter(pk=OuterRef("pk")))


@strawberry_django.type(
    models.CertificateMove,
    description="A certificate goes from one municipality to another with the child. Seen by the family, by both"
    " municipalities and by those who read the region; the one that it enters knows of the child what stands here,"
    " until it accepts.",
)
class CertificateMove(relay.Node):
    status: CertificateMoveStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    version: int = strawberry_django.field(description="Rises with every change.")
    requested_on: dt.date = strawberry_django.field(description="Day of the request.")
    reason: str = strawberry_django.field(description="Why it was refused or taken back; empty otherwise.")
    leaves: Municipality = strawberry_django.field(description="Where from.")
    enters: Municipality = strawberry_django.field(description="Where to: the municipality that decides.")
    certificate: Certificate | None = strawberry_django.field(description="What moves; null if you may not see it.")

    @strawberry_django.field(
        annotate={"told_initials": F("certificate__child__initials")},
        metadata=in_sql(lambda info: F("certificate__child__initials")),
        description="Initials and year of birth of the child.",
    )
    def initials(self) -> str:
        if hasattr(self, "told_initials"):
            return self.told_initials
        return Child.objects.values_list("initials", flat=True).get(certificates__moves=self.pk)

    @strawberry_django.field(
        only=["address"],
        annotate={"tells_address": _tells},
        metadata=in_sql(lambda info: Case(When(_tells(info), then=F("address")))),
        description="The new address, for the family, and for the municipality that decides until it has; else null.",
    )
    def address(self, info: Info) -> str | None:
        told = models.CertificateMove.objects.telling_address(info.context.viewer)
        tells = self.tells_address if hasattr(self, "tells_address") else told.filter(pk=self.pk).exists()
        return self.address if tells else None

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class CertificateMovesQuery:
    @strawberry_django.connection(
        KeysetConnection[CertificateMove], description="Moves of certificates that you may see, newest first."
    )
    def certificate_moves(self, info: Info, status: CertificateMoveStatus | None = None) -> list[CertificateMove]:
        seen = models.CertificateMove.objects.visible_to(info.context.viewer)
        return (seen if status is None else seen.filter(status=status)).order_by("-pk")
