"""A card as flat paths: what changed, and which fields a remark may name. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, get_args, get_type_hints

from backoffice import money
from backoffice.errors import Refusal

ATTACHED = "Документы"
NOTHING = "—"  # an empty field among others


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


@cache
def _kinds(card: type) -> dict[str, Any]:
    """What the fields of a card hold; `int` where it is `int | None`."""
    return {name: _held(kind) for name, kind in get_type_hints(card).items()}


def _held(kind: Any) -> Any:
    return get_args(kind)[0] if NoneType in get_args(kind) else kind


@cache
def _labels(kind: Any) -> dict[str, str]:
    return {each.name: each.metadata["label"] for each in fields(kind)} if is_dataclass(kind) else {}


def label_of(card, path: str) -> str:
    """The path in Russian, as the form names it: `modules.2.hours` is «Модули, 2: Часов всего», be there two or not."""
    words: list[str] = []
    kind: Any = type(card)
    for step in path.split("."):
        if step.isdigit():
            words.append(f", {step}")
            kind = next(iter(get_args(kind)), None)
        elif step in (labels := _labels(kind)):
            words.append(f": {labels[step]}" if words else labels[step])
            kind = _kinds(kind)[step]
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


def shown(card, names: Mapping[Any, str] | None = None) -> dict[str, str]:
    """The same paths as a person reads them; `names` says in words what the card holds by code or id."""
    return dict(_walk_shown(card, "", names or {}))


def _walk_shown(card, under: str, names: Mapping[Any, str]) -> Iterator[tuple[str, str]]:
    kinds = _kinds(card.__class__)
    for part in fields(card):
        path, value = f"{under}{part.name}", getattr(card, part.name)
        if isinstance(value, list | tuple):
            for place, each in enumerate(value, start=1):
                yield from _walk_shown(each, f"{path}.{place}.", names)
        elif part.metadata.get("code_of") or part.metadata.get("id_of"):
            yield path, names.get(value, _text(value))
        elif part.metadata.get("money") and value is not None:
            yield path, money.text(value)
        else:
            yield path, _read(value, kinds[part.name])


def _read(value, kind: Any) -> str:
    """One value as a person reads it. What a row of the database gives for a word of a list is its bare code."""
    if value not in (None, "") and isinstance(kind, type) and issubclass(kind, Enum):
        return str(getattr(kind(value), "label", value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else _text(value)


def shown_at(card_shown: dict[str, str], field: str, label: Callable[[str], str]) -> str:
    """What a person reads at a field: its value, or each field below it by its name; parts of a list are numbered."""
    if field in card_shown:
        return card_shown[field]
    return "\n".join(_lines([path for path in card_shown if opens(field, path)], card_shown, field, label))


def _lines(below: list[str], card_shown: dict[str, str], field: str, label: Callable[[str], str]) -> Iterator[str]:
    last = field
    for path in below:
        place = path.removeprefix(f"{field}.").partition(".")[0]
        part = f"{field}.{place}" if place.isdigit() else field
        name = label(path).removeprefix(f"{label(part)}: ")
        yield f"{'' if part == last else f'{place}. '}{name}: {card_shown[path] or NOTHING}"
        last = part


def why_not_remark(card_paths: dict[str, str], named: Iterable[str], *, rule: str) -> Iterator[Refusal]:
    """A remark names a field that the card has, or a part of it."""
    for place, field in enumerate(named):
        if not any(opens(field, path) for path in card_paths):
            yield Refusal(
                "REMARK_FIELD_UNKNOWN",
                "Такого поля нет в карточке.",
                rule,
                "Выберите поле из списка, который предлагает форма решения.",
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
