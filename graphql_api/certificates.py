"""Certificates: the register record that a child is in the system (C 1.4)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
import strawberry_django
from django.db.models import Case, DateField, Exists, F, Model, OuterRef, Q, QuerySet, TextField, Value, When
from strawberry import relay

from backoffice import journal
from backoffice.access import among
from backoffice.certificates import models
from backoffice.entitlements import services as entitlements
from backoffice.funding.waiting import QuotaQueueEntry as QueueEntry
from backoffice.ledger.models import CertificateAccount as Account
from backoffice.statements import today
from graphql_api.accounts import User
from graphql_api.children import Child
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.entitlements import Entitlement, PortalCounters
from graphql_api.enums import enum_of
from graphql_api.fields import in_sql, key_in, label_of, points_at
from graphql_api.journal import JournalEntry
from graphql_api.municipalities import Municipality

if TYPE_CHECKING:
    from graphql_api.certificate_moves import CertificateMove
    from graphql_api.funding import QuotaQueueEntry
    from graphql_api.ledger import CertificateAccount

CertificateStatus = enum_of(models.Certificate.Status, "CertificateStatus")
FundingStatus = enum_of(models.Certificate.FundingStatus, "FundingStatus")
CertificateChannel = enum_of(models.Certificate.Channel, "CertificateChannel")


@strawberry_django.type(
    models.CertificateCategory,
    description="A group of children that a funding program treats alike (C 1.5). Those that tell of a child's health"
    " or fate only families and municipalities see on a certificate.",
)
class CertificateCategory(relay.Node):
    code: str = strawberry_django.field(description="Stable code.")
    title: str = strawberry_django.field(description="Name in Russian.")
    needs_document: bool = strawberry_django.field(description="Whether a paper must show it.")
    is_sensitive: bool = strawberry_django.field(description="Whether it tells of the child's health or fate.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


def _worded(info: Info, column: str) -> Exists:
    """Whether the viewer may read what people wrote about a certificate, whose key is in `column`."""
    return Exists(models.Certificate.objects.worded_to(info.context.viewer).filter(pk=OuterRef(column)))


def _is_worded(row: Any, info: Info, certificate_id: int) -> bool:
    if hasattr(row, "is_worded"):
        return row.is_worded
    return models.Certificate.objects.worded_to(info.context.viewer).filter(pk=certificate_id).exists()


def _own(info: Info) -> Q:
    viewer = info.context.viewer
    return viewer.is_near(child="child", municipality="issuer") | models.applied(viewer)


def category_of(model: type[Model], words: str, **columns: str) -> Any:
    """The category of a row as those may know it who are near to that row; `columns` as in `Viewer.is_near`."""

    def is_near(info: Info) -> Exists:
        return Exists(model._default_manager.filter(info.context.viewer.is_near(**columns), pk=OuterRef("pk")))

    def category(self, info: Info) -> CertificateCategory | None:
        if not self.category.is_sensitive:
            return self.category
        near = self.is_near if hasattr(self, "is_near") else None
        if near is None:
            near = model._default_manager.filter(info.context.viewer.is_near(**columns), pk=self.pk).exists()
        return self.category if near else None

    def in_rows(info: Info) -> QuerySet:
        all_rows = model._default_manager.all()
        return models.CertificateCategory.objects.told_of(all_rows, info.context.viewer, **columns)

    return strawberry_django.field(
        resolver=category,
        select_related=["category"],
        only=["category"],
        annotate={"is_near": is_near},
        metadata=in_sql(in_rows),
        description=words,
    )


@strawberry_django.type(
    models.CertificateRefusal,
    description="A refusal on a coded ground. Seen by those who see the certificate.",
)
class CertificateRefusal:
    @strawberry_django.field(
        only=["text"],
        annotate={"is_worded": lambda info: _worded(info, "certificate")},
        metadata=in_sql(
            lambda info: Case(
                When(_worded(info, "certificate"), then=F("text")), default=Value(""), output_field=TextField()
            )
        ),
        description="Reasons in words; empty for those who do not see the child: the ground tells them enough.",
    )
    def text(self, info: Info) -> str:
        return self.text if _is_worded(self, info, self.certificate_id) else ""

    refused_at: dt.datetime = strawberry_django.field(description="When.")

    @strawberry_django.field(
        select_related=["ground"],
        only=["ground__code"],
        metadata=in_sql(lambda info: F("ground__code")),
        description="Code of the ground.",
    )
    def ground(self) -> str:
        return self.ground.code

    @strawberry_django.field(
        select_related=["ground"],
        only=["ground__text"],
        metadata=in_sql(lambda info: F("ground__text")),
        description="The ground in Russian.",
    )
    def ground_text(self) -> str:
        return self.ground.text

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        seen = models.Certificate.objects.visible_to(info.context.viewer)
        return queryset.filter(among("certificate", seen)).order_by("pk")


@strawberry_django.type(
    models.Certificate,
    description="A register record that a child is in the system (C 1.4). Seen by the family, by whoever applied while"
    " nothing is decided, by the issuing municipality and by those who read the region.",
)
class Certificate(relay.Node):
    number: str = strawberry_django.field(description="Number; empty until it is issued.")
    status: CertificateStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    funding_status: FundingStatus = strawberry_django.field(description="What it may be used for (C 1.4).")
    funding_status_label = label_of("funding_status")
    channel: CertificateChannel = strawberry_django.field(description="How it was applied for.")
    channel_label = label_of("channel")
    version: int = strawberry_django.field(description="Rises with every change; send it as expectedVersion.")
    applied_on: dt.date = strawberry_django.field(description="Day of the application.")
    issued_on: dt.date | None = strawberry_django.field(description="Day of issue.")
    activated_on: dt.date | None = strawberry_django.field(description="Day of activation.")
    funded_on: dt.date | None = strawberry_django.field(description="Day on which money came onto it.")
    return_due_on: dt.date | None = strawberry_django.field(
        description="Day on which unused money goes back by itself; null: nobody said so."
    )
    suspended_on: dt.date | None = strawberry_django.field(description="Day of suspension.")

    @strawberry_django.field(
        only=["expires_on", "child_id", "issuer_id", "applied_by_id", "status"],
        metadata=in_sql(lambda info: Case(When(_own(info), then=F("expires_on")), output_field=DateField())),
        description="The 18th birthday: first day no longer valid (L 7). It tells the day of birth, so it is null for"
        " all but the family, whoever applied while nothing is issued, and the issuing municipality.",
    )
    def expires_on(self, info: Info) -> dt.date | None:
        viewer = info.context.viewer
        applied = viewer.user is not None and self.applied_by_id == viewer.user.pk and self.status in self.APPLICANTS
        return self.expires_on if applied or viewer.is_at(child=self.child_id, municipality=self.issuer_id) else None

    ended_on: dt.date | None = strawberry_django.field(description="Day of termination.")

    @strawberry_django.field(
        only=["end_reason"],
        annotate={"is_worded": lambda info: _worded(info, "pk")},
        metadata=in_sql(
            lambda info: Case(
                When(_worded(info, "pk"), then=F("end_reason")), default=Value(""), output_field=TextField()
            )
        ),
        description="Why it ended, in words; empty while it stands, and for those who do not see the child.",
    )
    def end_reason(self, info: Info) -> str:
        return self.end_reason if _is_worded(self, info, self.pk) else ""

    child: Child | None = strawberry_django.field(description="Its holder; null if you may not see the child.")
    issuer: Municipality = strawberry_django.field(description="The municipality that issued it, or has taken it over.")
    category: CertificateCategory | None = category_of(
        models.Certificate,
        "Its category; null if it tells of the child's health or fate and that is not for you.",
        child="child",
        municipality="issuer",
    )
    applied_by: User | None = strawberry_django.field(description="Who applied; null if you may not know.")
    moves: list[Annotated[CertificateMove, strawberry.lazy("graphql_api.certificate_moves")]] = strawberry_django.field(
        description="Its moves from one municipality to another, in their order."
    )

    @strawberry_django.connection(
        KeysetConnection[JournalEntry], description="What happened to it, oldest first: its issue, life, moves, money."
    )
    def history(self) -> list[JournalEntry]:
        return journal.Entry.objects.filter(subject_type="certificate", subject_id=self.pk).order_by("id")

    refusals: list[CertificateRefusal] = strawberry_django.field(description="Why it, or its money, was refused.")

    @strawberry_django.field(
        only=["issuer_id", "funding_status"],
        description="What it may take of each register in the period of a day (today by default), by the use order of"
        " that day; empty if its money is not for you.",
    )
    def entitlements(self, on: dt.date | None = None) -> list[Entitlement]:
        return entitlements.rows(self, on=on or today())

    @strawberry_django.field(description="What the federal portal shows of it; null if its money is not for you.")
    def portal_counters(self) -> PortalCounters | None:
        return entitlements.portal_counters(self.pk, on=today())

    @strawberry_django.field(
        metadata=in_sql(lambda info: QueueEntry.objects.filter(certificate=OuterRef("pk"), status="WAITING")),
        description="Its place in the queue for money; null if it does not wait.",
    )
    def queue_entry(self) -> Annotated[QuotaQueueEntry, strawberry.lazy("graphql_api.funding")] | None:
        return QueueEntry.objects.filter(certificate=self.pk, status="WAITING")  # type: ignore[return-value]

    @strawberry_django.field(description="Its money, the latest period first; empty if you may not see it.")
    def accounts(self) -> list[Annotated[CertificateAccount, strawberry.lazy("graphql_api.ledger")]]:
        return Account.objects.filter(certificate=self.pk).order_by("-period__starts_on", "pk")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class CertificatesQuery:
    @strawberry_django.field(
        description="Categories of children as far as you may know them, in their order. Needs nothing but being signed"
        " in."
    )
    def certificate_categories(self) -> list[CertificateCategory]:
        return models.CertificateCategory.objects.order_by("position")

    @strawberry_django.field(description="One certificate, or null if there is none that you may see.")
    def certificate(self, id: strawberry.ID) -> Certificate | None:
        return models.Certificate.objects.filter(pk=key_in(id, "Certificate"))

    @strawberry_django.connection(
        KeysetConnection[Certificate],
        description="The register of certificates (C 2.2) as far as you may see it, newest first: of a municipality, of"
        " a category as far as you may know it.",
    )
    def certificates(
        self,
        info: Info,
        status: CertificateStatus | None = None,
        funding_status: FundingStatus | None = None,
        municipality: strawberry.ID | None = None,
        category: str | None = None,
        number: str | None = None,
    ) -> list[Certificate]:
        seen = models.Certificate.objects.visible_to(info.context.viewer)
        if municipality is not None:
            seen = seen.filter(points_at("issuer", municipality, "Municipality"))
        if category is not None:
            near = info.context.viewer.is_near(child="child", municipality="issuer")
            seen = seen.filter(Q(category__is_sensitive=False) | near, category__code=category)
        if number is not None:
            seen = seen.filter(number=number)
        if status is not None:
            seen = seen.filter(status=status)
        if funding_status is not None:
            seen = seen.filter(funding_status=funding_status)
        return seen.order_by("-pk")
