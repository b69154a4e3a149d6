"""What may be recorded about a duty of the roadmap: every reason alone, all together, both sides of each boundary."""

from datetime import date

import pytest

from backoffice.municipalities import rules
from backoffice.municipalities.models import RoadmapDuty

TODAY = date(2019, 9, 2)
DONE = {"status": "DONE", "done_on": date(2019, 9, 1), "note": "Приказ № 7."}


def codes(before="PLANNED", *, status="DONE", done_on=None, note="", has_file=False):
    reasons = rules.why_not_record(before, status, done_on, note, has_file=has_file, on=TODAY, number="1.13")
    return [reason.code for reason in reasons]


@pytest.mark.parametrize("before", ["PLANNED", "IN_PROGRESS"])
def test_what_is_not_done_may_be_done(before):
    assert codes(before, **DONE) == []


def test_what_is_planned_may_begin_without_a_word():
    assert codes(status="IN_PROGRESS") == []


def test_done_is_final():
    assert codes("DONE", **DONE) == ["DUTY_DONE"]
    assert codes("DONE", status="PLANNED") == ["DUTY_DONE"]


@pytest.mark.parametrize(
    ("before", "status"), [("PLANNED", "PLANNED"), ("IN_PROGRESS", "IN_PROGRESS"), ("IN_PROGRESS", "PLANNED")]
)
def test_every_other_move_is_impossible(before, status):
    assert codes(before, status=status) == ["TRANSITION_IMPOSSIBLE"]


def test_every_status_has_its_moves():
    assert {*rules.NEXT, "DONE"} == {*RoadmapDuty.Status.values}


def test_the_day_stands_exactly_at_what_is_done():
    assert codes(**DONE | {"done_on": None}) == ["DONE_ON_REQUIRED"]
    assert codes(status="IN_PROGRESS", done_on=TODAY) == ["DONE_ON_NOT_EXPECTED"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (TODAY, []),
        (date(2019, 9, 3), ["DONE_ON_IN_FUTURE"]),
        (date(2019, 1, 1), []),
        (date(2018, 12, 31), ["DONE_ON_TOO_EARLY"]),
    ],
)
def test_the_day_lies_between_the_beginning_of_2019_and_today(day, expected):
    assert codes(**DONE | {"done_on": day}) == expected


def test_what_is_done_is_proved_by_a_note_or_a_file():
    assert codes(**DONE | {"note": " \n"}) == ["EVIDENCE_REQUIRED"]
    assert codes(**DONE | {"note": ""}, has_file=True) == []


def test_a_note_ends_somewhere():
    assert codes(**DONE | {"note": "б" * 5000}) == []
    assert codes(**DONE | {"note": "б" * 5001}) == ["TEXT_TOO_LONG"]


def test_all_reasons_come_together_and_cite_the_item():
    reasons = [*rules.why_not_record("DONE", "DONE", date(2030, 1, 1), "", has_file=False, on=TODAY, number="1.13")]
    assert [reason.code for reason in reasons] == ["DUTY_DONE", "DONE_ON_IN_FUTURE", "EVIDENCE_REQUIRED"]
    assert {reason.rule for reason in reasons} == {"План мероприятий, п. 1.13"}
    assert all(reason.remedy and reason.path for reason in reasons)


@pytest.mark.parametrize(
    ("done_on", "on", "overdue", "late"),
    [
        (None, date(2019, 9, 1), False, 0),
        (None, date(2019, 9, 2), True, 1),
        (None, date(2019, 10, 1), True, 30),
        (date(2019, 9, 1), date(2019, 10, 1), False, 0),
        (date(2019, 8, 1), date(2019, 10, 1), False, 0),
        (date(2019, 9, 11), date(2019, 10, 1), False, 10),
    ],
)
def test_lateness_ends_on_the_day_it_was_done(done_on, on, overdue, late):
    ends_on = date(2019, 9, 1)
    assert rules.is_overdue(ends_on, done_on, on=on) is overdue
    assert rules.days_late(ends_on, done_on, on=on) == late
