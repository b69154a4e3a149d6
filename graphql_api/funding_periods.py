"""Funding periods: spans of days that have money of their own in a municipality."""

from __future__ import annotations

import datetime as dt

import strawberry_django
from django.db.models import Case, CharField, F, Func, Value, When
from django.db.models.functions import Concat
from strawberry import relay

from backoffice.funding import models
from graphql_api.fields import in_sql
from graphql_api.municipalities import Municipality


def _text(column: str, pattern: str) -> Func:
    return Func(F(column), Value(pattern), function="to_char", output_field=CharField())


def _title() -> Case:
    """`FundingPeriod.__str__` in SQL."""
    whole = {"starts_on__month": 1, "starts_on__day": 1, "ends_on__month": 12, "ends_on__day": 31}
    year = Concat(_text("starts_on", "YYYY"), Value(" год"))
    days = Concat(_text("starts_on", "DD.MM.YYYY"), Value(" — "), _text("ends_on", "DD.MM.YYYY"))
    return Case(When(**whole, then=year), default=days)


@strawberry_django.type(
    models.FundingPeriod,
    description="A span of days that has money of its own in a municipality, normally a calendar year. Everybody may"
    " read it.",
)
class FundingPeriod(relay.Node):
    starts_on: dt.date = strawberry_django.field(description="First day.")
    ends_on: dt.date = strawberry_django.field(description="Last day.")
    municipality: Municipality = strawberry_django.field(description="Whose period.")

    @strawberry_django.field(
        only=["starts_on", "ends_on"],
        metadata=in_sql(lambda info: _title()),
        description="The period in Russian, for example «2026 год».",
    )
    def title(self) -> str:
        return str(self)
