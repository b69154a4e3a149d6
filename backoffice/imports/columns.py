"""The columns of a file with children: their headings, and the fields of a row that take them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

COLUMNS = {
    "last_name": "Фамилия",
    "first_name": "Имя",
    "patronymic": "Отчество",
    "birth_date": "Дата рождения",
    "snils": "СНИЛС",
    "birth_certificate": "Свидетельство о рождении",
    "address": "Адрес",
    "guardian_name": "Представитель",
    "guardian_relation": "Кем приходится",
    "phone": "Телефон",
    "email": "Электронная почта",
    "consent_on": "Дата согласия",
}
LONGEST_CELL = 500  # characters
_FIELDS = {heading.casefold(): field for field, heading in COLUMNS.items()}


class Unreadable(Exception):
    """The file cannot be read; the sentence in Russian says what is wrong and where."""


def places(heading: Sequence[str]) -> dict[int, str]:
    """Which place of a row is which field, by the heading in the first row; the order is free.

    :raises Unreadable: a heading is unknown, missing, or there twice
    """
    said = {place: " ".join(text.split()) for place, text in enumerate(heading) if text.strip()}
    unknown = [text for text in said.values() if text.casefold() not in _FIELDS]
    found = {place: _FIELDS[text.casefold()] for place, text in said.items() if text.casefold() in _FIELDS}
    missing = [name for field, name in COLUMNS.items() if field not in found.values()]
    twice = [COLUMNS[field] for field in COLUMNS if [*found.values()].count(field) > 1]
    for words, names in (
        ("нет столбцов", missing),
        ("столбцы повторяются", twice),
        ("лишние столбцы", unknown),
    ):
        if names:
            listed = ", ".join(f"«{name[:40]}»" for name in names[:12])
            raise Unreadable(f"Первая строка файла — заголовки, и в ней {words}: {listed}. Возьмите образец файла.")
    return found
