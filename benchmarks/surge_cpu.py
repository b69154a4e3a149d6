"""Who has used the processors during a surge."""

from __future__ import annotations

import os

from benchmarks.measure import PROC, tree
from benchmarks.statements import postmaster


class Cpu:
    """Milliseconds of the web server, of PostgreSQL and of the clients since it was made."""

    def __init__(self, web: int):
        self.roots = {"server": web, "PostgreSQL": postmaster(), "clients": os.getpid()}
        self.before = self._now()

    def _now(self) -> dict[int, float]:
        everybody = set().union(*map(self._people, self.roots))
        return {pid: spent(pid) for pid in everybody}

    def _people(self, name: str) -> set[int]:
        return {os.getpid()} if name == "clients" else tree([self.roots[name]])

    def spent(self) -> dict[str, float]:
        """Of those who live still; whoever was born meanwhile counts from birth."""
        return {name: sum(spent(pid) - self.before.get(pid, 0.0) for pid in self._people(name)) for name in self.roots}


def spent(pid: int) -> float:
    """Milliseconds of all threads of a process; 0 of one that is gone."""
    total = 0
    try:
        for thread in (PROC / str(pid) / "task").iterdir():
            total += int((thread / "schedstat").read_text().split()[0])
    except OSError:  # it has just ended
        return total / 1e6
    return total / 1e6
