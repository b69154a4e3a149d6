"""One run: what is asked of whom, in which order, and what comes of it."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from benchmarks import gates, growth, mutation, operations, region, session, statements
from benchmarks.gates import LOGIN, M1, OURS, Q1, Q1_NARROW, Q2, Q3, Verdict
from benchmarks.measure import WARM_UP, Patience, Send, Series, rounds
from benchmarks.operations import Operation, normalised
from benchmarks.session import Running

CONFLICTS = 5


class Different(Exception):
    """Two targets answered differently: nothing of the run is worth anything."""


@dataclass(frozen=True)
class Sizes:
    """How much is generated and how often it is asked."""

    cases: int
    rounds: int
    requests: int
    decisions: int  # requests of M1 in a round
    seconds: float  # for one operation

    def changed(self, cases: int | None, rounds_: int | None) -> Sizes:
        """The same with other numbers where they were given."""
        return replace(self, cases=cases or self.cases, rounds=rounds_ or self.rounds)

    @property
    def reads(self) -> Patience:
        """How much is asked of a read."""
        return Patience(self.rounds, self.requests, self.seconds)

    @property
    def writes(self) -> Patience:
        """How much is asked of M1."""
        return Patience(self.rounds, self.decisions, self.seconds)


@dataclass
class Found:
    """All that a run has found."""

    sizes: Sizes
    missing: dict[str, str] = field(default_factory=dict)
    series: dict[str, dict[str, Series]] = field(default_factory=dict)
    bytes: dict[str, dict[str, int]] = field(default_factory=dict)
    statements: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)  # of data, of control
    conflicts: dict[str, tuple[float, float]] = field(default_factory=dict)
    growth: dict[str, float] = field(default_factory=dict)
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """What the gates say together."""
        return gates.exit_code(self.verdicts)


class Run:
    """Carries the run out over the targets that could be started."""

    def __init__(self, sizes: Sizes, only: set[str], tell: Callable[[str], None]):
        self.sizes, self.only, self.tell = sizes, only, tell
        self.found = Found(sizes)
        self.clerk = region.person("bench-clerk-1")
        manager = region.person("bench-provider")
        self.operations: dict[str, Operation] = {
            Q1: operations.queue("the queue of the regional operator", self.clerk),
            Q1_NARROW: operations.queue("the queue of one provider", manager),
            Q2: operations.provider_status("a provider's cases and steps", self.clerk, sizes.cases * 15 // 1000),
            Q3: operations.own_cases("a provider's own list, by row rules alone", manager, region.provider(1)),
        }
        self.running: dict[str, Running] = {}
        self.tasks = mutation.Tasks()

    def everything(self, *, growth: bool) -> Found:
        """Compare, measure, judge."""
        region.prepare_peers()
        with session.started(self.only) as (self.running, self.found.missing):
            self.tell(f"started: {', '.join(self.running)}")
            for name in self.operations:
                self._compare(name)
            self.tell("the answers are the same")
            for name in self.operations:
                self.found.series[name] = self._reads(name, list(self.running), self.sizes.reads)
                self.tell(f"{name} measured")
            self._count_statements()
            self._decisions()
            self._judge()
            if growth and OURS in self.running:
                self._grow()
        return self.found

    def _compare(self, name: str) -> None:
        """Stop unless every target that is asked gives the first one's answer, for each set of variables."""
        operation, asked = self.operations[name], self._asked(name)
        for turn in range(operation.turns):
            answers: dict[str, object] = {}
            for key, each in asked.items():
                body = operation.body(each.target.dialect, turn)
                data, size = each.client.ask(body, each.headers(operation.person))
                self.found.bytes.setdefault(name, {})[key] = size
                answers[key] = normalised(data)
            first = next(iter(answers))
            for key, answer in answers.items():
                if answer != answers[first]:
                    raise Different(f"{name}: {key} and {first} differ: {_difference(answer, answers[first])}")

    def _asked(self, name: str) -> dict[str, Running]:
        return {key: each for key, each in self.running.items() if each.speaks(self.operations[name])}

    def _reads(self, name: str, targets: list[str], patience: Patience) -> dict[str, Series]:
        operation = self.operations[name]
        asked = {key: each for key, each in self._asked(name).items() if key in targets}
        return rounds([each.subject(each.sends(operation)) for each in asked.values()], patience)

    def _deciders(self) -> dict[str, Running]:
        return {
            key: each
            for key, each in self.running.items()
            if each.target.dialect in ("ours", "floor", "viewflow") and each.target.compiled
        }

    def _decisions(self) -> None:
        """M1: first the outcome of each, then the rounds, then the conflicts."""
        outcomes = {}
        for key, each in self._deciders().items():
            [(task, _case)] = self.tasks.draw(each.target.dialect, 1)
            mutation.expect_done(self._decide(each, task))
            outcomes[key] = mutation.outcome(task)
        if len({outcome for outcome in outcomes.values()}) > 1:
            raise Different(f"{M1}: {outcomes}")
        self.found.series[M1] = self._mutations(list(self._deciders()), self.sizes.writes)
        for key, each in self._deciders().items():
            drawn = self.tasks.draw(each.target.dialect, CONFLICTS)
            usual = statistics.median(self.found.series[M1][key].latency)
            self.found.conflicts[key] = mutation.conflicts(partial(self._decide, each), drawn, usual)
        self.tell(f"{M1} measured")

    def _decide(self, each: Running, task: int) -> bytes:
        body = mutation.body(each.target.dialect, task, self.clerk)
        return each.client.post(body, each.headers(self.clerk))

    def _mutations(self, targets: list[str], patience: Patience) -> dict[str, Series]:
        subjects = []
        for key in targets:
            each = self._deciders()[key]
            needed = WARM_UP + (patience.rounds + 2) * patience.requests  # two batches may have to be repeated
            subjects.append(each.subject(self._decides(each, needed)))
        return rounds(subjects, patience)

    def _decides(self, each: Running, count: int) -> Send:
        """A way to complete the next unused task."""
        drawn = iter(self.tasks.draw(each.target.dialect, count))
        headers = each.headers(self.clerk)

        def send() -> None:
            task, _case = next(drawn)
            mutation.expect_done(each.client.post(mutation.body(each.target.dialect, task, self.clerk), headers))

        return send

    def _count_statements(self) -> None:
        with statements.logged():
            for name, operation in self.operations.items():
                self.found.statements[name] = {
                    key: _tally(statements.of(each.sends(operation))) for key, each in self._asked(name).items()
                }
            self.found.statements[M1] = {
                key: _tally(statements.of(self._decides(each, 2))) for key, each in self._deciders().items()
            }
        self.tell("statements counted")

    def _again(self, gate: gates.Gate) -> float | None:
        """Measure the two targets of a gate once more with twice the rounds."""
        names = [gate.above, gate.below]
        if gate.operation == M1:
            return gate.value({M1: self._mutations(names, self.sizes.writes.doubled())})
        return gate.value({gate.operation: self._reads(gate.operation, names, self.sizes.reads.doubled())})

    def _judge(self) -> None:
        """Ask every gate; one that fails is asked once more, and both values are kept."""
        for gate in gates.GATES:
            values = [gate.value(self.found.series)]
            if values[0] is not None and not gate.holds(values[0]) and not gate.goal:
                values.append(self._again(gate))
            self.found.verdicts.append(gates.judged(gate, [value for value in values if value is not None]))
        for name in (Q1, Q2):
            counted = self.found.statements[name].get(OURS)
            self.found.verdicts.append(gates.most(f"{name}: statements", counted and counted[0], 1))
        with_login, without = (self.found.statements[Q1].get(key) for key in (LOGIN, OURS))
        extra = with_login[0] - without[0] if with_login and without else None
        self.found.verdicts.append(gates.most("login: statements", extra, 1))

    def _grow(self) -> None:
        self.found.growth = growth.measured(self.running[OURS], self.clerk, self.tell)
        million, ten_thousand = self.found.growth[growth.MILLION], self.found.growth[growth.TEN_THOUSAND]
        deep, first = self.found.growth[growth.DEEP], self.found.growth[growth.ALL_OPEN]
        self.found.verdicts.append(gates.most("Q1's SQL: a million tasks ÷ ten thousand", million / ten_thousand, 2.0))
        self.found.verdicts.append(gates.most("Q1's SQL: the page at row 50,000 ÷ the first", deep / first, 1.5))


def _tally(found: list[statements.Statement]) -> tuple[int, int]:
    control = sum(statement.is_control for statement in found)
    return len(found) - control, control


def _difference(one: object, other: object, path: str = "") -> str:
    """Where two answers part, in words."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        parts = [(f"{path}.{key}", one[key], other[key]) for key in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        parts = [(f"{path}[{place}]", a, b) for place, (a, b) in enumerate(zip(one, other, strict=True))]
    else:
        return f"{path}: {str(one)[:200]} and {str(other)[:200]}"
    return next((_difference(a, b, where) for where, a, b in parts if a != b), "")
