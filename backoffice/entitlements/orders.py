"""The use order of a municipality: which one is in force, and how a new one is adopted.

Writes inside the caller's transaction. An order is never edited: a newer one takes its place on its first day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from backoffice import journal
from backoffice.acts import adoption, services
from backoffice.acts.card import ActCard
from backoffice.certificates.models import Certificate
from backoffice.entitlements import order_rules as rules
from backoffice.entitlements.models import UseOrder, UseOrderRule
from backoffice.entitlements.order_card import UseOrderCard
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.municipalities.models import Municipality
from backoffice.registers.models import RegisterKind


def order_in_force(municipality_id: int, on: date) -> UseOrder:
    """The use order that decides in a municipality on day `on`, with its rules: its own before the region's, newest.

    :raises RuleMissing: when there is none, not even the region's
    """
    return services.the_rule(UseOrder.objects.prefetch_related("rules"), on=on, territory=municipality_id)


def orders_of(municipality_id) -> QuerySet[UseOrder]:
    """Every order that has decided, or will decide, in a municipality: its own and the region's."""
    own = UseOrder.objects.filter(territory=municipality_id)
    return UseOrder.objects.filter(territory=None) | own


def ruling_in(municipality_id, on) -> QuerySet[UseOrder]:
    """The one order of `order_in_force` as a queryset; both arguments may be parameters of a statement."""
    first = UseOrder.objects.in_force(on=on, territory=municipality_id)[:1]
    return UseOrder.objects.filter(pk__in=first.values("pk"))


def why_not_adopt(municipality: Municipality, card: UseOrderCard, legal: ActCard, by, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against adopting the order on day `on`; the municipality's row is locked."""
    yield from adoption.why_not_adopt(legal, by, on)
    yield from rules.why_not_adopt(
        card,
        registers=[*RegisterKind],
        statuses=[*Certificate.FundingStatus],
        taken=[*UseOrder.objects.filter(territory=municipality.pk).values_list("valid_from", flat=True)],
        on=on,
    )


def adopt(municipality: Municipality, card: UseOrderCard, legal: ActCard, act: Act) -> UseOrder:
    """Adopt a use order by an act of the municipality (C 2.12)."""
    order = UseOrder.objects.create(
        territory=municipality.unit,
        valid_from=card.valid_from,
        basis=adoption.adopt(legal, municipality.unit, card.valid_from, act.by),
        paragraph=adoption.PARAGRAPH,
        excludes_certified_with_general=card.excludes_certified_with_general,
        assesses_by_itself=card.assesses_by_itself,
    )
    UseOrderRule.objects.bulk_create(
        UseOrderRule(
            order=order,
            register=rule.register,
            funding_status=rule.funding_status,
            is_allowed=rule.is_allowed,
            unit=rule.unit,
            limit=rule.limit,
        )
        for rule in card.rules
    )
    note = f"С {card.valid_from:%d.%m.%Y}. {legal}"
    journal.record("useorder.adopted", order, act, note, municipality_id=municipality.pk)
    return order
