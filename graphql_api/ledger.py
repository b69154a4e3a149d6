"""The statement of a certificate: what stands on it, every movement with its reason; checks of the whole ledger."""

from __future__ import annotations

import datetime as dt

import strawberry
import strawberry_django
from django.db.models import BigIntegerField, Case, F, OuterRef, Q, Subquery, Sum, TextField, Value, When
from django.db.models.functions import Cast, Concat, Greatest, Trim
from strawberry import relay

from backoffice import money
from backoffice.ledger import models, words
from graphql_api.acts import LegalAct
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.expressions import MoneyText, Written
from graphql_api.fields import Kopecks, in_sql, label_of, text_of

LedgerEntryKind = enum_of(models.LedgerEntry.Kind, "LedgerEntryKind")
EXPLAINED = ["kind", *models.PLACES, "effective_on", "note", "paragraph", "basis__title", "basis__number"]


def _amount():
    """An entry takes from one place and puts the same into another: the largest of the five changes."""
    return Greatest(*models.PLACES, output_field=BigIntegerField())


def _balance_after():
    """What was free after the entry: the sum of the changes up to it."""
    so_far = models.LedgerEntry.objects.filter(account=OuterRef("account_id"), pk__lte=OuterRef("pk")).order_by()
    return Cast(
        Subquery(so_far.values("account").annotate(free=Sum("balance")).values("free")), output_field=BigIntegerField()
    )


def _said(part: int):
    """Words before the sum, or after it."""
    cases = [
        When(Q(kind=kind, **{f"{into}__gt": 0}), then=Value(said[part])) for (kind, into), said in words.SAYS.items()
    ]
    return Case(*cases, output_field=TextField())


def _explanation():
    """`words.explain` in SQL."""
    why = Case(
        When(note="", then=Value("")),
        default=Concat(Value(words.WHY), "note", Value(")"), output_field=TextField()),
        output_field=TextField(),
    )
    basis = Trim(Concat("basis__title", Value(" "), "basis__number", output_field=TextField()))
    what = (Written("effective_on"), Value(" "), _said(0), MoneyText(_amount()), _said(1), why)
    left = (Value(words.LEFT), MoneyText(_balance_after()), Value(words.BASIS), basis, Value(", "), "paragraph")
    return Concat(*what, *left, Value("."), output_field=TextField())


def _period_title():
    """`str(period)` in SQL."""
    span = Concat(Written("period__starts_on"), Value(" — "), Written("period__ends_on"), output_field=TextField())
    year = Concat(Written("period__starts_on", "YYYY"), Value(" год"), output_field=TextField())
    is_year = Q(period__starts_on__day=1, period__starts_on__month=1)
    is_year &= Q(period__ends_on__day=31, period__ends_on__month=12)
    return Case(When(is_year, then=year), default=span, output_field=TextField())


@strawberry_django.type(
    models.LedgerEntry,
    description="One movement of money on a certificate, for good. Seen by those who see the account.",
)
class LedgerEntry(relay.Node):
    kind: LedgerEntryKind = strawberry_django.field(description="What happened.")
    kind_label = label_of("kind")
    effective_on: dt.date = strawberry_django.field(description="The day in the region.")
    at: dt.datetime = strawberry_django.field(description="When it was written.")
    paragraph: str = strawberry_django.field(description="Paragraph of the act it rests on.")
    basis: LegalAct = strawberry_django.field(description="The act it rests on.")

    @strawberry_django.field(
        only=[*models.PLACES],
        metadata=in_sql(lambda info: _amount()),
        description="How many kopecks moved; never below zero.",
    )
    def amount(self) -> Kopecks:
        return amount_of(self)

    @strawberry_django.field(
        only=[*models.PLACES],
        metadata=in_sql(lambda info: MoneyText(_amount())),
        description="`amount` in roubles, as printed.",
    )
    def amount_text(self) -> str:
        return money.text(amount_of(self))

    @strawberry_django.field(
        annotate={"after": _balance_after()},
        metadata=in_sql(lambda info: _balance_after()),
        description="Kopecks that were free after it.",
    )
    def balance_after(self) -> Kopecks:
        return self.after

    @strawberry_django.field(
        annotate={"after": _balance_after()},
        metadata=in_sql(lambda info: MoneyText(_balance_after())),
        description="`balanceAfter` in roubles, as printed.",
    )
    def balance_after_text(self) -> str:
        return money.text(self.after)

    @strawberry_django.field(
        only=EXPLAINED,
        select_related=["basis"],
        annotate={"after": _balance_after()},
        metadata=in_sql(lambda info: _explanation()),
        description="What happened, why and on what it rests, as one Russian sentence.",
    )
    def explanation(self) -> str:
        into = next(place for place in models.PLACES if getattr(self, place) > 0)
        return words.explain(
            kind=self.kind,
            into=into,
            amount=amount_of(self),
            after=self.after,
            on=self.effective_on,
            note=self.note,
            basis=str(self.basis),
            paragraph=self.paragraph,
        )

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


