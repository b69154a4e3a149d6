"""The targets of one run: started together, asked one after another, ended together."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks import targets
from benchmarks.measure import Client, Send, Subject
from benchmarks.operations import Operation
from benchmarks.region import Person
from benchmarks.statements import postmaster
from benchmarks.targets import Missing, Target
from launch import processes
from launch.problem import say


@dataclass(frozen=True)
class Running:
    """A target that answers."""

    target: Target
    client: Client
    pid: int

    def headers(self, person: Person) -> dict[str, str]:
        """How the target learns who asks: a token, or a name where there is no login."""
        if self.target.login:
            return {"Authorization": f"Bearer {person.token}"}
        return {"X-Viewer": person.username}

    def speaks(self, operation: Operation) -> bool:
        """Whether the operation can be asked of it."""
        return self.target.dialect in operation.variables

    def subject(self, send: Send) -> Subject:
        """What is measured when `send` is sent: this server with the database."""
        return Subject(self.target.name, send, (self.pid, postmaster()))

    def sends(self, operation: Operation) -> Send:
        """A way to send the operation, each time with the next variables."""
        headers = self.headers(operation.person)
        bodies = [json.dumps(operation.body(self.target.dialect, turn)).encode() for turn in range(operation.turns)]
        places = iter(range(10**9))
        return lambda: self.client.post(bodies[next(places) % len(bodies)], headers)


@contextmanager
def started(wanted: set[str]) -> Iterator[tuple[dict[str, Running], dict[str, str]]]:
    """All targets that can be had, by name, and why the others are missing."""
    found: dict[str, Running] = {}
    missing: dict[str, str] = {}
    with processes.together() as programs:
        begun = []
        for factory in targets.FACTORIES:
            if wanted and factory.__name__ not in wanted:
                continue
            try:
                target = factory()
            except Missing as reason:
                missing[factory.__name__] = str(reason)
                continue
            port = _free_port()
            programs[target.name] = targets.start(target, port)
            begun.append((target, port))
        for target, port in begun:
            try:
                targets.wait_for(target, programs[target.name], port)
            except Missing as reason:
                missing[target.name] = str(reason)
                continue
            found[target.name] = Running(target, Client(port, target.path), programs[target.name].pid)
        for name, why in missing.items():
            say(f"missing: {name}: {why}")
        yield found, missing


_ports = iter(range(int(os.environ.get("PORT") or 8000), 65000))


def _free_port() -> int:
    """The next port that nobody has, from PORT on."""
    for port in _ports:
        with socket.socket() as door:
            try:
                door.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")
