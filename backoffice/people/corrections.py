"""The correction of a child's card by a clerk. Writes inside the caller's transaction, the child being locked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from backoffice import journal
from backoffice.certificates.models import Certificate
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.people import ages, duplicates, names, snils
from backoffice.people.card import said
from backoffice.people.identity import Identity, document_key
from backoffice.people.models import Child, Residence

RULE = "152-ФЗ, ст. 21; Концепция, п. 1.4"
LONGEST_DOCUMENT, LONGEST_ADDRESS = 40, 500  # characters, as the columns
LABELS = {
    "last_name": "фамилия",
    "first_name": "имя",
    "patronymic": "отчество",
    "birth_date": "дата рождения",
    "snils": "СНИЛС",
    "birth_certificate": "документ о рождении",
    "address": "адрес",
}


@dataclass(frozen=True, kw_only=True)
class CorrectedCard:
    """A child as its documents have it."""

    last_name: str = said("Фамилия", "Surname, in Cyrillic.")
    first_name: str = said("Имя", "First name, in Cyrillic.")
    patronymic: str = said("Отчество", "Patronymic; empty if there is none.", "Если есть.", default="")
    birth_date: date = said("Дата рождения", "Day of birth.")
    snils: str = said("СНИЛС", "СНИЛС, 11 digits with or without dashes; empty if there is none yet.", default="")
    birth_certificate: str = said("Свидетельство о рождении или паспорт", "Series and number.", "Серия и номер.")
    address: str = said("Адрес проживания", "Where the child lives, in the same municipality.")

    def tidied(self) -> dict[str, str | date]:
        """The columns of the child as this card has them."""
        texts = {name: names.tidy(getattr(self, name)) for name in LABELS if name != "birth_date"}
        identity = Identity.of_card(self)  # what is stored is what is compared
        texts |= {"snils": identity.snils, "birth_certificate": identity.document}
        return {**texts, "birth_date": self.birth_date}


def changed(child: Child, card: CorrectedCard) -> list[str]:
    """Names of the columns that the card changes, in the order of the card."""
    tidied = card.tidied()
    return [name for name in LABELS if getattr(child, name) != tidied[name]]


def why_not_correct(child: Child, card: CorrectedCard, *, on: date) -> Iterator[Refusal]:
    """Yield what speaks against the card; of a day of birth only if it changes."""
    fields = changed(child, card)
    if not fields:
        remedy = "Исправьте хотя бы одно поле или закройте карточку."
        yield Refusal("NOTHING_CHANGED", "В карточке ничего не изменено.", RULE, remedy, ("card",))
    for name in ("last_name", "first_name", "patronymic"):
        text = names.tidy(getattr(card, name))
        if not names.is_name(text) and (text or name != "patronymic"):
            sentence = f"{LABELS[name].capitalize()}: русские буквы, пробел или дефис между частями, до 60 знаков."
            yield Refusal("NAME_INVALID", sentence, RULE, "Исправьте по документу о рождении.", ("card", name))
    if "birth_date" in fields and not ages.birthday(card.birth_date, 0) <= on < ages.birthday(
        card.birth_date, ages.ENDS_AT
    ):
        sentence = f"Дата рождения — не в будущем и не раньше, чем {ages.ENDS_AT} лет назад."
        yield Refusal("BIRTH_DATE_INVALID", sentence, RULE, "Проверьте год рождения.", ("card", "birth_date"))
    if card.snils.strip() and not snils.is_snils(card.snils.strip()):
        sentence = "В СНИЛС одиннадцать цифр, и последние две — контрольные: номер записан с ошибкой."
        yield Refusal("SNILS_INVALID", sentence, RULE, "Проверьте номер по документу.", ("card", "snils"))
    yield from _why_not_texts(card)


def _why_not_texts(card: CorrectedCard) -> Iterator[Refusal]:
    if not 0 < len(document_key(card.birth_certificate)) <= LONGEST_DOCUMENT:
        sentence = f"Укажите серию и номер документа о рождении, до {LONGEST_DOCUMENT} знаков."
        path = ("card", "birth_certificate")
        yield Refusal("BIRTH_CERTIFICATE_INVALID", sentence, RULE, "Перепишите их из документа.", path)
    if not 0 < len(names.tidy(card.address)) <= LONGEST_ADDRESS:
        sentence = f"Укажите адрес проживания, до {LONGEST_ADDRESS} знаков."
        remedy = "Если семья переехала в другой муниципалитет, это перевод сертификата, а не исправление."
        yield Refusal("ADDRESS_INVALID", sentence, RULE, remedy, ("card", "address"))


def why_not_become(child: Child, card: CorrectedCard) -> Iterator[Refusal]:
    """Yield the reason against a card that makes a child exactly another, whose certificate stands."""
    identity = Identity.of_card(card)
    if identity == Identity.of_child(child):
        return
    others = [other.pk for other in duplicates.exact(identity, duplicates.alike(identity)) if other.pk != child.pk]
    if Certificate.objects.filter(child__in=others).exclude(status__in=Certificate.VOID).exists():
        text = "С такими данными уже записан другой ребёнок, и у него есть сертификат или заявление на него."
        remedy = (
            "Сверьте карточку с документами; если это один ребёнок, прекратите лишний сертификат или откажите в нём."
        )
        yield Refusal("CERTIFICATE_EXISTS", text, RULE, remedy, ("card",))


def correct(child: Child, card: CorrectedCard, act: Act) -> None:
    """Write the card over a locked child, and what follows from it; the journal names the fields, not their values."""
    fields, tidied = changed(child, card), card.tidied()
    for name in fields:
        setattr(child, name, tidied[name])
    parts = (child.last_name, child.first_name, child.patronymic)
    child.name_key, child.initials = names.key(*parts), names.initials(*parts, child.birth_date)
    child.version += 1
    child.save(update_fields=[*fields, "name_key", "initials", "version"])
    if "birth_date" in fields:
        standing = Certificate.objects.filter(child=child, status__in=[Certificate.Status.APPLIED, *Certificate.ISSUED])
        standing.update(expires_on=ages.birthday(child.birth_date, ages.ENDS_AT))
    if "address" in fields:
        Residence.objects.create(
            child=child, municipality_id=child.municipality_id, address=child.address, since=act.on
        )
    note = ", ".join(LABELS[name] for name in fields)
    journal.record("child.corrected", child, act, f"Исправлено: {note}", municipality_id=child.municipality_id)
