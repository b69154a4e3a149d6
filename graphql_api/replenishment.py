"""The yearly replenishment: what it would do, what it does, what it did."""

from __future__ import annotations

import datetime as dt
from typing import Any

import strawberry
import strawberry_django
from django.db.models import BigIntegerField, Case, Count, Exists, IntegerField, OuterRef, Subquery, Sum, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from strawberry import relay

from backoffice.certificates import models as certificates
from backoffice.funding import models, quotas, replenishment
from backoffice.ledger.models import LedgerEntry
from backoffice.statements import today
from graphql_api.certificates import Certificate
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.fields import Kopecks, in_sql, key_in, label_of, points_at, text_of
from graphql_api.funding_periods import FundingPeriod
from graphql_api.municipalities import Municipality

ReplenishmentStatus = enum_of(models.Replenishment.Status, "ReplenishmentStatus")
ReplenishmentOutcome = enum_of(models.ReplenishmentLine.Outcome, "ReplenishmentOutcome")
GRANTED, QUEUED = models.ReplenishmentLine.Outcome.GRANTED, models.ReplenishmentLine.Outcome.QUEUED


def _lines(**of: Any) -> Coalesce:
    """How many lines a run has, in SQL over its row."""
    rows = models.ReplenishmentLine.objects.filter(replenishment=OuterRef("pk"), **of).order_by()
    counted = rows.values("replenishment").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _sum() -> Coalesce:
    rows = models.ReplenishmentLine.objects.filter(replenishment=OuterRef("pk")).order_by()
    summed = rows.values("replenishment").annotate(kopecks=Sum("amount")).values("kopecks")
    return Coalesce(Subquery(summed, output_field=BigIntegerField()), 0)


def _left() -> Case:
    """How many certificates a running one has not come to, in SQL over its row."""
    run = OuterRef(OuterRef("pk"))
    lines = models.ReplenishmentLine.objects.filter(replenishment=run, certificate=OuterRef("pk"))
    entries = LedgerEntry.objects.filter(
        account__certificate=OuterRef("pk"), account__period=OuterRef(OuterRef("period")), subject_type=quotas.SUBJECT
    )
    taken = entries.order_by().values("account__period").annotate(net=-Sum("fund")).values("net")
    rows = certificates.Certificate.objects.filter(
        issuer=OuterRef("municipality"),
        funding_status=quotas.FUNDED,
        expires_on__gt=Greatest(OuterRef("period__starts_on"), today()),
    )
    rows = rows.annotate(taken=Coalesce(Subquery(taken, output_field=BigIntegerField()), 0)).filter(taken__lte=0)
    counted = rows.filter(~Exists(lines)).order_by().values("issuer").annotate(number=Count("pk")).values("number")
    left = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    return Case(When(status="RUNNING", then=left), default=0, output_field=IntegerField())


PROGRESS = {
    "n_granted": lambda: _lines(outcome=GRANTED),
    "n_queued": lambda: _lines(outcome=QUEUED),
    "n_done": _lines,
    "n_left": _left,
    "n_sum": _sum,
}


def _progress(name: str, description: str) -> Any:
    """A count of a run that SQL makes."""

    def count(self) -> int:
        if not hasattr(self, name):  # the answer of a mutation
            rows = models.Replenishment.objects.filter(pk=self.pk)
            setattr(self, name, rows.values_list(PROGRESS[name](), flat=True).get())
        return getattr(self, name)

    return strawberry_django.field(
        resolver=count,
        annotate={name: lambda info: PROGRESS[name]()},
        metadata=in_sql(lambda info: PROGRESS[name]()),
        description=description,
    )


