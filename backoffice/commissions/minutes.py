"""Minutes: drawn up from the votes, confirmed by two, corrected only by others. Writes in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from backoffice.commissions import compositions, meeting_rules
from backoffice.commissions.holding import Status, move, record
from backoffice.commissions.meetings import AgendaItem, Meeting, Minutes, MinutesConfirmation, MinutesWithdrawal, Vote
from backoffice.commissions.models import CommissionSeat
from backoffice.commissions.protocol import extract_paper, items_of, minutes_paper
from backoffice.documents import services as documents
from backoffice.documents.models import DocumentKind
from backoffice.documents.papers import OrderPaper
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.registers import budget
from backoffice.registers.models import BudgetRegister
from backoffice.signatures import seals

Post = CommissionSeat.Post
# By which paragraph of the Concept the authority decides on each register.
PARAGRAPHS = {
    BudgetRegister.PRE_PROFESSIONAL: "п. 2.6",
    BudgetRegister.SIGNIFICANT: "п. 2.3, 2.5.2",
    BudgetRegister.GENERAL_DEVELOPMENT: "п. 2.3, 2.5.2",
}


def newest(meeting: Meeting) -> Minutes:
    """The minutes of a meeting that were drawn up last, but for those taken back."""
    return meeting.minutes.filter(withdrawal=None).select_related("document").latest("number")


def draw_up(meeting: Meeting, act: Act, correction: str = "") -> Minutes:
    """Make a document of the votes: the minutes themselves, or with a text those that correct them."""
    number = meeting.minutes.count()
    printed = f"{meeting.number}/{number}" if number else str(meeting.number)
    paper = minutes_paper(meeting, correction, on=act.on)
    document = documents.issue(DocumentKind.MINUTES, paper, number=printed, meeting=meeting, act=act)
    minutes = Minutes.objects.create(
        meeting=meeting,
        number=number,
        correction=correction,
        document=document,
        content_hash=document.file.sha256,
        drawn_on=act.on,
    )
    record("minutes.issued", meeting, act, f"Протокол № {printed}.")
    return minutes


def why_not_confirm(meeting: Meeting, seen: str, by, *, on: date) -> Iterator[Refusal]:
    """Yield what speaks against this person confirming the newest minutes by the hash that it saw.

    Whoever presided confirms; the chair or the deputy in force on day `on` does once that person is neither any more.
    """
    minutes = newest(meeting)
    others = minutes.confirmations.filter(person=by)
    yield from meeting_rules.why_not_confirm(seen, minutes.content_hash, same_person=others.exists())
    presided = meeting.presiding.person if meeting.presiding else None
    if presided is not None and presided != by and compositions.may_preside(meeting.commission_id, presided, on=on):
        yield meeting_rules.why_not_preside(presided.full_name)


def why_not_confirm_as_secretary(meeting: Meeting, seen: str, by) -> Iterator[Refusal]:
    """The same; and whoever presided or voted leaves it to somebody else."""
    presided = meeting.presiding is not None and meeting.presiding.person_id == by.pk
    voted = Vote.objects.filter(ballot__item__meeting=meeting, ballot__seat__person=by).exists()
    yield from meeting_rules.why_not_confirm(seen, newest(meeting).content_hash, same_person=presided or voted)


def confirm(meeting: Meeting, post: str, act: Act) -> None:
    """One of the two says that this is what was decided. After the second, who presided, the operator seals it."""
    minutes = newest(meeting)
    MinutesConfirmation.objects.create(minutes=minutes, post=post, person=act.by, content_hash=minutes.content_hash)
    record("minutes.confirmed", meeting, act, f"{Post(post).label}.")
    if post != Post.SECRETARY:
        seals.seal_later(minutes.document)


def sign(meeting: Meeting, act: Act) -> None:
    """Both have confirmed: extracts go to the institutions, draft orders to the authority."""
    move(meeting, Status.SIGNED, act, "meeting.signed", str(meeting))
    told = items_of(meeting)
    parts = ("dossier__edition__program__provider", "dossier__renews")
    for item in meeting.items.filter(pk__in=told).select_related(*parts):
        number = f"{meeting.number}-{item.number}"
        issue = partial(documents.issue, number=number, meeting=meeting, act=act, dossier=item.dossier)
        issue(DocumentKind.EXTRACT, extract_paper(meeting, told[item.pk]))
        if item.outcome == AgendaItem.Outcome.RECOMMENDED:
            issue(DocumentKind.DRAFT_ORDER, order_paper(meeting, item))


def order_paper(meeting: Meeting, item: AgendaItem) -> OrderPaper:
    """The draft of the authority's order about a recommended program."""
    minutes = meeting.the_minutes
    return OrderPaper(
        municipality=str(meeting.commission.municipality.unit),
        commission=meeting.commission.unit.name,
        minutes=f"протокол № {meeting.number} от {minutes.drawn_on:%d.%m.%Y}",
        program=item.title,
        institution=item.dossier.edition.program.provider.full_name,
        register=item.get_register_display(),
        places=item.places or 0,
        until=budget.ends_on(meeting.order, budget.begins_on(item.dossier.renews, on=minutes.drawn_on)),
        paragraph=PARAGRAPHS[BudgetRegister(item.register)],
    )


def why_not_correct(meeting: Meeting, *, is_being_corrected: bool) -> Iterator[Refusal]:
    """Yield what speaks against correcting the minutes of a locked meeting."""
    signed = meeting.status == Status.SIGNED
    yield from meeting_rules.why_not_correct(is_signed=signed, is_being_corrected=is_being_corrected)


def correct(meeting: Meeting, correction: str, act: Act) -> Minutes:
    """Draw up minutes that correct the signed ones; those stay as they are."""
    minutes = draw_up(meeting, act, correction.strip())
    move(meeting, Status.SIGNED, act, "minutes.corrected", correction)
    return minutes


def withdraw(meeting: Meeting, reason: str, act: Act) -> None:
    """Take back the newest correction, which not both have confirmed; its number is not used again."""
    reason = reason.strip()
    MinutesWithdrawal.objects.create(minutes=newest(meeting), withdrawn_on=act.on, reason=reason)
    move(meeting, Status.SIGNED, act, "minutes.withdrawn", reason)
