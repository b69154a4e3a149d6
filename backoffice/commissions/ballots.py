"""Casting a vote and counting the votes of a meeting. Writes inside the caller's transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from backoffice import journal
from backoffice.commissions import conflicts, dossier_rules, meeting_rules, voting
from backoffice.commissions.filing import judged
from backoffice.commissions.holding import Form, Status, move, open_items, presiding_among, voting_seats
from backoffice.commissions.meetings import AgendaItem, Attendance, Ballot, Meeting, Vote
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.programs.services import card_of

Choice = Vote.Choice


def ballots_of(meeting: Meeting) -> list[Ballot]:
    """The ballots of a meeting in the order of its agenda, with what a step shows of them."""
    told = ("seat", "item__meeting__commission", "item__meeting__order", "item__dossier__edition__program")
    found = Ballot.objects.filter(item__meeting=meeting, item__outcome="").select_related(*told)
    return [*found.order_by("item__number", "seat")]


def why_not_vote(ballot: Ballot, choice: str, register: str, places: int | None, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against a vote of the ballot's member; conflicts are looked up anew."""
    item, meeting = ballot.item, ballot.item.meeting
    late = meeting.form == Form.IN_ABSENTIA and on > meeting.held_on
    yield from meeting_rules.why_not_vote(
        is_recused=conflicts.is_recused(item, ballot.seat, on=on),
        is_closed=late or item.outcome != "" or meeting.status != Status.VOTING,
    )
    if choice == Choice.FOR:
        kind, asked = item.dossier.edition.program.kind, item.dossier.places
        yield from meeting_rules.why_not_for(register, places, asked=asked, program_kind=kind)
        if register and register != item.dossier.register:  # of the one asked for the filing was judged
            dossier = item.dossier
            found = judged(dossier.municipality_id, register, card_of(dossier.edition), on)
            yield from dossier_rules.why_not_conditions(found, path=("register",))
    else:
        yield from meeting_rules.why_not_without_for(register, places)


def cast(ballot: Ballot, act: Act, **said) -> Vote:
    """The member of the ballot votes, once and for good. The journal does not tell how."""
    vote = Vote.objects.create(ballot=ballot, **said)
    about = {"provider_id": ballot.provider_id, "municipality_id": ballot.municipality_id}
    journal.record("vote.recorded", ballot, act, str(ballot), **about)
    return vote


def count(meeting: Meeting, act: Act) -> None:
    """Close every open item of a locked meeting with what its votes gave (C 2.5.1)."""
    items = open_items(meeting)
    seats = voting_seats(meeting)
    votes = _votes_on(items)
    voted = {(item, seat) for item, cast_on in votes.items() for seat in cast_on}
    recused = conflicts.record_found(items, seats, voted=voted, on=act.on) - voted
    if meeting.form == Form.IN_PERSON:
        came = Attendance.objects.filter(meeting=meeting, is_present=True).values_list("seat", flat=True)
        there = {(item.pk, seat) for seat in {*came} & {seat.pk for seat in seats} for item in items} - recused
    else:  # whoever did not vote presided over nothing
        there = voted
        meeting.presiding = presiding_among(seats, {seat for _, seat in voted}) or meeting.presiding
    taking_part = Counter(item for item, _ in there)
    for item in items:
        tally = _tally(meeting, votes[item.pk], taking_part[item.pk], len(seats))
        outcome = voting.result(tally, order_of(meeting))
        item.outcome, item.register, item.places = outcome.result.value, outcome.register, outcome.places
        item.taking_part, item.votes_for = outcome.taking_part, outcome.votes_for
        item.votes_against, item.abstentions = outcome.votes_against, outcome.abstentions
    AgendaItem.objects.bulk_update(
        items,
        ["outcome", "register", "places", "taking_part", "votes_for", "votes_against", "abstentions"],
    )
    move(meeting, Status.COUNTED, act, "meeting.counted", f"Вопросов: {len(items)}.", "presiding")


def order_of(meeting: Meeting) -> voting.Order:
    """The order that the meeting was put under, as the count takes it."""
    order = meeting.order
    return voting.Order(
        quorum_percent=order.quorum_percent, majority_percent=order.majority_percent, places_rule=order.places_rule
    )


def _votes_on(items: list[AgendaItem]) -> dict[int, dict[int, Vote]]:
    """The votes by key of the item, then by key of the seat."""
    votes: dict[int, dict[int, Vote]] = {item.pk: {} for item in items}
    for vote in Vote.objects.filter(ballot__item__in=items).select_related("ballot").order_by("pk"):
        votes[vote.ballot.item_id][vote.ballot.seat_id] = vote
    return votes


def _tally(meeting: Meeting, votes: dict[int, Vote], taking_part: int, voting_members: int) -> voting.Tally:
    """The votes on an item, by seat, as the count takes them."""
    presiding = votes.get(meeting.presiding_id or 0)
    return voting.Tally(
        voting=voting_members,
        taking_part=taking_part,
        votes=tuple(_said(vote) for vote in votes.values()),
        presiding=_said(presiding) if presiding else None,
    )


def _said(vote: Vote) -> voting.Said:
    return voting.Said(vote.choice, vote.register, vote.places or 0)
