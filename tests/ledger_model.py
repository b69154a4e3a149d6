"""A ledger in plain Python to compare the real one with, and a hand that moves money at random."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

KINDS = ("GRANT", "RESERVE", "RELEASE", "WRITE_OFF", "ADJUST", "EXPIRE", "NOMINAL_CHANGE")
TAKEN_FROM = {"RESERVE": "balance", "RELEASE": "reserved", "WRITE_OFF": "reserved", "ADJUST": "written_off"}
TAKEN_FROM |= {"EXPIRE": "balance", "GRANT": "fund", "NOMINAL_CHANGE": "fund"}
PUT_INTO = {"GRANT": "balance", "RESERVE": "reserved", "WRITE_OFF": "written_off", "EXPIRE": "expired"}
SHORT = {"balance": "BALANCE_SHORT", "reserved": "RESERVE_SHORT", "written_off": "SPENT_SHORT"}


@dataclass(frozen=True)
class Operation:
    """One wish: `amount` kopecks on an account for a contract, on a day; a change of a nominal may be below zero."""

    account: int
    kind: str
    amount: int
    contract: int
    on: date
    key: str


@dataclass
class Model:
    """What the ledger must come to. `ends` says when the period of each account ends; `own`: contracts are judged."""

    ends: dict[int, date]
    own: bool = True
    parts: dict[int, Counter] = field(default_factory=dict)
    of_contract: dict[tuple[int, int], Counter] = field(default_factory=dict)
    keys: dict[str, Operation] = field(default_factory=dict)

    def __post_init__(self):
        self.parts = {account: Counter() for account in self.ends}

    def moves(self, wish: Operation) -> tuple[str, str, int]:
        """Out of which place, into which, how much."""
        out, into = TAKEN_FROM[wish.kind], PUT_INTO.get(wish.kind, "balance")
        if wish.kind == "NOMINAL_CHANGE" and wish.amount < 0:
            out, into = "balance", "fund"
        if wish.kind in ("RELEASE", "ADJUST") and self.ends[wish.account] < wish.on:
            into = "expired"
        return out, into, abs(wish.amount)

    def there(self, wish: Operation) -> int:
        """How much can be taken from where the wish takes."""
        out, _, _ = self.moves(wish)
        if out in ("reserved", "written_off") and self.own:
            return self.of_contract.get((wish.account, wish.contract), Counter())[out]
        return self.parts[wish.account][out]

    def play(self, wish: Operation) -> str:
        """Carry it out: WRITTEN, REPEATED or the code of the refusal."""
        known = self.keys.get(wish.key)
        if known is not None:
            return "REPEATED" if not self.own or replace(known, on=wish.on) == wish else "KEY_REUSED"
        out, into, amount = self.moves(wish)
        if amount == 0:
            return "ZERO"
        if out == "fund" and self.ends[wish.account] < wish.on:
            return "PERIOD_ENDED"
        if out != "fund" and self.there(wish) < amount:
            return SHORT[out]
        own = self.of_contract.setdefault((wish.account, wish.contract), Counter())
        for place, change in ((out, -amount), (into, amount)):
            self.parts[wish.account][place] += change
            own[place] += change
        self.keys[wish.key] = wish
        return "WRITTEN"

    def account(self, key: int) -> tuple[int, ...]:
        """Nominal, balance, reserved, written off and expired."""
        parts = self.parts[key]
        return (-parts["fund"], *(parts[place] for place in ("balance", "reserved", "written_off", "expired")))


class Hand:
    """Wishes at random: any kind, amounts around what is there, days around the end of a period, old keys again."""

    def __init__(self, seed: int, model: Model, contracts: list[int], days: list[date]):
        self.random, self.model, self.contracts, self.days = random.Random(seed), model, contracts, days
        self.seed, self.made = seed, 0

    def wish(self) -> Operation:
        """The next wish."""
        dice, self.made = self.random, self.made + 1
        if self.model.keys and dice.random() < 0.1:
            return self._again(self.model.keys[dice.choice(list(self.model.keys)[-2000:])])
        kind = dice.choices(KINDS, weights=(2, 6, 3, 6, 3, 1, 3))[0]
        account, contract = dice.choice(list(self.model.ends)), dice.choice(self.contracts)
        fresh = Operation(account, kind, 1, contract, dice.choice(self.days), f"{self.seed}:{self.made}")
        if kind == "NOMINAL_CHANGE" and dice.random() < 0.6:
            fresh = replace(fresh, amount=-1)
        elif TAKEN_FROM[kind] == "fund" and dice.random() < 0.9:  # mostly in time
            fresh = replace(fresh, on=min(self.days))
        amount = self._amount(fresh)
        return replace(fresh, amount=-amount if fresh.amount < 0 else amount)

    def _amount(self, wish: Operation) -> int:
        out, _, _ = self.model.moves(wish)
        if out == "fund":
            return self.random.choice((1, 99, 116090, 1160900, self.random.randint(1, 10**7)))
        there = self.model.there(wish)
        some = self.random.randint(1, there) if there else 1
        return max(1, self.random.choice((1, there - 1, there, there + 1, some, some, some, some, 10**15)))

    def _again(self, known: Operation) -> Operation:
        """A repeat of an old wish: the same on another day, or with something else under its key."""
        dice = self.random
        changed = (
            {},
            {},
            {"amount": known.amount + (1 if known.amount > 0 else -1)},
            {"account": dice.choice(list(self.model.ends))},
            {"contract": dice.choice(self.contracts)},
            {"kind": dice.choice(KINDS), "amount": abs(known.amount)},
        )
        return replace(known, on=dice.choice(self.days), **dice.choice(changed))
