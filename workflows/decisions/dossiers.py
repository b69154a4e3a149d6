"""The decisions about a dossier of a program for a budget register, in the order in which they are taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices

from backoffice.acts.card import ActCard
from backoffice.commissions.dossier_card import DossierCard
from backoffice.commissions.dossier_rules import (
    BUDGET,
    DECISION,
    NEED,
    REGISTERS,
    REVIEW,
    why_not_act,
    why_not_maximum,
)
from backoffice.commissions.dossiers import AuthorityOrder
from backoffice.errors import Refusal
from backoffice.registers.models import BudgetRegister
from workflows.decisions.fields import asked, required, too_long
from workflows.decisions.program_certification import AppealVerdict, RemarkOn

AuthorityVerdict = AuthorityOrder.Verdict


class DossierCheck(TextChoices):
    PASS = "PASS", "Передать в повестку"
    RETURN = "RETURN", "Вернуть на исправление"


class FormalVerdict(TextChoices):
    APPROVE = "APPROVE", "Включить в реестр"
    RETURN = "RETURN", "Вернуть: нарушен порядок"


def _too_long(card: DossierCard | None) -> Iterator[Refusal]:
    for name in ("need", "priorities") if card else ():
        yield from too_long(getattr(card, name), "dossier", name, rule=BUDGET)


@dataclass(frozen=True, kw_only=True)
class FileDossier:
    """Put a program before the commission: one register, a number of places, and why (C 2.5). It is frozen then."""

    dossier: DossierCard = asked("Заявка", "What is asked for.")

    def why_not(self) -> Iterator[Refusal]:
        yield from _too_long(self.dossier)


@dataclass(frozen=True, kw_only=True)
class CheckDossier:
    """Pass the check of the secretary, or return the dossier with remarks on fields of program and dossier."""

    verdict: DossierCheck = asked("Решение", "What the check found.")
    remarks: tuple[RemarkOn, ...] = asked(
        "Замечания",
        "Remarks of a return, each on one field: of the program's card, or of the dossier, for example dossier.places.",
        only_for="RETURN",
        must=True,
        default=(),
    )

    def why_not(self) -> Iterator[Refusal]:
        if self.remarks and self.verdict is not DossierCheck.RETURN:
            text, remedy = "Замечания бывают только при возврате.", "Уберите замечания или верните заявку."
            yield Refusal("REMARKS_WITHOUT_RETURN", text, REVIEW, remedy, ("remarks",))
        for place, remark in enumerate(self.remarks):
            yield from required(remark.text, "Напишите, что исправить.", "remarks", str(place), "text", rule=REVIEW)


@dataclass(frozen=True, kw_only=True)
class ResubmitDossier:
    """File the corrected dossier again; only what was remarked may have changed. The program is saved before."""

    dossier: DossierCard | None = asked(
        "Заявка", "The dossier as it shall be; null: as it was.", help="Если замечания — к самой заявке.", default=None
    )
    reply: str = asked(
        "Ответ на замечания",
        "Why a remarked field was left as it is.",
        help="Нужен, если поле с замечанием вы не изменили.",
        default="",
    )

    def why_not(self) -> Iterator[Refusal]:
        yield from _too_long(self.dossier)
        yield from too_long(self.reply, "reply", rule=REVIEW)


@dataclass(frozen=True, kw_only=True)
class PutOnAgenda:
    """Put the program on the agenda of a meeting that is called."""

    meeting: int = asked(
        "Заседание", "Id of a called meeting of the same commission.", id_of="Meeting", of_case="meetings"
    )

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class DecidePreProfessional:
    """Decide in place of the commission on a pre-professional program: its register and maximum (C 2.6)."""

    verdict: AuthorityVerdict = asked("Решение", "Enter, refuse, or return for a breach of procedure.")
    register: BudgetRegister | None = asked(
        "Реестр", "Which register, if it is entered.", only_for="APPROVE", must=True, default=None
    )
    places: int | None = asked(
        "Максимальное число обучающихся",
        "Pupils at most, if it is entered.",
        only_for="APPROVE",
        must=True,
        default=None,
    )
    need: str = asked(
        "Оценка потребности",
        "How the need of the population was judged; not for a return.",
        only_for=("APPROVE", "REFUSE"),
        must=True,
        default="",
    )
    development: str = asked(
        "Направления развития",
        "Which direction of development it serves; not for a return.",
        only_for=("APPROVE", "REFUSE"),
        must=True,
        default="",
    )
    act: ActCard | None = asked("Акт", "The act by which it is entered.", only_for="APPROVE", must=True, default=None)
    reason: str = asked(
        "Обоснование",
        "Why it is refused, or which breach was found.",
        only_for=("REFUSE", "RETURN"),
        must=True,
        default="",
    )

    def why_not(self) -> Iterator[Refusal]:
        yield from why_not_act(given=self.act is not None, approves=self.verdict is AuthorityVerdict.APPROVE)
        if self.verdict is AuthorityVerdict.APPROVE:
            yield from why_not_maximum(self.register, self.places)
        if self.verdict is not AuthorityVerdict.RETURN:
            yield from required(self.need, "Оцените потребность населения в программе.", "need", rule=NEED)
            text = "Укажите, каким направлениям развития муниципалитета она служит."
            yield from required(self.development, text, "development", rule=NEED)
        yield from _why_not_reason(self.verdict, self.reason)


@dataclass(frozen=True, kw_only=True)
class OrderSignificant:
    """Give the order that enters a significant program as recommended, or return it for a breach of procedure."""

    verdict: FormalVerdict = asked("Решение", "Enter as recommended, or return for a breach of procedure.")
    act: ActCard | None = asked("Акт", "The act by which it is entered.", only_for="APPROVE", must=True, default=None)
    reason: str = asked(
        "Нарушение порядка", "Which breach was found; of a return.", only_for="RETURN", must=True, default=""
    )

    def why_not(self) -> Iterator[Refusal]:
        yield from why_not_act(given=self.act is not None, approves=self.verdict is FormalVerdict.APPROVE)
        yield from _why_not_reason(self.verdict, self.reason)


@dataclass(frozen=True, kw_only=True)
class OrderGeneralDevelopment:
    """Give the order that enters a general-development program, and keep its funding regardless of demand (C 2.3)."""

    verdict: FormalVerdict = asked("Решение", "Enter as recommended, or return for a breach of procedure.")
    keeps_funding: str = asked(
        "Сохранение финансирования",
        "Why it is paid regardless of demand; not for a return.",
        only_for="APPROVE",
        must=True,
        default="",
    )
    act: ActCard | None = asked("Акт", "The act by which it is entered.", only_for="APPROVE", must=True, default=None)
    reason: str = asked(
        "Нарушение порядка", "Which breach was found; of a return.", only_for="RETURN", must=True, default=""
    )

    def why_not(self) -> Iterator[Refusal]:
        yield from why_not_act(given=self.act is not None, approves=self.verdict is FormalVerdict.APPROVE)
        if self.verdict is FormalVerdict.APPROVE:
            text = "Решите, почему финансирование сохраняется независимо от спроса."
            yield from required(self.keeps_funding, text, "keeps_funding", rule=REGISTERS)
        yield from _why_not_reason(self.verdict, self.reason)


def _why_not_reason(verdict: str, reason: str) -> Iterator[Refusal]:
    """An approval rests on its act; every other verdict is explained."""
    if verdict == AuthorityVerdict.APPROVE:
        yield from too_long(reason, "reason", rule=DECISION)
    else:
        yield from required(reason, "Объясните решение: его прочтут организация и комиссия.", "reason", rule=DECISION)


@dataclass(frozen=True, kw_only=True)
class AppealRejection:
    """Contest the commission's rejection before the head of the municipality."""

    text: str = asked("Жалоба", "Why the rejection is wrong.", help="Почему вы не согласны с решением комиссии.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.text, "Напишите, почему вы не согласны с отказом.", "text", rule=DECISION)


@dataclass(frozen=True, kw_only=True)
class DecideRejectionAppeal:
    """Uphold the appeal, and the commission decides anew; or reject it, and the rejection stands."""

    verdict: AppealVerdict = asked("Решение", "Uphold or reject.")
    reason: str = asked("Обоснование", "Why.", help="Его прочтут организация и комиссия.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Обоснуйте решение по жалобе.", "reason", rule=DECISION)


@dataclass(frozen=True, kw_only=True)
class WithdrawDossier:
    """Take the dossier back before the meeting is opened, or before a recommendation is ordered."""

    reason: str = asked("Причина", "Why it is taken back.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason", rule=REVIEW)
