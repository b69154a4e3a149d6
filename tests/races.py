"""Several threads that start together, and one that comes in the middle of another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import ModuleType

import pytest
from django.db import connection

PATIENCE = 2  # seconds in which the one in the middle must wait for a lock, or have ended


def race(runners: int, run: Callable[[int], object]) -> list:
    """Run `run(n)` in that many threads at once; return what they answered, or raise what they raised."""
    gate = threading.Barrier(runners)

    def one(number: int):
        try:
            gate.wait()
            return run(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(runners) as pool:
        return list(pool.map(one, range(runners)))


def in_the_middle(monkeypatch, module: ModuleType, name: str, first: Callable, second: Callable) -> list:
    """Run `first`, and where it calls `module.name` the whole of `second`, in a thread of its own.

    `first` goes on as soon as `second` waits for a lock or has ended, so the two always meet at the same place. Returns
    what both answered, or raises what they raised.
    """
    whole, has_come, seconds = getattr(module, name), [], []

    def called(*args, **kwargs):
        if not has_come:
            has_come.append(True)
            seconds.append(pool.submit(_closing, second))
            _until_it_waits(seconds[0])
        return whole(*args, **kwargs)

    monkeypatch.setattr(module, name, called)
    with ThreadPoolExecutor(2) as pool:
        answer = pool.submit(_closing, first).result()
        assert seconds, f"{name} was not called"
        return [answer, seconds[0].result()]


def _closing(run: Callable) -> object:
    try:
        return run()
    finally:
        connection.close()


def _until_it_waits(second: Future) -> None:
    """Go on when PostgreSQL says that somebody waits for a lock, or nobody needs to."""
    end = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < end and not second.done():
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)


def rounds(number: int) -> list:
    """So many rounds of a race that nobody steers: one always, the others with the slow tests."""
    return [0, *(pytest.param(each, marks=pytest.mark.slow) for each in range(1, number))]
