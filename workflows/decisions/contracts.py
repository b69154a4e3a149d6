"""What a provider and a family decide about a contract on education (domain 4d-1 to 4d-4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import TextChoices

from backoffice.contracts.rules import RULE
from backoffice.errors import Refusal
from backoffice.people.words import Relation
from backoffice.signatures.kinds import Answer
from backoffice.signatures.models import Signature
from workflows.decisions import fields as texts
from workflows.decisions.enrollments import why_not_order
from workflows.decisions.fields import asked

required, too_long = partial(texts.required, rule=RULE), partial(texts.too_long, rule=RULE)
SigningWay = Signature.Kind


class OfferVerdict(TextChoices):
    OFFER = "OFFER", "Предложить договор"
    REFUSE = "REFUSE", "Отказать"


class OfferAnswer(TextChoices):
    ACCEPT = "ACCEPT", "Принять договор"
    DECLINE = "DECLINE", "Отказаться от договора"


class ConsentAnswer(TextChoices):
    CONSENT = "CONSENT", "Согласиться"
    DECLINE = "DECLINE", "Не согласиться"


class SigningVerdict(TextChoices):
    SIGN = "SIGN", "Подписать договор и зачислить"
    REFUSE = "REFUSE", "Отказать"


def _way(answer: str):
    text = "By code, or on paper with a scan."
    return asked("Способ подписи", text, only_for=answer, default=SigningWay.SIMPLE)


def _code():
    text = "The one-time code; empty on paper."
    return asked("Код подписи", text, line=True, only_for="SIMPLE", question="way", must=True, default="")


def _scan():
    return asked(
        "Скан подписанной бумаги",
        "An uploaded file of yours; null with a code.",
        id_of="StoredFile",
        help="PDF, PNG или JPEG.",
        only_for="PAPER",
        question="way",
        must=True,
        default=None,
    )


def _signed_on():
    text = "Day on the paper; null with a code."
    return asked("День подписания бумаги", text, only_for="PAPER", question="way", must=True, default=None)


def answer_of(decision) -> Answer:
    """How a decision is signed."""
    on_paper = decision.way == SigningWay.PAPER
    return Answer(decision.way, decision.code.strip(), decision.scan, decision.signed_on if on_paper else None)


def _why_not_ticked(decision) -> Iterator[Refusal]:
    asked_for = {
        "has_read_terms": "Подтвердите, что прочли договор, устав и лицензию организации.",
        "consents_to_processing": "Дайте согласие на обработку персональных данных ребёнка организацией.",
    }
    for name, text in asked_for.items():
        if not getattr(decision, name):
            rule = f"{RULE}; 152-ФЗ, ст. 9; 273-ФЗ, ст. 55"
            yield Refusal("CONFIRMATION_REQUIRED", text, rule, "Поставьте отметку.", (name,))


@dataclass(frozen=True, kw_only=True)
class OfferContract:
    """Offer the contract to the family, and the certificate's part is reserved; or refuse on a coded ground."""

    verdict: OfferVerdict = asked("Решение", "Whether the contract is offered.")
    number: str = asked(
        "Номер договора", "Your own number; empty: the next one of the year.", line=True, only_for="OFFER", default=""
    )
    starts_on: date | None = asked(
        "Первый день",
        "First day; null: as the family asked, or today if that has passed.",
        only_for="OFFER",
        default=None,
    )
    ground: str = asked(
        "Основание отказа",
        "Code of the ground of a refusal.",
        grounds_of="ContractSigning",
        only_for="REFUSE",
        must=True,
        default="",
    )
    reason: str = asked("Пояснение", "Reasons in words.", help="Его прочтёт семья.", must_for="REFUSE", default="")

    def why_not(self) -> Iterator[Refusal]:
        if self.verdict is OfferVerdict.REFUSE:
            yield from required(self.reason, "Объясните семье причину отказа.", "reason")
        else:
            yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class AcceptContract:
    """Accept the offer by a signature under it and under the application for enrollment; or decline it (ГК 438)."""

    answer: OfferAnswer = asked("Ответ", "Whether the offer is accepted.")
    way: SigningWay = _way("ACCEPT")
    code: str = _code()
    scan: int | None = _scan()
    signed_on: date | None = _signed_on()
    has_read_terms: bool = asked(
        "Договор, устав и лицензию прочёл",
        "Whether contract, charter and licence were read.",
        only_for="ACCEPT",
        must=True,
        default=False,
    )
    consents_to_processing: bool = asked(
        "Согласен на обработку данных ребёнка",
        "Consent that the provider works with the child's data.",
        only_for="ACCEPT",
        must=True,
        default=False,
    )
    reason: str = asked("Причина отказа", "Why it is declined.", only_for="DECLINE", default="")

    def why_not(self) -> Iterator[Refusal]:
        if self.answer is OfferAnswer.ACCEPT:
            yield from _why_not_ticked(self)
        yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class ConsentToContract:
    """A representative agrees to the contract that a child of 14 or more has accepted, or does not (ГК 26)."""

    answer: ConsentAnswer = asked("Ответ", "Whether the representative agrees.")
    way: SigningWay = _way("CONSENT")
    code: str = _code()
    scan: int | None = _scan()
    signed_on: date | None = _signed_on()
    reason: str = asked("Причина отказа", "Why there is no consent.", only_for="DECLINE", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class SignContract:
    """Sign the contract and enroll the child by an order; or refuse on a coded ground."""

    verdict: SigningVerdict = asked("Решение", "Whether the contract is signed.")
    way: SigningWay = _way("SIGN")
    code: str = _code()
    scan: int | None = _scan()
    signed_on: date | None = _signed_on()
    order_number: str = asked(
        "Номер приказа о зачислении", "Number of the order.", line=True, only_for="SIGN", must=True, default=""
    )
    order_date: date | None = asked("Дата приказа", "Date of the order.", only_for="SIGN", must=True, default=None)
    ground: str = asked(
        "Основание отказа",
        "Code of the ground of a refusal.",
        grounds_of="ContractSigning",
        only_for="REFUSE",
        must=True,
        default="",
    )
    reason: str = asked("Пояснение", "Reasons in words.", help="Его прочтёт семья.", must_for="REFUSE", default="")

    def why_not(self) -> Iterator[Refusal]:
        if self.verdict is SigningVerdict.REFUSE:
            yield from required(self.reason, "Объясните семье причину отказа.", "reason")
            return
        yield from too_long(self.reason, "reason")
        yield from why_not_order(self.order_number, self.order_date)


@dataclass(frozen=True, kw_only=True)
class RecordPaperAcceptance:
    """The provider keeps the acceptance that the family has signed on paper and brought to it."""

    scan: int = asked(
        "Скан подписанной бумаги", "An uploaded file of yours.", id_of="StoredFile", help="PDF, PNG или JPEG."
    )
    signed_on: date = asked("День подписания бумаги", "Day on the paper.")
    signer: str = asked(
        "Кто подписал",
        "Whole name on the paper; an account is not needed.",
        help="Фамилия, имя, отчество.",
        line=True,
    )
    relation: Relation | None = asked(
        "Кем приходится ребёнку",
        "What the signer is to the child; null: the child itself, of 14 or more.",
        default=None,
    )
    has_read_terms: bool = asked(
        "Семья прочла договор, устав и лицензию", "Whether the paper says that they were read."
    )
    consents_to_processing: bool = asked(
        "Семья согласна на обработку данных ребёнка", "Whether the paper consents to work with the child's data."
    )

    def why_not(self) -> Iterator[Refusal]:
        yield from _why_not_ticked(self)


@dataclass(frozen=True, kw_only=True)
class PrintApplication:
    """Make the application for enrollment that a family signs on paper, with lines to fill in by hand."""

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class RequestSigningCode:
    """Ask for a code to sign with, and for the documents that will be signed."""

    def why_not(self) -> Iterator[Refusal]:
        return iter(())
