"""Every outcome of a vote of up to seven members, against a calculation of its own kind: shares as fractions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement
from math import floor
from statistics import mean, median_low

import pytest

from backoffice.commissions.voting import Order, Said, Tally, places_of, result

A, B = "SIGNIFICANT", "GENERAL_DEVELOPMENT"
SAYINGS = ("A", "B", "-", "0", "silent")  # for either register, against, abstained, there without a vote
OF_A, OF_B = Said("FOR", A, 10), Said("FOR", B, 20)
VOTES = {"A": OF_A, "B": OF_B, "-": Said("AGAINST"), "0": Said("ABSTAIN")}
ORDERS = [(50, 50), (67, 50), (50, 66), (100, 99), (1, 1), (34, 33)]


def expected(voting: int, said: tuple[str, ...], presiding: str, quorum: int, majority: int):
    """What the rules say in words, in shares of one; (result, register)."""
    if not said or Fraction(len(said), voting) < Fraction(quorum, 100):
        return "NO_QUORUM", ""
    share = {one: Fraction(said.count(one), len(said)) if said else Fraction(0) for one in SAYINGS}
    needed = Fraction(majority, 100)
    if share["A"] + share["B"] + share["-"] == 0:
        return "POSTPONED", ""
    winners = [one for one in "AB" if share[one] > needed and share[one] == max(share["A"], share["B"])]
    if len(winners) == 1:
        return "RECOMMENDED", {"A": A, "B": B}[winners[0]]
    if len(winners) == 2:
        return "POSTPONED", ""
    for one in "AB":
        if needed == Fraction(1, 2) == share[one] == share["-"]:
            if presiding == one:
                return "RECOMMENDED", {"A": A, "B": B}[one]
            return ("REJECTED", "") if presiding == "-" else ("POSTPONED", "")
    return ("POSTPONED", "") if share["A"] + share["B"] > needed else ("REJECTED", "")


def situations() -> Iterator[tuple[int, tuple[str, ...], str]]:
    """(voting members, what those who take part said, what the presiding one did of it); others are away or recused."""
    for voting in range(8):
        for present in range(voting + 1):
            for said in combinations_with_replacement(SAYINGS, present):
                for presiding in {*said, "silent"}:
                    yield voting, said, presiding


@pytest.mark.parametrize("quorum, majority", ORDERS)
def test_every_outcome_of_up_to_seven_members(quorum, majority):
    order = Order(quorum_percent=quorum, majority_percent=majority, places_rule="MEDIAN")
    met: set[str] = set()
    number = 0
    for voting, said, presiding in situations():
        votes = tuple(VOTES[one] for one in said if one in VOTES)
        tally = Tally(voting=voting, taking_part=len(said), votes=votes, presiding=VOTES.get(presiding))
        found = result(tally, order)
        wanted = expected(voting, said, presiding, quorum, majority)
        assert (found.result, found.register) == wanted, (voting, said, presiding)
        assert found.places == {A: 10, B: 20, "": None}[found.register]
        counts = (found.taking_part, found.votes_for, found.votes_against, found.abstentions)
        assert counts == (len(said), said.count("A") + said.count("B"), said.count("-"), said.count("0"))
        met.add(found.result)
        number += 1
    assert number > 5_000
    assert met >= {"RECOMMENDED", "REJECTED", "POSTPONED"}


def test_without_a_quorum_nothing_is_ever_decided():
    order = Order(quorum_percent=50, majority_percent=50, places_rule="MEDIAN")
    short = Tally(voting=7, taking_part=3, votes=(OF_A,) * 3, presiding=OF_A)
    nobody = Tally(voting=3, taking_part=0, votes=())
    assert [result(tally, order).result for tally in (short, nobody)] == ["NO_QUORUM", "NO_QUORUM"]


def test_the_recused_do_not_make_the_quorum_smaller():
    order = Order(quorum_percent=50, majority_percent=50, places_rule="MEDIAN")
    alone = Tally(voting=5, taking_part=1, votes=(OF_A,), presiding=OF_A)  # four are recused
    assert result(alone, order).result == "NO_QUORUM"


@pytest.mark.parametrize("majority", [50, 66])
def test_one_more_vote_for_never_makes_things_worse(majority):
    order = Order(quorum_percent=50, majority_percent=majority, places_rule="MEDIAN")
    rank = {"REJECTED": 0, "POSTPONED": 1, "RECOMMENDED": 2}
    against, hm = VOTES["-"], VOTES["0"]
    for chair in (OF_A, against, hm):
        for others in combinations_with_replacement((against, hm), 6):
            went = []
            for more in range(7):
                votes = (chair, *(OF_A,) * more, *others[more:])
                went.append(rank[result(Tally(voting=7, taking_part=7, votes=votes, presiding=chair), order).result])
            assert went == sorted(went) or (others.count(hm) == 6 and chair is hm), (chair, others)


@pytest.mark.parametrize("length", range(1, 6))
def test_places_are_the_lower_median_the_least_or_the_mean(length):
    for places in combinations_with_replacement((1, 2, 5, 12, 100), length):
        votes = (*(Said("FOR", A, each) for each in places), Said("FOR", B, 7), Said("AGAINST"))
        found = [places_of(votes[::-1], A, rule) for rule in ("MEDIAN", "LEAST", "MEAN")]
        assert found == [median_low(places), min(places), floor(mean(map(Fraction, places)))]
