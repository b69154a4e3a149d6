"""Two that are made to meet do so whatever else goes on in the server: other tests of races lean on it."""

from __future__ import annotations

import sys
import threading

import pytest
from django.db import connection, transaction

from tests import races
from tests.races import Other, in_the_middle

pytestmark = pytest.mark.django_db(transaction=True)
STRANGE, OURS = 1, 2


def hold(key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def step() -> None:
    """Where the two meet."""


@transaction.atomic
def alone(key: int) -> None:
    hold(key)


@pytest.fixture
def strangers():
    """Somebody waits for a lock of somebody else, as in a test that runs beside us."""
    with transaction.atomic():
        hold(STRANGE)
        other = Other(lambda: alone(STRANGE))
        other.meet()
        yield
    other.answer()


def test_the_first_goes_on_when_the_second_has_ended_though_a_stranger_waits(monkeypatch, strangers):
    has_gone_on = threading.Event()

    def first() -> None:
        sys.modules[__name__].step()
        has_gone_on.set()

    def second() -> bool:
        return has_gone_on.wait(0.5)

    assert in_the_middle(monkeypatch, sys.modules[__name__], "step", first, second) == [None, False]


def test_the_first_goes_on_when_the_second_waits_for_it(monkeypatch, strangers):
    did: list[str] = []

    @transaction.atomic
    def first() -> None:
        hold(OURS)
        sys.modules[__name__].step()
        did.append("first")

    def second() -> None:
        alone(OURS)
        did.append("second")

    in_the_middle(monkeypatch, sys.modules[__name__], "step", first, second)
    assert did == ["first", "second"]


def test_whoever_does_neither_is_not_passed_over(monkeypatch):
    monkeypatch.setattr(races, "PATIENCE", 0.1)
    end = threading.Event()
    other = Other(end.wait)
    with pytest.raises(AssertionError, match="neither waits"):
        other.meet()
    end.set()
    assert other.answer()
