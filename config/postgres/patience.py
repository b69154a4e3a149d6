"""How long this process waits for the database before it gives up and says so.

A frozen server answers nothing, so its own `statement_timeout` does not help; and libpq applies its `connect_timeout`
only where it waits itself. So we wait: psycopg2 lets a callback do it. A process begins to be patient by `begin`;
one that does not, such as a migration, waits for ever.
"""

from __future__ import annotations

import math
import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg2 import OperationalError
from psycopg2.extensions import POLL_OK, POLL_READ, POLL_WRITE, set_wait_callback
from psycopg2.extensions import connection as Connection

EVENTS = {POLL_READ: select.POLLIN, POLL_WRITE: select.POLLOUT}
PROBE = 0.5  # seconds for connecting to a server that was silent
PAUSE = 2.0  # seconds after a silence in which nobody tries
MARGIN = 0.25  # seconds by which a living server gives up before us, so that silence means that it is not alive


class Silent(OperationalError):
    """The server said nothing for as long as we wait, or did so a moment ago."""


class Patience:
    """What a process bears: seconds for one answer, and for all answers that one request waits for."""

    def __init__(self, answer: float, request: float = math.inf):
        self.answer, self.request = answer, request
        self.shut_until = 0.0  # 0: the server is trusted; past: the next connection is a probe
        self.thread = threading.local()

    def new_request(self) -> None:
        """A request has all of its patience again."""
        self.thread.left = self.request

    def shorten(self, seconds: float) -> None:
        """Let the request that runs wait for this long only."""
        self.thread.left = seconds

    def wait(self, connection: Connection) -> None:
        """Wait for an answer; psycopg2 closes the connection when we raise."""
        own = getattr(self.thread, "own", self.answer)
        left = getattr(self.thread, "left", math.inf)
        began = time.monotonic()
        ends = began + min(own, left)
        try:
            while (asked := connection.poll()) != POLL_OK:
                line = select.poll()
                line.register(connection.fileno(), EVENTS[asked])
                if not line.poll(max(0.0, ends - time.monotonic()) * 1000):
                    self._give_up(silent=own <= left)
        finally:
            self.thread.left = left - (time.monotonic() - began)

    def _give_up(self, *, silent: bool) -> None:
        """One whole silence shuts the door; a request that has used up its patience only casts suspicion."""
        self.shut_until = time.monotonic() + (PAUSE if silent else 0)
        raise Silent("the server does not answer")

    @contextmanager
    def connecting(self) -> Iterator[None]:
        """Connect, unless the server was silent a moment ago; the first to try again is quick about it."""
        if self.shut_until:
            if time.monotonic() < self.shut_until:
                raise Silent("the server was silent a moment ago")
            self.shut_until = time.monotonic() + PROBE  # meanwhile no other thread tries
            self.thread.own = PROBE
        try:
            yield
            self.shut_until = 0.0
        finally:
            self.thread.own = self.answer

    def server_options(self) -> str:
        """What the server is told, so that it ends what we would not wait for."""
        return f" -c statement_timeout={(self.answer - MARGIN) * 1000:.0f}"


current: Patience | None = None


def begin(answer: float, request: float = math.inf) -> Patience:
    """From here on this process waits no longer than that. Connections that are open keep their server's options."""
    global current
    current = Patience(answer, request)
    set_wait_callback(current.wait)
    return current


def end() -> None:
    """Wait for ever again."""
    global current
    current = None
    set_wait_callback(None)
