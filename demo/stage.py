"""The people of the story, what they see, and what they say."""

from __future__ import annotations

import random
import uuid
from datetime import date, datetime, timedelta, timezone

from client import Person, Unexpected

REGION = timezone(timedelta(hours=7))
PASSWORD = "demo-pfdo-2026"


class Stage:
    """The people of the story, and what they see of a case."""

    def __init__(self, address: str):
        self.address, self.run = address, uuid.uuid4().hex[:6]
        self.chance = random.Random(self.run)
        self.clerk, self.head = self.person("operator"), self.person("head")
        self.experts = [self.person(f"expert{number}") for number in range(1, 5)]

    def person(self, username: str, password: str = PASSWORD) -> Person:
        """Somebody who signs in."""
        return Person(self.address, username).sign_in(password)

    def say(self, who: str, what: str) -> None:
        """One line of the story."""
        print(f"  {who:<22} {what}", flush=True)

    def task(self, person: Person, step: str, line: str | None = None) -> dict:
        """The newest task of a step on the person's desks, found page by page."""
        after, found = None, []
        while True:
            page = person.ask("Tasks", filter={"step": step}, first=100, after=after)["tasks"]
            found += [edge["node"] for edge in page["edges"] if line is None or line in edge["node"]["subjectLine"]]
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]
        if not found:
            raise Unexpected(f"{person.username}: нет задачи {step} «{line}»")
        return found[-1]

    def on(self, person: Person, step: str, line: str) -> dict:
        """What a decision on that task begins with."""
        task = self.task(person, step, line)
        return {"task": task["id"], "expectedVersion": task["case"]["version"]}


def today() -> date:
    """The day in the region, wherever the story is played."""
    return datetime.now(REGION).date()


def expect(what: str, found, wanted) -> None:
    """Stop the story when something is not as it must be."""
    if found != wanted:
        raise Unexpected(f"{what}: ждали {wanted!r}, получили {found!r}")
