"""A product whose database is frozen, hung up, restarted and killed under load, and whose web workers are killed.

python -m checks.chaos [WORD]             starts a product of its own in a temporary folder
python -m checks.chaos --running [WORD]   takes the one at PORT and DATA_DIR, with demo data; drafts stay behind

With a word, only the troubles that have it in their name.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from checks.load import CUT, ERROR, WRONG, Load, Outcome
from checks.troubles import WEB_WORKER, WEB_WORKERS, Trouble, cluster, troubles
from launch import server
from launch.places import ROOT, data_dir
from launch.problem import last_lines

PORT = os.environ.setdefault("PORT", "8090")
LONGEST = 5.0  # seconds a request may take
FAST = 0.5  # seconds, median of the failures
WHOLE_AGAIN = 15  # seconds after the trouble until nothing fails any more
WEB_START = 60  # seconds: the same when the web server has to load itself anew, all cores taken by the load
CALM = 3  # seconds of load before a trouble, and without a failure after it


def main() -> int:
    """Do everything bad that we know; say in a table how it went; 1 if anything was not as promised."""
    words = [each for each in sys.argv[1:] if each != "--running"]
    with product(of_its_own="--running" not in sys.argv):
        load, problems = prepared(), []
        chosen = {name: trouble for name, trouble in troubles(PORT).items() if all(word in name for word in words)}
        for number, (name, trouble) in enumerate(chosen.items()):
            row, wrong = suffer(load, name, trouble)
            if number == 0:
                print(f"{'trouble':<24}" + "".join(f"{key:>15}" for key in row))
            print(f"{name:<24}" + "".join(f"{value:>15}" for value in row.values()), flush=True)
            problems += [f"{name}: {each}" for each in wrong]
        if not the_worker_works():
            problems.append("the worker does nothing any more")
        if not server.is_ready(int(PORT)):
            problems.append("the product is not ready any more")
    print("\n".join(problems) or "Everything was as promised.")
    return 1 if problems else 0


@contextmanager
def product(*, of_its_own: bool) -> Iterator[None]:
    """A product to torment."""
    if not of_its_own:
        yield
        return
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="chaos-")
    with open(data_dir() / "run.log", "w") as log:
        started = subprocess.Popen([sys.executable, "-m", "launch", "run"], cwd=ROOT, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 180
            while not server.is_ready(int(PORT)):
                if started.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"the product did not start: {last_lines(Path(log.name).read_text(), 20)}")
                time.sleep(0.5)
            yield
            assert started.poll() is None, f"the product has ended: {last_lines(Path(log.name).read_text(), 20)}"
        finally:
            started.send_signal(signal.SIGINT)
            started.wait(60)
            cluster().remove()
            shutil.rmtree(data_dir())


def prepared() -> Load:
    """Everybody with a token, and a task to claim."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.utils.crypto import get_random_string

    from backoffice.accounts.models import User
    from backoffice.accounts.services import issue_token
    from backoffice.providers.services import DRAFTS_AT_ONCE

    def tokens() -> Iterator[str]:
        names = [f"chaos-{get_random_string(8).lower()}" for _ in range(300)]
        User.objects.bulk_create(User(username=name, full_name="Хаос", password="!") for name in names)
        return itertools.chain.from_iterable([issue_token(name)] * (DRAFTS_AT_ONCE - 1) for name in names)

    applicants = iter(list(tokens()))
    load = Load(int(PORT), applicants, issue_token("operator"), a_task())
    for _warming in range(40):
        assert load.ask(load.clerk, "Tasks").went_well
    load.outcomes.clear()
    return load


def a_task() -> str:
    """Submit a program of a demo provider; return the task of the clerk who checks it."""
    from play import Stage, draft

    stage = Stage(f"http://127.0.0.1:{PORT}")
    manager = stage.person("provider")
    provider = manager.ask("Providers", first=1)["providers"]["edges"][0]["node"]["id"]
    draft(stage, manager, provider, f"Хаос {stage.run}")
    return stage.task(stage.clerk, "check_program", stage.run)["id"]


def suffer(load: Load, name: str, trouble: Trouble) -> tuple[dict[str, object], list[str]]:
    """Load, trouble, and load until all is well; the figures of it, and what was not as promised."""
    load.outcomes, load.drafted, load.differing, load.lost_claims = [], {}, [], 0
    load.stopped.clear()
    patience = WEB_START if name == WEB_WORKERS else WHOLE_AGAIN
    people = load.run()
    time.sleep(CALM)
    trouble()
    ended = time.monotonic()
    while True:
        failed = [each.began + each.took for each in [*load.outcomes] if not each.went_well]
        last = max([ended, *failed])
        if time.monotonic() > last + CALM or time.monotonic() > ended + patience + CALM:
            break
        time.sleep(0.1)
    load.stopped.set()
    for person in people:
        person.join()
    during = [*load.outcomes]
    unrepeated = [key for key in [*load.drafted][-100:] if not load.repeat(key)]
    lost, twice = drafts_gone_wrong(load)
    row = figures(during, last - ended) | {
        "decisions": len(load.drafted),
        "lost": len(lost) + load.lost_claims,
        "twice": len(twice),
        "other_answers": len(load.differing),
    }
    wrong = [*what_is_wrong(row, may_be_cut=name in (WEB_WORKER, WEB_WORKERS))]
    if last > ended + patience or unrepeated:
        wrong.append("not whole again")
    return row, wrong


def figures(during: list[Outcome], recovered: float) -> dict[str, object]:
    """What the clients have seen."""
    failed = [each for each in during if not each.went_well]
    return {
        "requests": len(during),
        "typed_errors": sum(each.kind == ERROR for each in failed),
        "cut": sum(each.kind == CUT for each in failed),
        "untyped": sum(each.kind == WRONG for each in failed),
        "slowest": round(max(each.took for each in during), 2),
        "median_failure": round(statistics.median(each.took for each in failed), 3) if failed else 0,
        "whole_after": round(recovered, 1),
    }


def what_is_wrong(row: dict, *, may_be_cut: bool) -> Iterator[str]:
    """Everything that was promised otherwise."""
    for key in ("untyped", "lost", "twice", "other_answers"):
        if row[key]:
            yield f"{key}: {row[key]}"
    if row["cut"] and not may_be_cut:
        yield f"connections cut: {row['cut']}"
    if row["slowest"] > LONGEST:
        yield f"a request took {row['slowest']} s"
    if row["median_failure"] > FAST:
        yield f"failures take {row['median_failure']} s"
    if not row["decisions"]:
        yield "nothing was decided, so nothing is proved"


def drafts_gone_wrong(load: Load) -> tuple[list[str], list[str]]:
    """Acknowledged drafts that are not in the database, and those that are there more than once."""
    from django.db import connection
    from django.db.models import Count

    from backoffice.providers.models import Provider

    connection.close()
    names = [given["card"]["shortName"] for given, _token, _id in load.drafted.values()]
    found = dict(Provider.objects.filter(short_name__in=names).values_list("short_name").annotate(Count("pk")))
    return [name for name in names if name not in found], [name for name, count in found.items() if count > 1]


def the_worker_works() -> bool:
    """Move the term of an open task into the past and see it noticed."""
    from django.utils import timezone

    from workflows.models import Task

    task = Task.objects.filter(finished=None, warn_at__isnull=False).latest("pk")
    Task.objects.filter(pk=task.pk).update(warn_at=timezone.now())
    for _second in range(30):
        time.sleep(1)
        if Task.objects.get(pk=task.pk).warn_at is None:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
