"""Votes at the same moment: none is lost, and the count runs once."""

from __future__ import annotations

import pytest

from backoffice.commissions.meetings import Meeting, Minutes, Vote
from backoffice.journal import Entry
from tests.deeds_meetings import ballot_of, conflict_of, opened
from tests.races import race, rounds
from tests.uploads import folder  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("folder", "reference")]


def send(api, deed) -> str:
    answer = api(deed.by, deed.operation, input=deed.input)
    assert answer.errors == []
    (result,) = answer.data.values()
    return ",".join(refusal["code"] for refusal in result.get("refusals", [])) or "done"


@pytest.mark.parametrize("round", rounds(3))
def test_two_last_votes_at_once_are_both_counted_once(api, round):
    sitting = opened()
    for person in sitting.people[:3]:
        sitting.vote(person)
    last = [ballot_of(sitting, 3), ballot_of(sitting, 4, choice="ABSTAIN")]
    for deed in last:
        api(deed.by, "TaskCounts")

    assert race(2, lambda n: send(api, last[n])) == ["done", "done"]

    assert Vote.objects.count() == 5
    assert Entry.objects.filter(what="meeting.counted").count() == 1
    assert Minutes.objects.count() == 1
    (item,) = sitting.items
    assert (item.outcome, item.taking_part, item.votes_for, item.abstentions) == ("RECOMMENDED", 5, 4, 1)


def test_all_five_at_once(api):
    sitting = opened()
    deeds = [ballot_of(sitting, number) for number in range(5)]
    for deed in deeds:
        api(deed.by, "TaskCounts")

    assert race(5, lambda n: send(api, deeds[n])) == ["done"] * 5

    assert Vote.objects.count() == 5
    assert Meeting.objects.get().status == "COUNTED"
    assert Entry.objects.filter(what="meeting.counted").count() == 1


@pytest.mark.parametrize("round", rounds(3))
def test_the_same_person_votes_or_is_recused_never_both(api, round):
    sitting = opened()
    for person in sitting.people[:4]:
        sitting.vote(person)
    deeds = [ballot_of(sitting, 4), conflict_of(sitting, 4)]
    api(sitting.people[4], "TaskCounts")

    found = race(2, lambda n: send(api, deeds[n]))

    assert found in (["done", "VOTED_ALREADY"], ["TASK_CLOSED", "done"])
    (item,) = sitting.items
    assert item.taking_part == (5 if found[0] == "done" else 4)
    assert Entry.objects.filter(what="meeting.counted").count() == 1


def test_two_votes_of_one_person_are_one(api):
    sitting = opened()
    one = ballot_of(sitting, 0)
    other = ballot_of(sitting, 0, choice="ABSTAIN")
    other.input["idempotencyKey"] = "vote-2"
    api(one.by, "TaskCounts")

    found = race(2, lambda n: send(api, (one, other)[n]))

    assert sorted(found) == ["TASK_CLOSED", "done"]
    assert Vote.objects.count() == 1
