"""A surge: three families for each place come within minutes. No place is sold twice, nobody is refused in vain.

    make bench-surge                              # 15,000 applications for 5,000 places over five minutes
    make bench-surge ARGS="--families 1500 --minutes 0.5"

Arrivals are spread evenly; an application that waits for its turn has its waiting counted, so that a server that is
too slow shows it. One in twenty is repeated with its key and must get the same answer.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from strawberry.relay import from_base64, to_base64

from benchmarks import region
from benchmarks.measure import Client
from benchmarks.surge_cpu import Cpu
from benchmarks.targets import PRODUCTION
from launch import processes, server

PLACES_OF_A_GROUP = 20
FAMILIES_OF_A_PLACE = 3
REPEATED = 20  # one in so many
CLIENTS = 16
OPERATION = "ApplyForEnrollment"
TICKS = ("confirmsIntent", "acceptsFamilyPart", "hasReadTerms", "consentsToTransfer")


@dataclass
class Tally:
    """What came back. Times in seconds, from the moment the application was due."""

    kinds: Counter[str] = field(default_factory=Counter)
    took: dict[str, list[float]] = field(default_factory=lambda: {"done": [], "refused": []})
    served: list[float] = field(default_factory=list)  # from the moment it was sent
    wrong: list[str] = field(default_factory=list)
    full: set[int] = field(default_factory=set)  # groups of which somebody was told that they are full
    answers: dict[int, tuple[str, str]] = field(default_factory=dict)  # of each application
    lock: threading.Lock = field(default_factory=threading.Lock)


class Surge:
    """Sends every application once, at its time, and some twice."""

    def __init__(self, crowd, port: int, seconds: float, chance: random.Random):
        self.crowd, self.port, self.seconds, self.chance = crowd, port, seconds, chance
        self.document = (Path(__file__).parent.parent / "operations" / f"{OPERATION}.graphql").read_text("utf-8")
        popular = [*crowd.groups, *crowd.groups[: len(crowd.groups) // 5]]  # a fifth are wanted twice as much
        self.wishes = [(family, chance.choice(popular)) for family in crowd.families]
        self.turns = iter(range(len(self.wishes)))
        self.tally = Tally()
        self.door = threading.Lock()

    def run(self) -> float:
        """Let everybody in; give the seconds it took."""
        self.began = time.monotonic()
        threads = [threading.Thread(target=self._client, daemon=True) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.monotonic() - self.began

    def _client(self) -> None:
        while True:
            with self.door:
                turn = next(self.turns, None)
            if turn is None:
                return
            due = self.began + self.seconds * turn / len(self.wishes)
            time.sleep(max(0.0, due - time.monotonic()))
            client = Client(self.port, "/graphql/")  # each family comes with a browser of its own
            self._apply(client, turn, due)
            client.connection.close()

    def _apply(self, client: Client, turn: int, due: float) -> None:
        group = self.wishes[turn][1]
        sent = time.monotonic()
        kind, said = self._ask(client, turn)
        now = time.monotonic()
        with self.tally.lock:
            self.tally.answers[turn] = kind, said
            self.tally.kinds[kind if kind == "done" else said] += 1
            if kind in self.tally.took:
                self.tally.took[kind].append(now - due)
            self.tally.served.append(now - sent)
            if kind == "refused":
                self.tally.full.add(group)
            if kind == "wrong":
                self.tally.wrong.append(said)
        if turn % REPEATED == 0 and kind != "wrong":
            again = self._ask(client, turn)
            if again != (kind, said):
                with self.tally.lock:
                    self.tally.wrong.append(f"повтор {turn}: {kind} {said}, затем {again}")

    def _ask(self, client: Client, turn: int) -> tuple[str, str]:
        """done and the id, refused and the codes, or wrong and what came."""
        family, group = self.wishes[turn]
        given = {
            "certificate": to_base64("Certificate", family.certificate),
            "group": to_base64("StudyGroup", group),
            "idempotencyKey": f"surge-{turn}",
            **dict.fromkeys(TICKS, True),
        }
        body = {"operationName": OPERATION, "query": self.document, "variables": {"input": given}}
        try:
            content = client.post(json.dumps(body).encode(), {"Authorization": f"Bearer {family.token}"})
        except Exception as error:
            return "wrong", f"{type(error).__name__}: {error}"[:300]
        answer = json.loads(content)
        if answer.get("errors"):
            return "wrong", str(answer["errors"])[:300]
        result = answer["data"]["applyForEnrollment"]
        if "refusals" in result and "id" not in result:
            return "refused", ",".join(sorted(each["code"] for each in result["refusals"]))
        return "done", result["id"]


def main() -> int:
    """Run the surge; 0 when nothing was oversold, nobody refused in vain, and every repeat got its answer."""
    parser = argparse.ArgumentParser(prog="make bench-surge")
    parser.add_argument("--families", type=int, default=15_000)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=42)
    asked = parser.parse_args()
    groups = max(1, asked.families // FAMILIES_OF_A_PLACE // PLACES_OF_A_GROUP)
    region.prepare()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from benchmarks import surge_region

    began = time.monotonic()
    crowd = surge_region.fill(asked.families, groups, PLACES_OF_A_GROUP)
    region.settle()
    print(f"[{time.monotonic() - began:4.0f} s] {asked.families} families, {groups} groups", flush=True)
    port = server.port_from_environment()
    server.expect_free(port)
    with processes.together() as programs:
        programs["web"] = processes.start(
            server._granian(port), server._worker_counts() | dict(os.environ) | PRODUCTION
        )
        while not server.is_ready(port):
            time.sleep(0.2)
        web = programs["web"].pid
        cpu = Cpu(web)
        surge = Surge(crowd, port, asked.minutes * 60, random.Random(asked.seed))
        seconds = surge.run()
        spent = cpu.spent()
    made = [int(from_base64(said)[1]) for kind, said in surge.tally.answers.values() if kind == "done"]
    wrong = [*surge.tally.wrong, *surge_region.agrees(crowd), *_in_vain(surge, surge_region.taken(crowd))]
    wrong += surge_region.lost(crowd, made)
    print(_report(surge, seconds, spent))
    for each in wrong[:20]:
        print(f"WRONG: {each}")
    return 1 if wrong else 0


def _in_vain(surge: Surge, taken: dict[int, int]) -> list[str]:
    """Groups of which somebody was told that they are full, and that are not: nobody gave a place back."""
    return [
        f"группа {group}: отказ при свободном месте" for group in surge.tally.full if taken[group] < surge.crowd.places
    ]


def _report(surge: Surge, seconds: float, spent: dict[str, float]) -> str:
    tally, count = surge.tally, len(surge.wishes)
    lines = [f"{count} applications in {seconds:.0f} s: {count / seconds:.1f} a second; {dict(tally.kinds)}"]
    for kind, took in (*tally.took.items(), ("all, from sending", tally.served)):
        if took:
            ordered = sorted(took)
            p50, p95, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.95, 0.99))
            lines.append(
                f"{kind}: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f}, p99 {p99 * 1000:.0f}, most {ordered[-1]:.2f} s"
            )
    each = ", ".join(f"{name} {used / count:.1f}" for name, used in spent.items())
    busy = sum(spent.values()) / seconds / 10 / (os.cpu_count() or 1)
    lines.append(f"CPU of an application, ms: {each}; {busy:.0f} % of the machine")
    lines.append(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
