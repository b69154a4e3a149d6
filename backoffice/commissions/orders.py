"""The order of a commission: which one is in force, and how a new one is adopted (C 2.5.1, C 2.7).

Writes inside the caller's transaction. An order is never edited: a newer one takes its place on its first day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from backoffice import journal
from backoffice.acts import adoption, services
from backoffice.acts.card import ActCard
from backoffice.commissions import order_rules as rules
from backoffice.commissions.models import CommissionOrder, RegisterCondition
from backoffice.commissions.order_card import CommissionOrderCard
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.municipalities.models import Municipality

NUMBERS = (
    *("valid_from", "quorum_percent", "majority_percent", "places_rule", "hides_open_votes", "notice_days"),
    *("entries_end_month", "entries_end_day", "asks_reconfirmation"),
)


def order_in_force(municipality_id: int, on: date) -> CommissionOrder:
    """The order by which a municipality's commission decides on day `on`, with its conditions: its own before the
    region's, newest.

    :raises RuleMissing: when there is none, not even the region's
    """
    return services.the_rule(CommissionOrder.objects.prefetch_related("conditions"), on=on, territory=municipality_id)


def orders_of(municipality_id) -> QuerySet[CommissionOrder]:
    """Every order by which a municipality's commission has decided, or will: its own and the region's."""
    own = CommissionOrder.objects.filter(territory=municipality_id)
    return CommissionOrder.objects.filter(territory=None) | own


def ruling_in(municipality_id, on) -> QuerySet[CommissionOrder]:
    """The one order of `order_in_force` as a queryset; both arguments may be parameters of a statement."""
    first = CommissionOrder.objects.in_force(on=on, territory=municipality_id)[:1]
    return CommissionOrder.objects.filter(pk__in=first.values("pk"))


def why_not_adopt(
    municipality: Municipality, card: CommissionOrderCard, legal: ActCard, by, *, on: date
) -> Iterator[Refusal]:
    """Yield every reason against adopting the order on day `on`; the municipality's row is locked."""
    yield from adoption.why_not_adopt(legal, by, on)
    own = CommissionOrder.objects.filter(territory=municipality.pk)
    yield from rules.why_not_adopt(card, taken=[*own.values_list("valid_from", flat=True)], on=on)


def adopt(municipality: Municipality, card: CommissionOrderCard, legal: ActCard, act: Act) -> CommissionOrder:
    """Adopt the order of the municipality's commission by an act."""
    order = CommissionOrder.objects.create(
        territory=municipality.unit,
        basis=adoption.adopt(legal, municipality.unit, card.valid_from, act.by),
        paragraph=adoption.PARAGRAPH,
        **{name: getattr(card, name) for name in NUMBERS},
    )
    RegisterCondition.objects.bulk_create(
        RegisterCondition(
            order=order,
            register=condition.register,
            code=condition.code,
            text=condition.text.strip(),
            check_kind=condition.check_kind,
            number=condition.number,
            direction=condition.direction or "",
        )
        for condition in card.conditions
    )
    note = f"С {card.valid_from:%d.%m.%Y}. {legal}"
    journal.record("commissionorder.adopted", order, act, note, municipality_id=municipality.pk)
    return order
