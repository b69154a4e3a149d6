"""The machine of a certificate's states, without a database."""

import itertools

import pytest

from backoffice.certificates import rules
from backoffice.certificates.models import Certificate

STATES = list(Certificate.Status.values)
ALLOWED = {
    ("APPLIED", "REJECTED"),
    ("APPLIED", "WITHDRAWN"),
    ("APPLIED", "ISSUED_INACTIVE"),
    ("APPLIED", "ACTIVE"),
    ("ISSUED_INACTIVE", "ACTIVE"),
    ("ISSUED_INACTIVE", "DELETED"),
    ("ISSUED_INACTIVE", "TERMINATED"),
    ("ACTIVE", "SUSPENDED"),
    ("ACTIVE", "TERMINATED"),
    ("SUSPENDED", "ACTIVE"),
    ("SUSPENDED", "TERMINATED"),
}


@pytest.mark.parametrize("pair", [*itertools.product(STATES, STATES)], ids="-".join)
def test_every_pair_of_states_is_allowed_or_not(pair):
    assert rules.is_allowed(*pair) == (pair in ALLOWED)


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize("move", rules.MOVES, ids=lambda move: move.target)
def test_a_refusal_names_the_state_and_what_to_do(move, status):
    found = [*rules.why_not_move(move, status, "Состояние")]

    assert [reason.code for reason in found] == [] if status in move.sources else ["CERTIFICATE_STATE"]
    assert all("Сейчас: состояние." in reason.message and reason.remedy for reason in found)


def test_states_that_end_are_left_by_nothing():
    assert {status for status, _ in ALLOWED} == {"APPLIED", "ISSUED_INACTIVE", "ACTIVE", "SUSPENDED"}
    assert rules.REMEDIES.keys() == set(STATES)


def test_reserved_money_is_named_to_the_kopeck():
    (reason,) = rules.why_not_reserved(1500050)

    assert reason.code == "MONEY_RESERVED"
    assert "15\u00a0000,50\u00a0₽" in reason.message
    assert [*rules.why_not_reserved(0)] == []


def test_nobody_chooses_the_ground_of_the_system():
    known = {"DEATH", "AGE_18"}

    assert [reason.code for reason in rules.why_not_ground("AGE_18", known)] == ["GROUND_IS_AUTOMATIC"]
    assert [reason.code for reason in rules.why_not_ground("NO_SUCH", known)] == ["GROUND_UNKNOWN"]
    assert [*rules.why_not_ground("DEATH", known)] == []


def test_a_request_to_move_hears_every_reason_at_once():
    found = rules.why_not_go("here", "here", known=False, is_open=True, address=" ")

    assert [reason.code for reason in found] == [
        "MUNICIPALITY_UNKNOWN",
        "SAME_MUNICIPALITY",
        "MOVE_OPEN",
        "FIELD_REQUIRED",
    ]
    (too_long,) = rules.why_not_go("here", "there", known=True, is_open=False, address="я" * 501)
    assert too_long.code == "FIELD_TOO_LONG"
