"""Money for certificates: periods, quotas, requests and the queue, as people read them."""

from __future__ import annotations

import datetime as dt

import strawberry
import strawberry_django
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from strawberry import relay

from backoffice.funding import models, queue, waiting
from graphql_api.certificates import Certificate, CertificateCategory, category_of
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.fields import Kopecks, in_sql, key_in, label_of, points_at, text_of
from graphql_api.files import StoredFile
from graphql_api.funding_periods import FundingPeriod
from graphql_api.public import public

FundingRequestStatus = enum_of(waiting.FundingRequest.Status, "FundingRequestStatus")
QueueStatus = enum_of(waiting.QuotaQueueEntry.Status, "QueueStatus")
QueueMoveKind = enum_of(waiting.QuotaQueueMove.What, "QueueMoveKind")
WAITING = waiting.QuotaQueueEntry.Status.WAITING


def _waiting() -> Coalesce:
    """How many wait for a quota, in SQL over its row."""
    there = {"municipality": OuterRef("period__municipality"), "category": OuterRef("category")}
    rows = waiting.QuotaQueueEntry.objects.filter(status=WAITING, **there).order_by()
    counted = rows.values("status").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@strawberry_django.type(
    models.Quota,
    description="What of a category's funding in a period is given out (C 1.5). Never more than its limits. Open to"
    " everybody.",
)
class Quota(relay.Node):
    period: FundingPeriod = strawberry_django.field(description="In which period.")
    nominal: Kopecks = strawberry_django.field(description="Kopecks that a certificate gets now.")
    nominal_text = text_of("nominal")
    count_limit: int = strawberry_django.field(description="How many certificates at most.")
    sum_limit: Kopecks = strawberry_django.field(description="Kopecks at most.")
    sum_limit_text = text_of("sum_limit")
    granted_count: int = strawberry_django.field(description="How many certificates have it, or have spent it.")
    granted_sum: Kopecks = strawberry_django.field(description="Kopecks that they have, or have spent.")
    granted_sum_text = text_of("granted_sum")

    @strawberry_django.field(
        select_related=["category"],
        only=["category__code"],
        metadata=in_sql(lambda info: F("category__code")),
        description="Code of the category of children.",
    )
    def category_code(self) -> str:
        return self.category.code

    @strawberry_django.field(
        select_related=["category"],
        only=["category__title"],
        metadata=in_sql(lambda info: F("category__title")),
        description="Name of the category of children.",
    )
    def category_title(self) -> str:
        return self.category.title

    @strawberry_django.field(
        only=["count_limit", "granted_count"],
        metadata=in_sql(lambda info: F("count_limit") - F("granted_count")),
        description="How many certificates may still get it, by count.",
    )
    def left_count(self) -> int:
        return self.count_limit - self.granted_count

    @strawberry_django.field(
        only=["sum_limit", "granted_sum"],
        metadata=in_sql(lambda info: F("sum_limit") - F("granted_sum")),
        description="Kopecks that may still be given.",
    )
    def left_sum(self) -> Kopecks:
        return self.sum_limit - self.granted_sum

    @strawberry_django.field(
        annotate={"waiting_number": _waiting()},
        metadata=in_sql(lambda info: _waiting()),
        description="How many certificates wait for it.",
    )
    def waiting_count(self) -> int:
        return self.waiting_number


@strawberry_django.type(
    waiting.QuotaQueueMove, description="One thing that happened in a queue, told without naming anybody."
)
class QuotaQueueMove:
    what: QueueMoveKind = strawberry_django.field(description="What happened.")
    what_label = label_of("what")
    reason: str = strawberry_django.field(description="Why, in Russian; names nobody.")
    at: dt.datetime = strawberry_django.field(description="When.")


def _position() -> Case:
    """The place of an entry that waits, in SQL over its row."""
    return Case(When(status=WAITING, then=queue.ahead() + 1), output_field=IntegerField())


