"""How a decision's field is declared, and what every text of a decision must be."""

from collections.abc import Iterator
from dataclasses import field
from typing import Any

from backoffice.certification.rules import RULE
from backoffice.errors import Refusal

LONGEST = 5000  # characters; nobody reads more


def asked(
    label: str,
    description: str,
    *,
    help: str = "",
    id_of: str = "",
    grounds_of: str = "",
    only_for: str = "",
    money: bool = False,
    **rest: Any,
) -> Any:
    """Declare a field of a decision; `rest` goes to the dataclass.

    :param id_of: name of the type whose global ids it takes
    :param grounds_of: name of the process whose codes of grounds it takes
    :param only_for: the answer to the decision's first question with which it is asked at all
    :param money: the number is kopecks
    """
    said = {
        "label": label,
        "help": help,
        "description": description,
        "id_of": id_of,
        "grounds_of": grounds_of,
        "only_for": only_for,
        "money": money,
    }
    return field(metadata=said, **rest)


def too_long(text: str, *path: str, rule: str = RULE) -> Iterator[Refusal]:
    """Yield the refusal of a text that nobody will read."""
    if len(text) > LONGEST:
        yield Refusal("TEXT_TOO_LONG", f"Не более {LONGEST} знаков.", rule, "Сократите текст.", path)


def required(text: str, sentence: str, *path: str, rule: str = RULE) -> Iterator[Refusal]:
    """Yield the refusal of an empty or endless text."""
    if not text.strip():
        yield Refusal("REASON_REQUIRED", sentence, rule, path=path)
    yield from too_long(text, *path, rule=rule)
