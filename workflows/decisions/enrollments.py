"""What a family, a provider, a municipality and its head decide about an enrollment (C 2.13–2.16)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import TextChoices

from backoffice.enrollments.requests import RULE
from backoffice.errors import Refusal
from workflows.decisions import fields as texts
from workflows.decisions.fields import asked

required, too_long = partial(texts.required, rule=RULE), partial(texts.too_long, rule=RULE)
LONGEST_NUMBER = 60  # signs of the number of an order


class ProviderAnswer(TextChoices):
    ACCEPT = "ACCEPT", "Принять и запросить муниципалитет"
    REFUSE = "REFUSE", "Отказать"


class AssessmentVerdict(TextChoices):
    POSSIBLE = "POSSIBLE", "Зачисление возможно"
    NOT_POSSIBLE = "NOT_POSSIBLE", "Зачисление невозможно"


class PlaceAnswer(TextChoices):
    TAKE = "TAKE", "Принять место"
    GIVE_UP = "GIVE_UP", "Отказаться от места"


class RefusalAnswer(TextChoices):
    APPEAL = "APPEAL", "Обжаловать"
    AGREE = "AGREE", "Согласиться с отказом"


class EnrollmentAppealVerdict(TextChoices):
    UPHOLD = "UPHOLD", "Удовлетворить жалобу"
    REJECT = "REJECT", "Оставить отказ в силе"


class EnrollmentVerdict(TextChoices):
    ENROLL = "ENROLL", "Зачислить"
    REFUSE = "REFUSE", "Отказать"


def _why_not_ticked(decision) -> Iterator[Refusal]:
    """Each consent is a tick of its own, and all of them are needed (152-ФЗ, ст. 9)."""
    asked_for = {
        "confirms_intent": "Подтвердите, что хотите зачислить ребёнка в эту группу.",
        "accepts_family_part": "Подтвердите, что согласны оплатить часть семьи, если она есть.",
        "has_read_terms": "Подтвердите, что ознакомились с условиями обучения и уставом организации.",
        "consents_to_transfer": "Дайте согласие на передачу сведений о ребёнке организации.",
    }
    for name, text in asked_for.items():
        if not getattr(decision, name):
            yield Refusal("CONFIRMATION_REQUIRED", text, f"{RULE}; 152-ФЗ, ст. 9", "Поставьте отметку.", (name,))


def why_not_order(number: str, day: date | None) -> Iterator[Refusal]:
    """The order by which a child is enrolled has a number and a date."""
    if not number.strip() or len(number) > LONGEST_NUMBER:
        text = f"Укажите номер приказа, не длиннее {LONGEST_NUMBER} знаков."
        yield Refusal("ORDER_NUMBER_REQUIRED", text, RULE, "Заполните номер приказа.", ("order_number",))
    if day is None:
        text = "Укажите дату приказа о зачислении."
        yield Refusal("ORDER_DATE_REQUIRED", text, RULE, "Заполните дату приказа.", ("order_date",))


@dataclass(frozen=True, kw_only=True)
class SaveEnrollmentDraft:
    """Keep what the family has chosen. It holds no place until it is sent."""

    group: int = asked("Группа", "The group.", id_of="StudyGroup")
    starts_on: date | None = asked(
        "Первое занятие", "Day of the first lesson; null: as soon as the group allows.", default=None
    )

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class ApplyForEnrollment:
    """Ask for a place in a group, with every consent; the place is held at once (C 2.13)."""

    group: int = asked("Группа", "The group.", id_of="StudyGroup")
    starts_on: date | None = asked(
        "Первое занятие", "Day of the first lesson; null: as soon as the group allows.", default=None
    )
    waits: bool = asked(
        "Встать в лист ожидания, если мест нет", "Whether to wait for a place if none is free.", default=False
    )
    confirms_intent: bool = asked("Хочу зачислить ребёнка в эту группу", "Whether the family means it.")
    accepts_family_part: bool = asked("Согласен оплатить часть семьи", "Whether it pays what the certificate does not.")
    has_read_terms: bool = asked("С условиями ознакомлен", "Whether it has read the terms and the charter.")
    consents_to_transfer: bool = asked(
        "Согласен на передачу сведений о ребёнке организации", "Consent to give the provider the child's data."
    )

    def why_not(self) -> Iterator[Refusal]:
        yield from _why_not_ticked(self)


@dataclass(frozen=True, kw_only=True)
class SubmitEnrollment:
    """Send a draft, with every consent; the place is held at once (C 2.13)."""

    waits: bool = asked(
        "Встать в лист ожидания, если мест нет", "Whether to wait for a place if none is free.", default=False
    )
    confirms_intent: bool = asked("Хочу зачислить ребёнка в эту группу", "Whether the family means it.")
    accepts_family_part: bool = asked("Согласен оплатить часть семьи", "Whether it pays what the certificate does not.")
    has_read_terms: bool = asked("С условиями ознакомлен", "Whether it has read the terms and the charter.")
    consents_to_transfer: bool = asked(
        "Согласен на передачу сведений о ребёнке организации", "Consent to give the provider the child's data."
    )

    def why_not(self) -> Iterator[Refusal]:
        yield from _why_not_ticked(self)


@dataclass(frozen=True, kw_only=True)
class AcceptPlace:
    """Take the place that came free, or give it up to the next in the list."""

    answer: PlaceAnswer = asked("Ответ", "Whether the place is taken.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class AnswerEnrollment:
    """Take the child, and ask the municipality that issued the certificate; or refuse on a coded ground (C 2.14)."""

    answer: ProviderAnswer = asked("Ответ", "Whether the child is taken.")
    ground: str = asked(
        "Основание отказа",
        "Code of the ground of a refusal.",
        grounds_of="EnrollmentApproval",
        only_for="REFUSE",
        must=True,
        default="",
    )
    reason: str = asked("Пояснение", "Reasons in words.", help="Его прочтёт семья.", must_for="REFUSE", default="")

    def why_not(self) -> Iterator[Refusal]:
        if self.answer is ProviderAnswer.REFUSE:
            yield from required(self.reason, "Объясните семье причину отказа.", "reason")
        else:
            yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class AssessEnrollment:
    """Say whether the enrollment is possible, by the volume of services received at this moment (C 2.15)."""

    verdict: AssessmentVerdict = asked("Решение", "What was found.")
    ground: str = asked(
        "Основание отказа",
        "Code of the ground, if it is not possible.",
        grounds_of="EnrollmentApproval",
        only_for="NOT_POSSIBLE",
        must=True,
        default="",
    )
    reason: str = asked(
        "Пояснение", "Reasons in words.", help="Его прочтёт семья.", must_for="NOT_POSSIBLE", default=""
    )

    def why_not(self) -> Iterator[Refusal]:
        if self.verdict is AssessmentVerdict.NOT_POSSIBLE:
            yield from required(self.reason, "Объясните семье, почему зачисление невозможно.", "reason")
        else:
            yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class AppealAssessment:
    """Ask the head of the municipality to look at the refusal again, or agree with it."""

    answer: RefusalAnswer = asked("Ответ", "Whether the refusal is appealed.")
    text: str = asked("Доводы", "What the family says against the refusal.", only_for="APPEAL", must=True, default="")

    def why_not(self) -> Iterator[Refusal]:
        if self.answer is RefusalAnswer.APPEAL:
            yield from required(self.text, "Напишите, с чем вы не согласны.", "text")
        else:
            yield from too_long(self.text, "text")


@dataclass(frozen=True, kw_only=True)
class DecideAssessmentAppeal:
    """The head decides on the appeal; to uphold it is to say that the enrollment is possible."""

    verdict: EnrollmentAppealVerdict = asked("Решение", "What is decided.")
    reason: str = asked("Обоснование", "Reasons in words.", help="Его прочтёт семья.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Обоснуйте решение: его прочтёт семья.", "reason")


@dataclass(frozen=True, kw_only=True)
class OverrideAssessment:
    """The head says that the enrollment is possible although it was found not to be."""

    reason: str = asked("Обоснование", "Reasons in words.", help="Его прочтёт семья, и оно останется в деле.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Обоснуйте, почему зачисление возможно.", "reason")


@dataclass(frozen=True, kw_only=True)
class Enroll:
    """Enroll by an order of the provider, or refuse although it is possible (C 2.13; domain 3.4-4)."""

    verdict: EnrollmentVerdict = asked("Решение", "Whether the child is enrolled.")
    order_number: str = asked(
        "Номер приказа", "Number of the order.", line=True, only_for="ENROLL", must=True, default=""
    )
    order_date: date | None = asked("Дата приказа", "Date of the order.", only_for="ENROLL", must=True, default=None)
    ground: str = asked(
        "Основание отказа",
        "Code of the ground of a refusal.",
        grounds_of="EnrollmentApproval",
        only_for="REFUSE",
        must=True,
        default="",
    )
    reason: str = asked("Пояснение", "Reasons in words.", help="Его прочтёт семья.", must_for="REFUSE", default="")

    def why_not(self) -> Iterator[Refusal]:
        if self.verdict is EnrollmentVerdict.REFUSE:
            yield from required(self.reason, "Объясните семье причину отказа.", "reason")
            return
        yield from too_long(self.reason, "reason")
        yield from why_not_order(self.order_number, self.order_date)


@dataclass(frozen=True, kw_only=True)
class CancelEnrollmentRequest:
    """Take the request back; the place and the volume are free again."""

    reason: str = asked("Причина", "Why it is taken back.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason")