@strawberry_django.type(
    waiting.QuotaQueueEntry,
    description="A place in the queue for money of a category in a municipality: first come, first served. Seen by the"
    " family, the municipality and those who read the region.",
)
class QuotaQueueEntry(relay.Node):
    status: QueueStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    joined_at: dt.datetime = strawberry_django.field(description="When it joined.")
    certificate: Certificate | None = strawberry_django.field(description="Who waits; null if you may not see it.")
    category: CertificateCategory | None = category_of(
        waiting.QuotaQueueEntry,
        "Which queue; null if it tells of the child's health or fate and that is not for you.",
        child="certificate__child",
        municipality="municipality",
    )

    @strawberry_django.field(
        annotate={"place": _position()},
        metadata=in_sql(lambda info: _position()),
        description="Its place, 1 is the next; null if it waits no longer.",
    )
    def position(self) -> int | None:
        return self.place if hasattr(self, "place") else queue.position_of(self)

    @strawberry_django.connection(
        KeysetConnection[QuotaQueueMove],
        description="Why its place has moved: what happened ahead of it since it joined, oldest first.",
    )
    def moves(self) -> list[QuotaQueueMove]:
        return queue.moves_ahead_of(self).order_by("id")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry_django.type(
    waiting.FundingRequest,
    description="A family asks for money on its certificate (C 1.4, C 2.10). SUBMITTED → GRANTED, QUEUED, REFUSED or"
    " WITHDRAWN; QUEUED → GRANTED, WITHDRAWN or REMOVED. Seen by the family, the issuing municipality and those who"
    " read the region.",
)
class FundingRequest(relay.Node):
    status: FundingRequestStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    reason: str = strawberry_django.field(description="Why it was refused or removed; else empty.")
    requested_at: dt.datetime = strawberry_django.field(description="When.")
    version: int = strawberry_django.field(description="Rises with every change; send it as expectedVersion.")
    certificate: Certificate | None = strawberry_django.field(description="For which; null if you may not see it.")
    category: CertificateCategory | None = category_of(
        waiting.FundingRequest,
        "In which category; null if it tells of the child's health or fate and that is not for you.",
        child="certificate__child",
        municipality="certificate__issuer",
    )
    document: StoredFile | None = strawberry_django.field(
        description="The paper that shows the category; null if there is none or you may not see it."
    )

    @strawberry_django.field(
        metadata=in_sql(lambda info: waiting.QuotaQueueEntry.objects.filter(request=OuterRef("pk"))),
        description="Its place in the queue; null if it never had one.",
    )
    def queue_entry(self) -> QuotaQueueEntry | None:
        return waiting.QuotaQueueEntry.objects.filter(request=self.pk)  # type: ignore[return-value]

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class FundingQuery:
    @strawberry_django.connection(
        KeysetConnection[Quota],
        description="Quotas, newest period first: of a municipality, of a period, or all. Open to everybody.",
    )
    @public
    def quotas(self, municipality: strawberry.ID | None = None, period: strawberry.ID | None = None) -> list[Quota]:
        rows = models.Quota.objects.all()
        if municipality is not None:
            rows = rows.filter(points_at("period__municipality", municipality, "Municipality"))
        if period is not None:
            rows = rows.filter(points_at("period", period, "FundingPeriod"))
        return rows.order_by("-period_id", "-id")

    @strawberry_django.field(description="One request for money, or null if there is none that you may see.")
    def funding_request(self, id: strawberry.ID) -> FundingRequest | None:
        return waiting.FundingRequest.objects.filter(pk=key_in(id, "FundingRequest"))

    @strawberry_django.connection(
        KeysetConnection[FundingRequest],
        description="Requests for money that you may see, newest first: of a certificate, in a state, or all.",
    )
    def funding_requests(
        self, info: Info, certificate: strawberry.ID | None = None, status: FundingRequestStatus | None = None
    ) -> list[FundingRequest]:
        rows = waiting.FundingRequest.objects.visible_to(info.context.viewer)
        if certificate is not None:
            rows = rows.filter(points_at("certificate", certificate, "Certificate"))
        if status is not None:
            rows = rows.filter(status=status)
        return rows.order_by("-id")

    @strawberry_django.connection(
        KeysetConnection[QuotaQueueEntry],
        description="Who waits for money as far as you may see it, first come first: in a municipality, of a category"
        " as far as you may know it.",
    )
    def quota_queue(
        self, info: Info, municipality: strawberry.ID | None = None, category: str | None = None
    ) -> list[QuotaQueueEntry]:
        rows = waiting.QuotaQueueEntry.objects.visible_to(info.context.viewer).filter(status=WAITING)
        if municipality is not None:
            rows = rows.filter(points_at("municipality", municipality, "Municipality"))
        if category is not None:
            near = info.context.viewer.is_near(child="certificate__child", municipality="municipality")
            rows = rows.filter(Q(category__is_sensitive=False) | near, category__code=category)
        return rows.order_by("id")
