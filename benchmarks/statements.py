"""What the database was asked: every statement of a request, read from the server's own log, whoever sent it."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CLUSTER = Path(os.environ.get("CLUSTER", "/nonexistent"))
LINE = re.compile(r"^\d+ (LOG|DETAIL):\s+(.*)$")
STATEMENT = re.compile(r"^(?:statement|execute [^:]*): (.*)$", re.DOTALL)
CONTROL = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW|SELECT 1$)", re.IGNORECASE)
PREPARED = re.compile(r"^prepare: (PREPARE .*)$", re.DOTALL)


@dataclass(frozen=True)
class Statement:
    """One statement as the server saw it; `prepared` is the PREPARE of one that only names it."""

    text: str
    prepared: str = ""

    @property
    def is_control(self) -> bool:
        """Whether it only opens, closes or probes: no data is asked for."""
        return CONTROL.match(self.text) is not None


def postmaster() -> int:
    """The number of the database's first process."""
    return int((CLUSTER / "postmaster.pid").read_text().split()[0])


def of(send: Callable[[], object]) -> list[Statement]:
    """The statements of one request, inside of `logged`; sent twice, because the first may fill caches."""
    send()
    time.sleep(0.05)
    log = CLUSTER.parent / "log"
    offset = log.stat().st_size
    send()
    time.sleep(0.05)
    with log.open(encoding="utf-8", errors="replace") as lines:
        lines.seek(offset)
        return _parsed(lines.read())


@contextmanager
def logged() -> Iterator[None]:
    """Let the server write every statement into its log for a while."""
    configuration = CLUSTER / "postgresql.auto.conf"
    before = configuration.read_text()
    try:
        _configure(configuration, before + "log_statement = 'all'\n")
        yield
    finally:
        _configure(configuration, before)


def _configure(file: Path, text: str) -> None:
    file.write_text(text)
    os.kill(postmaster(), signal.SIGHUP)
    time.sleep(0.3)


def _parsed(log: str) -> list[Statement]:
    entries: list[tuple[str, str]] = []
    for line in log.splitlines():
        if found := LINE.match(line):
            entries.append((found[1], found[2]))
        elif entries and line.startswith("\t"):
            kind, text = entries[-1]
            entries[-1] = (kind, f"{text}\n{line[1:]}")
    statements: list[Statement] = []
    for kind, text in entries:
        if kind == "LOG" and (said := STATEMENT.match(text)):
            statements.append(Statement(said[1].strip()))
        elif kind == "DETAIL" and statements and (said := PREPARED.match(text)):
            statements[-1] = Statement(statements[-1].text, said[1])
    return statements
