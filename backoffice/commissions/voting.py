"""What a vote of a commission gives. Pure: no database, no clock, no framework; whole numbers only.

Nothing here is rounded but the places: shares are compared by multiplying out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

SIMPLE = 50  # the percentage of a simple majority: more than half


class Choice(StrEnum):
    """What a member may say to an item."""

    FOR = "FOR"
    AGAINST = "AGAINST"
    ABSTAIN = "ABSTAIN"


class Result(StrEnum):
    """What became of an item."""

    RECOMMENDED = "RECOMMENDED"
    REJECTED = "REJECTED"
    POSTPONED = "POSTPONED"
    NO_QUORUM = "NO_QUORUM"


class Places(StrEnum):
    """How the places follow from the votes for the register."""

    MEDIAN = "MEDIAN"
    LEAST = "LEAST"
    MEAN = "MEAN"


@dataclass(frozen=True)
class Said:
    """One vote: register and places belong to a vote for, and are empty and 0 otherwise."""

    choice: str
    register: str = ""
    places: int = 0


@dataclass(frozen=True, kw_only=True)
class Order:
    """By which order a commission decides; percentages are whole numbers from 1 to 100."""

    quorum_percent: int
    majority_percent: int
    places_rule: str


@dataclass(frozen=True, kw_only=True)
class Tally:
    """An item once its vote is over.

    `voting` counts the members of the composition with a vote, `taking_part` those of them who came, or voted in
    absentia, and are not recused. `presiding` is how the one who presides voted; None if not at all.
    """

    voting: int
    taking_part: int
    votes: tuple[Said, ...]
    presiding: Said | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the vote gave; register and places only of a recommendation."""

    result: Result
    register: str = ""
    places: int | None = None
    taking_part: int
    votes_for: int
    votes_against: int
    abstentions: int


def has_quorum(taking_part: int, voting: int, quorum_percent: int) -> bool:
    """Whether so many of the members with a vote are enough to decide; none are never enough."""
    return taking_part > 0 and taking_part * 100 >= quorum_percent * voting


def result(tally: Tally, order: Order) -> Outcome:
    """Find what a vote gave (C 2.5.1): a decision names a register, or there is none."""
    said = Counter(vote.choice for vote in tally.votes)
    found, register = _decide(tally, order)
    is_recommended = found is Result.RECOMMENDED
    return Outcome(
        result=found,
        register=register,
        places=places_of(tally.votes, register, order.places_rule) if is_recommended else None,
        taking_part=tally.taking_part,
        votes_for=said[Choice.FOR],
        votes_against=said[Choice.AGAINST],
        abstentions=said[Choice.ABSTAIN],
    )


def _decide(tally: Tally, order: Order) -> tuple[Result, str]:
    """The result, and the register of a recommendation."""
    if not has_quorum(tally.taking_part, tally.voting, order.quorum_percent):
        return Result.NO_QUORUM, ""
    per_register = Counter(vote.register for vote in tally.votes if vote.choice == Choice.FOR).most_common()
    against = sum(vote.choice == Choice.AGAINST for vote in tally.votes)
    in_favour = sum(count for _, count in per_register)
    if not in_favour and not against:
        return Result.POSTPONED, ""
    if per_register and _is_majority(per_register[0][1], tally, order):
        leads_alone = len(per_register) == 1 or per_register[1][1] < per_register[0][1]
        return (Result.RECOMMENDED, per_register[0][0]) if leads_alone else (Result.POSTPONED, "")
    is_tie = in_favour == against and in_favour + against == tally.taking_part and order.majority_percent == SIMPLE
    if len(per_register) == 1 and is_tie:
        return _break_tie(tally.presiding, per_register[0][0])
    return (Result.POSTPONED if _is_majority(in_favour, tally, order) else Result.REJECTED), ""


def _is_majority(votes: int, tally: Tally, order: Order) -> bool:
    return votes * 100 > order.majority_percent * tally.taking_part


def _break_tie(presiding: Said | None, register: str) -> tuple[Result, str]:
    """Half for the only register and half against: the one who presides decides; without that vote nothing is."""
    if presiding is None or presiding.choice == Choice.ABSTAIN:
        return Result.POSTPONED, ""
    return (Result.RECOMMENDED, register) if presiding.choice == Choice.FOR else (Result.REJECTED, "")


def places_of(votes: tuple[Said, ...], register: str, rule: str) -> int:
    """The pupils that the budget pays for, from the votes for the register: of two middle votes the lower counts."""
    places = sorted(vote.places for vote in votes if vote.choice == Choice.FOR and vote.register == register)
    if rule == Places.LEAST:
        return places[0]
    return sum(places) // len(places) if rule == Places.MEAN else places[(len(places) - 1) // 2]
