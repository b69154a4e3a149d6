"""Calling a meeting, telling its members the agenda, opening or cancelling it.

Writes inside the caller's transaction, after the rules agreed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from django.db.models import Prefetch, Q, prefetch_related_objects

from backoffice import journal
from backoffice.acts import calendar
from backoffice.commissions import compositions, conflicts, meeting_rules, orders, voting
from backoffice.commissions.dossiers import Dossier
from backoffice.commissions.meetings import AgendaItem, Attendance, Ballot, Meeting
from backoffice.commissions.models import Commission, CommissionComposition, CommissionSeat
from backoffice.documents import services as documents
from backoffice.documents.models import DocumentKind
from backoffice.documents.papers import AgendaLine, AgendaPaper
from backoffice.errors import Refusal
from backoffice.journal import Act

Form, Status, Outcome, Post = Meeting.Form, Meeting.Status, AgendaItem.Outcome, CommissionSeat.Post
OF_AN_ITEM = ("dossier__edition__program__provider", "meeting__commission__unit", "meeting__order")


def why_not_call(commission: Commission, form: str, held_on: date, place: str, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against calling the commission together for a day, by the order in force on that day."""
    notice = orders.order_in_force(commission.municipality_id, max(held_on, on)).notice_days
    yield from meeting_rules.why_not_call(
        in_person=form == Form.IN_PERSON,
        place=place,
        held_on=held_on,
        earliest=calendar.working_days_after(on, notice) if notice else on,
        has_composition=compositions.in_force(commission.pk, held_on) is not None,
    )


def call(commission: Commission, form: str, held_on: date, place: str, act: Act) -> Meeting:
    """Call a meeting, the next of its year, of a commission whose row is locked.

    The order is the one that at the call is in force for the meeting's day, and stays so; the composition is taken anew
    when the meeting is opened.
    """
    composition = compositions.in_force(commission.pk, held_on)
    assert composition is not None  # the rules have asked
    numbers = Meeting.objects.filter(commission=commission, held_on__year=held_on.year).order_by("-number")
    last = numbers.values_list("number", flat=True).first() or 0
    meeting = Meeting.objects.create(
        commission=commission,
        composition=composition,
        order=orders.order_in_force(commission.municipality_id, held_on),
        number=last + 1,
        form=form,
        held_on=held_on,
        place=place.strip(),
    )
    record("meeting.called", meeting, act, str(meeting))
    return meeting


def last_day_of_notice(meeting: Meeting) -> date:
    """The last day on which the members can be told in time, by the order that the meeting was put under."""
    notice = meeting.order.notice_days
    return calendar.last_day_before(meeting.held_on, notice) if notice else meeting.held_on


def why_not_send_agenda(meeting: Meeting, items: Collection[AgendaItem], *, on: date) -> Iterator[Refusal]:
    """Yield every reason against sending the agenda of a locked meeting on day `on`, with the items open now."""
    yield from meeting_rules.why_not_send_agenda(
        is_called=meeting.status == Status.CALLED,
        items=len(items),
        sent_on=meeting.agenda_sent_on,
        last_day=last_day_of_notice(meeting),
        on=on,
    )


def send_agenda(meeting: Meeting, items: Collection[AgendaItem], act: Act) -> None:
    """Make the agenda a document for the members. From now on nothing is put on it; items may leave it."""
    issue_agenda(meeting, items, act)
    meeting.agenda_sent_on, meeting.items_sent = act.on, len(items)
    note = f"Вопросов: {len(items)}."
    move(meeting, Status.CALLED, act, "meeting.agenda_sent", note, "agenda_sent_on", "items_sent")


def open_items(meeting: Meeting) -> list[AgendaItem]:
    """The items that are not closed, in order, with what is told of them."""
    return [*meeting.items.filter(outcome="").select_related(*OF_AN_ITEM).order_by("number")]


def seats_of(meeting: Meeting) -> list[CommissionSeat]:
    """Everybody in the meeting's composition, in order. It never changes, so one that was loaded is asked once."""
    everybody = CommissionSeat.objects.select_related("person").order_by("pk")
    prefetch_related_objects([meeting.composition], Prefetch("seats", everybody))
    return [*meeting.composition.seats.all()]


def voting_seats(meeting: Meeting) -> list[CommissionSeat]:
    """Those of the meeting's composition who have a vote."""
    return [seat for seat in seats_of(meeting) if seat.post in CommissionSeat.VOTING]


def presiding_of(meeting: Meeting, present: Collection[int]) -> CommissionSeat | None:
    """Who presides: the chair, else the deputy; in person of those who came."""
    everybody = meeting.form == Form.IN_ABSENTIA
    seats = voting_seats(meeting)
    return presiding_among(seats, {seat.pk for seat in seats} if everybody else present)


def presiding_among(seats: Iterable[CommissionSeat], there: Collection[int]) -> CommissionSeat | None:
    """The chair, else the deputy, of those who are there; `there` are keys of seats."""
    by_post = {seat.post: seat for seat in seats if seat.pk in there}
    return by_post.get(Post.CHAIR) or by_post.get(Post.DEPUTY)


