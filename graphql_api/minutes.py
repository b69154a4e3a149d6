"""Minutes of meetings: what was decided, who confirmed it, what was taken back."""

from __future__ import annotations

import datetime as dt

import strawberry_django
from django.db.models import F, OuterRef, Value
from django.db.models.functions import Coalesce
from strawberry import relay

from backoffice.commissions import meetings as models
from backoffice.files.models import StoredFile as FileModel
from graphql_api.accounts import person_at
from graphql_api.context import Info
from graphql_api.fields import in_sql, label_of
from graphql_api.files import StoredFile


@strawberry_django.type(
    models.MinutesConfirmation,
    description="One of the two who confirm minutes said that this is what was decided. Seen with the minutes.",
)
class MinutesConfirmation:
    post_label = label_of("post")
    content_hash: str = strawberry_django.field(description="The hash that the person saw.")
    confirmed_at: dt.datetime = strawberry_django.field(description="When.")
    member = person_at("person", "Who.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(minutes__in=models.Minutes.objects.visible_to(info.context.viewer)).order_by("pk")


@strawberry_django.type(
    models.Minutes,
    description="The minutes of a meeting, made of its votes, or minutes that correct them. Seen with the meeting.",
)
class Minutes(relay.Node):
    number: int = strawberry_django.field(description="0: the minutes; then their corrections in order.")
    correction: str = strawberry_django.field(description="What is corrected and why; empty: nothing.")
    content_hash: str = strawberry_django.field(description="SHA-256 of the document; send it when you confirm.")
    drawn_on: dt.date = strawberry_django.field(description="Day it was drawn up.")

    @strawberry_django.field(
        select_related=["withdrawal"],
        metadata=in_sql(lambda info: F("withdrawal__withdrawn_on")),
        description="Day a correction was taken back before both had confirmed it; null: it was not.",
    )
    def withdrawn_on(self) -> dt.date | None:
        return self.withdrawal.withdrawn_on if hasattr(self, "withdrawal") else None

    @strawberry_django.field(
        select_related=["withdrawal"],
        metadata=in_sql(lambda info: Coalesce("withdrawal__reason", Value(""))),
        description="Why it was taken back; empty: it was not.",
    )
    def withdrawal_reason(self) -> str:
        return self.withdrawal.reason if hasattr(self, "withdrawal") else ""

    @strawberry_django.field(
        select_related=["document__file"],
        metadata=in_sql(lambda info: FileModel.objects.filter(pk=OuterRef("document__file"))),
        description="The document.",
    )
    def file(self) -> StoredFile | None:
        return self.document.file

    confirmations: list[MinutesConfirmation] = strawberry_django.field(description="Who has confirmed it.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer).order_by("number")
