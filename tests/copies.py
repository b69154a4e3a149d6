"""The database of the tests: migrated and filled once in a run, copied for each process and after a test that commits.

A copy is made by PostgreSQL file by file, far faster than a migration, or than emptying all tables and filling them
again, and it forgets everything: rows, sequences, even triggers that a test switched off.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.test import TransactionTestCase
from psycopg2.errors import InsufficientPrivilege, ObjectInUse

from backoffice.reference import loader

MADE_FROM = "test_backoffice_first"


@contextmanager
def copied(run: str) -> Iterator[None]:
    """Work in a copy that is this process's own. `run` tells the processes of one run from a run that was killed."""
    ordinary, name = connection.settings_dict["NAME"], connection.creation._get_test_db_name()
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")  # somebody else may be at a migration
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [MADE_FROM])  # until the connection is closed
        if not _stands(cursor, run):
            _make()
            cursor.execute(f"COMMENT ON DATABASE {MADE_FROM} IS %s", [run])
    _work_in(name)
    renew()
    TransactionTestCase._fixture_teardown = lambda self: None  # instead of emptying all tables: renew
    yield
    connection.close()
    _drop(name)
    _work_in(ordinary)


def renew() -> None:
    """Take a new copy: nothing of what a test committed stays."""
    name = connection.settings_dict["NAME"]
    connection.close()
    _drop(name)
    _insist(f"CREATE DATABASE {name} TEMPLATE {MADE_FROM} STRATEGY {_strategy()}")


@cache
def _strategy() -> str:
    """Files are copied as they are where the server waits for no disk; else what it does by itself is faster."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SHOW fsync")
        return "FILE_COPY" if cursor.fetchone() == ("off",) else "WAL_LOG"


@contextmanager
def empty() -> Iterator[None]:
    """Work for a while in a database with nothing in it."""
    ordinary = connection.settings_dict["NAME"]
    name = f"{ordinary}_empty"
    connection.close()
    _drop(name)
    _insist(f"CREATE DATABASE {name}")
    _work_in(name)
    try:
        yield
    finally:
        connection.close()
        _drop(name)
        _work_in(ordinary)


def forget() -> None:
    """Leave nothing on the server, if there is one, once all processes have ended."""
    with suppress(OperationalError):
        _drop(MADE_FROM)


def _stands(cursor, run: str) -> bool:
    cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [MADE_FROM])
    return cursor.fetchone() == (run,)


def _make() -> None:
    connection.settings_dict["TEST"]["NAME"] = MADE_FROM
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    loader.load()
    connection.close()  # a database that somebody works in cannot be copied


def _drop(name: str) -> None:
    _insist(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _insist(statement: str) -> None:
    """Try until whoever still works there, vacuum or a connection that is just closing, has gone."""
    for pause in (*[0.2] * 50, None):
        try:
            with connection._nodb_cursor() as cursor:
                cursor.execute(statement)
            return
        except DatabaseError as error:
            if pause is None or not isinstance(error.__cause__, InsufficientPrivilege | ObjectInUse):
                raise
        time.sleep(pause)


def _work_in(name: str) -> None:
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