def why_not_open(meeting: Meeting, present: Collection[int], *, on: date) -> Iterator[Refusal]:
    """Yield every reason against opening a locked meeting on day `on`, by the composition in force on it."""
    composition = compositions.in_force(meeting.commission_id, on)
    if composition is None:
        yield meeting_rules.why_no_composition(on)
        return
    if meeting.agenda_sent_on and meeting.order.notice_days and not was_told(meeting, composition):
        yield meeting_rules.why_notice_to_others(sent_on=meeting.agenda_sent_on)
    meeting.composition = composition
    yield from meeting_rules.why_not_open(
        in_person=meeting.form == Form.IN_PERSON,
        held_on=meeting.held_on,
        on=on,
        items=meeting.items.filter(outcome="").count(),
        is_sent=meeting.agenda_sent_on is not None,
        present=present,
        seats=[seat.pk for seat in seats_of(meeting)],
    )
    if presiding_of(meeting, present) is None:
        yield meeting_rules.why_nobody_presides()
    if meeting.agenda_sent_on is None and meeting.order.notice_days:
        yield meeting_rules.why_agenda_not_sent(last_day=last_day_of_notice(meeting), on=on)


def was_told(meeting: Meeting, composition: CommissionComposition) -> bool:
    """Whether somebody who votes in a composition was among those to whom the agenda was sent.

    They are the people with a vote of the composition under which the meeting was called, and of that in force on the
    day of sending: these had their roles then.
    """
    if composition.pk == meeting.composition_id:
        return True
    ruling = compositions.ruling(meeting.commission_id, meeting.agenda_sent_on)
    voting = CommissionSeat.objects.filter(post__in=CommissionSeat.VOTING)
    told = voting.filter(Q(composition=meeting.composition_id) | Q(composition__in=ruling))
    return voting.filter(composition=composition, person__in=told.values("person")).exists()


def open_meeting(meeting: Meeting, present: Collection[int], act: Act) -> None:
    """Record who came; without a quorum nothing is decided, else the vote begins.

    From here on the items keep the composition that `why_not_open` found in force, whatever is approved afterwards.
    """
    conflicts.carry_over(meeting, seats_of(meeting))
    items = open_items(meeting)
    if meeting.items_sent != len(items):  # never sent, or an item has left it since
        issue_agenda(meeting, items, act)
    seats = voting_seats(meeting)
    if meeting.form == Form.IN_PERSON:
        Attendance.objects.bulk_create(
            Attendance(meeting=meeting, seat=seat, is_present=seat.pk in present) for seat in seats_of(meeting)
        )
        came = sum(seat.pk in present for seat in seats)
        if not voting.has_quorum(came, len(seats), meeting.order.quorum_percent):
            meeting.items.filter(outcome="").update(outcome=Outcome.NO_QUORUM)
            note = f"Пришли {came} из {len(seats)}."
            move(meeting, Status.NO_QUORUM, act, "meeting.adjourned", note, "composition")
            return
    meeting.presiding = presiding_of(meeting, present)
    move(meeting, Status.VOTING, act, "meeting.opened", str(meeting.presiding), "presiding", "composition")
    recused = conflicts.record_found(items, seats, voted=(), on=act.on)
    there = [seat for seat in seats if meeting.form == Form.IN_ABSENTIA or seat.pk in present]
    Ballot.objects.bulk_create(
        Ballot(item=item, seat=seat) for item in items for seat in there if (item.pk, seat.pk) not in recused
    )
    on_agenda = Dossier.objects.filter(pk__in=[item.dossier_id for item in items], status=Dossier.Status.ON_AGENDA)
    on_agenda.update(status=Dossier.Status.AT_MEETING)


def issue_agenda(meeting: Meeting, items: Iterable[AgendaItem], act: Act) -> None:
    """Make the agenda a document, as it is put to the members."""
    lines = tuple(
        AgendaLine(
            number=item.number,
            program=item.title,
            institution=item.dossier.edition.program.provider.full_name,
            register=item.dossier.get_register_display(),
            places=item.dossier.places,
        )
        for item in items
    )
    paper = AgendaPaper(
        commission=meeting.commission.unit.name,
        meeting=f"Заседание № {meeting.number}",
        form=meeting.get_form_display(),
        held_on=meeting.held_on,
        place=meeting.place,
        items=lines,
    )
    documents.issue(DocumentKind.AGENDA, paper, number=str(meeting.number), meeting=meeting, act=act)


def why_not_cancel(meeting: Meeting) -> Iterator[Refusal]:
    """Yield what speaks against cancelling a meeting."""
    yield from meeting_rules.why_not_cancel(is_called=meeting.status == Status.CALLED)


def cancel(meeting: Meeting, reason: str, act: Act) -> None:
    """It will not be held: its items wait for another one."""
    meeting.items.filter(outcome="").update(outcome=Outcome.TAKEN_OFF)
    move(meeting, Status.CANCELLED, act, "meeting.cancelled", reason)


def move(meeting: Meeting, status: str, act: Act, what: str, note: str, *columns: str) -> None:
    """Change the state of a locked meeting; its version rises."""
    meeting.status, meeting.version = status, meeting.version + 1
    meeting.save(update_fields=["status", "version", *columns])
    record(what, meeting, act, note)


def record(what: str, meeting: Meeting, act: Act, note: str = "") -> None:
    """One row of the journal about a meeting."""
    journal.record(what, meeting, act, note, municipality_id=meeting.municipality_id)
