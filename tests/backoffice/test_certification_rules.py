"""Every reason against a mark or a class of certification, alone. No database."""

import pytest

from backoffice.certification import rules

SHEET = {"CONTENT": 10, "STAFF": 5}
FULL = [("CONTENT", 10), ("STAFF", 0)]


def scored(marks, opinion="Заключение."):
    return [(reason.code, *reason.path) for reason in rules.why_not_score(marks, opinion, sheet=SHEET)]


def classified(classes, modules):
    return [(reason.code, *reason.path) for reason in rules.why_not_classify(classes, modules=modules)]


def test_one_mark_for_each_criterion_from_nought_to_its_best():
    assert scored(FULL) == []


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([*FULL, ("CHARM", 1)], [("CRITERION_UNKNOWN", "scores", "2")]),
        ([("CONTENT", 10)], [("MARK_REQUIRED", "scores")]),
        ([*FULL, ("STAFF", 1)], [("MARK_REQUIRED", "scores")]),
        ([("CONTENT", 11), ("STAFF", 0)], [("MARK_OUT_OF_RANGE", "scores", "0")]),
        ([("CONTENT", 10), ("STAFF", -1)], [("MARK_OUT_OF_RANGE", "scores", "1")]),
    ],
)
def test_a_sheet_is_filled_exactly(marks, expected):
    assert scored(marks) == expected


def test_an_opinion_says_something():
    assert scored(FULL, " ") == [("OPINION_REQUIRED", "opinion")]


@pytest.mark.parametrize(
    ("second", "teaches", "expected"),
    [
        (None, False, []),
        ("FIRST", True, []),
        (None, True, [("SECOND_CLASS_MISMATCH", "modules", "1", "second_qualification")]),
        ("FIRST", False, [("SECOND_CLASS_MISMATCH", "modules", "1", "second_qualification")]),
    ],
)
def test_a_second_class_stands_exactly_where_a_second_teacher_does(second, teaches, expected):
    assert classified([(1, second)], {1: teaches}) == expected


def test_every_module_is_classified_once():
    assert classified([(1, None), (1, None)], {1: False}) == [("MODULE_NOT_CLASSIFIED", "modules", "1")]
    assert classified([], {1: False}) == [("MODULE_NOT_CLASSIFIED", "modules", "1")]
    assert classified([(1, None), (2, None)], {1: False}) == [("MODULE_UNKNOWN", "modules", "2")]
