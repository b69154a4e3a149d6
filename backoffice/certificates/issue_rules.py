"""Who may have a certificate, and what a refusal must say. Pure: no database, no clock, no framework."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from backoffice.errors import Refusal, unknown_ground
from backoffice.people import ages

RULE = "Концепция, п. 1.4"
START = "Концепция, п. 3, 4.1"
REGISTER = "Концепция, п. 2.2"  # the order of the register is set by the municipality


def why_not_age(born: date, from_age: int, *, on: date) -> Iterator[Refusal]:
    """Yield the reason against a child that is too young, or grown up, on day `on`."""
    first, last = ages.birthday(born, from_age), ages.birthday(born, ages.ENDS_AT)
    if first <= on < last or on < born:  # who is not born yet has a wrong card
        return
    text = f"Сертификат выдают с {from_age} до {ages.ENDS_AT} лет."
    remedy = f"Подайте заявление {first:%d.%m.%Y} или позже." if on < first else "Сертификат действует до 18 лет."
    yield Refusal("AGE_OUT_OF_RANGE", text, RULE, remedy, ("child", "birth_date"))


def why_not_yet(accounting_from: date, *, on: date) -> Iterator[Refusal]:
    """Yield the reason against a certificate of a territory in which the accounting has not begun."""
    if on < accounting_from:
        text = f"В этом муниципалитете сертификаты выдают с {accounting_from:%d.%m.%Y}."
        remedy = f"Подайте заявление {accounting_from:%d.%m.%Y} или позже."
        yield Refusal("ACCOUNTING_NOT_STARTED", text, START, remedy, ("child", "municipality"))


def why_not_issue(*, lives_here: bool, has_open_pairs: bool) -> Iterator[Refusal]:
    """Yield what else speaks against the issue of a certificate that was applied for."""
    if not lives_here:
        text = "Ребёнок живёт в другом муниципалитете."
        remedy = "Откажите по месту жительства: семья подаст заявление там, где живёт."
        yield Refusal("RESIDENCE_ELSEWHERE", text, RULE, remedy)
    if has_open_pairs:
        text = "Есть похожая запись о ребёнке, и ещё не решено, один ли это ребёнок."
        remedy = "Сначала выполните задачу «Сличить похожие записи» по этому ребёнку."
        yield Refusal("DUPLICATE_UNRESOLVED", text, RULE, remedy)


def why_not_reject(grounds: Sequence[str], reason: str, *, known: Collection[str]) -> Iterator[Refusal]:
    """A refusal rests on coded grounds in force, each named once, and is explained."""
    if not grounds:
        text = "Отказ без основания невозможен."
        yield Refusal("GROUND_REQUIRED", text, REGISTER, "Выберите основание из перечня.", ("grounds",))
    for code in dict.fromkeys(grounds):
        if code not in known:
            yield unknown_ground(REGISTER, "grounds")
    if not reason.strip():
        yield Refusal("REASON_REQUIRED", "Объясните отказ: его прочтёт семья.", REGISTER, path=("reason",))


def why_exists() -> Refusal:
    """The reason against a second certificate. Says no more: whoever asks may be a stranger to the child."""
    return Refusal(
        "CERTIFICATE_EXISTS",
        "У этого ребёнка уже есть сертификат или заявление на него.",
        RULE,
        "При переезде сертификат переводят; если вы его не получали, обратитесь в свой муниципалитет.",
        ("child",),
    )
