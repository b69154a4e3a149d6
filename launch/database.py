"""The database and the environment that Django gets: of DATABASE_URL if it is set, else embedded."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from launch import packages, postgres
from launch.places import data_dir, make_data_dir
from launch.problem import Problem, last_lines
from launch.processes import quiet

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
        yield _environment(owner, owner, DATA_DIR=str(data), DEMO="0")
        return
    with postgres.alone(data):
        running = postgres.running_url(data, "owner")
        yield _environment(running, running, DATA_DIR=str(data), DEMO="0")


def answers() -> bool:
    """Say whether the embedded server still lives; one of DATABASE_URL is not ours to watch."""
    return bool(os.environ.get("DATABASE_URL") or postgres.running_url(data_dir()))


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
