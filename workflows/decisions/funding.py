"""What a family, a clerk and a head decide about the money of certificates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.db.models import TextChoices

from backoffice.errors import Refusal
from backoffice.funding.rules import RULE
from workflows.decisions import fields as texts
from workflows.decisions.fields import asked

required, too_long = partial(texts.required, rule=RULE), partial(texts.too_long, rule=RULE)


class FundingVerdict(TextChoices):
    GRANT = "GRANT", "Закрепить средства"
    REFUSE = "REFUSE", "Отказать"


@dataclass(frozen=True, kw_only=True)
class RequestFunding:
    """Ask for money on a certificate of accounting, in a category of children (C 1.4, C 2.10)."""

    category: str = asked("Категория", "Code of the category.", code_of="CertificateCategory")
    file: int | None = asked(
        "Документ",
        "The paper that shows the category, uploaded by you.",
        id_of="StoredFile",
        help="PDF, PNG или JPEG.",
        default=None,
    )

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class ReviewFunding:
    """Put money on the certificate, or a place in the queue if there is none left; or refuse on coded grounds."""

    verdict: FundingVerdict = asked("Решение", "What the review found.")
    grounds: tuple[str, ...] = asked(
        "Основания отказа",
        "Codes of the grounds of a refusal.",
        grounds_of="FundingStatusChange",
        only_for="REFUSE",
        must=True,
        default=(),
    )
    reason: str = asked("Пояснение", "Reasons in words.", help="Его прочтёт семья.", must_for="REFUSE", default="")

    def why_not(self) -> Iterator[Refusal]:
        if self.grounds and self.verdict is not FundingVerdict.REFUSE:
            text, remedy = "Основания бывают только при отказе.", "Уберите основания или откажите."
            yield Refusal("GROUNDS_WITHOUT_REFUSAL", text, RULE, remedy, ("grounds",))
        yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class WithdrawFunding:
    """Take the request back, or give up the place in the queue."""

    reason: str = asked("Причина", "Why it is taken back.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class ReturnFunding:
    """Give unused money back: the certificate becomes one of accounting, and the next in the queue is served."""

    reason: str = asked("Причина", "Why it is given back.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class RemoveFromQueue:
    """End a place in the queue that should not be there; the family reads why."""

    reason: str = asked("Причина", "Why the place is ended.", help="Её прочтёт семья.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Объясните, почему заявление снимается с очереди.", "reason")


@dataclass(frozen=True, kw_only=True)
class StartReplenishment:
    """Put the money of a period on the funded certificates of the municipality, batch by batch (L 7)."""

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class CancelReplenishment:
    """Stop a running replenishment after its present batch; what it has granted stays."""

    reason: str = asked("Причина", "Why it is stopped.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason")
