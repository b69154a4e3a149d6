"""Several threads that start together, and one that comes in the middle of another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from types import ModuleType

import pytest
from django.db import connection, connections

PATIENCE = 60  # seconds in which whoever comes in the middle must wait for us or have ended, however busy the machine


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


class Other:
    """Somebody who runs in a thread and on a connection of its own from now on, and bears to wait for us."""

    def __init__(self, run: Callable[[], object]):
        self.run, self.line = run, None
        pool = ThreadPoolExecutor(1)
        self.future = pool.submit(self._run)
        pool.shutdown(wait=False)

    def _run(self) -> object:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{PATIENCE}s"])
            self.line = connections[connection.alias]
            return self.run()
        finally:
            connection.close()

    def meet(self) -> None:
        """Come back when PostgreSQL says that it waits for what our transaction holds, or when it has ended."""
        end = time.monotonic() + PATIENCE
        with connection.cursor() as cursor:
            while not self.future.done() and not self._waits_for_us(cursor):
                assert time.monotonic() < end, "it neither waits for us nor ends"
                time.sleep(0.01)

    def _waits_for_us(self, cursor) -> bool:
        """Others wait in this server too: other tests run beside us, and vacuum comes when it likes."""
        raw = self.line and self.line.connection
        cursor.execute("SELECT pg_backend_pid() = ANY(pg_blocking_pids(%s))", [raw.info.backend_pid if raw else 0])
        return cursor.fetchone()[0]

    def answer(self) -> object:
        """What it answered; or raise what it raised."""
        return self.future.result()


def in_the_middle(monkeypatch, module: ModuleType, name: str, first: Callable, second: Callable) -> list:
    """Run `first`, and where it calls `module.name` the whole of `second`, in a thread of its own.

    `first` goes on as soon as `second` waits for it or has ended, so the two always meet at the same place. Returns
    what both answered, or raises what they raised.
    """
    whole, seconds = getattr(module, name), []

    def called(*args, **kwargs):
        if not seconds:
            seconds.append(Other(second))
            seconds[0].meet()
        return whole(*args, **kwargs)

    monkeypatch.setattr(module, name, called)
    try:
        answer = Other(first).answer()
    finally:
        wait(each.future for each in seconds)
    assert seconds, f"{name} was not called"
    return [answer, seconds[0].answer()]


def rounds(number: int) -> list:
    """So many rounds of a race that nobody steers: one always, the others with the slow tests."""
    return [0, *(pytest.param(each, marks=pytest.mark.slow) for each in range(1, number))]
