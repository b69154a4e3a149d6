"""What `--kill` does to a surge: web workers killed -9 and database sessions ended while everybody applies."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter

import psycopg2

from benchmarks import region
from benchmarks.measure import children
from benchmarks.surge_cpu import spent

END_SESSIONS = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE usename = current_user AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


class Torment:
    """Does something bad every so many seconds: to a web worker and to all sessions of the database, in turns."""

    def __init__(self, web: int, every: float):
        self.web, self.every, self.done = web, every, Counter[str]()
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._torment, daemon=True)

    def start(self) -> None:
        """Begin."""
        self.thread.start()

    def stop(self) -> None:
        """Let everybody live."""
        self.stopped.set()
        self.thread.join()

    def _torment(self) -> None:
        while not self.stopped.wait(self.every):
            self._kill_a_worker()
            if not self.stopped.wait(self.every):
                self._end_sessions()

    def _kill_a_worker(self) -> None:
        workers = children().get(self.web, [])
        if workers:
            os.kill(max(workers, key=spent), signal.SIGKILL)  # one that works; its parent starts another
            self.done["workers killed"] += 1

    def _end_sessions(self) -> None:
        try:
            with region.database() as cursor:
                cursor.execute(END_SESSIONS)
                self.done["sessions ended"] += cursor.fetchone()[0]
        except psycopg2.OperationalError:  # ours was not quick enough to be there
            return
