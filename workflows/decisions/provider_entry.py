"""What an applicant, the operator's clerk and its head decide about a provider."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.db.models import TextChoices

from backoffice.errors import Refusal
from backoffice.providers.card import ProviderCard
from backoffice.providers.rules import REGISTER, why_not_requisites
from workflows.decisions import fields as texts
from workflows.decisions.fields import asked
from workflows.decisions.program_certification import RemarkOn

required, too_long = partial(texts.required, rule=REGISTER), partial(texts.too_long, rule=REGISTER)


class ProviderVerdict(TextChoices):
    ACCEPT = "ACCEPT", "Включить в реестр"
    RETURN = "RETURN", "Вернуть на исправление"
    REFUSE = "REFUSE", "Отказать"


@dataclass(frozen=True, kw_only=True)
class DraftProvider:
    """Begin a provider: an organisation or an entrepreneur that wants to enter the register (L 6)."""

    card: ProviderCard = asked("Карточка", "What the provider says of itself.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class SaveProvider:
    """Write the card; of a returned one only the remarked fields may change."""

    card: ProviderCard = asked("Карточка", "What the provider says of itself now.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class SubmitProvider:
    """Apply for the register of providers; the card is closed from then on (L 6)."""

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class ReviewProvider:
    """Enter the provider into the register, return the card with remarks on its fields, or refuse on coded grounds."""

    verdict: ProviderVerdict = asked("Решение", "What the review found.")
    remarks: tuple[RemarkOn, ...] = asked(
        "Замечания", "Remarks of a return, each on one field.", only_for="RETURN", must=True, default=()
    )
    grounds: tuple[str, ...] = asked(
        "Основания отказа",
        "Codes of the grounds of a refusal.",
        grounds_of="ProviderEntry",
        only_for="REFUSE",
        must=True,
        default=(),
    )
    reason: str = asked("Пояснение", "Reasons in words.", help="Его прочтёт заявитель.", must_for="REFUSE", default="")

    def why_not(self) -> Iterator[Refusal]:
        if self.remarks and self.verdict is not ProviderVerdict.RETURN:
            text, remedy = "Замечания бывают только при возврате.", "Уберите замечания или верните карточку."
            yield Refusal("REMARKS_WITHOUT_RETURN", text, REGISTER, remedy, ("remarks",))
        if self.grounds and self.verdict is not ProviderVerdict.REFUSE:
            text, remedy = "Основания бывают только при отказе.", "Уберите основания или откажите."
            yield Refusal("GROUNDS_WITHOUT_REFUSAL", text, REGISTER, remedy, ("grounds",))
        for place, remark in enumerate(self.remarks):
            yield from required(remark.text, "Напишите, что исправить.", "remarks", str(place), "text")
        yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class ResubmitProvider:
    """Submit the corrected card again; only the remarked fields may have changed."""

    reply: str = asked(
        "Ответ на замечания",
        "Why a remarked field was left as it is.",
        help="Нужен, если поле с замечанием вы не изменили.",
        default="",
    )

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reply, "reply")


@dataclass(frozen=True, kw_only=True)
class WithdrawProvider:
    """Take the application back before the decision."""

    reason: str = asked("Причина", "Why it is taken back.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class SaveRequisites:
    """Tell the bank requisites of a provider in the register: a payment agreement asks for them (Rules 8.1)."""

    bank_name: str = asked("Банк", "Name of the bank.", line=True)
    bik: str = asked("БИК", "9 digits.", line=True)
    settlement_account: str = asked("Расчётный счёт", "20 digits.", line=True)
    correspondent_account: str = asked("Корреспондентский счёт", "20 digits.", line=True)

    def why_not(self) -> Iterator[Refusal]:
        yield from why_not_requisites(self)


@dataclass(frozen=True, kw_only=True)
class SuspendProvider:
    """Stop new work with a provider; it stays in the register."""

    reason: str = asked("Причина", "Why it is suspended.", help="Её прочтёт поставщик.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Укажите причину приостановления.", "reason")


@dataclass(frozen=True, kw_only=True)
class ResumeProvider:
    """Let a suspended provider work again."""

    reason: str = asked("Причина", "Why it may work again.", help="Её прочтёт поставщик.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Укажите причину возобновления.", "reason")


@dataclass(frozen=True, kw_only=True)
class ExcludeProvider:
    """End the provider's entry in the register, on a coded ground."""

    ground: str = asked("Основание исключения", "Code of the ground.", grounds_of="ProviderExclusion")
    reason: str = asked("Пояснение", "Reasons in words.", help="Его прочтёт поставщик.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Объясните исключение из реестра.", "reason")
