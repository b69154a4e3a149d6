"""What a person says of a child and of whoever answers for it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backoffice.people.words import Relation


def said(label: str, description: str, help: str = "", *, code_of: str = "", **rest: Any) -> Any:
    """Declare a field of a card: label and help in Russian for the form, the description in English for the schema."""
    return field(metadata={"label": label, "help": help, "description": description, "code_of": code_of}, **rest)


@dataclass(frozen=True, kw_only=True)
class ChildCard:
    """A child as the application names it."""

    last_name: str = said("Фамилия", "Surname, in Cyrillic.")
    first_name: str = said("Имя", "First name, in Cyrillic.")
    patronymic: str = said("Отчество", "Patronymic; empty if there is none.", "Если есть.", default="")
    birth_date: date = said("Дата рождения", "Day of birth.")
    snils: str = said("СНИЛС", "СНИЛС, 11 digits with or without dashes; empty if there is none yet.", default="")
    birth_certificate: str = said(
        "Свидетельство о рождении или паспорт", "Series and number.", "Серия и номер, как напечатаны."
    )
    municipality: str = said(
        "Муниципалитет проживания", "Code of the municipality in which the child lives.", code_of="Municipality"
    )
    address: str = said("Адрес проживания", "Where the child lives.")


@dataclass(frozen=True, kw_only=True)
class GuardianCard:
    """A grown-up who answers for the child."""

    full_name: str = said("Фамилия, имя, отчество представителя", "Full name.")
    relation: Relation = said("Кем приходится ребёнку", "What they are to the child.")
    document: str = said("Документ представителя", "The paper that shows it: passport, order of guardianship.")
    phone: str = said("Телефон", "Telephone.", default="")
    email: str = said("Электронная почта", "E-mail.", default="")
