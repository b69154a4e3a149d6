"""What a family and a municipal clerk decide about a child's data, outside of cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from backoffice.errors import Refusal
from backoffice.people.corrections import CorrectedCard
from backoffice.people.models import ConsentText
from backoffice.people.words import NosologyGroup
from workflows.decisions.fields import asked, required

GUARDIANS = "Гражданский кодекс, ст. 26, 28"


@dataclass(frozen=True, kw_only=True)
class GiveConsent:
    """Consent to one purpose in the wording in force, for a child of one's own or for oneself from 14 on."""

    purpose: ConsentText.Purpose = asked("На что согласие", "What for; the wording is in `consentTexts`.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class RevokeConsent:
    """Take a consent back. Without the one to health data, those are deleted at once."""

    purpose: ConsentText.Purpose = asked("Какое согласие", "What for it was given.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class RecordConsent:
    """Record a consent that was signed on paper."""

    purpose: ConsentText.Purpose = asked("На что согласие", "What for.")
    signer: str = asked("Кто подписал", "Full name of who signed, as in the paper.", line=True)
    given_on: date = asked("День подписания", "Day of the signature, today or earlier.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class RecordSpecialNeeds:
    """Keep the group of needs of a child, from the conclusion of the ПМПК. Needs a live consent to health data."""

    group: NosologyGroup = asked("Группа", "The group that the conclusion names; it is stored encrypted.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class CorrectChild:
    """Correct a child's card by its documents. A move to another municipality is not a correction."""

    card: CorrectedCard = asked("Карточка", "The whole card as it must be.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class EndGuardianship:
    """End what a grown-up is to a child: the account leaves the cabinet, unused invitations of theirs end."""

    guardianship: int = asked("Чьё представительство прекратить", "Which grown-up.", id_of="Guardianship")
    reason: str = asked("Основание", "Why it ends.", help="Какой документ или событие прекращает представительство.")

    def why_not(self) -> Iterator[Refusal]:
        sentence = "Напишите, почему представительство прекращается."
        yield from required(self.reason, sentence, "reason", rule=GUARDIANS)
