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
    line: bool = False,
    money: bool = False,
    id_of: str = "",
    code_of: str = "",
    grounds_of: str | tuple[str, ...] = (),
    grounds_by: str = "",
    of_case: str = "",
    each: bool = False,
    only_for: str | tuple[str, ...] = (),
    question: str = "",
    must: bool = False,
    must_for: str | tuple[str, ...] = (),
    how_many: str = "",
    preset_of: str = "",
    **rest: Any,
) -> Any:
    """Declare a field of a decision; `rest` goes to the dataclass.

    :param line: the text is one line; else it may be long
    :param money: the number is kopecks
    :param id_of: name of the type whose global ids it takes
    :param code_of: name of the list (`options.CODES`) whose codes it takes
    :param grounds_of: names of the processes whose codes of grounds it takes
    :param grounds_by: name of the type by whose row they are narrowed (`options.GROUNDS_BY`)
    :param of_case: what of the case at hand it names, of `options.OF_CASE`
    :param each: the list has one entry for each option of its first field
    :param only_for: the answers to `question` with which it is asked at all
    :param question: name of that question; empty: the first one of the decision
    :param must: it must be given where it is asked, though the decision has a default for where it is not
    :param must_for: the answers to `question` with which it must be given, though it is asked with others too
    :param how_many: what of the case at hand tells how many are needed, of `options.HOW_MANY`
    :param preset_of: what of the case at hand stands in it at first, of `options.PRESETS`
    """
    said: dict[str, Any] = {"label": label, "help": help, "description": description, "prose": not line, "money": money}
    said |= {"id_of": id_of, "code_of": code_of, "grounds_by": grounds_by, "of_case": of_case, "each": each}
    said |= {"grounds_of": _several(grounds_of), "only_for": _several(only_for), "question": question}
    said |= {"must": must, "must_for": _several(must_for), "how_many": how_many, "preset_of": preset_of}
    return field(metadata=said, **rest)


def _several(names: str | tuple[str, ...]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else names


def too_long(text: str, *path: str, rule: str = RULE) -> Iterator[Refusal]:
    """Yield the refusal of a text that nobody will read."""
    if len(text) > LONGEST:
        yield Refusal("TEXT_TOO_LONG", f"Не более {LONGEST} знаков.", rule, "Сократите текст.", path)


def required(text: str, sentence: str, *path: str, rule: str = RULE) -> Iterator[Refusal]:
    """Yield the refusal of an empty or endless text."""
    if not text.strip():
        yield Refusal("REASON_REQUIRED", sentence, rule, path=path)
    yield from too_long(text, *path, rule=rule)
