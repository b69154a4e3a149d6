"""Contracts that end while somebody else moves their money, their pupil or their place: once, and in one order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.contracts import ending
from backoffice.enrollments.models import PlaceHold
from backoffice.errors import Refused
from backoffice.ledger.models import LedgerEntry
from tests import contracts as making
from tests import eligible, enrollments, live_contracts, pupils
from tests.races import in_the_middle, race, rounds
from workflows import contract_acts, contract_sweeps, jobs
from workflows.decisions import enrollments as decisions

pytestmark = pytest.mark.django_db(transaction=True)
ATTEMPTS = pytest.mark.parametrize("attempt", rounds(3))
GIVE_UP = decisions.AcceptPlace(answer=decisions.PlaceAnswer.GIVE_UP)


@pytest.fixture
def school(reference):
    return making.school(capacity=1)


def running(school, **changes):
    today = timezone.localdate()
    last = live_contracts.months_from(today, 3)
    return live_contracts.live(school, **{"starts_on": today, "ends_on": last, "on": today, **changes})


def told(do) -> str:
    """What came of an act: done, or the codes of its refusal."""
    try:
        with transaction.atomic():
            do()
    except Refused as refused:
        return ",".join(each.code for each in refused.refusals)
    return "done"


@ATTEMPTS
def test_of_two_who_end_it_at_once_one_does(school, attempt):
    made = running(school)
    parent = live_contracts.parent_of(made)
    acts = [
        lambda: live_contracts.terminate(made, parent),
        lambda: live_contracts.terminate(made, school.manager, ground="ARREARS", reason="Долг."),
        lambda: pupils.leave(live_contracts.pupil_of(made), parent),
    ]
    answers = race(3, lambda n: told(acts[n]))
    assert answers.count("done") == 1
    assert set(answers) <= {"done", "CASE_CHANGED", "CONTRACT_ENDING"}
    later = made.lines.filter(status="RELEASED").values("period").distinct()  # one entry for each year
    assert LedgerEntry.objects.filter(kind="RELEASE", subject_type="contract").count() == later.count()
    assert live_contracts.found() == ""


def test_a_month_that_begins_while_the_contract_is_ended_is_written_off_once(school, monkeypatch):
    made = running(school)
    last = ending.last_day_of_month(timezone.localdate())
    month = last + timedelta(days=1)  # the sweep of the next month meets a notice of this one
    answers = in_the_middle(
        monkeypatch,
        contract_acts.ending,
        "terminate",
        lambda: told(lambda: live_contracts.terminate(made, live_contracts.parent_of(made))),
        lambda: contract_sweeps.sweep(month),
    )
    assert answers[0] == "done"
    contract_sweeps.sweep(month)
    states = live_contracts.lines(made)
    assert states == ["WRITTEN_OFF"] + ["RELEASED"] * (len(states) - 1)
    assert live_contracts.fresh(made).status == "CLOSED"
    assert live_contracts.found(month) == ""


@ATTEMPTS
def test_workers_and_a_notice_together_move_each_month_once(school, attempt):
    made = running(school)
    month = ending.last_day_of_month(timezone.localdate()) + timedelta(days=1)
    acts = [
        lambda: live_contracts.terminate(made, live_contracts.parent_of(made)),
        lambda: contract_sweeps.sweep(month),
        lambda: contract_sweeps.sweep(month),
    ]
    answers = race(3, lambda n: told(acts[n]))
    assert set(answers) <= {"done", "CASE_CHANGED", "TASK_BUSY"}
    keys = [*LedgerEntry.objects.filter(subject_type="contract").values_list("key", flat=True)]
    assert len(keys) == len({*keys})
    contract_sweeps.sweep(month)
    assert live_contracts.found(month) == ""


@ATTEMPTS
def test_who_leaves_and_is_moved_at_once_is_one_of_both_first(school, attempt):
    made = running(school)
    other = eligible.group(school.edition, price=eligible.PRICE, ends_on=made.ends_on)
    pupil = live_contracts.pupil_of(made)
    acts = [
        lambda: live_contracts.terminate(made, live_contracts.parent_of(made)),
        lambda: pupils.transfer(pupil, other, school.manager),
    ]
    answers = race(2, lambda n: told(acts[n]))
    assert answers[0] == "done" and answers[1] in ("done", "PUPIL_LEAVES")
    assert PlaceHold.objects.get(request=made.request_id).leaves_on is not None
    assert live_contracts.found() == ""


@ATTEMPTS
def test_a_place_that_is_declined_while_its_pupil_leaves_is_counted_once(school, attempt):
    made = running(school)
    request = enrollments.apply(making.family(), school.group, waits=True)
    live_contracts.terminate(made, live_contracts.parent_of(made))
    enrollments.run_jobs()
    parent = request.child.guardianships.get(valid_to=None).user
    month = ending.last_day_of_month(timezone.localdate()) + timedelta(days=1)
    acts = [
        lambda: enrollments.complete(request, "accept_place", GIVE_UP, parent),
        lambda: contract_sweeps.sweep(month),
        lambda: jobs.run_one(timezone.now()),
    ]
    assert race(3, lambda n: told(acts[n])) == ["done"] * 3
    contract_sweeps.sweep(month)
    assert (school.places.taken, pupils.found()) == (0, "")
