"""What must hold: quotients of CPU between targets of the same run, and numbers of statements."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.measure import Series, ratio

Q1, Q1_NARROW, Q2, Q3, M1 = "Q1", "Q1 narrow", "Q2", "Q3", "M1"
OURS, LOGIN, ORDINARY, FLOOR = "ours", "ours + login", "ours ordinary", "floor"
GRAPHENE, STRAWBERRY, POSTGRAPHILE, VIEWFLOW = "graphene-django", "strawberry-django", "PostGraphile", "viewflow"


@dataclass(frozen=True)
class Gate:
    """One quotient and its bound; a goal is printed and never fails the run."""

    operation: str
    above: str
    below: str
    bound: float
    at_least: bool = False
    goal: bool = False

    @property
    def name(self) -> str:
        """As it is printed."""
        return f"{self.operation}: {self.above} ÷ {self.below} {'≥' if self.at_least else '≤'} {self.bound}"

    def value(self, results: dict[str, dict[str, Series]]) -> float | None:
        """The quotient, or None if one of the two was not measured."""
        measured = results.get(self.operation, {})
        if self.above not in measured or self.below not in measured:
            return None
        return ratio(measured[self.above].cpu, measured[self.below].cpu)

    def holds(self, value: float) -> bool:
        """Whether the bound is kept."""
        return value >= self.bound if self.at_least else value <= self.bound


GATES = (
    Gate(Q1, OURS, FLOOR, 1.5),
    Gate(Q1_NARROW, OURS, FLOOR, 1.5),
    Gate(Q2, OURS, FLOOR, 1.7),
    Gate(Q1, LOGIN, FLOOR, 2.0, goal=True),
    Gate(Q2, LOGIN, FLOOR, 2.0),
    *(Gate(name, GRAPHENE, OURS, 3.0, at_least=True) for name in (Q1, Q2)),
    *(Gate(name, STRAWBERRY, OURS, 5.0, at_least=True) for name in (Q1, Q2)),
    *(Gate(name, POSTGRAPHILE, OURS, 1.0, at_least=True) for name in (Q1, Q2)),
    Gate(M1, VIEWFLOW, LOGIN, 1.5, at_least=True),
)


@dataclass(frozen=True)
class Verdict:
    """What became of a gate: PASS, FAIL, MISSING, or GOAL for what is only told."""

    name: str
    word: str
    values: tuple[float, ...] = ()


def judged(gate: Gate, values: list[float]) -> Verdict:
    """The word on a gate by its last measurement; all of them are kept."""
    if not values:
        return Verdict(gate.name, "MISSING")
    word = "PASS" if gate.holds(values[-1]) else "FAIL"
    return Verdict(gate.name, f"GOAL {word}" if gate.goal else word, tuple(values))


def most(name: str, value: float | None, bound: float) -> Verdict:
    """The word on a plain number that may be at most `bound`."""
    if value is None:
        return Verdict(f"{name} ≤ {bound}", "MISSING")
    return Verdict(f"{name} ≤ {bound}", "PASS" if value <= bound else "FAIL", (value,))


def exit_code(verdicts: list[Verdict]) -> int:
    """1 if a gate failed; 2 if none did but some could not be asked; 0 if all hold."""
    words = {verdict.word for verdict in verdicts}
    return 1 if "FAIL" in words else 2 if "MISSING" in words else 0
