"""The states of a certificate and what may change them. Pure: no database, no clock, no framework."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from backoffice import money
from backoffice.errors import Refusal, unknown_ground

LIFE = "Концепция, п. 1.4, 2.2"
MONEY = "Концепция, п. 1.4–1.5, 2.9"
LONGEST_ADDRESS = 500  # characters
AGE_18, OWN_REQUEST, CONSENT_REVOKED = "AGE_18", "OWN_REQUEST", "CONSENT_REVOKED"
FALSE_DATA = "FALSE_DATA"  # there should have been no certificate
AUTOMATIC = (AGE_18,)  # grounds of termination that the system alone finds


@dataclass(frozen=True)
class Move:
    """One kind of act on the state: from which states it leads to which, and for which certificates it is, in words."""

    sources: tuple[str, ...]
    target: str
    words: str


BY_APPLICATION = "Решение принимают по заявлению, которое ждёт рассмотрения."
ISSUE = Move(("APPLIED",), "ISSUED_INACTIVE", BY_APPLICATION)
ISSUE_ACTIVE = Move(("APPLIED",), "ACTIVE", BY_APPLICATION)
REJECT = Move(("APPLIED",), "REJECTED", BY_APPLICATION)
WITHDRAW = Move(("APPLIED",), "WITHDRAWN", "Отозвать можно заявление, которое ждёт рассмотрения.")
ACTIVATE = Move(("ISSUED_INACTIVE",), "ACTIVE", "Активируют сертификат, который выдан и ещё не активирован.")
DISCARD = Move(("ISSUED_INACTIVE",), "DELETED", "Удалить можно только сертификат, который ещё не активирован.")
SUSPEND = Move(("ACTIVE",), "SUSPENDED", "Приостановить можно действующий сертификат.")
RESUME = Move(("SUSPENDED",), "ACTIVE", "Возобновить можно приостановленный сертификат.")
TERMINATE = Move(
    ("ISSUED_INACTIVE", "ACTIVE", "SUSPENDED"), "TERMINATED", "Прекратить можно выданный сертификат, один раз."
)
MOVES = (ISSUE, ISSUE_ACTIVE, REJECT, WITHDRAW, ACTIVATE, DISCARD, SUSPEND, RESUME, TERMINATE)
TRANSFERABLE = ("ACTIVE", "SUSPENDED")  # a transfer changes the issuer within these states
REMEDIES = {
    "APPLIED": "Дождитесь решения по заявлению.",
    "REJECTED": "Подайте новое заявление на сертификат.",
    "WITHDRAWN": "Подайте новое заявление на сертификат.",
    "ISSUED_INACTIVE": "Активируйте сертификат.",
    "ACTIVE": "Обновите страницу: сертификат действует.",
    "SUSPENDED": "Сначала возобновите сертификат.",
    "TERMINATED": "Сертификат выдают один раз: прекращённый не восстанавливают.",
    "DELETED": "Подайте новое заявление на сертификат.",
}


def is_allowed(status: str, to: str) -> bool:
    """Whether some act leads from one state to another."""
    return any(status in move.sources and to == move.target for move in MOVES)


def why_not_move(move: Move, status: str, label: str) -> Iterator[Refusal]:
    """Yield why an act is not for a certificate in a state, whose Russian name is `label`."""
    if status not in move.sources:
        yield Refusal("CERTIFICATE_STATE", f"{move.words} Сейчас: {label.lower()}.", LIFE, REMEDIES[status])


def why_not_reserved(reserved: int) -> Iterator[Refusal]:
    """Yield why an act must wait while so many kopecks are promised to contracts."""
    if reserved:
        text = f"По договорам с сертификата зарезервировано {money.text(reserved)}."
        remedy = "Сначала завершите договоры: когда резерв освободится, повторите."
        yield Refusal("MONEY_RESERVED", text, MONEY, remedy)


def why_not_ground(code: str, known: Collection[str]) -> Iterator[Refusal]:
    """Yield why a person may not terminate on a ground."""
    remedy = "Выберите основание из перечня."
    if code in AUTOMATIC:
        text = "На этом основании сертификат прекращает сама система, в день совершеннолетия."
        yield Refusal("GROUND_IS_AUTOMATIC", text, LIFE, remedy, ("ground",))
    elif code not in known:
        yield unknown_ground(LIFE, "ground")


def why_not_transfer(status: str, label: str) -> Iterator[Refusal]:
    """Yield why a certificate in a state does not go to another municipality."""
    if status not in TRANSFERABLE:
        text = f"Переводят действующий или приостановленный сертификат. Сейчас: {label.lower()}."
        yield Refusal("CERTIFICATE_STATE", text, LIFE, REMEDIES[status])


def why_not_go(leaves: str, enters: str, *, known: bool, is_open: bool, address: str) -> Iterator[Refusal]:
    """Yield why a move from one municipality, by its code, to another, at an address, cannot be asked for."""
    place = ("enters",)
    if not known:
        text = f"Нет муниципального образования с кодом «{enters}»."
        yield Refusal("MUNICIPALITY_UNKNOWN", text, "Концепция, п. 2.1", "Выберите из списка.", place)
    if leaves == enters:
        text = "Сертификат уже относится к этому муниципалитету."
        yield Refusal("SAME_MUNICIPALITY", text, LIFE, "Выберите муниципалитет, в который вы переехали.", place)
    if is_open:
        text = "Перевод этого сертификата уже запрошен."
        yield Refusal("MOVE_OPEN", text, LIFE, "Дождитесь решения или отзовите прежний запрос.")
    if not address.strip():
        text = "Не указан новый адрес."
        yield Refusal("FIELD_REQUIRED", text, LIFE, "Укажите улицу, дом и квартиру.", ("address",))
    if len(address) > LONGEST_ADDRESS:
        yield Refusal("FIELD_TOO_LONG", f"Не более {LONGEST_ADDRESS} знаков.", LIFE, "Сократите адрес.", ("address",))


def why_not_refuse_move(grounds: Collection[str], reason: str, known: Collection[str]) -> Iterator[Refusal]:
    """A refusal rests on coded grounds in force and is explained."""
    if not grounds:
        text = "Отказ без основания невозможен."
        yield Refusal("GROUND_REQUIRED", text, LIFE, "Выберите основание из перечня.", ("grounds",))
    for code in dict.fromkeys(grounds):
        if code not in known:
            yield unknown_ground(LIFE, "grounds")
    if not reason.strip():
        text, remedy = "Объясните отказ: его прочтёт семья.", "Напишите, что нужно представить."
        yield Refusal("REASON_REQUIRED", text, LIFE, remedy, ("reason",))
