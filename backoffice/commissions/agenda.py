"""A dossier on an agenda and after the meeting, up to the appeal. Writes inside the caller's transaction.

A dossier is locked before a meeting; whoever holds a meeting waits for no dossier that is not on its agenda.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Max

from backoffice.commissions import dossier_rules as rules
from backoffice.commissions import holding
from backoffice.commissions.dossiers import Dossier
from backoffice.commissions.filing import move, release
from backoffice.commissions.meetings import AgendaItem, Meeting
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.providers.models import Provider
from backoffice.registers import budget

Status = Dossier.Status
Outcome = AgendaItem.Outcome


def why_not_put(dossier: Dossier, meeting_id: int, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against that meeting; locks it, so that its agenda does not change meanwhile."""
    meetings = Meeting.objects.select_related("order").select_for_update(no_key=True, of=("self",))
    meeting = meetings.filter(pk=meeting_id, commission=dossier.commission_id).first()
    yield from rules.why_not_meeting(
        exists=meeting is not None,
        is_called=meeting is not None and meeting.status == Meeting.Status.CALLED,
        held_on=meeting.held_on if meeting else None,
        sent_on=meeting.agenda_sent_on if meeting else None,
        on=on,
    )
    is_called = meeting is not None and meeting.status == Meeting.Status.CALLED
    if meeting is not None and is_called and meeting.held_on >= on and not meeting.agenda_sent_on:
        yield from rules.why_not_notice(last_day=holding.last_day_of_notice(meeting), on=on)


def put(dossier: Dossier, meeting_id: int, act: Act) -> None:
    """Put the dossier on the agenda of a locked meeting, behind what stands there; the meeting's version rises.

    So nobody sends an agenda longer than the one that was seen. A shorter one stops nobody: an item may leave after the
    sending too.
    """
    meeting = Meeting.objects.get(pk=meeting_id)
    meeting.version += 1
    meeting.save(update_fields=["version"])
    last = meeting.items.aggregate(last=Max("number"))["last"] or 0
    AgendaItem.objects.create(meeting=meeting, dossier=dossier, number=last + 1, title=dossier.edition.name)
    move(dossier, Status.ON_AGENDA, act, "dossier.scheduled", str(meeting))


def closed_item(dossier: Dossier) -> AgendaItem:
    """The newest item of the dossier that a meeting has closed."""
    return dossier.items.exclude(outcome="").select_related("meeting__order").latest("pk")


def take_outcome(dossier: Dossier, act: Act) -> None:
    """Let the dossier follow what became of its item: without a recommendation or a rejection it comes up again."""
    item = closed_item(dossier)
    note = f"{item.meeting}: {item.get_outcome_display().lower()}"
    match item.outcome:
        case Outcome.RECOMMENDED:
            move(dossier, Status.RECOMMENDED, act, "dossier.recommended", note)
        case Outcome.REJECTED:
            move(dossier, Status.REJECTED, act, "dossier.rejected", note)
        case _:
            move(dossier, Status.POSTPONED, act, "dossier.postponed", note)


def why_not_appeal(dossier: Dossier, *, on: date) -> Iterator[Refusal]:
    """Whoever has filed or entered the program otherwise meanwhile has nothing to appeal for. Locks the provider."""
    program = dossier.edition.program
    Provider.objects.select_for_update(no_key=True).get(pk=program.provider_id)
    others = Dossier.objects.filter(edition__program=program, status__in=Dossier.OPEN).exclude(pk=dossier.pk)
    yield from rules.why_not_program(budget=True, provider_is_active=True, others_open=others.exists())
    yield from budget.why_not_enter(dossier.edition, dossier.municipality_id, renews=dossier.renews, on=on)


def file_appeal(dossier: Dossier, text: str, act: Act) -> None:
    """The institution asks the head of the municipality to have the program looked at again."""
    move(dossier, Status.APPEALED, act, "dossier.appealed", text, appeal=text)


def decide_appeal(dossier: Dossier, *, uphold: bool, reason: str, act: Act) -> None:
    """Uphold: the commission decides anew, for the head cannot decide in its place; reject: the rejection stands."""
    if uphold:
        move(dossier, Status.POSTPONED, act, "dossier.appeal_accepted", reason)
    else:
        move(dossier, Status.REJECTED, act, "dossier.appeal_rejected", reason)


def settle_rejection(dossier: Dossier, act: Act) -> None:
    """The rejection stands for good: the edition is the institution's again."""
    release(dossier, act.on)
