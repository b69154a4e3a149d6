"""Several threads that start together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


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
