"""The decisions about a meeting of a commission, in the order in which they are taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from backoffice.commissions.meeting_rules import RULE
from backoffice.commissions.meetings import Meeting, Recusal, Vote
from backoffice.errors import Refusal
from backoffice.registers.models import BudgetRegister
from workflows.decisions.fields import asked, required, too_long


@dataclass(frozen=True, kw_only=True)
class CallMeeting:
    """Call the commission together; its composition and order are those in force on the day."""

    form: Meeting.Form = asked("Форма", "In person or in absentia.")
    held_on: date = asked("День заседания", "Day of the meeting; in absentia the last day of the vote.")
    place: str = asked("Место", "Where; needed in person.", help="Адрес и кабинет.", line=True, default="")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class SendAgenda:
    """Send the members the agenda: nothing is put on it any more. In time for the notice that the order asks for."""

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class CancelMeeting:
    """Cancel a meeting that was not opened; its items wait for another."""

    reason: str = asked("Причина", "Why it is not held.", help="Её прочтут члены комиссии.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Напишите, почему заседание отменяется.", "reason", rule=RULE)


@dataclass(frozen=True, kw_only=True)
class OpenMeeting:
    """Open the meeting: who came, if it is in person. Then the members vote, if they are enough."""

    present: tuple[int, ...] = asked(
        "Присутствуют",
        "Ids of the seats whose people came; empty in absentia.",
        help="Кто пришёл на очное заседание; в заочном никого не отмечают.",
        id_of="CommissionSeat",
        of_case="seats",
        default=(),
    )

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class DeclareConflict:
    """Say what ties you to the program; you do not decide on it then. Before your own vote."""

    ground: Recusal.Ground = asked("Основание", "What ties you to the program.")
    note: str = asked("Пояснение", "In your words.", help="Войдёт в протокол.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.note, "note", rule=RULE)


@dataclass(frozen=True, kw_only=True)
class CastVote:
    """Vote on one program: for a register and so many pupils, against, or abstain. Once, and for good."""

    choice: Vote.Choice = asked("Голос", "For, against or abstained.")
    register: BudgetRegister | None = asked(
        "Реестр",
        "Which register; only of a vote for.",
        only_for="FOR",
        must=True,
        of_case="registers",
        preset_of="register asked for",
        default=None,
    )
    places: int | None = asked(
        "Мест за счёт бюджета",
        "Pupils at the cost of the budget; of a vote for.",
        only_for="FOR",
        must=True,
        preset_of="places asked for",
        default=None,
    )
    reason: str = asked(
        "Обоснование", "Why; needed against.", help="Войдёт в протокол.", must_for="AGAINST", default=""
    )
    dissent: str = asked(
        "Особое мнение", "Dissenting opinion.", help="Если не согласны с решением. Приложат к протоколу.", default=""
    )

    def why_not(self) -> Iterator[Refusal]:
        if self.choice is Vote.Choice.AGAINST:
            yield from required(self.reason, "Объясните, почему вы против: это войдёт в протокол.", "reason", rule=RULE)
        else:
            yield from too_long(self.reason, "reason", rule=RULE)
        yield from too_long(self.dissent, "dissent", rule=RULE)


def _hash():
    return asked(
        "Протокол, который вы прочли",
        "SHA-256 of the document that you read, as the minutes give it.",
        help="В конце — начало контрольной суммы файла.",
        line=True,
        of_case="minutes",
    )


@dataclass(frozen=True, kw_only=True)
class ConfirmMinutesAsSecretary:
    """The secretary has read the minutes and confirms them."""

    content_hash: str = _hash()

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class ConfirmMinutesAsChair:
    """Whoever presided has read the minutes and confirms them; they are signed then."""

    content_hash: str = _hash()

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class CorrectMinutes:
    """Draw up minutes that correct the signed ones, which stay; both confirm anew."""

    correction: str = asked("Исправление", "What is corrected and why.", help="Войдёт в исправляющий протокол.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.correction, "Напишите, что исправляется и почему.", "correction", rule=RULE)


@dataclass(frozen=True, kw_only=True)
class WithdrawCorrection:
    """Take correcting minutes back before both have confirmed them; they stay readable, and correct nothing."""

    reason: str = asked("Причина", "Why they are taken back.", help="Её прочтут члены комиссии.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Напишите, почему исправление отзывается.", "reason", rule=RULE)
