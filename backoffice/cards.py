"""A card as flat paths: what changed, and which fields a remark may name. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum

from backoffice.errors import Refusal

ATTACHED = "Документы"


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


def label_of(card, path: str) -> str:
    """The path in Russian, as the form names it: `modules.2.hours` is «Модули, 2: Часов всего»."""
    words, part = [], card
    for step in path.split("."):
        if step.isdigit():
            place = int(step)
            words.append(f", {place}")
            part = part[place - 1] if isinstance(part, list | tuple) and place <= len(part) else None
        elif is_dataclass(part) and step in (labels := {each.name: each.metadata["label"] for each in fields(part)}):
            words.append(f": {labels[step]}" if words else labels[step])
            part = getattr(part, step)
        else:
            return ATTACHED if path == "documents" else path
    return "".join(words)


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
                "Выберите поле из карточки.",
                path=("remarks", str(place), "field"),
            )


def why_not_change(
    before: dict[str, str],
    after: dict[str, str],
    opened: Iterable[str],
    *,
    rule: str,
    label: Callable[[str], str] = lambda path: ATTACHED,
) -> Iterator[Refusal]:
    """After a return only the remarked fields may change; `label` says a path in Russian."""
    opened = list(opened)
    for path in changed(before, after):
        if not any(opens(field, path) for field in opened):
            yield Refusal(
                "FIELD_NOT_REMARKED",
                f"Поле «{label(path)}» изменять нельзя: по нему нет замечания.",
                rule,
                "Верните прежнее значение или отзовите заявку и подайте новую.",
                path=tuple(path.split(".")),
            )


def why_not_unanswered(
    remarks: Iterable[tuple[str, str]], now: dict[str, str], reply: str, *, rule: str, label: Callable[[str], str]
) -> Iterator[Refusal]:
    """A remark is answered by a change or, where nothing changed, in words. `remarks`: (field, what stood there)."""
    unchanged = [label(field) for field, before in remarks if value_at(now, field) == before]
    if unchanged and not reply.strip():
        text = f"Без изменений остались поля с замечаниями: {'; '.join(unchanged)}."
        remedy = "Исправьте их или объясните в ответе, почему они верны."
        yield Refusal("REPLY_REQUIRED", text, rule, remedy, ("reply",))
