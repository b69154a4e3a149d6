"""Contracts of several families over two school years, days that pass at random: all of it comes to a plain model."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction

from backoffice.contracts import ending, spending
from backoffice.contracts.models import Contract
from backoffice.journal import Act
from backoffice.ledger.models import CertificateAccount
from tests import contracts as making
from tests import live_contracts, pupils
from workflows import contract_sweeps

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2023, 8, 20), date(2024, 9, 10)
DONE = {"pass": 40, "notice": 20, "end at once": 6, "take back": 6}


@dataclass
class Plain:
    """What a contract must come to: days and sums of its months, and what has happened to it."""

    contract: Contract
    starts_on: date
    ends_on: date
    months: list[tuple[date, int]]
    ended_on: date | None = None
    is_over: bool = False
    was_taken_back: bool = False
    spent: int = 0  # how many months

    def sweep(self, on: date) -> None:
        last = self.ended_on or self.ends_on
        if not self.is_over:
            self.spent = sum(day <= min(on, last) for day, _ in self.months)
            self.is_over = last < on

    def notice(self, on: date) -> None:
        after = (on.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        self.ended_on = min(after, self.ends_on)
        self.spent = sum(day <= on for day, _ in self.months)
        if self.starts_on > after:
            self.ended_on, self.is_over = on, True

    def end(self, on: date) -> None:
        self.ended_on, self.is_over, self.spent = on, True, sum(day <= on for day, _ in self.months)

    @property
    def states(self) -> list[str]:
        last = self.ended_on or self.ends_on
        if self.was_taken_back:
            return ["RELEASED"] * len(self.months)
        ahead = ["PLANNED" if day <= last and not self.is_over else "RELEASED" for day, _ in self.months]
        return ["WRITTEN_OFF"] * self.spent + ahead[self.spent :]

    @property
    def money(self) -> tuple[int, int]:
        """Reserved and written off."""
        sums = [
            sum(kopecks for (_, kopecks), state in zip(self.months, self.states, strict=True) if state == which)
            for which in ("PLANNED", "WRITTEN_OFF")
        ]
        return sums[0], sums[1]


class World:
    """A few contracts, a day, and a hand that moves both."""

    def __init__(self, seed: int, many: int):
        self.chance, self.day = random.Random(seed), FIRST
        school = making.school(capacity=many)
        self.all = [self._made(school) for _ in range(many)]

    def _made(self, school) -> Plain:
        first = FIRST + timedelta(days=self.chance.randrange(150))
        last = min(first + timedelta(days=self.chance.randrange(1, 300)), LAST - timedelta(days=20))
        kopecks = self.chance.choice([1, 7, 100001, 900000, 1160900])
        made = live_contracts.live(school, starts_on=first, ends_on=last, kopecks=kopecks, on=FIRST)
        months = [*made.lines.order_by("starts_on").values_list("starts_on", "certificate_part")]
        assert sum(each for _, each in months) == kopecks
        return Plain(made, first, last, months)

    def live(self) -> Plain:
        """One in force that nobody has ended; IndexError: there is none."""
        return self.chance.choice([each for each in self.all if not each.is_over and each.ended_on is None])

    def step(self) -> str:
        name = self.chance.choices([*DONE], [*DONE.values()])[0]
        try:
            self.do(name)
        except IndexError:
            return f"no {name}"
        return name

    def do(self, name: str) -> None:
        if name == "pass":
            self.day += timedelta(days=self.chance.choice([0, 1, 5, 17, 31, 40]))
            contract_sweeps.sweep(self.day)
            for each in self.all:
                each.sweep(self.day)
            return
        one = self.live()
        with transaction.atomic():
            locked = ending.lock(one.contract.pk)
            act = Act(None, self.day)
            if name == "notice":
                ending.terminate(locked, ending.Side.FAMILY, "", "Так.", act)
                one.notice(self.day)
                return
            ending.terminate(locked, ending.Side.SYSTEM, "", "Так.", act, at_once=True)
            one.end(self.day)
            if name == "take back":
                spending.give_back_all(locked, act)
                one.was_taken_back = True

    def check(self) -> None:
        for each in self.all:
            assert live_contracts.lines(each.contract) == each.states
            _, reserved, spent = live_contracts.parts(each.contract)
            assert (reserved, spent) == each.money
            status = live_contracts.fresh(each.contract).status
            expected = "CLOSED" if each.is_over else "TERMINATING" if each.ended_on else "ACTIVE"
            assert status == expected
        for account in CertificateAccount.objects.all():
            parts = account.balance + account.reserved + account.written_off + account.expired
            assert account.nominal == parts


LONG = [pytest.param(seed, 12, 150, marks=pytest.mark.slow) for seed in (1, 2, 3)]


@pytest.mark.parametrize("seed, many, steps", [(2019, 4, 25), *LONG])
def test_contracts_agree_with_a_plain_model_whatever_is_done(seed, many, steps):
    world = World(seed, many)
    done: set[str] = set()
    for _ in range(steps):
        done.add(world.step())
        world.check()
    world.day = LAST
    world.do("pass")
    world.check()
    assert all(each.is_over for each in world.all)
    assert {"pass", "notice"} <= done
    # Not the whole ledger: who was taught in one year only has no account of the other.
    assert (live_contracts.proof.count(on=LAST).lines, pupils.found()) == ((), "")
