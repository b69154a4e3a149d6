"""What took the force from a document that was valid once: a newer one, an act of the authority, a withdrawal.

Days of acts are read from the journal, which nobody can change. Nothing here names anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Subquery, TextChoices
from django.utils import timezone

from backoffice.commissions.dossiers import AuthorityOrder
from backoffice.commissions.meetings import MinutesWithdrawal
from backoffice.documents.models import DocumentKind, IssuedDocument
from backoffice.journal import Entry

EXECUTED = "dossier.approved"
OVERTURNED = {  # acts on a dossier after which a decision of the commission about it is not carried out
    "dossier.order_returned": "Уполномоченный орган вернул решение комиссии: нарушен порядок рассмотрения.",
    "dossier.refused": "Уполномоченный орган отказал во включении программы в реестр.",
    "dossier.appeal_accepted": "Отказ комиссии отменён по жалобе организации.",
    "dossier.withdrawn": "Заявка отозвана.",
}
CANCELLED = "Заседание отменено."
NEW_AGENDA = "Разослана как уведомление; при открытии заседания составлена новая повестка."
DECIDED_AGAIN = "Комиссия снова рассмотрела вопрос на более позднем заседании."
NOT_CORRECTED = "Исправление отозвано до того, как его подтвердили оба. Прежний протокол оно не меняет."


class State(TextChoices):
    VALID = "VALID", "Действителен"
    UNCONFIRMED = "UNCONFIRMED", "Ещё не подтверждён"
    CORRECTED = "CORRECTED", "Исправлен"
    SUPERSEDED = "SUPERSEDED", "Утратил силу"
    EXECUTED = "EXECUTED", "Исполнен: издано распоряжение"
    WITHDRAWN = "WITHDRAWN", "Отозван"
    OFFERED = "OFFERED", "Договор ещё не заключён"
    NOT_CONCLUDED = "NOT_CONCLUDED", "Договор не заключён"
    TERMINATING = "TERMINATING", "Договор действует, но расторгается"
    TERMINATED = "TERMINATED", "Договор расторгнут"
    COMPLETED = "COMPLETED", "Срок договора истёк"
    ANNULLED = "ANNULLED", "Договор признан ошибочным"


@dataclass(frozen=True)
class Ending:
    """Why a document does not stand any more."""

    state: State  # never VALID, UNCONFIRMED, CORRECTED or OFFERED
    on: date | None  # None: the day is not kept, or says nothing
    why: str  # in Russian
    instead: IssuedDocument | None = None  # the newest that was issued in its place; it may have ended too


def ending_of(document: IssuedDocument) -> Ending | None:
    """What ended a document; None: nothing."""
    match document.kind:
        case DocumentKind.AGENDA:
            return _of_agenda(document)
        case DocumentKind.MINUTES:
            return _of_minutes(document)
    return _of_decision(document) if document.dossier_id else None


def _of_agenda(document: IssuedDocument) -> Ending | None:
    """The newest agenda of a meeting is the one that counts, until the meeting is cancelled."""
    if cancelled := _acts_on("meeting", document.meeting_id).filter(what="meeting.cancelled").first():
        return Ending(State.SUPERSEDED, timezone.localdate(cancelled.at), CANCELLED)
    later = _later(document).filter(kind=DocumentKind.AGENDA, meeting=document.meeting_id)
    return _replaced(later, NEW_AGENDA)


def _of_minutes(document: IssuedDocument) -> Ending | None:
    withdrawal = MinutesWithdrawal.objects.filter(minutes__document=document).first()
    return Ending(State.WITHDRAWN, withdrawal.withdrawn_on, NOT_CORRECTED) if withdrawal else None


def _of_decision(document: IssuedDocument) -> Ending | None:
    """An extract or a draft order stands until what the commission decided is overturned, or the order is issued."""
    kinds = (DocumentKind.EXTRACT, DocumentKind(document.kind))
    later = _later(document).filter(kind__in=kinds, dossier=document.dossier_id).exclude(meeting=document.meeting_id)
    replaced = _replaced(later, DECIDED_AGAIN)
    is_draft = document.kind == DocumentKind.DRAFT_ORDER
    first = _acts_after(document).filter(what__in=[*OVERTURNED, *([EXECUTED] if is_draft else [])]).first()
    if first is None:
        return replaced
    on = timezone.localdate(first.at)
    if first.what == EXECUTED:
        return Ending(State.EXECUTED, on, _order_of(document))
    if replaced is None:
        return Ending(State.SUPERSEDED, on, OVERTURNED[first.what])
    return (
        replaced
        if replaced.on and replaced.on < on
        else Ending(replaced.state, on, OVERTURNED[first.what], replaced.instead)
    )


def _acts_after(document: IssuedDocument) -> QuerySet[Entry]:
    """The journal of the document's dossier since it was issued, oldest first."""
    issued = _acts_on("issueddocument", document.pk).filter(what="document.issued")
    return _acts_on("dossier", document.dossier_id).filter(pk__gt=Subquery(issued.values("pk")[:1]))


def _acts_on(kind: str, key: int | None) -> QuerySet[Entry]:
    return Entry.objects.filter(subject_type=kind, subject_id=key or 0).order_by("pk")


def _order_of(document: IssuedDocument) -> str:
    """The order that was issued of a draft."""
    about = {"item__meeting": document.meeting_id, "item__dossier": document.dossier_id}
    orders = AuthorityOrder.objects.filter(verdict=AuthorityOrder.Verdict.APPROVE, **about).select_related("act")
    legal = orders.get().act
    assert legal, "what is approved has its act"
    return f"Издано распоряжение от {legal.adopted_on:%d.%m.%Y} № {legal.number}: действует оно, а не проект."


def _later(document: IssuedDocument) -> QuerySet[IssuedDocument]:
    return IssuedDocument.objects.filter(pk__gt=document.pk).order_by("pk")


def _replaced(later: QuerySet[IssuedDocument], why: str) -> Ending | None:
    """The first of the later documents ended this one, the last stands in its place."""
    found = [*later]
    return Ending(State.SUPERSEDED, found[0].issued_on, why, found[-1]) if found else None
