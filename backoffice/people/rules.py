"""What a card of a child or of a grown-up must say. Pure: no database, no clock, no framework."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from backoffice.errors import Refusal
from backoffice.people import ages, names
from backoffice.people.card import ChildCard, GuardianCard
from backoffice.people.identity import document_key
from backoffice.people.snils import is_snils

RULE = "Концепция, п. 1.4"  # a certificate is a record of the child in the register
LAW = "Гражданский кодекс, ст. 26, 28"  # who acts for a child, and when it acts itself
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST_DOCUMENT = 40
LIMITS = {"address": 500}
GUARDIAN_LIMITS = {"full_name": 200, "document": 200, "phone": 40, "email": 254}
NAMES = {"last_name": "фамилию", "first_name": "имя", "patronymic": "отчество"}


def why_not_child(card: ChildCard, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against what is said of a child on day `on`."""
    for name, word in NAMES.items():
        yield from _why_not_name(getattr(card, name), name, word, required=name != "patronymic")
    if card.birth_date > on:
        text = "День рождения ещё не наступил."
        yield Refusal("BIRTH_DATE_IN_FUTURE", text, RULE, "Проверьте дату рождения.", ("child", "birth_date"))
    if card.snils.strip() and not is_snils(card.snils.strip()):
        text = "Такого СНИЛС не бывает: в номере опечатка."
        remedy = "Сверьте 11 цифр со страховым свидетельством; если СНИЛС нет, оставьте поле пустым."
        yield Refusal("SNILS_INVALID", text, RULE, remedy, ("child", "snils"))
    yield from _why_not_document(card.birth_certificate)
    yield from _why_not_texts(card, "child", LIMITS, required={"address": "адрес, по которому живёт ребёнок"})


def _why_not_name(text: str, name: str, word: str, *, required: bool) -> Iterator[Refusal]:
    path = ("child", name)
    if not text.strip():
        if required:
            yield Refusal("FIELD_REQUIRED", f"Укажите {word} ребёнка.", RULE, "Заполните поле.", path)
    elif not names.is_name(names.tidy(text)):
        text = f"Проверьте {word}: русские буквы, пробел, дефис или апостроф, не более {names.LONGEST} знаков."
        yield Refusal("NAME_INVALID", text, RULE, "Напишите так, как в свидетельстве о рождении.", path)


def _why_not_document(text: str) -> Iterator[Refusal]:
    path = ("child", "birth_certificate")
    key = document_key(text)
    if not key:
        text = "Укажите свидетельство о рождении, с 14 лет — паспорт."
        yield Refusal("FIELD_REQUIRED", text, RULE, "Впишите серию и номер.", path)
    elif len(key) > LONGEST_DOCUMENT or not any(letter.isdigit() for letter in key):
        text = f"Это не серия и номер документа: нужны цифры, не более {LONGEST_DOCUMENT} знаков."
        yield Refusal("BIRTH_DOCUMENT_INVALID", text, RULE, "Впишите серию и номер, например I-ЛО 123456.", path)


def why_not_guardian(card: GuardianCard) -> Iterator[Refusal]:
    """Yield every reason against what is said of a grown-up."""
    parts = names.tidy(card.full_name).split(" ")
    if len(parts) < 2 or not all(map(names.is_name, parts)):
        text = "Укажите фамилию, имя и отчество, не длиннее 200 знаков."
        remedy = "Напишите русскими буквами, как в паспорте."
        yield Refusal("FULL_NAME_INVALID", text, RULE, remedy, ("guardian", "full_name"))
    if card.email.strip() and not EMAIL.fullmatch(card.email.strip()):
        text = "Это не адрес электронной почты."
        yield Refusal("EMAIL_INVALID", text, RULE, "Проверьте адрес: имя@домен.", ("guardian", "email"))
    paper = "документ, который показывает, кем вы приходитесь ребёнку"
    yield from _why_not_texts(card, "guardian", GUARDIAN_LIMITS, required={"document": paper})


def _why_not_texts(card, part: str, limits: dict[str, int], *, required: dict[str, str]) -> Iterator[Refusal]:
    for name, longest in limits.items():
        text = getattr(card, name)
        if name in required and not text.strip():
            yield Refusal("FIELD_REQUIRED", f"Укажите {required[name]}.", RULE, "Заполните поле.", (part, name))
        if len(text) > longest:
            yield Refusal("FIELD_TOO_LONG", f"Не более {longest} знаков.", RULE, "Сократите текст.", (part, name))


def why_not_act(born: date, *, in_person: bool, has_guardian: bool, on: date) -> Iterator[Refusal]:
    """Yield what is wrong with who acts: a child in person from 14 on, before only with a grown-up."""
    is_of_age = born <= on and ages.age_on(born, on) >= ages.ACTS_FROM
    if in_person and not is_of_age:
        yield why_not_14("in_person")
    if not has_guardian and not in_person and not is_of_age:
        text = "За ребёнка до 14 лет заявление подаёт родитель или другой законный представитель."
        yield Refusal("GUARDIAN_REQUIRED", text, LAW, "Заполните сведения о представителе.", ("guardian",))


def why_not_14(*path: str) -> Refusal:
    """The reason against a child under 14 that acts in person."""
    text = "Сам ребёнок действует с 14 лет."
    return Refusal("NOT_14", text, LAW, "Попросите родителя или другого законного представителя.", path)
