"""The database and the environment that Django gets: of DATABASE_URL if it is set, else embedded."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from launch import packages, postgres
from launch.places import data_dir, make_data_dir
from launch.problem import Problem, last_lines
from launch.processes import quiet

RESTART_TIME = 5  # seconds in which a server that somebody restarts is back
GIVE_UP = 60  # seconds after which one that lives but does not come back is a matter for people
PROBE = """
import os, sys, dj_database_url, psycopg2
found = dj_database_url.parse(os.environ["DATABASE_URL"])
try:
    psycopg2.connect(
        dbname=found["NAME"], user=found["USER"], password=found["PASSWORD"], host=found["HOST"], port=found["PORT"],
        **{"connect_timeout": 5, **found.get("OPTIONS", {})},
    ).close()
except psycopg2.Error as error:
    sys.exit(str(error).strip().splitlines()[0])
"""

# A dozen processes of ours begin one after another: compiled once, the code is read by all that come later, whatever
# this machine says of bytecode.
OF_TESTS = {"DEMO": "0", "PYTHONDONTWRITEBYTECODE": ""}

# The benchmark's server is durable like a real one, and does nothing by itself while something is measured, unless
# what is measured makes its tables grow: then it keeps its statistics up, and its log short, as a real one does.
ROOMY = " -c max_wal_size=16GB -c shared_buffers=512MB -c max_parallel_workers_per_gather=0 -c log_line_prefix='%p '"
STEADY = ROOMY + " -c autovacuum=off -c checkpoint_timeout=1h"
LIVELY = ROOMY + " -c autovacuum=on -c checkpoint_timeout=1min"


@contextmanager
def for_work() -> Iterator[dict[str, str]]:
    """The environment of the product: a durable database, demo data on the embedded server of a developer alone."""
    data = data_dir()
    packages.ensure()
    if external := os.environ.get("DATABASE_URL"):
        make_data_dir(data)
        _expect_answer(external)
        yield _environment(external, os.environ.get("DATABASE_OWNER_URL") or external, DATA_DIR=str(data))
        return
    demo = os.environ.get("DEMO") or ("0" if os.environ.get("APP_ENV") == "production" else "1")
    with postgres.in_use(data):
        app, owner = postgres.running_url(data), postgres.running_url(data, "owner")
        yield _environment(app, owner, DATA_DIR=str(data), DEMO=demo)


@contextmanager
def for_tests() -> Iterator[dict[str, str]]:
    """The environment of tests and checks: a database and a data folder that nobody misses."""
    data = data_dir() / "test"
    packages.ensure()
    if external := os.environ.get("DATABASE_URL"):
        make_data_dir(data)
        _expect_answer(external)
        owner = os.environ.get("DATABASE_OWNER_URL") or external
        yield _environment(owner, owner, DATA_DIR=str(data), **OF_TESTS)
        return
    with postgres.alone(data):
        running = postgres.running_url(data, "owner")
        yield _environment(running, running, DATA_DIR=str(data), **OF_TESTS)


@contextmanager
def for_bench(*, grows: bool = False) -> Iterator[dict[str, str]]:
    """The environment of the benchmark: an embedded server of its own, whatever DATABASE_URL says, and its folder."""
    data = data_dir() / "bench"
    packages.ensure()
    with postgres.alone(data, durable=True, options=LIVELY if grows else STEADY) as cluster:
        running = postgres.running_url(data, "owner")
        yield _environment(running, running, DATA_DIR=str(data), DEMO="0", CLUSTER=str(cluster))


def watch() -> Callable[[], None]:
    """Make a look after the embedded server: one that restarts gets time, one that has died is started again.
    A server of DATABASE_URL is not ours to watch.
    """
    answered = time.monotonic()

    def look() -> None:
        nonlocal answered
        if os.environ.get("DATABASE_URL") or postgres.running_url(data_dir()):
            answered = time.monotonic()
            return
        silent = time.monotonic() - answered
        if silent > GIVE_UP:
            raise Problem("Перестала отвечать встроенная база, поэтому остановлено всё. Повторите запуск.")
        if silent > RESTART_TIME:
            postgres.revive(data_dir())

    return look


def as_owner(environment: dict[str, str]) -> dict[str, str]:
    """The same environment for a command that changes the shape of the database."""
    return environment | {"DATABASE_URL": environment["DATABASE_OWNER_URL"]}


def _environment(app: str | None, owner: str | None, **more: str) -> dict[str, str]:
    if not app or not owner:
        raise Problem("Встроенная база перестала отвечать сразу после запуска. Повторите запуск.")
    return {**os.environ, "DATABASE_URL": app, "DATABASE_OWNER_URL": owner, **more}


def _expect_answer(url: str) -> None:
    if not url.startswith(("postgresql://", "postgres://")):
        raise Problem("DATABASE_URL должен иметь вид postgresql://имя:пароль@узел:порт/база.")
    probe = quiet([packages.PYTHON, "-c", PROBE], {**os.environ, "DATABASE_URL": url})
    if probe.returncode:
        raise Problem(
            f"База из DATABASE_URL не отвечает: {last_lines(probe.stdout, 1)}. Проверьте адрес, имя и пароль "
            "или уберите DATABASE_URL: тогда запустится встроенная база."
        )
