"""What the composition of a commission must be (C 2.5.1). Pure: no database, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from backoffice.errors import Refusal

if TYPE_CHECKING:
    from backoffice.commissions.composition_card import CommissionSeatCard, CompositionCard
    from backoffice.commissions.models import CommissionComposition

RULE = "Концепция, п. 2.5.1"
LONGEST_ORGANISATION = 300  # characters
VOTING = ("CHAIR", "DEPUTY", "MEMBER")
SEATS = ("composition", "seats")


def why_not_approve(
    card: CompositionCard,
    *,
    accounts: Collection[str],
    providers: Collection[int],
    members_min: int,
    latest: date | None,
    on: date,
) -> Iterator[Refusal]:
    """Yield every reason against a composition on day `on`.

    `accounts` and `providers` are those of the card that there are; `members_min` counts people with a vote; `latest`
    is the first day of the newest composition of the card's year, if there is one.
    """
    yield from _why_not_days(card, latest, on)
    yield from _why_not_posts(card, members_min)
    met: set[str] = set()
    for place, seat in enumerate(card.seats):
        yield from _why_not_seat(seat, accounts, providers, (*SEATS, str(place)))
        if seat.account in met:
            text = f"«{seat.account}» входит в состав дважды: у каждого одно место и один голос."
            yield Refusal("SEAT_TWICE", text, RULE, "Оставьте одно место.", (*SEATS, str(place), "username"))
        met.add(seat.account)


def _why_not_days(card: CompositionCard, latest: date | None, on: date) -> Iterator[Refusal]:
    path = ("composition", "valid_from")
    if card.valid_from.year != card.year:
        text = f"Состав утверждают на год: {card.valid_from:%d.%m.%Y} — это не {card.year} год."
        yield Refusal("VALID_FROM_OUTSIDE_YEAR", text, RULE, "Исправьте год или первый день.", path)
    if card.valid_from < on:
        text = f"Состав действовал бы с {card.valid_from:%d.%m.%Y}, а этот день прошёл."
        yield Refusal("VALID_FROM_PAST", text, RULE, "Укажите сегодняшний день или более поздний.", path)
    if latest is not None and card.valid_from <= latest:
        text = f"С {latest:%d.%m.%Y} уже утверждён состав: новый утверждают с более позднего дня."
        yield Refusal("VALID_FROM_TAKEN", text, RULE, "Укажите более поздний день.", path)


def _why_not_posts(card: CompositionCard, members_min: int) -> Iterator[Refusal]:
    posts = Counter(str(seat.post) for seat in card.seats)
    if posts["CHAIR"] != 1:
        text = f"Председателей в составе {posts['CHAIR']}, а нужен один."
        yield Refusal("CHAIR_NOT_ONE", text, RULE, "Назовите одного председателя.", SEATS)
    if posts["SECRETARY"] != 1:
        text = f"Секретарей в составе {posts['SECRETARY']}, а нужен один: он проверяет документы и ведёт протокол."
        yield Refusal("SECRETARY_NOT_ONE", text, RULE, "Назовите одного секретаря.", SEATS)
    if posts["DEPUTY"] > 1:
        text = f"Заместителей председателя в составе {posts['DEPUTY']}, а может быть один."
        yield Refusal("DEPUTY_TWICE", text, RULE, "Оставьте одного, остальные — члены комиссии.", SEATS)
    voting = sum(posts[post] for post in VOTING)
    if voting < members_min:
        text = f"Голосующих в составе {voting}, а нужно не меньше {members_min}; секретарь не голосует."
        yield Refusal("MEMBERS_TOO_FEW", text, RULE, "Добавьте членов комиссии.", SEATS)


def _why_not_seat(
    seat: CommissionSeatCard, accounts: Collection[str], providers: Collection[int], path: tuple[str, ...]
) -> Iterator[Refusal]:
    if seat.account not in accounts:
        text = f"Служебной учётной записи «{seat.account}» нет или она закрыта: её владелец не смог бы голосовать."
        remedy = "Проверьте имя или попросите человека зарегистрироваться в системе. Учётная запись семьи не подходит."
        yield Refusal("ACCOUNT_UNKNOWN", text, RULE, remedy, (*path, "username"))
    if not seat.organisation.strip():
        text, remedy = "Поле не заполнено.", "Напишите, какую организацию представляет человек."
        yield Refusal("FIELD_REQUIRED", text, RULE, remedy, (*path, "organisation"))
    if len(seat.organisation) > LONGEST_ORGANISATION:
        text = f"Не более {LONGEST_ORGANISATION} знаков."
        yield Refusal("FIELD_TOO_LONG", text, RULE, "Сократите текст.", (*path, "organisation"))
    if seat.provider is not None and seat.provider not in providers:
        text, remedy = "Такого поставщика нет.", "Выберите поставщика из реестра или не указывайте его."
        yield Refusal("PROVIDER_UNKNOWN", text, RULE, remedy, (*path, "provider"))


def why_no_composition(composition: CommissionComposition | None, *, on: date) -> Iterator[Refusal]:
    """Yield the refusal of a meeting on day `on` of a commission that has no composition then."""
    if composition is None:
        text = f"На {on:%d.%m.%Y} нет утверждённого состава комиссии: заседание невозможно."
        remedy = f"Сначала руководитель муниципалитета утверждает состав на {on.year} год."
        yield Refusal("COMPOSITION_MISSING", text, RULE, remedy)