def amount_of(entry: models.LedgerEntry) -> int:
    """How many kopecks an entry moves."""
    return max(getattr(entry, place) for place in models.PLACES)


@strawberry_django.type(
    models.CertificateAccount,
    description="The money of a certificate in a period: nominal = balance + reserved + writtenOff + expired (C 1.4)."
    " Seen by the family, the issuing municipality and those who read the region.",
)
class CertificateAccount(relay.Node):
    nominal: Kopecks = strawberry_django.field(description="Put on the certificate in all.")
    nominal_text = text_of("nominal")
    balance: Kopecks = strawberry_django.field(description="Free.")
    balance_text = text_of("balance")
    reserved: Kopecks = strawberry_django.field(description="Promised to contracts.")
    reserved_text = text_of("reserved")
    written_off: Kopecks = strawberry_django.field(description="Spent on lessons given.")
    written_off_text = text_of("written_off")
    expired: Kopecks = strawberry_django.field(description="Ended with the period.")
    expired_text = text_of("expired")

    @strawberry_django.field(
        select_related=["period"],
        only=["period__starts_on"],
        metadata=in_sql(lambda info: F("period__starts_on")),
        description="First day of its period.",
    )
    def period_starts_on(self) -> dt.date:
        return self.period.starts_on

    @strawberry_django.field(
        select_related=["period"],
        only=["period__ends_on"],
        metadata=in_sql(lambda info: F("period__ends_on")),
        description="Last day of its period.",
    )
    def period_ends_on(self) -> dt.date:
        return self.period.ends_on

    @strawberry_django.field(
        select_related=["period"],
        only=["period__starts_on", "period__ends_on"],
        metadata=in_sql(lambda info: _period_title()),
        description="Name of its period in Russian.",
    )
    def period_title(self) -> str:
        return str(self.period)

    @strawberry_django.connection(KeysetConnection[LedgerEntry], description="Every movement, the oldest first.")
    def entries(self, newest_first: bool = False) -> list[LedgerEntry]:
        return models.LedgerEntry.objects.filter(account=self.pk).order_by("-id" if newest_first else "id")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry_django.type(
    models.LedgerCheck,
    description="One replay of the whole ledger. Seen by those who audit and by the head of the operator.",
)
class LedgerCheck(relay.Node):
    at: dt.datetime = strawberry_django.field(description="When it ended.")
    on: dt.date = strawberry_django.field(description="The day in the region.")
    accounts: int = strawberry_django.field(description="How many accounts it read.")
    entries: int = strawberry_django.field(description="How many entries it read.")
    findings: int = strawberry_django.field(description="How many things did not agree; 0: all is well.")
    text: str = strawberry_django.field(description="The report, in Russian.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class LedgerQuery:
    @strawberry_django.connection(
        KeysetConnection[LedgerCheck],
        description="Checks of the ledger, the newest first; made once a day. Those who audit and the operator's head.",
    )
    def ledger_checks(self) -> list[LedgerCheck]:
        return models.LedgerCheck.objects.order_by("-id")
