"""What a worker waits for: a new job, the next look at the clock, the order to stop."""

from __future__ import annotations

import os
import select
import signal
from typing import Any

from django.db import connection

CHANNEL = "jobs"  # the trigger on the table of jobs rings it


class Bell:
    """Rings at once for a job that was added on any machine. A lost connection is heard again by itself.

    Behind a pool that changes connections nobody hears it: then a job waits for the next look at the clock.
    """

    def __init__(self) -> None:
        self.stopped = False
        self.heard: Any = None  # the connection that listens
        self.out, self.into = os.pipe()
        os.set_blocking(self.into, False)

    def stop_on(self, *signals: signal.Signals) -> None:
        """Stop at the next opportunity after one of these signals; a step that runs is finished first."""
        for number in signals:
            signal.signal(number, self._stop)

    def _stop(self, *_: object) -> None:
        self.stopped = True
        os.write(self.into, b".")

    def wait(self, seconds: float) -> None:
        """Wait for a job, for the order to stop, or so long; outside of transactions."""
        if self.heard is None or self.heard is not connection.connection:
            self._listen()
            return  # a job may have come before we listened: look once more
        if not self.heard.notifies:  # else it rang while a statement ran, and the line is silent again
            self._until(seconds, self.heard.fileno())
            self.heard.poll()  # takes the notices off the line, so that it looks idle again
        self.heard.notifies.clear()

    def pause(self, seconds: float) -> None:
        """Wait so long, or for the order to stop."""
        self._until(seconds)

    def _listen(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        self.heard = connection.connection

    def _until(self, seconds: float, *lines: int) -> None:
        watched = select.poll()
        for line in (self.out, *lines):
            watched.register(line, select.POLLIN)
        watched.poll(max(0.0, seconds) * 1000)
