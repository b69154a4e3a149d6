"""Clients of a product in trouble: they ask, decide, repeat what went wrong under the same key, and remember."""

from __future__ import annotations

import http.client
import json
import random
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "demo"))

import made_up  # noqa: E402

TOO_LONG = 20  # seconds after which a client gives up; long before that the check has failed
CODES = {
    "BAD_USER_INPUT",
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "NOT_FOUND",
    "CONFLICT",
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "LIMIT_EXCEEDED",
    "INTERNAL_SERVER_ERROR",
}
OWNER = "query Owner($id: ID!) { task(id: $id) { owner { id } } }"
OK, REFUSED, ERROR, CUT, WRONG = "ok", "refused", "error", "cut", "wrong"


@dataclass(frozen=True)
class Outcome:
    """One request: when it began and how long it took (seconds), how it ended, and its only root field."""

    began: float
    took: float
    kind: str
    said: str
    result: dict

    @property
    def went_well(self) -> bool:
        return self.kind in (OK, REFUSED)


def document(name: str) -> str:
    """One of the documents that our clients send."""
    return (ROOT / "operations" / f"{name}.graphql").read_text(encoding="utf-8")


@dataclass
class Load:
    """Everybody who uses the product while something happens to its database."""

    port: int
    applicants: Iterator[str]  # tokens; each makes a few drafts, because a person may have only some
    clerk: str  # token
    task: str  # global id of an open task that the clerk may claim
    outcomes: list[Outcome] = field(default_factory=list)
    drafted: dict[str, tuple[dict, str, str]] = field(default_factory=dict)  # key: input, token, id that was answered
    differing: list[str] = field(default_factory=list)
    lost_claims: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    def ask(self, token: str, operation: str, **variables: object) -> Outcome:
        """Send a document, or one of ours by its name, on a connection of its own, and judge the answer."""
        query = operation if "{" in operation else document(operation)
        body = json.dumps({"query": query, "variables": variables})
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        began = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TOO_LONG)
        try:
            line.request("POST", "/graphql/", body, headers)
            response = line.getresponse()
            kind, said, result = judged(response.status, response.read())
        except TimeoutError:
            kind, said, result = WRONG, f"nothing within {TOO_LONG} s", {}
        except (OSError, http.client.HTTPException) as error:
            kind, said, result = CUT, type(error).__name__, {}
        finally:
            line.close()
        outcome = Outcome(began, time.monotonic() - began, kind, said, result)
        self.outcomes.append(outcome)
        return outcome

    def run(self, readers: int = 3, writers: int = 3) -> list[threading.Thread]:
        """Let everybody in."""
        people = [self.read] * readers + [self.draft] * writers + [self.claim]
        threads = [threading.Thread(target=self._until_stopped, args=(step,), daemon=True) for step in people]
        for thread in threads:
            thread.start()
        return threads

    def _until_stopped(self, step: Callable[[random.Random], None]) -> None:
        chance = random.Random()
        while not self.stopped.wait(chance.uniform(0.02, 0.06)):
            step(chance)

    def read(self, chance: random.Random) -> None:
        """Look at the queue, or at who I am."""
        self.ask(self.clerk, chance.choice(["Tasks", "Me"]))

    def draft(self, chance: random.Random) -> None:
        """Draft a provider; repeat it under the same key until it is answered, and some once more after that."""
        token, key = next(self.applicants), uuid.uuid4().hex
        given = {"idempotencyKey": key, "card": made_up.provider_card(chance, f"Хаос-{key}")}
        while (outcome := self.ask(token, "DraftProvider", input=given)).kind != OK:
            if outcome.kind == REFUSED or self.stopped.wait(0.2):
                return
        self.drafted[key] = (given, token, outcome.result["id"])
        if chance.random() < 0.2:
            self.repeat(key)

    def repeat(self, key: str) -> bool:
        """Send a decision once more; whatever is answered must be what was answered at first."""
        given, token, answered = self.drafted[key]
        again = self.ask(token, "DraftProvider", input=given)
        if again.kind == REFUSED or (again.kind == OK and again.result["id"] != answered):
            self.differing.append(key)
        return again.went_well

    def claim(self, _chance: random.Random) -> None:
        """Claim the task, see that it is ours, give it back."""
        if self.ask(self.clerk, "ClaimTask", input={"task": self.task}).kind == OK:
            seen = self.ask(self.clerk, OWNER, id=self.task)
            if seen.kind == OK and seen.result.get("owner") is None:
                self.lost_claims += 1
        self.ask(self.clerk, "ReleaseTask", input={"task": self.task})


def judged(status: int, body: bytes) -> tuple[str, str, dict]:
    """How a request ended: data, a refusal, a typed error; anything else is wrong."""
    try:
        answer = json.loads(body)
        if errors := answer.get("errors"):
            code = errors[0]["extensions"]["code"]
            return (ERROR if code in CODES else WRONG), f"{status} {code}", {}
        (result,) = answer["data"].values()
    except (ValueError, KeyError, TypeError):
        return WRONG, f"{status} {body[:200]!r}", {}
    kind = REFUSED if isinstance(result, dict) and "refusals" in result else OK
    return kind, str(result["refusals"][0]["code"]) if kind == REFUSED else str(status), result or {}
