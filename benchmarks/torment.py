"""What `--kill` does to a storm: web workers and backends killed -9, database sessions ended, while everybody sends."""

from __future__ import annotations

import itertools
import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2

from benchmarks import region
from benchmarks.measure import children
from benchmarks.storm import Storm
from benchmarks.surge_cpu import spent

EVERY, ANSWERED = 4.0, 8  # at least so many seconds, and answers, between two blows: somebody is there again
OTHERS = "FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
END_SESSIONS = f"SELECT count(pg_terminate_backend(pid)) {OTHERS}"
BUSIEST = f"SELECT pid {OTHERS} ORDER BY state = 'idle', xact_start LIMIT 1"


class Torment:
    """A blow every so many seconds: a web worker, all sessions, a worker, a backend (PostgreSQL then starts anew)."""

    def __init__(self, storm: Storm, web: int):
        self.storm, self.web, self.blows = storm, web, Counter[str]()
        self.stopped = threading.Event()

    @contextmanager
    def going_on(self) -> Iterator[Torment]:
        """Torment while the block runs."""
        thread = threading.Thread(target=self._torment, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.stopped.set()
            thread.join()

    def _torment(self) -> None:
        turns = itertools.cycle([self._kill_a_worker, self._end_sessions, self._kill_a_worker, self._kill_a_backend])
        while self._bide():
            try:
                next(turns)()
            except (psycopg2.OperationalError, ProcessLookupError):  # it is not there again yet, or not any more
                self.blows["blows that missed"] += 1

    def _bide(self) -> bool:
        """Wait for the next blow; False when there is none."""
        seen = len(self.storm.answers)
        self.stopped.wait(EVERY)
        while len(self.storm.answers) < seen + ANSWERED and not self.stopped.wait(0.1):
            continue
        return not self.stopped.is_set()

    def _kill_a_worker(self) -> None:
        os.kill(max(children()[self.web], key=spent), signal.SIGKILL)  # one that works; its parent starts another
        self.blows["web workers killed -9"] += 1

    def _end_sessions(self) -> None:
        with region.database() as cursor:
            cursor.execute(END_SESSIONS)
            self.blows["sessions ended"] += cursor.fetchone()[0]

    def _kill_a_backend(self) -> None:
        with region.database() as cursor:
            cursor.execute(BUSIEST)
            for (pid,) in cursor.fetchall():
                os.kill(pid, signal.SIGKILL)
                self.blows["backends killed -9"] += 1

    def report(self) -> str:
        """What was done to the server, and how often somebody had to ask again."""
        blows = ", ".join(f"{what}: {count}" for what, count in self.blows.items())
        again = ", ".join(f"{what} {count}" for what, count in self.storm.unknown.items())
        return f"{blows}\nasked again with the same key: {self.storm.unknown.total()} ({again})"
