"""What a provider, a family and the operator decide about a contract that was made by mistake (domain 4d-12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.db.models import TextChoices

from backoffice.contracts.annulments import RULE
from backoffice.errors import Refusal
from workflows.decisions import fields as texts
from workflows.decisions.fields import asked

required, too_long = partial(texts.required, rule=RULE), partial(texts.too_long, rule=RULE)


class AnnulmentAnswer(TextChoices):
    AGREE = "AGREE", "Договор заключён по ошибке"
    DECLINE = "DECLINE", "Договор не ошибочный"


class AnnulmentVerdict(TextChoices):
    GRANT = "GRANT", "Признать договор ошибочным"
    REFUSE = "REFUSE", "Отказать"


@dataclass(frozen=True, kw_only=True)
class RequestAnnulment:
    """Ask the operator to take a contract back that was made by mistake."""

    reason: str = asked("В чём ошибка", "What the mistake is.", help="Прочтут семья и оператор.")
    letter: int = asked(
        "Письмо руководителя",
        "Global id of the signed letter, a StoredFile that you uploaded.",
        id_of="StoredFile",
        help="PDF, PNG или JPEG.",
    )

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Объясните, в чём ошибка.", "reason")


@dataclass(frozen=True, kw_only=True)
class AnswerAnnulment:
    """Say whether the contract was a mistake. Without the family's word it stays."""

    answer: AnnulmentAnswer = asked("Ответ", "Whether it was a mistake.")
    reason: str = asked("Пояснение", "In words, if you like.", help="Прочтут организация и оператор.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class DecideAnnulment:
    """Take the contract back if all four conditions are met, or leave it. Every kopeck goes back to the certificate."""

    verdict: AnnulmentVerdict = asked("Решение", "Whether the contract is taken back.")
    both_agree: bool = asked(
        "Обе стороны подтвердили ошибку", "Condition 1.", only_for="GRANT", must=True, default=False
    )
    not_invoiced: bool = asked(
        "Договора нет ни в одном счёте", "Condition 2.", only_for="GRANT", must=True, default=False
    )
    is_serious: bool = asked("Причина серьёзная", "Condition 3.", only_for="GRANT", must=True, default=False)
    money_needed: bool = asked(
        "Средства нужны для другого договора", "Condition 4.", only_for="GRANT", must=True, default=False
    )
    reason: str = asked("Обоснование", "Reasons in words.", help="Прочтут организация и семья.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Обоснуйте решение.", "reason")
