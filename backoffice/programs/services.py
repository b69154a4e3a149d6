"""Drafts and editions of programs. Writes inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import partial

from backoffice import cards, journal
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.municipalities.models import Municipality
from backoffice.programs import rules
from backoffice.programs.card import ModuleCard, PlaceCard, ProgramCard
from backoffice.programs.models import Program, ProgramDocument, ProgramEdition, ProgramModule, TeachingPlace
from backoffice.programs.words import Area
from backoffice.providers.models import Provider

RETURNED_RULE = "Концепция, п. 2.4 (порядок сертификации)"
CARD_COLUMNS = tuple(each.name for each in fields(ProgramCard) if each.name not in ("modules", "places"))
MODULE_COLUMNS = tuple(each.name for each in fields(ModuleCard))


def hold(edition: ProgramEdition) -> None:
    """Wait for the edition's row and read it again: what is judged is what will be changed."""
    program = edition.program  # never another one, so not read again
    edition.refresh_from_db(from_queryset=ProgramEdition.objects.select_for_update(no_key=True))
    edition.program = program


def why_closed(edition: ProgramEdition) -> Iterator[Refusal]:
    """Yield why the edition cannot be edited, if its state forbids it."""
    if edition.status not in ProgramEdition.EDITABLE:
        yield Refusal(
            "EDITION_LOCKED",
            f"Редакция закрыта для правки: {edition.get_status_display().lower()}.",
            RETURNED_RULE,
            "Дождитесь решения или отзовите заявку; сертифицированную программу меняет новая редакция.",
        )


def card_of(edition: ProgramEdition) -> ProgramCard:
    """What the edition says now."""
    modules = edition.modules.order_by("number")
    taught = edition.places.order_by("number").select_related("municipality__unit")
    return ProgramCard(
        **{name: getattr(edition, name) for name in CARD_COLUMNS},
        modules=tuple(ModuleCard(**{name: getattr(row, name) for name in MODULE_COLUMNS}) for row in modules),
        places=tuple(
            PlaceCard(municipality=at.municipality.unit.code, area=Area(at.area), address=at.address) for at in taught
        ),
    )


def why_not_save(card: ProgramCard) -> Iterator[Refusal]:
    """Yield what keeps a card from being kept, territories included."""
    yield from rules.why_not_save(card)
    known = set(Municipality.objects.values_list("unit__code", flat=True))
    for number, place in enumerate(card.places, start=1):
        if place.municipality not in known:
            yield Refusal(
                "MUNICIPALITY_UNKNOWN",
                f"Нет муниципального образования с кодом «{place.municipality}».",
                "Концепция, п. 2.1",
                path=("places", str(number), "municipality"),
            )


def why_not_edit(edition: ProgramEdition, card: ProgramCard) -> Iterator[Refusal]:
    """Yield every reason against writing `card` over the edition: its state, its remarks, the card itself."""
    yield from why_closed(edition)
    yield from why_not_save(card)
    if edition.status == ProgramEdition.Status.RETURNED:
        opened = edition.remarks.filter(round=edition.returns).values_list("field", flat=True)
        before, after = cards.paths(card_of(edition)), cards.paths(card)
        yield from cards.why_not_change(before, after, opened, rule=RETURNED_RULE, label=partial(cards.label_of, card))


def draft(provider: Provider, kind: str, funding_mode: str, card: ProgramCard, act: Act) -> ProgramEdition:
    """Begin a program with its first edition, after `why_not_save` had no reason."""
    program = Program.objects.create(provider=provider, kind=kind, funding_mode=funding_mode)
    edition = ProgramEdition.objects.create(program=program, number=1, **_columns(card))
    _write_parts(edition, card)
    journal.record("program.drafted", edition, act, provider_id=provider.pk)
    return edition


def save(edition: ProgramEdition, card: ProgramCard, act: Act) -> None:
    """Write the card over the edition, after `why_not_edit` had no reason."""
    for name, value in _columns(card).items():
        setattr(edition, name, value)
    edition.version += 1
    edition.save(update_fields=[*CARD_COLUMNS, "version"])
    _write_parts(edition, card)
    journal.record("program.saved", edition, act, provider_id=edition.provider_id)


def revise(edition: ProgramEdition, act: Act) -> ProgramEdition:
    """Begin the next edition as a copy; the certified one stays in force until the new one is decided."""
    card = card_of(edition)
    number = edition.program.editions.count() + 1
    copy = ProgramEdition.objects.create(program=edition.program, number=number, **_columns(card))
    _write_parts(copy, card)
    for document in edition.documents.filter(replaced=False):
        ProgramDocument.objects.create(edition=copy, kind=document.kind, file=document.file)
    journal.record("program.revised", copy, act, provider_id=edition.provider_id)
    return copy


def discard(edition: ProgramEdition, act: Act) -> None:
    """Give up a draft."""
    edition.status = ProgramEdition.Status.WITHDRAWN
    edition.save(update_fields=["status"])
    journal.record("program.discarded", edition, act, provider_id=edition.provider_id)


def _columns(card: ProgramCard) -> dict:
    return {name: getattr(card, name) for name in CARD_COLUMNS}


def _write_parts(edition: ProgramEdition, card: ProgramCard) -> None:
    """Write modules and places by their place in the card; a module that is left out goes."""
    for number, module in enumerate(card.modules, start=1):
        values = {name: getattr(module, name) for name in MODULE_COLUMNS}
        ProgramModule.objects.update_or_create(edition=edition, number=number, defaults=values)
    edition.modules.filter(number__gt=len(card.modules)).delete()
    codes = dict(Municipality.objects.values_list("unit__code", "pk"))
    for number, place in enumerate(card.places, start=1):
        values = {"municipality_id": codes[place.municipality], "area": place.area, "address": place.address}
        TeachingPlace.objects.update_or_create(edition=edition, number=number, defaults=values)
    edition.places.filter(number__gt=len(card.places)).delete()
