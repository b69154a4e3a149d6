"""The command: fill the region, start everybody, compare the answers, measure, judge, report."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from benchmarks import region, report
from benchmarks.run import Different, Run, Sizes

QUICK = Sizes(cases=10_000, rounds=9, requests=12, decisions=6, seconds=15)
FULL = Sizes(cases=100_000, rounds=15, requests=15, decisions=12, seconds=120)


def main() -> int:
    """Run the benchmark; the exit code is that of the gates."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--full", action="store_true", help="the whole region, more rounds, growth to a million tasks")
    parser.add_argument("--cases", type=int, help="cases of the region")
    parser.add_argument("--rounds", type=int, help="rounds in which the targets take turns")
    parser.add_argument("--only", default="", help="names of targets, separated by commas")
    asked = parser.parse_args()
    sizes = FULL if asked.full else QUICK
    sizes = sizes.changed(asked.cases, asked.rounds)
    began = time.monotonic()
    region.prepare()
    region.fill(sizes.cases)
    _tell(f"region filled: {region.count('workflows_task')} tasks", began)
    _set_up_django()
    run = Run(sizes, set(filter(None, asked.only.split(","))), lambda text: _tell(text, began))
    try:
        found = run.everything(growth=asked.full)
    except Different as difference:
        print(f"Stopped, nothing was measured: {difference}", file=sys.stderr)
        return 1
    folder = Path(os.environ["DATA_DIR"]) / "reports"
    print(report.written(found, folder, full=asked.full, seconds=time.monotonic() - began))
    return found.exit_code


def _set_up_django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()


def _tell(text: str, began: float) -> None:
    print(f"[{time.monotonic() - began:5.0f} s] {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
