"""The act by which a municipality adopts something, as its head gives it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from backoffice.errors import Refusal

RULE = "порядок принятия муниципальных правовых актов"
EARLIEST = date(2019, 1, 1)  # the year of the order that begins all this
LONGEST = {"number": 60, "title": 500}  # characters


def _field(label: str, description: str, *, help: str = "", id_of: str = "", **rest):
    return field(metadata={"label": label, "help": help, "description": description, "id_of": id_of}, **rest)


@dataclass(frozen=True, kw_only=True)
class ActCard:
    """An act of a municipality: its number, day and title, and its text if there is a file of it."""

    number: str = _field("Номер акта", "Number as printed, at most 60 characters.")
    adopted_on: date = _field("Дата акта", "Day of adoption, from 2019-01-01 to today.")
    title: str = _field("Название акта", "Title in Russian, at most 500 characters.")
    file: int | None = _field(
        "Текст акта",
        "Global id of a StoredFile that you uploaded; null: none.",
        id_of="StoredFile",
        help="PDF, PNG или JPEG.",
        default=None,
    )

    def __str__(self) -> str:
        return f"{self.title.strip()} от {self.adopted_on:%d.%m.%Y} № {self.number.strip()}"


def why_not_act(card: ActCard, on: date) -> Iterator[Refusal]:
    """Yield every reason against resting something on this act on day `on`."""
    for name, longest in LONGEST.items():
        text, path = getattr(card, name), ("act", name)
        if not text.strip():
            yield Refusal("FIELD_REQUIRED", "Поле не заполнено.", RULE, "Укажите номер и название акта.", path)
        if len(text) > longest:
            yield Refusal("FIELD_TOO_LONG", f"Не более {longest} знаков.", RULE, "Сократите текст.", path)
    path = ("act", "adopted_on")
    if card.adopted_on > on:
        text = f"Дата акта — {card.adopted_on:%d.%m.%Y} — ещё не наступила."
        yield Refusal("ACT_DATE_IN_FUTURE", text, RULE, "Сначала примите акт, затем утверждайте.", path)
    if card.adopted_on < EARLIEST:
        text = f"Дата акта раньше {EARLIEST:%d.%m.%Y}."
        yield Refusal("ACT_DATE_TOO_EARLY", text, RULE, "Проверьте год акта.", path)


def why_not_verdict(card: ActCard | None, *, approves: bool) -> Iterator[Refusal]:
    """Yield what speaks against a verdict: an approval rests on an act, a return does not."""
    if approves and card is None:
        text, remedy = "Утвердить можно только правовым актом.", "Укажите номер, дату и название акта."
        yield Refusal("ACT_REQUIRED", text, RULE, remedy, ("act",))
    if not approves and card is not None:
        text, remedy = "При возврате на исправление акт не нужен.", "Уберите акт или утвердите."
        yield Refusal("ACT_NOT_EXPECTED", text, RULE, remedy, ("act",))
