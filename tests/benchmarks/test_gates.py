"""The benchmark's own judgement: what passes, what fails, what is only missing, and when two answers are the same."""

from __future__ import annotations

from benchmarks.gates import FLOOR, OURS, Q1, Gate, exit_code, judged
from benchmarks.measure import Series
from benchmarks.operations import global_id, normalised

AT_MOST = Gate(Q1, OURS, FLOOR, 1.5)
AT_LEAST = Gate(Q1, FLOOR, OURS, 0.5, at_least=True)


def series(*cpu: float) -> Series:
    return Series(cpu=list(cpu), latency=list(cpu))


def test_a_gate_compares_within_each_round():
    results = {Q1: {OURS: series(2.0, 30.0, 4.0), FLOOR: series(1.0, 10.0, 4.0)}}
    assert AT_MOST.value(results) == 2.0
    assert AT_LEAST.value(results) == 0.5


def test_a_gate_that_fails_twice_keeps_both_values_and_fails_the_run():
    verdict = judged(AT_MOST, [1.7, 1.6])
    assert (verdict.word, verdict.values) == ("FAIL", (1.7, 1.6))
    assert exit_code([verdict, judged(AT_LEAST, [0.4])]) == 1


def test_the_second_look_decides():
    assert judged(AT_MOST, [1.7, 1.4]).word == "PASS"
    assert exit_code([judged(AT_MOST, [1.7, 1.4])]) == 0


def test_a_missing_peer_has_not_passed():
    assert AT_MOST.value({Q1: {OURS: series(1.0)}}) is None
    assert judged(AT_MOST, []).word == "MISSING"
    assert exit_code([judged(AT_MOST, []), judged(AT_LEAST, [0.6])]) == 2


def test_a_goal_is_told_and_never_fails_the_run():
    goal = Gate(Q1, OURS, FLOOR, 1.5, goal=True)
    assert judged(goal, [9.0]).word == "GOAL FAIL"
    assert exit_code([judged(goal, [9.0])]) == 0


def test_answers_are_the_same_whatever_ids_cursors_and_zones_look_like():
    ours = {"tasks": {"totalCount": 1000, "edges": [{"cursor": "x", "node": {"id": global_id("Task", 7)}}]}}
    peer = {"totalCount": 2850, "tasks": {"edges": {"nodes": [{"cursor": "y", "node": {"id": "7"}}]}}}
    assert normalised(ours) == normalised(peer)
    assert normalised({"dueAt": "2026-12-01T07:00:00+07:00"}) == normalised({"dueAt": "2026-12-01T00:00:00+00:00"})


def test_answers_with_another_row_or_moment_differ():
    assert normalised({"id": global_id("Task", 7)}) != normalised({"id": "8"})
    assert normalised({"finished": None}) != normalised({"finished": "2026-12-01T00:00:00+00:00"})
    assert normalised({"endCursor": None}) != normalised({"endCursor": "x"})
