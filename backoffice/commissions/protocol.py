"""What stands in the minutes of a meeting, read from its rows: nothing is retyped, so nothing can differ."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from backoffice.commissions.holding import OF_AN_ITEM, seats_of
from backoffice.commissions.meetings import (
    THE_MINUTES,
    AgendaItem,
    Attendance,
    Ballot,
    Meeting,
    MinutesConfirmation,
    Recusal,
    Vote,
)
from backoffice.commissions.models import CommissionSeat
from backoffice.documents.papers import ExtractPaper, MinutesItem, MinutesPaper, Sitter, VoteLine

Post, Outcome = CommissionSeat.Post, AgendaItem.Outcome
CHAIRS = (Post.CHAIR, Post.DEPUTY)
SILENT = "Не голосовал(а)"


def minutes_paper(meeting: Meeting, correction: str = "", *, on: date) -> MinutesPaper:
    """The minutes of a meeting that is counted by day `on`, or with a text those that correct them."""
    seats = seats_of(meeting)
    came = present_at(meeting)
    voting = [seat for seat in seats if seat.post in CommissionSeat.VOTING]
    there = sum(seat.pk in came for seat in voting)
    return MinutesPaper(
        commission=meeting.commission.unit.name,
        act=str(meeting.composition.act),
        order=str(meeting.order.basis),
        number=meeting.number,
        form=meeting.get_form_display(),
        held_on=day_of(meeting, on=on),
        vote_until=meeting.held_on if meeting.form == Meeting.Form.IN_ABSENTIA else None,
        place=meeting.place,
        sitters=tuple(_sitter(seat, is_present=seat.pk in came) for seat in seats),
        quorum=f"Участвуют {there} из {len(voting)} членов комиссии с правом голоса, по каждому вопросу нужно не"
        f" меньше {meeting.order.quorum_percent} %.",
        items=tuple(items_of(meeting).values()),
        chair=chair_of(meeting),
        secretary=secretary_of(meeting),
        correction=correction,
    )


def extract_paper(meeting: Meeting, item: MinutesItem) -> ExtractPaper:
    """What the minutes say about one program."""
    return ExtractPaper(
        commission=meeting.commission.unit.name,
        number=meeting.number,
        held_on=day_of(meeting, on=meeting.the_minutes.drawn_on),
        item=item,
        chair=confirmed_by(meeting, *CHAIRS) or chair_of(meeting),
        secretary=confirmed_by(meeting, Post.SECRETARY) or secretary_of(meeting),
    )


def day_of(meeting: Meeting, *, on: date) -> date:
    """The day of a meeting that is counted by day `on`: in absentia that on which the vote ended, not its last one."""
    if meeting.form == Meeting.Form.IN_PERSON:
        return meeting.held_on
    return meeting.voted_on or min(on, meeting.held_on)


def confirmed_by(meeting: Meeting, *posts: str) -> str:
    """The name of the one who confirmed the minutes in one of the posts; empty: nobody yet."""
    found = MinutesConfirmation.objects.filter(minutes__meeting=meeting, minutes__number=THE_MINUTES, post__in=posts)
    return found.values_list("person__full_name", flat=True).first() or ""


def present_at(meeting: Meeting) -> set[int]:
    """Keys of the seats whose people took part: came, or voted in absentia; the secretary keeps those minutes."""
    if meeting.form == Meeting.Form.IN_PERSON:
        return {*Attendance.objects.filter(meeting=meeting, is_present=True).values_list("seat", flat=True)}
    voted = Vote.objects.filter(ballot__item__meeting=meeting).values_list("ballot__seat", flat=True)
    return {*voted, *(seat.pk for seat in seats_of(meeting) if seat.post == Post.SECRETARY)}


def chair_of(meeting: Meeting) -> str:
    """The name of the one who presided."""
    return meeting.presiding.person.full_name if meeting.presiding else ""


def secretary_of(meeting: Meeting) -> str:
    """The name of the composition's secretary; empty where it has none."""
    return next((seat.person.full_name for seat in seats_of(meeting) if seat.post == Post.SECRETARY), "")


def items_of(meeting: Meeting) -> dict[int, MinutesItem]:
    """Every item that was voted on, in the order of the agenda, by its key."""
    closed = meeting.items.exclude(outcome__in=["", Outcome.TAKEN_OFF]).select_related(*OF_AN_ITEM).order_by("number")
    recused, lines = defaultdict(list), defaultdict(list)
    recusals = Recusal.objects.filter(item__meeting=meeting).select_related("seat__person").order_by("seat")
    for recusal in recusals:
        recused[recusal.item_id].append(_recused(recusal))
    away = {(recusal.item_id, recusal.seat_id) for recusal in recusals}
    put = Ballot.objects.filter(item__meeting=meeting).select_related("seat__person", "vote").order_by("seat")
    for ballot in put:
        if (ballot.item_id, ballot.seat_id) not in away:
            lines[ballot.item_id].append(_line(ballot))
    return {item.pk: _item(item, tuple(recused[item.pk]), tuple(lines[item.pk])) for item in closed}


def _recused(recusal: Recusal) -> str:
    """Who does not decide and why, with what the member said of it."""
    told = f"{recusal.seat.person.full_name}: {recusal.get_ground_display().lower()}"
    return f"{told}. {recusal.note}" if recusal.note else told


def _line(ballot: Ballot) -> VoteLine:
    name, vote = ballot.seat.person.full_name, getattr(ballot, "vote", None)
    if vote is None:
        return VoteLine(name=name, choice=SILENT, register="", places=0, reason="", dissent="")
    return VoteLine(
        name=name,
        choice=vote.get_choice_display(),
        register=vote.get_register_display() or "",
        places=vote.places or 0,
        reason=vote.reason,
        dissent=vote.dissent,
    )


def _item(item: AgendaItem, recused: tuple[str, ...], votes: tuple[VoteLine, ...]) -> MinutesItem:
    return MinutesItem(
        number=item.number,
        program=item.title,
        institution=item.dossier.edition.program.provider.full_name,
        asked=f"{item.dossier.get_register_display()}, обучающихся: {item.dossier.places}",
        recused=recused,
        votes=votes,
        votes_for=item.votes_for or 0,
        votes_against=item.votes_against or 0,
        abstentions=item.abstentions or 0,
        decision=decision_of(item),
        dissents=tuple((vote.name, vote.dissent) for vote in votes if vote.dissent),
    )


def decision_of(item: AgendaItem) -> str:
    """What was decided, as printed."""
    if item.outcome == Outcome.RECOMMENDED:
        register = item.get_register_display()
        return f"Рекомендовать включить: {register}, обучающихся за счёт бюджета не больше {item.places}."
    return f"{item.get_outcome_display()}."


def _sitter(seat: CommissionSeat, *, is_present: bool) -> Sitter:
    return Sitter(
        name=seat.person.full_name,
        post=seat.get_post_display(),
        organisation=seat.organisation,
        is_present=is_present,
    )
