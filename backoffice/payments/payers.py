"""Who pays for a municipality: appointing an authorised organisation (R 1.12). Writes in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, Q

from backoffice import journal
from backoffice.acts import adoption
from backoffice.acts.card import ActCard
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.municipalities.models import Municipality
from backoffice.payments.models import AuthorisedOrganisation
from backoffice.providers import identifiers
from backoffice.units.models import Unit

RULE = "План мероприятий, п. 1.12, 2.3, 2.11"
LONGEST_NAME = 500


def _field(label: str, description: str, **rest):
    return field(metadata={"label": label, "description": description}, **rest)


@dataclass(frozen=True, kw_only=True)
class PayerCard:
    """The organisation that is to pay for a municipality, and from which day on."""

    name: str = _field("Организация", "Full name, at most 500 characters; of one that is known already its name stays.")
    inn: str = _field("ИНН", "ИНН of an organisation, 10 digits.")
    kpp: str = _field("КПП", "КПП, 9 characters.")
    valid_from: date = _field("Назначена с", "First day, today or later.")


def why_not_card(card: PayerCard, *, on: date) -> Iterator[Refusal]:
    """Yield what is wrong with the card itself on day `on`. Pure."""
    if not card.name.strip():
        yield Refusal("FIELD_REQUIRED", "Поле не заполнено.", RULE, "Укажите название.", ("payer", "name"))
    if len(card.name) > LONGEST_NAME:
        text = f"Не более {LONGEST_NAME} знаков."
        yield Refusal("FIELD_TOO_LONG", text, RULE, "Сократите название.", ("payer", "name"))
    if not identifiers.is_inn(card.inn, organisation=True):
        text, remedy = "Это не ИНН организации: в нём 10 цифр.", "Проверьте ИНН по выписке из ЕГРЮЛ."
        yield Refusal("INN_INVALID", text, RULE, remedy, ("payer", "inn"))
    if not identifiers.is_kpp(card.kpp):
        text, remedy = "Это не КПП: в нём 9 знаков.", "Проверьте КПП по выписке из ЕГРЮЛ."
        yield Refusal("KPP_INVALID", text, RULE, remedy, ("payer", "kpp"))
    if card.valid_from < on:
        text = f"Организация платила бы с {card.valid_from:%d.%m.%Y}, а этот день прошёл."
        path = ("payer", "valid_from")
        yield Refusal("VALID_FROM_PAST", text, RULE, "Укажите сегодняшний день или более поздний.", path)


def why_not_appoint(municipality: Municipality, card: PayerCard, legal: ActCard, by, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against the appointment on day `on`; the municipality's row is locked."""
    yield from adoption.why_not_adopt(legal, by, on)
    yield from why_not_card(card, on=on)
    latest = municipality.payers.aggregate(latest=Max("valid_from"))["latest"]
    if latest and card.valid_from <= latest:
        text = f"С {latest:%d.%m.%Y} уже назначена организация: новая назначается с более позднего дня."
        yield Refusal("VALID_FROM_TAKEN", text, RULE, "Укажите более поздний день.", ("payer", "valid_from"))
    if municipality.payers.filter(inn=card.inn, kpp=card.kpp, valid_to=None).exists():
        text = "Эта организация уже назначена, и срок её назначения не ограничен."
        yield Refusal("PAYER_ALREADY_APPOINTED", text, RULE, "Назначать её снова не нужно.", ("payer", "inn"))


def appoint(municipality: Municipality, card: PayerCard, legal: ActCard, act: Act) -> AuthorisedOrganisation:
    """Appoint an organisation by an act; the one before it ends on that day. An organisation has one unit."""
    unit, _ = Unit.objects.get_or_create(
        code=f"payer-{card.inn}-{card.kpp}",
        defaults={
            "kind": Unit.Kind.AUTHORISED_ORGANISATION,
            "name": card.name.strip(),
            "valid_from": act.on,
        },
    )
    lasting = Q(valid_to=None) | Q(valid_to__gt=card.valid_from)
    municipality.payers.filter(lasting).update(valid_to=card.valid_from)
    payer = AuthorisedOrganisation.objects.create(
        unit=unit,
        municipality=municipality,
        inn=card.inn,
        kpp=card.kpp,
        valid_from=card.valid_from,
        act=adoption.adopt(legal, municipality.unit, card.valid_from, act.by),
    )
    note = f"{unit.name}, с {card.valid_from:%d.%m.%Y}. {legal}"
    journal.record("payer.appointed", payer, act, note, municipality_id=municipality.pk)
    return payer
