"""What a municipality and the operator decide about funding programs, parameters, use orders and payers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import TextChoices

from backoffice.acts.card import ActCard, why_not_verdict
from backoffice.entitlements.order_card import UseOrderCard
from backoffice.errors import Refusal
from backoffice.funding import program_rules
from backoffice.funding.program_card import FundingProgramCard
from backoffice.municipalities import parameter_rules
from backoffice.municipalities.parameters_card import ParametersCard
from backoffice.payments.payers import PayerCard
from workflows.decisions import fields as texts
from workflows.decisions.fields import asked

PROGRAM, PARAMETERS = program_rules.RULE, parameter_rules.RULE
required, too_long = texts.required, texts.too_long
_act = partial(
    asked, "Правовой акт", "The act that approves it; null for a return.", only_for="APPROVE", must=True, default=None
)


class ApprovalVerdict(TextChoices):
    APPROVE = "APPROVE", "Утвердить"
    RETURN = "RETURN", "Вернуть на исправление"


def _verdict(verdict: ApprovalVerdict, act: ActCard | None, words: str, name: str, rule: str) -> Iterator[Refusal]:
    """An approval needs an act, a return needs words."""
    yield from why_not_verdict(act, approves=verdict is ApprovalVerdict.APPROVE)
    if verdict is ApprovalVerdict.RETURN:
        yield from required(words, "Напишите, что исправить.", name, rule=rule)
    else:
        yield from too_long(words, name, rule=rule)


@dataclass(frozen=True, kw_only=True)
class DraftFundingProgram:
    """Begin a municipality's funding program, or its next version, for a calendar year or other days (R 1.10)."""

    year: int | None = asked(
        "Год",
        "The calendar year; null if first and last day are given.",
        help="Нужно одно из двух: календарный год здесь или первый и последний день ниже.",
        default=None,
    )
    starts_on: date | None = asked("Первый день периода", "First day of the period, if not a year.", default=None)
    ends_on: date | None = asked("Последний день периода", "Last day of the period, if not a year.", default=None)
    card: FundingProgramCard = asked("Программа", "What the program says.")

    def why_not(self) -> Iterator[Refusal]:
        if self.year is not None and (self.starts_on or self.ends_on):
            text, remedy = "Указаны и год, и дни периода.", "Оставьте либо год, либо первый и последний день."
            yield Refusal("PERIOD_INVALID", text, PROGRAM, remedy, ("year",))

    @property
    def days(self) -> tuple[date | None, date | None]:
        """First and last day of the period; None where they make none."""
        if self.year is None:
            return self.starts_on, self.ends_on
        if self.year not in program_rules.YEARS:
            return None, None
        return date(self.year, 1, 1), date(self.year, 12, 31)


@dataclass(frozen=True, kw_only=True)
class SaveFundingProgram:
    """Write the card over a draft or a returned program."""

    card: FundingProgramCard = asked("Программа", "What the program says now.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class SubmitFundingProgram:
    """Hand the program over to the head of the municipality; it is closed from then on."""

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class ApproveFundingProgram:
    """Put the program in force by an act, or return it with a remark."""

    verdict: ApprovalVerdict = asked("Решение", "What the head decides.")
    act: ActCard | None = _act()
    remark: str = asked("Что исправить", "Remark of a return.", only_for="RETURN", must=True, default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from _verdict(self.verdict, self.act, self.remark, "remark", PROGRAM)


@dataclass(frozen=True, kw_only=True)
class ResubmitFundingProgram:
    """Hand the corrected program over again."""

    reply: str = asked("Ответ на замечания", "What was corrected, or why not.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reply, "reply", rule=PROGRAM)


@dataclass(frozen=True, kw_only=True)
class WithdrawFundingProgram:
    """Take the program back before it is approved."""

    reason: str = asked("Причина", "Why it is taken back.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason", rule=PROGRAM)


@dataclass(frozen=True, kw_only=True)
class DraftParameters:
    """Begin new municipal parameters: the figures for the normative cost (R 1.7, R 2.9)."""

    card: ParametersCard = asked("Параметры", "The figures, and from which day on.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class SaveParameters:
    """Write the card over drafted or returned parameters."""

    card: ParametersCard = asked("Параметры", "The figures, and from which day on.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class SubmitParameters:
    """Hand the parameters over to the operator for a check."""

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class CheckParameters:
    """Look at the parameters and remark on them, or not; the operator cannot stop them."""

    remark: str = asked(
        "Замечание", "What is odd; empty: nothing.", help="Его увидит руководитель муниципалитета.", default=""
    )

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.remark, "remark", rule=PARAMETERS)


@dataclass(frozen=True, kw_only=True)
class ApproveParameters:
    """Put the parameters in force by an act, or return them with a reason."""

    verdict: ApprovalVerdict = asked("Решение", "What the head decides.")
    act: ActCard | None = _act()
    reason: str = asked("Что исправить", "Reason of a return.", only_for="RETURN", must=True, default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from _verdict(self.verdict, self.act, self.reason, "reason", PARAMETERS)


@dataclass(frozen=True, kw_only=True)
class ResubmitParameters:
    """Hand the corrected parameters over again."""

    reply: str = asked("Ответ на замечания", "What was corrected, or why not.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reply, "reply", rule=PARAMETERS)


@dataclass(frozen=True, kw_only=True)
class WithdrawParameters:
    """Take the parameters back before they are approved."""

    reason: str = asked("Причина", "Why they are taken back.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason", rule=PARAMETERS)


@dataclass(frozen=True, kw_only=True)
class AdoptUseOrder:
    """Adopt how certificates may be used in the municipality from a day on (C 2.12)."""

    order: UseOrderCard = asked("Порядок использования", "The order.")
    act: ActCard = asked("Правовой акт", "The act that adopts it.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class AppointPayer:
    """Appoint the organisation that pays for the municipality from a day on; the one before it ends (R 1.12)."""

    payer: PayerCard = asked("Уполномоченная организация", "The organisation.")
    act: ActCard = asked("Правовой акт", "The act that appoints it.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())
