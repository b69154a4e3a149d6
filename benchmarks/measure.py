"""Measures: one client over a connection that stays open, the CPU of server and database, shuffled rounds."""

from __future__ import annotations

import http.client
import json
import random
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PROC = Path("/proc")
LONGEST_BATCH = 0.5  # seconds, more or less
FEWEST_ROUNDS = 3  # however slow
WARM_UP = 10  # requests before the first round, unless they are very slow
Send = Callable[[], object]


class ProcessesChanged(Exception):
    """A process began or ended while its CPU was counted, so that the count is worth nothing."""


class Client:
    """One client of one server: HTTP/1.1, one connection, made anew after a pause in which the server may close it."""

    PAUSE = 2.0  # seconds

    def __init__(self, port: int, path: str):
        self.path = path
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.used = time.monotonic()

    def post(self, body: bytes, headers: dict[str, str]) -> bytes:
        """Send one request and read the whole answer."""
        if time.monotonic() - self.used > self.PAUSE:
            self.connection.close()
        self.connection.request("POST", self.path, body, {"Content-Type": "application/json", **headers})
        answer = self.connection.getresponse()
        content = answer.read()
        self.used = time.monotonic()
        if answer.status != 200:
            raise RuntimeError(f"{self.path}: {answer.status} {content[:300]!r}")
        return content

    def ask(self, body: dict, headers: dict[str, str]) -> tuple[dict, int]:
        """Send one operation; its data, and the bytes of the answer. An answer with errors is none."""
        content = self.post(json.dumps(body).encode(), headers)
        answer = json.loads(content)
        if answer.get("errors") or not answer.get("data"):
            raise RuntimeError(f"{body['operationName']}: {str(answer)[:500]}")
        return answer["data"], len(content)


def children() -> dict[int, list[int]]:
    """The processes that each process has started and that live."""
    found: dict[int, list[int]] = {}
    for stat in PROC.glob("[0-9]*/stat"):
        try:
            pid, rest = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        found.setdefault(int(rest[1]), []).append(pid)
    return found


def tree(roots: Iterable[int]) -> set[int]:
    """These processes and all that descend from them."""
    born = children()
    found, waiting = set(), list(roots)
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += born.get(pid, [])
    return found


def cpu_of(processes: Iterable[int]) -> float:
    """Milliseconds that all threads of these processes have spent on a CPU.

    :raises ProcessesChanged: one of them is gone
    """
    total = 0
    try:
        for pid in processes:
            for thread in (PROC / str(pid) / "task").iterdir():
                total += int((thread / "schedstat").read_text().split()[0])
    except OSError:
        raise ProcessesChanged from None
    return total / 1e6


@dataclass
class Series:
    """What one target needed, round by round: CPU and latency of a request, milliseconds."""

    cpu: list[float] = field(default_factory=list)
    latency: list[float] = field(default_factory=list)


def batch(sends: Sequence[Send], roots: Sequence[int]) -> tuple[float, float]:
    """CPU and median latency of a request over one batch.

    :raises ProcessesChanged: the server or the database began or ended a process meanwhile
    """
    before = tree(roots)
    spent, times = cpu_of(before), []
    for send in sends:
        began = time.perf_counter()
        send()
        times.append((time.perf_counter() - began) * 1000)
    if tree(roots) != before:
        raise ProcessesChanged
    return (cpu_of(before) - spent) / len(sends), statistics.median(times)


@dataclass(frozen=True)
class Subject:
    """Something that is measured: how its next request is sent, and the processes that serve it."""

    name: str
    send: Send
    roots: Sequence[int]


@dataclass(frozen=True)
class Patience:
    """How much is asked: rounds, requests of a batch, and the seconds after which no further round begins."""

    rounds: int
    requests: int
    seconds: float

    def doubled(self) -> Patience:
        """Twice the rounds, for a second look."""
        return Patience(2 * self.rounds, self.requests, 2 * self.seconds)


def rounds(subjects: Sequence[Subject], asked: Patience) -> dict[str, Series]:
    """Let the subjects take turns, in another order each round; a batch that cannot be counted is repeated."""
    order, found = list(subjects), {subject.name: Series() for subject in subjects}
    sizes = {subject.name: _batch_size(subject, asked.requests) for subject in order}
    chance, began = random.Random(42), time.monotonic()
    for done in range(asked.rounds):
        if done >= FEWEST_ROUNDS and time.monotonic() - began > asked.seconds:
            break
        chance.shuffle(order)
        for subject in order:
            cpu, latency = _counted(subject, sizes[subject.name])
            found[subject.name].cpu.append(cpu)
            found[subject.name].latency.append(latency)
    return found


def _batch_size(subject: Subject, requests: int) -> int:
    """Warm the subject up and see how many of its requests make a batch; slow ones get shorter batches."""
    began, times = time.perf_counter(), []
    for _ in range(WARM_UP):
        sent = time.perf_counter()
        subject.send()
        times.append(time.perf_counter() - sent)
        if time.perf_counter() - began > 4 * LONGEST_BATCH:
            break
    return max(1, min(requests, int(LONGEST_BATCH / statistics.median(times))))


def _counted(subject: Subject, requests: int) -> tuple[float, float]:
    for _attempt in range(5):
        try:
            return batch([subject.send] * requests, subject.roots)
        except ProcessesChanged:
            continue
    raise RuntimeError(f"{subject.name}: its processes come and go, so their CPU cannot be counted")


def ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """How many times more: the median over the rounds of the quotients within a round."""
    return statistics.median(a / b for a, b in zip(above, below, strict=True))
