"""The decisions about a payment agreement, in the order in which they are taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from backoffice.errors import Refusal
from backoffice.payments.rules import RULE, why_not_limit
from workflows.decisions.fields import asked, required, too_long
from workflows.decisions.program_certification import AppealVerdict


class AgreementVerdict(TextChoices):
    CONFIRM = "CONFIRM", "Подтвердить"
    REJECT = "REJECT", "Отклонить"


@dataclass(frozen=True, kw_only=True)
class RequestAgreement:
    """Ask the authorised organisation of a municipality for a payment agreement for a year (Rules 8.1)."""

    provider: int = asked("Поставщик", "Id of the provider, yours.", id_of="Provider")
    payer: int = asked("Уполномоченная организация", "Id of the payer.", id_of="AuthorisedOrganisation")
    year: int = asked("Год", "Calendar year: this one, or the next one at the end of the year.")
    limit: int | None = asked("Предельная сумма", "Kopecks a year at most; null: no limit.", money=True, default=None)

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class ConfirmAgreement:
    """Agree, perhaps with a yearly limit, or reject on coded grounds."""

    verdict: AgreementVerdict = asked("Решение", "Confirm or reject.")
    limit: int | None = asked(
        "Предельная сумма", "Kopecks a year at most; null: as asked for.", money=True, only_for="CONFIRM", default=None
    )
    grounds: tuple[str, ...] = asked(
        "Основания",
        "Codes of the grounds of a rejection.",
        grounds_of="PaymentAgreementSigning",
        only_for="REJECT",
        must=True,
        default=(),
    )
    reason: str = asked("Пояснение", "Reasons in words.", help="Его прочтёт поставщик.", must_for="REJECT", default="")

    def why_not(self) -> Iterator[Refusal]:
        if self.grounds and self.verdict is AgreementVerdict.CONFIRM:
            text = "Основания бывают только при отказе."
            yield Refusal("GROUNDS_WITHOUT_REFUSAL", text, RULE, "Уберите основания или отклоните.", ("grounds",))
        yield from why_not_limit(self.limit)
        yield from too_long(self.reason, "reason", rule=RULE)


@dataclass(frozen=True, kw_only=True)
class SignAgreement:
    """Tell the number and the day of the signed agreement; from then on money can be paid by it."""

    number: str = asked("Номер договора", "Number as printed.", line=True)
    signed_on: date = asked("День подписания", "Not in the future, not before the request.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class AppealAgreement:
    """Contest the payer's rejection before the head of the operator."""

    text: str = asked("Жалоба", "Why the rejection is wrong.", help="Почему вы не согласны с отказом.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.text, "Напишите, почему вы не согласны с отказом.", "text", rule=RULE)


@dataclass(frozen=True, kw_only=True)
class DecideAgreementAppeal:
    """Uphold the appeal, and the agreement is confirmed; or reject it, and the rejection stands."""

    verdict: AppealVerdict = asked("Решение", "Uphold or reject.")
    reason: str = asked("Обоснование", "Why.", help="Его прочтут поставщик и уполномоченная организация.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Обоснуйте решение по жалобе.", "reason", rule=RULE)


@dataclass(frozen=True, kw_only=True)
class WithdrawAgreement:
    """Take the request back, before it is rejected or signed."""

    reason: str = asked("Причина", "Why it is taken back.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason", rule=RULE)


@dataclass(frozen=True, kw_only=True)
class ArchiveAgreement:
    """End an agreement in force: nothing new is paid by it."""

    reason: str = asked("Причина", "Why it ends.", help="Её прочтёт поставщик.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Объясните, почему договор переводится в архив.", "reason", rule=RULE)
