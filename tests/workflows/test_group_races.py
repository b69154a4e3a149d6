"""A group changes while families ask for its places: no place is oversold, nobody asks for what is no longer there."""

from __future__ import annotations

import pytest
from django.db import transaction

from backoffice.enrollments.models import EnrollmentRequest, PlaceHold
from backoffice.errors import Refused
from backoffice.groups.models import StudyGroup
from tests import enrollments, groups
from tests.races import race, rounds
from workflows import group_acts
from workflows.decisions import groups as decisions
from workflows.models import Process

pytestmark = pytest.mark.django_db(transaction=True)


def codes(call) -> list[str]:
    """What was refused; nothing if it was done."""
    try:
        with transaction.atomic():
            call()
    except Refused as refused:
        return [reason.code for reason in refused.refusals]
    return []


def on(club, act, decision):
    """An act on the group as it is before the race."""
    said = {"decision": decision, "expected_version": club.group.version, "by": club.by}
    return lambda: act(group_id=club.group.pk, **said)


def agree(club) -> None:
    """Places and holds agree, and no place is given twice."""
    live = PlaceHold.objects.filter(group=club.group).exclude(status="FREED").count()
    assert live == club.places.taken <= club.places.capacity
    held = EnrollmentRequest.objects.filter(status__in=EnrollmentRequest.HOLDING).count()
    assert held == live


def test_of_two_saves_at_once_one_is_done(reference):
    club = groups.budget().draft()
    cards = [club.card(name=f"Имя {number}", capacity=number + 1) for number in range(2)]
    saves = [on(club, group_acts.save, decisions.SaveGroup(card=card)) for card in cards]

    said = race(2, lambda number: codes(saves[number]))

    assert sorted(said) == [[], ["CASE_CHANGED"]]
    club.group.refresh_from_db()
    won = said.index([])
    assert (club.group.version, club.group.name, club.places.capacity) == (2, f"Имя {won}", won + 1)


@pytest.mark.parametrize("attempt", rounds(3))
def test_a_family_that_asks_while_the_group_closes_has_a_place_or_hears_why_not(reference, attempt):
    club = groups.budget().draft().open()
    families = [enrollments.family() for _ in range(3)]
    close = on(club, group_acts.close_enrollment, decisions.CloseGroup())
    ask = [lambda each=each: enrollments.apply(each, club.group) for each in families]

    said = race(4, lambda number: codes([*ask, close][number]))

    assert said[3] == []
    assert {*map(tuple, said[:3])} <= {(), ("GROUP_CHANGED",), ("GROUP_NOT_OPEN",)}
    assert EnrollmentRequest.objects.count() == said[:3].count([])
    assert StudyGroup.objects.get().status == "CLOSED"
    agree(club)


@pytest.mark.parametrize("attempt", rounds(3))
def test_capacity_falls_to_what_is_free_while_families_ask(reference, attempt):
    club = groups.budget().draft(capacity=3).open()
    families = [enrollments.family() for _ in range(3)]
    fall = on(club, group_acts.save, decisions.SaveGroup(card=club.card(capacity=1)))
    ask = [lambda each=each: enrollments.apply(each, club.group) for each in families]

    said = race(4, lambda number: codes([*ask, fall][number]))

    assert said[3] in ([], ["CAPACITY_BELOW_TAKEN"])
    assert {*map(tuple, said[:3])} <= {(), ("NO_PLACES",)}
    assert club.places.capacity == (1 if said[3] == [] else 3)
    assert said[:3].count([]) == club.places.capacity
    agree(club)


@pytest.mark.parametrize("attempt", rounds(3))
def test_nobody_has_a_place_in_a_group_that_was_cancelled_meanwhile(reference, attempt):
    club = groups.budget().draft(capacity=2).open()
    first = enrollments.family()
    enrollments.apply(first, club.group)
    families = [enrollments.family() for _ in range(2)]
    cancel = on(club, group_acts.cancel, decisions.CancelGroup(reason="Педагог уволился."))
    ask = [lambda each=each: enrollments.apply(each, club.group) for each in families]
    give_up = lambda: enrollments.cancel(EnrollmentRequest.objects.earliest("pk"), first.parent)  # noqa: E731

    said = race(4, lambda number: codes([*ask, give_up, cancel][number]))

    assert said[3] in ([], ["TASK_BUSY"])
    if said[3] == []:
        assert not EnrollmentRequest.objects.filter(status__in=EnrollmentRequest.OPEN).exists()
        assert not Process.objects.filter(status="NEW", enrollment_request__isnull=False).exists()
        assert club.places.taken == 0
    agree(club)
