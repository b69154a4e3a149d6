"""Gathers from the database what the readiness of a group is judged by."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from backoffice.acts import services as acts
from backoffice.groups.card import GroupCard, SlotCard
from backoffice.groups.models import StudyGroup
from backoffice.groups.readiness import GroupFacts
from backoffice.payments.rules import REQUISITES
from backoffice.programs.models import NormativeCost, ProgramEdition, ProgramModule, TeachingPlace
from backoffice.providers.models import Provider
from backoffice.registers.models import ProgramRegisterEntry, RegisterKind

READ_ALONG = ("module__edition__program__provider", "place", "places")
COLUMNS = ("name", "starts_on", "ends_on", "price", "special_needs", "latitude", "longitude")


def card_of(group: StudyGroup) -> GroupCard:
    """What the group says now."""
    return GroupCard(
        module=group.module_id,
        place=group.place.number,
        capacity=group.places.capacity,
        slots=tuple(
            SlotCard(weekday=slot.weekday, begins_at=f"{slot.begins_at:%H:%M}", ends_at=f"{slot.ends_at:%H:%M}")
            for slot in group.slots.all()
        ),
        **{name: getattr(group, name) for name in COLUMNS},
    )


def facts_of(group: StudyGroup, *, on: date) -> GroupFacts:
    """The facts of a group on day `on`, by what it says now."""
    return gather(card_of(group), group.module, group.place, is_new=group.opens_at is None, on=on)


def gather(card: GroupCard, module: ProgramModule, place: TeachingPlace, *, is_new: bool, on: date) -> GroupFacts:
    """The facts of a group as its card would make it; the module is read with its edition, program and provider."""
    edition, provider = module.edition, module.edition.program.provider
    entry = entry_of(module.edition, place, card.price, on=max(card.starts_on, on))
    cost, percent = None, 0
    if card.price is not None:
        costs = NormativeCost.objects.filter(module=module, place=place).order_by("-pk")
        cost = costs.values_list("kopecks", flat=True).first()
        percent = int(acts.setting("PRICE_CEILING_PERCENT", on=on, territory=place.municipality_id))
    return GroupFacts(
        card=card,
        is_new=is_new,
        today=on,
        provider_is_active=provider.status == Provider.Status.ACTIVE,
        edition_is_public=edition.status in ProgramEdition.PUBLIC,
        is_registered=entry is not None,
        module_is_certified=module.status == ProgramModule.Status.CERTIFIED,
        requisites={name: getattr(provider, name) for name in REQUISITES},
        normative_cost=cost,
        ceiling_percent=percent,
        months=module.months,
        smallest=module.min_children,
        largest=module.max_children,
        registered_places=entry.max_funded_pupils if entry else None,
    )


def entry_of(
    edition: ProgramEdition, place: TeachingPlace, price: int | None, *, on: date
) -> ProgramRegisterEntry | None:
    """By which entry a group at a place is taught on a day: with a price the certified one, else the one that pays."""
    certified = Q(kind=RegisterKind.CERTIFIED)
    entries = ProgramRegisterEntry.objects.filter(~certified if price is None else certified, edition=edition)
    return entries.in_force(on=on).nearest_first(place.municipality_id, edition.municipality_id).first()
