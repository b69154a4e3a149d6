"""A real worker: it hears of a job at once, ends between two steps, and may be killed at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from backoffice.imports.models import Export, Import
from backoffice.jobs import services
from backoffice.jobs.models import Job
from backoffice.people.models import Consent, Guardianship
from tests import bulk, families, uploads

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(settings, tmp_path):
    """The store of the test and of its workers."""
    plain = "django.core.files.storage.FileSystemStorage"
    location = tmp_path / "files"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": plain, "OPTIONS": {"location": location}}}
    return tmp_path


@contextmanager
def worker(data_dir, *arguments: str):
    """A worker on the database of the test."""
    of = connection.settings_dict
    url = f"postgresql://{of['USER']}:{of['PASSWORD']}@{of['HOST'].replace('/', '%2F')}:{of['PORT']}/{of['NAME']}"
    environment = {**os.environ, "DATABASE_URL": url, "PGAPPNAME": "worker-with-jobs", "DATA_DIR": str(data_dir)}
    environment.pop("FILE_STORAGE", None)
    command = [sys.executable, "manage.py", "worker", *arguments]
    program = subprocess.Popen(command, cwd=settings.ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield program
    finally:
        program.kill()
        program.wait()


def until(true: Callable[[], bool], seconds: float = 60) -> float:
    """Wait until something is true; say how long it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "it does not happen"
        time.sleep(0.005)
    return time.monotonic() - began


def listens() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'worker-with-jobs'"
            " AND state = 'idle' AND query <> 'LISTEN jobs' AND query NOT LIKE 'SET%%' AND query <> ''"
        )
        return cursor.fetchone()[0] == 1


def exported(by) -> float:
    """Ask for an export as an act does; seconds until it is there."""
    town = families.municipality()
    run = Export.objects.create(municipality=town, register="QUEUE", format="CSV", started_by=by)
    services.add(Job.Kind.EXPORT, run.pk)
    return until(lambda: Export.objects.get(pk=run.pk).status == "DONE")


def test_a_worker_hears_of_a_job_at_once_and_ends_when_told_to(reference, folder):
    clerk = families.clerk()
    with worker(folder, "--every", "60") as program:
        exported(clerk)  # whatever it takes to start
        until(listens)
        waits = sorted(exported(clerk) for _ in range(20))
        program.send_signal(signal.SIGTERM)
        assert program.wait(20) == 0
    print(f"\nfrom asking to the effect: median {waits[10] * 1000:.0f} ms, longest {waits[-1] * 1000:.0f} ms")
    assert waits[10] < 2
    assert len(uploads.stored(folder)) == 21


def resident(program: subprocess.Popen) -> float:
    """MiB that a program holds in memory now."""
    told = Path(f"/proc/{program.pid}/status").read_text()
    return int(told.split("VmRSS:")[1].split()[0]) / 1024


@pytest.mark.slow
def test_ten_thousand_rows_outlive_kills_with_every_effect_exactly_once_in_flat_memory(reference, folder):
    rows, wrong = bulk.rows(10_000, broken=33)
    run = bulk.started(families.clerk(), bulk.as_xlsx(rows), "дети.xlsx")

    def settled() -> int:
        found = Import.objects.get(pk=run.pk)
        return found.done + found.refused

    def more_than(before: int) -> bool:
        return settled() > before

    for _kill in range(4):
        with worker(folder, "--every", "60") as program:
            until(partial(more_than, settled() + 500), 300)
            program.send_signal(signal.SIGKILL)  # in the middle of the next step
            program.wait()
    assert Import.objects.get(pk=run.pk).status == "RUNNING" and Job.objects.count() == 1
    began, held = settled(), []
    with worker(folder) as program, worker(folder):
        for mark in range(began + 500, 10_000, 1000):
            held.append((until(partial(more_than, mark), 600), resident(program)))
        until(lambda: not Job.objects.exists(), 600)
    print("\nseconds and MiB a thousand rows:", ", ".join(f"{took:.0f} s {size:.0f} MiB" for took, size in held))

    bulk.check(run, 10_000, wrong)
    for model in (Guardianship, Consent):
        assert model.objects.count() == 10_000 - len(wrong)
    assert held[-1][1] < held[0][1] * 1.1
