"""Many clients that send decisions with keys to a real server, repeat until they are answered, and remember it all."""

from __future__ import annotations

import http.client
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Client
from benchmarks.targets import PRODUCTION
from launch import processes, server

OPERATIONS = Path(__file__).parent.parent / "operations"
REPEATED = 20  # one in so many is sent again at once
TRIES, PAUSE = 120, 1.0  # of a client that is patient, and seconds between them
DONE, REFUSED, UNKNOWN = "done", "refused", "unknown"


@dataclass(frozen=True)
class Deed:
    """A decision that somebody sends: the token, and the input with its idempotency key."""

    token: str
    given: dict


@dataclass(frozen=True)
class Answer:
    """done and what `said` makes of the result, refused and the codes, or unknown and what came instead."""

    kind: str
    said: str


class Storm:
    """Sends every deed once, at its time, and some twice; a patient one until it is answered."""

    def __init__(
        self,
        operation: str,
        deeds: Sequence[Deed],
        said: Callable[[dict], str],
        *,
        port: int,
        clients: int,
        seconds: float = 0.0,
        is_patient: bool = False,
    ):
        self.operation, self.deeds, self.said, self.port = operation, deeds, said, port
        self.clients, self.seconds, self.tries = clients, seconds, TRIES if is_patient else 1
        self.document = (OPERATIONS / f"{operation}.graphql").read_text("utf-8")
        self.answers: dict[int, Answer] = {}  # the first one to each deed
        self.from_due: dict[str, list[float]] = {DONE: [], REFUSED: []}  # seconds from the moment it was to be sent
        self.from_sending: list[float] = []
        self.unknown: Counter[str] = Counter()  # what came instead of an answer, and the deed was sent again
        self.wrong: list[str] = []
        self.turns, self.lock = iter(range(len(deeds))), threading.Lock()

    def run(self) -> float:
        """Let everybody in; give the seconds it took."""
        self.began = time.monotonic()
        threads = [threading.Thread(target=self._client, daemon=True) for _ in range(self.clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.monotonic() - self.began

    def repeat_all(self) -> None:
        """Send every deed once more, if all were answered."""
        if self.wrong:
            return
        client = Client(self.port, "/graphql/")
        for turn in self.answers:
            self._expect_the_same(client, turn)
        print(f"{len(self.answers)} keys repeated, {len(self.wrong)} got another answer")

    def done(self) -> list[str]:
        """What was said of the deeds that are done."""
        return [answer.said for answer in self.answers.values() if answer.kind == DONE]

    def _client(self) -> None:
        client = Client(self.port, "/graphql/")
        while True:
            with self.lock:
                turn = next(self.turns, None)
            if turn is None:
                return
            due = self.began + self.seconds * turn / len(self.deeds)
            time.sleep(max(0.0, due - time.monotonic()))
            self._send(client, turn, due)

    def _send(self, client: Client, turn: int, due: float) -> None:
        sent = time.monotonic()
        answer = self._ask(client, turn)
        now = time.monotonic()
        with self.lock:
            self.answers[turn] = answer
            self.from_sending.append(now - sent)
            if answer.kind == UNKNOWN:
                self.wrong.append(f"{turn}: {answer.said}")
                self.turns = self.turns if self.tries == 1 else iter(())  # patience is over: nobody else is let in
                return
            self.from_due[answer.kind].append(now - due)
        if turn % REPEATED == 0:
            self._expect_the_same(client, turn)
        client.connection.close()  # the next one is somebody else, who may come to another worker

    def _expect_the_same(self, client: Client, turn: int) -> None:
        before, again = self.answers[turn], self._ask(client, turn)
        if again != before:
            with self.lock:
                self.wrong.append(f"повтор {turn}: {before}, затем {again}")

    def _ask(self, client: Client, turn: int) -> Answer:
        """The answer to a deed; where none came, that of the next try with the same key."""
        for left in reversed(range(self.tries)):
            answer = self._try(client, self.deeds[turn])
            if left == 0 or not _says_nothing(answer):
                break
            with self.lock:
                self.unknown[answer.said.partition(":")[0]] += 1
            client.connection.close()
            time.sleep(PAUSE)
        return answer

    def _try(self, client: Client, deed: Deed) -> Answer:
        body = {"operationName": self.operation, "query": self.document, "variables": {"input": deed.given}}
        try:
            content = client.post(json.dumps(body).encode(), {"Authorization": f"Bearer {deed.token}"})
        except (OSError, http.client.HTTPException) as error:
            return Answer(UNKNOWN, f"cut off: {type(error).__name__}")
        except RuntimeError as error:
            return Answer(UNKNOWN, f"HTTP error: {error}"[:300])
        answer = json.loads(content)
        if answer.get("errors"):
            return Answer(UNKNOWN, f"GraphQL error: {answer['errors']}"[:300])
        (result,) = answer["data"].values()
        if "refusals" in result:
            return Answer(REFUSED, ",".join(sorted(each["code"] for each in result["refusals"])))
        return Answer(DONE, self.said(result))


def _says_nothing(answer: Answer) -> bool:
    """Whether it is not known what became of the deed, or it is to be sent again."""
    return answer.kind == UNKNOWN or answer.said == "TASK_BUSY"


@contextmanager
def served(log_level: str = "ERROR") -> Iterator[tuple[int, int]]:
    """The web server as `make run` starts it, with the settings of production: its port and its process."""
    port = server.port_from_environment()
    server.expect_free(port)
    with processes.together() as programs:
        environment = server._worker_counts() | dict(os.environ) | PRODUCTION | {"LOG_LEVEL": log_level}
        programs["web"] = processes.start(server._granian(port), environment)
        while not server.is_ready(port):
            time.sleep(0.2)
        yield port, programs["web"].pid


def report(storm: Storm, seconds: float) -> str:
    """How many, how fast, and how long they waited."""
    count, kinds = len(storm.deeds), Counter(answer.kind for answer in storm.answers.values())
    refused = Counter(answer.said for answer in storm.answers.values() if answer.kind == REFUSED)
    lines = [f"{count} × {storm.operation} in {seconds:.0f} s: {count / seconds:.1f} a second; {dict(kinds + refused)}"]
    waited = {f"{kind}, from due": took for kind, took in storm.from_due.items() if storm.seconds}
    for what, took in {**waited, "all, from sending": storm.from_sending}.items():
        if took:
            ordered = sorted(took)
            p50, p95, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.95, 0.99))
            lines.append(
                f"{what}: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f}, p99 {p99 * 1000:.0f}, most {ordered[-1]:.2f} s"
            )
    lines.append(f"{storm.clients} clients, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    return "\n".join(lines)


def conclude(wrong: Sequence[str]) -> int:
    """Print what is wrong; the exit code."""
    for each in wrong[:20]:
        print(f"WRONG: {each}")
    print(f"{len(wrong)} things are wrong." if wrong else "Everything is as it was answered.")
    return 1 if wrong else 0
