"""What a family, an organisation and a municipality decide about a certificate and about records of a child."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import TextChoices

from backoffice.certificates.issue_rules import REGISTER, RULE
from backoffice.errors import Refusal
from backoffice.people.card import ChildCard, GuardianCard
from backoffice.people.models import ConsentText
from workflows.decisions import fields as texts
from workflows.decisions.fields import asked

required, too_long = partial(texts.required, rule=RULE), partial(texts.too_long, rule=RULE)
CONSENTS = "152-ФЗ, ст. 9"
LONGEST_SIGNER = 200


class IssueVerdict(TextChoices):
    ISSUE = "ISSUE", "Выдать сертификат"
    REJECT = "REJECT", "Отказать"


class DuplicateVerdict(TextChoices):
    SAME = "SAME", "Это один ребёнок"
    DIFFERENT = "DIFFERENT", "Это разные дети"


def why_not_without(consents: tuple[ConsentText.Purpose, ...]) -> Iterator[Refusal]:
    """Yield the reason against an application without the consent that it needs."""
    if ConsentText.Purpose.CERTIFICATE not in consents:
        text = "Без согласия на обработку данных сертификат не выдать."
        yield Refusal("CONSENT_REQUIRED", text, CONSENTS, "Прочтите согласие и отметьте его.", ("consents",))


@dataclass(frozen=True, kw_only=True)
class ApplyForCertificate:
    """Apply for a certificate: a grown-up for a child, or a child from 14 on for itself."""

    child: ChildCard = asked("Ребёнок", "The child.")
    guardian: GuardianCard | None = asked(
        "Представитель", "The grown-up who applies; needed before 14.", help="До 14 лет обязательно.", default=None
    )
    in_person: bool = asked("Подаю сам(а) за себя", "Whether the child of 14 or more applies itself.", default=False)
    consents: tuple[ConsentText.Purpose, ...] = asked("Согласия", "Consents that are given; CERTIFICATE is needed.")

    def why_not(self) -> Iterator[Refusal]:
        yield from why_not_without(self.consents)
        if not self.in_person and self.guardian is None:
            text = "За ребёнка заявление подаёт родитель или другой законный представитель."
            remedy = "Заполните сведения о представителе; с 14 лет ребёнок может подать заявление сам."
            yield Refusal("GUARDIAN_REQUIRED", text, RULE, remedy, ("guardian",))


@dataclass(frozen=True, kw_only=True)
class ApplyForAChild:
    """Apply for a certificate on behalf of a family that came with papers: in an organisation or a municipality."""

    child: ChildCard = asked("Ребёнок", "The child.")
    guardian: GuardianCard | None = asked(
        "Представитель", "The grown-up; may be left out from 14 on.", help="До 14 лет обязательно.", default=None
    )
    consents: tuple[ConsentText.Purpose, ...] = asked("Согласия", "Consents on paper; CERTIFICATE is needed.")
    consent_on: date = asked("День согласия", "Day on which the paper was signed.")
    consent_signer: str = asked("Кто подписал согласие", "Name of whoever signed the paper.", line=True)

    def why_not(self) -> Iterator[Refusal]:
        yield from why_not_without(self.consents)
        if not 0 < len(self.consent_signer.strip()) <= LONGEST_SIGNER:
            text = f"Укажите, кто подписал согласие: до {LONGEST_SIGNER} знаков."
            yield Refusal("FULL_NAME_INVALID", text, CONSENTS, "Перепишите имя с бумаги.", ("consent_signer",))


@dataclass(frozen=True, kw_only=True)
class IssueCertificate:
    """Issue the certificate that was applied for, or refuse on coded grounds (C 1.4, C 2.2)."""

    verdict: IssueVerdict = asked("Решение", "What was found.")
    grounds: tuple[str, ...] = asked(
        "Основания отказа",
        "Codes of the grounds of a refusal.",
        grounds_of="CertificateIssue",
        only_for="REJECT",
        must=True,
        default=(),
    )
    reason: str = asked("Пояснение", "Reasons in words.", help="Его прочтёт семья.", must_for="REJECT", default="")

    def why_not(self) -> Iterator[Refusal]:
        if self.grounds and self.verdict is not IssueVerdict.REJECT:
            text, remedy = "Основания бывают только при отказе.", "Уберите основания или откажите."
            yield Refusal("GROUNDS_WITHOUT_REFUSAL", text, REGISTER, remedy, ("grounds",))
        yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class WithdrawCertificate:
    """Take the application back before the decision."""

    reason: str = asked("Причина", "Why it is taken back.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class InviteFamily:
    """Invite a grown-up, or the child itself from 14 on, into the child's cabinet."""

    guardianship: int | None = asked(
        "Кого пригласить", "Who of the grown-ups; null: the child.", id_of="Guardianship", default=None
    )

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class ResolveDuplicate:
    """Say whether two records are one child."""

    verdict: DuplicateVerdict = asked("Решение", "What the comparison showed.")
    reason: str = asked("Обоснование", "By which papers it was decided.", help="Какие документы сличили.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Укажите, какие документы сличили.", "reason")
