"""A card as flat paths: what changed, and which fields a remark may name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum

from backoffice.errors import Refusal


def paths(card) -> dict[str, str]:
    """Every field of a card as `modules.2.hours: "72"`; parts of a list go by their place, from 1."""
    return dict(_walk(card, ""))


def _walk(value, path: str) -> Iterator[tuple[str, str]]:
    if is_dataclass(value):
        for part in fields(value):
            yield from _walk(getattr(value, part.name), f"{path}.{part.name}" if path else part.name)
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value, start=1):
            yield from _walk(part, f"{path}.{place}")
    else:
        yield path, _text(value)


def _text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "да" if value else "нет"
    return value.isoformat() if isinstance(value, date) else str(value)


def opens(field: str, path: str) -> bool:
    """Whether a remark on `field` opens `path`: the field itself, or everything below it."""
    return path == field or path.startswith(field + ".")


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Paths whose text differs, in the order of the card."""
    return [path for path in {**before, **after} if before.get(path, "") != after.get(path, "")]


def value_at(card_paths: dict[str, str], field: str) -> str:
    """What stands at a field, or below it line by line."""
    below = [(path, text) for path, text in card_paths.items() if opens(field, path)]
    if len(below) == 1 and below[0][0] == field:
        return below[0][1]
    return "\n".join(f"{path}: {text}" for path, text in below)


def why_not_remark(card_paths: dict[str, str], named: Iterable[str], *, rule: str) -> Iterator[Refusal]:
    """A remark names a field that the card has, or a part of it."""
    for place, field in enumerate(named):
        if not any(opens(field, path) for path in card_paths):
            yield Refusal(
                "REMARK_FIELD_UNKNOWN",
                f"Поля «{field}» нет в карточке.",
                rule,
                "Выберите поле карточки, например «annotation» или «modules.1.hours».",
                path=("remarks", str(place), "field"),
            )


def why_not_change(
    before: dict[str, str], after: dict[str, str], opened: Iterable[str], *, rule: str
) -> Iterator[Refusal]:
    """After a return only the remarked fields may change."""
    opened = list(opened)
    for path in changed(before, after):
        if not any(opens(field, path) for field in opened):
            yield Refusal(
                "FIELD_NOT_REMARKED",
                f"Поле «{path}» изменять нельзя: по нему нет замечания.",
                rule,
                "Верните прежнее значение или отзовите заявку и подайте новую.",
                path=tuple(path.split(".")),
            )
