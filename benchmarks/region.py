"""The generated region: who works in it, its rows by fixed formulas, and growing it further."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from launch.server import MANAGE

FIRST_UNIT = 1_000_000  # keys of generated providers begin after it
CLERKS = 20
SQL = (Path(__file__).parent / "region.sql").read_text(encoding="utf-8")
FUNCTIONS = (Path(__file__).parent / "postgraphile" / "functions.sql").read_text(encoding="utf-8")
GENERATED = (
    "workflows_task",
    "workflows_process",
    "backoffice_programedition",
    "backoffice_program",
    "backoffice_provider",
    "backoffice_entry",
)


@dataclass(frozen=True)
class Person:
    """One who sends the operations: the token, the account and the desks."""

    username: str
    token: str
    user: int
    desks: tuple[tuple[int, str], ...]


def connect():
    """A connection to the benchmark's database that commits each statement."""
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    return connection


@contextmanager
def database() -> Iterator:
    """A cursor whose statements commit one by one."""
    with closing(connect()) as connection, connection.cursor() as cursor:
        yield cursor


def prepare() -> None:
    """Make the tables by the product's own migrations, and the reference data."""
    subprocess.run([*MANAGE, "prepare"], check=True)


def prepare_peers() -> None:
    """Add the functions that PostGraphile serves as fields."""
    from benchmarks.peers.titles import TITLES

    titles = " ".join(f"WHEN '{step}' THEN '{title}'" for step, title in TITLES.items())
    with database() as cursor:
        cursor.execute(FUNCTIONS.replace("{titles}", titles))


def fill(cases: int) -> None:
    """Generate the rows anew for that many cases; people and reference data stay."""
    with database() as cursor:
        cursor.execute("SELECT id FROM backoffice_unit WHERE kind = 'REGIONAL_OPERATOR' AND valid_to IS NULL")
        operator = cursor.fetchone()[0]
        cursor.execute(f"TRUNCATE {', '.join(GENERATED)} CASCADE")
        cursor.execute("DELETE FROM backoffice_membership WHERE unit_id > %s", [FIRST_UNIT])
        cursor.execute("DELETE FROM backoffice_unit WHERE id > %s", [FIRST_UNIT])
        clerks = [_user(cursor, f"bench-clerk-{n}", f"Специалист Номер {n}") for n in range(1, CLERKS + 1)]
        for clerk in clerks:
            _member(cursor, clerk, "OPERATOR_CLERK", operator)
        manager = _user(cursor, "bench-provider", "Руководитель Поставщика")
        values = {"cases": cases, "first_unit": FIRST_UNIT, "operator": operator, "manager": manager}
        cursor.execute("BEGIN")
        cursor.execute(SQL, {**values, "clerks": clerks, "clerk_count": len(clerks)})
        cursor.execute("COMMIT")
        _member(cursor, manager, "PROVIDER_MANAGER", FIRST_UNIT + 1)
    settle()


def settle() -> None:
    """Clean and measure the tables, as autovacuum would have done by now on a server that lives."""
    with database() as cursor:
        cursor.execute("VACUUM ANALYZE")


def add_open(times: int) -> None:
    """Put so many copies of every open task beside it, due later."""
    with database() as cursor:
        cursor.execute(
            "INSERT INTO workflows_task (flow_task, flow_task_type, status, created, token, process_id, owner_id,"
            " holder_id, permission, due_at, priority, subject_line, municipality_id, provider_id)"
            " SELECT flow_task, flow_task_type, status, created, token, process_id, owner_id, holder_id, permission,"
            " due_at + n * interval '1000003 minutes', priority, subject_line, municipality_id, provider_id"
            " FROM workflows_task, generate_series(1, %s) AS n WHERE flow_task_type = 'HUMAN' AND finished IS NULL",
            [times],
        )
    settle()


def _user(cursor, username: str, name: str) -> int:
    """A person; the same key as long as the database lives."""
    cursor.execute(
        "INSERT INTO backoffice_user (username, full_name, password, email, is_active, is_private, created_at)"
        " VALUES (%s, %s, '!', '', TRUE, FALSE, now()) ON CONFLICT (username) DO UPDATE SET email = '' RETURNING id",
        [username, name],
    )
    return cursor.fetchone()[0]


def _member(cursor, user: int, role: str, unit: int) -> None:
    """A role of a person, given once."""
    cursor.execute(
        "INSERT INTO backoffice_membership (user_id, role, unit_id, valid_from)"
        " SELECT %(user)s, %(role)s, %(unit)s, '2019-04-03' WHERE NOT EXISTS"
        " (SELECT FROM backoffice_membership WHERE (user_id, role, unit_id) = (%(user)s, %(role)s, %(unit)s))",
        {"user": user, "role": role, "unit": unit},
    )


def person(username: str) -> Person:
    """Issue a token to a person and look up the desks, through the product's own services."""
    from backoffice.accounts.services import issue_token
    from backoffice.accounts.viewers import viewer_of_token

    token = issue_token(username)
    viewer = viewer_of_token(token)
    return Person(username, token, viewer.user.pk, tuple(viewer.desks()))


def provider(number: int) -> int:
    """Key of the n-th generated provider."""
    return FIRST_UNIT + number


def count(table: str) -> int:
    """Rows of a table."""
    with database() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]
