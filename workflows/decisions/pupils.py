"""What a provider and a family decide about a pupil (C 2.13; domain 4c-7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from backoffice.enrollments.pupils import RULE
from backoffice.errors import Refusal
from workflows.decisions import fields as texts
from workflows.decisions.fields import asked

required, too_long = partial(texts.required, rule=RULE), partial(texts.too_long, rule=RULE)
READ_BY_FAMILY = "Её прочтёт семья."
LONGEST_WHY = 300  # characters of the reason of a transfer


@dataclass(frozen=True, kw_only=True)
class TransferPupil:
    """Move a pupil to another group of the same part of the program; the enrollment goes on."""

    group: int = asked("Новая группа", "The group to move to.", id_of="StudyGroup")
    reason: str = asked("Причина", "Why the pupil is moved.", help=READ_BY_FAMILY)

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Укажите причину перевода.", "reason")
        if LONGEST_WHY < len(self.reason) <= texts.LONGEST:
            text = f"Не более {LONGEST_WHY} знаков."
            yield Refusal("TEXT_TOO_LONG", text, RULE, "Сократите текст.", ("reason",))


@dataclass(frozen=True, kw_only=True)
class WithdrawPupil:
    """End the lessons of a pupil today, on a coded ground; the place goes to whoever waits.

    Of a pupil with a contract the ground is one of the contract's, and the last day that of the month.
    """

    ground: str = asked("Основание", "Code of the ground.", grounds_of="PupilWithdrawal", grounds_by="Enrollment")
    reason: str = asked("Пояснение", "Reasons in words.", help=READ_BY_FAMILY)

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Объясните семье, почему обучение прекращается.", "reason")


@dataclass(frozen=True, kw_only=True)
class LeaveProgram:
    """Take one's own child out of a program; today is the last day, with a contract that of the month."""

    reason: str = asked("Причина", "Why the child leaves.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class RecordResult:
    """Write down what a pupil has reached, for the child's own history; also after the last lesson."""

    result: str = asked("Результат", "What the pupil has reached.", help="Войдёт в историю обучения ребёнка.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.result, "Опишите результат обучения.", "result")
