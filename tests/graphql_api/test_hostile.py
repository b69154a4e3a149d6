"""The rows of `checks/` through Django's own client: each hostile request has its answer, each twin works."""

import pytest
from django.test import Client

from backoffice.access import Role
from backoffice.accounts.services import issue_token
from checks import sweep
from checks.hostile import ROWS, faults_of
from checks.wire import Answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(member, unit):
    """Send a request of the table into the application."""
    head = member(Role.OPERATOR_HEAD, unit())
    token = f"Bearer {issue_token(head.username)}"

    def _send(ask):
        headers = ask.headers | ({"Authorization": token} if ask.signed_in else {})
        response = Client().generic(ask.method, ask.path, ask.body, content_type="", headers=headers)
        return Answer(response.status_code, {name.lower(): value for name, value in response.items()}, response.content)

    return _send


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_hostile_request_has_its_answer_and_its_twin_works(answered, row):
    assert faults_of(row, answered) == []


def test_a_row_that_is_answered_otherwise_is_a_fault(answered):
    harmless = ROWS[0].twin
    assert len(faults_of(type(ROWS[0])("wrong", harmless, 400, "BAD_USER_INPUT", harmless), answered)) == 1


@pytest.mark.slow
def test_no_cursor_is_a_mistake_of_ours(answered):
    known = sweep.shape(answered)
    assert [*sweep.cursors(answered, known)] == []


@pytest.mark.slow
def test_no_value_of_any_argument_is_a_mistake_of_ours(answered):
    known = sweep.shape(answered)
    assert [*sweep.values(answered, known)] == []