@strawberry_django.type(
    models.ReplenishmentLine,
    description="What became of one certificate in a replenishment. Seen by the municipality and those who read the"
    " region.",
)
class ReplenishmentLine(relay.Node):
    outcome: ReplenishmentOutcome = strawberry_django.field(description="What happened.")
    outcome_label = label_of("outcome")
    amount: Kopecks = strawberry_django.field(description="Kopecks granted; 0 if none.")
    amount_text = text_of("amount")
    certificate: Certificate | None = strawberry_django.field(description="Which; null if you may not see it.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry_django.type(
    models.Replenishment,
    description="The money of a period is put on the funded certificates of a municipality, batch by batch (L 7)."
    " RUNNING → DONE or CANCELLED. Seen by the municipality and those who read the region.",
)
class Replenishment(relay.Node):
    status: ReplenishmentStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    municipality: Municipality = strawberry_django.field(description="Whose certificates.")
    period: FundingPeriod = strawberry_django.field(description="The period whose money is given.")
    started_at: dt.datetime = strawberry_django.field(description="When it began.")
    finished_at: dt.datetime | None = strawberry_django.field(description="When it ended; null while it runs.")
    version: int = strawberry_django.field(description="Rises when it ends.")
    done = _progress("n_done", "How many certificates it has come to.")
    left = _progress("n_left", "How many it has still to come to; 0 when it is over.")
    granted = _progress("n_granted", "How many got money.")
    queued = _progress("n_queued", "How many did not fit: they queue up when the period has begun.")

    @strawberry_django.field(
        annotate={"n_sum": _sum()}, metadata=in_sql(lambda info: _sum()), description="Kopecks it has given."
    )
    def sum(self) -> Kopecks:
        if not hasattr(self, "n_sum"):
            self.n_sum = models.Replenishment.objects.filter(pk=self.pk).values_list(_sum(), flat=True).get()
        return self.n_sum

    @strawberry_django.field(
        only=["status"],
        annotate={"n_total": lambda info: _lines() + _left()},
        metadata=in_sql(lambda info: _lines() + _left()),
        description="How many certificates it concerns.",
    )
    def total(self) -> int:
        if not hasattr(self, "n_total"):
            rows = models.Replenishment.objects.filter(pk=self.pk)
            self.n_total = rows.values_list(_lines() + _left(), flat=True).get()
        return self.n_total

    @strawberry_django.connection(KeysetConnection[ReplenishmentLine], description="What became of each certificate.")
    def lines(self) -> list[ReplenishmentLine]:
        return models.ReplenishmentLine.objects.filter(replenishment=self.pk).order_by("id")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type(description="What a replenishment would do now with the certificates of one category.")
class ReplenishmentForecast:
    category_title: str = strawberry.field(description="The category of children.")
    funded: int = strawberry.field(description="Funded certificates that have no money of the period yet.")
    too_old: int = strawberry.field(description="Of them those whose child comes of age before it begins: skipped.")
    granted: int = strawberry.field(description="How many will get money.")
    queued: int = strawberry.field(description="How many will not fit and go to the queue.")
    sum: Kopecks = strawberry.field(description="Kopecks they will get.")


@strawberry.type
class ReplenishmentQuery:
    @strawberry_django.connection(
        KeysetConnection[Replenishment], description="Replenishments that you may see, newest first."
    )
    def replenishments(self, info: Info, period: strawberry.ID | None = None) -> list[Replenishment]:
        rows = models.Replenishment.objects.visible_to(info.context.viewer)
        if period is not None:
            rows = rows.filter(points_at("period", period, "FundingPeriod"))
        return rows.order_by("-id")

    @strawberry_django.field(
        description="What a replenishment of the period would do now; writes nothing. Null unless you may replenish it."
    )
    def replenishment_preview(self, info: Info, period: strawberry.ID) -> list[ReplenishmentForecast] | None:
        found = models.FundingPeriod.objects.filter(pk=key_in(period, "FundingPeriod")).first()
        if found is None or not info.context.viewer.may("replenish", found.municipality_id):
            return None
        return [
            ReplenishmentForecast(
                category_title=each.title,
                funded=each.funded,
                too_old=each.too_old,
                granted=each.granted,
                queued=each.queued,
                sum=each.total,
            )
            for each in replenishment.forecast(found, on=timezone.localdate())
        ]
