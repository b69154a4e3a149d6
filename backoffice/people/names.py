"""Names of people: what is a name, how it is compared, how it is shown to those who need not know it. Pure."""

import re
from datetime import date

LONGEST = 60  # characters of one part of a name
_PART = re.compile(r"[А-ЯЁа-яё]+(?:[ '-][А-ЯЁа-яё]+)*\.?")
NO_BREAK_SPACE = "\u00a0"


def is_name(text: str) -> bool:
    """Tell whether `text` is one part of a Russian name: Cyrillic words, joined by single spaces or hyphens."""
    return len(text) <= LONGEST and _PART.fullmatch(text) is not None


def tidy(text: str) -> str:
    """The text without blanks at its ends and with single blanks inside."""
    return " ".join(text.split())


def key(*parts: str) -> str:
    """What two spellings of one name share: lower case, «е» for «ё», one blank between words."""
    return tidy(" ".join(parts)).casefold().replace("ё", "е")


def full(last: str, first: str, patronymic: str = "") -> str:
    """The whole name, surname first."""
    return tidy(f"{last} {first} {patronymic}")


def initials(last: str, first: str, patronymic: str, born: date) -> str:
    """How a list shows a child: initials and the year of birth, so that nobody is named where nobody need be."""
    letters = NO_BREAK_SPACE.join(f"{part[0].upper()}." for part in (last, first, patronymic) if part)
    return f"{letters}, {born:%Y} г.{NO_BREAK_SPACE}р."
