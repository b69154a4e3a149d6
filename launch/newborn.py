"""A new database cluster: how it is laid out, who may enter and what each role may do."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from launch.account import Account
from launch.problem import Problem, last_lines

LAYOUT = (
    "--username=postgres",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=PG_UNICODE_FAST",
    "--auth=peer",
    "--set=timezone=UTC",
    "--set=log_timezone=UTC",
    "--set=listen_addresses=",
)
# One statement a line: so the single-user server reads them. The default privileges stand in template1, so that
# every database made from it, those of the tests too, has them.
ROLES = """\
CREATE ROLE owner LOGIN CREATEDB;
CREATE ROLE app LOGIN;
ALTER DEFAULT PRIVILEGES FOR ROLE owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app;
ALTER DEFAULT PRIVILEGES FOR ROLE owner GRANT USAGE, SELECT ON SEQUENCES TO app;
CREATE DATABASE backoffice OWNER owner;
REVOKE ALL ON DATABASE backoffice, postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE backoffice TO app;
GRANT CONNECT ON DATABASE postgres TO owner;
"""


def create(cluster: Path, binaries: Path, account: Account, durable: bool) -> None:
    """Create the cluster whole or not at all: it is laid out beside its place and renamed at the end."""
    unfinished = cluster.with_name("cluster.unfinished")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    safety = () if durable else ("--no-sync",)
    _expect(account.run(binaries / "initdb", "-D", unfinished, *LAYOUT, *safety))
    _write(unfinished / "pg_hba.conf", "local all all peer map=backoffice\n", account)
    _write(unfinished / "pg_ident.conf", _user_map(account), account)
    single = (binaries / "postgres", "--single", "-D", unfinished, "-c", "exit_on_error=on", "template1")
    _expect(account.run(*single, input=ROLES))
    unfinished.rename(cluster)


def _user_map(account: Account) -> str:
    """Who may be whom: we, and root who may anyway, the two roles; the superuser only a user that is not us."""
    people = {pwd.getpwuid(os.geteuid()).pw_name, "root"}
    lines = [f'backoffice "{person}" {role}' for person in people for role in ("owner", "app")]
    if account.foreign:
        lines.append(f'backoffice "{account.name}" postgres')
    return "\n".join([*lines, ""])


def _write(path: Path, text: str, account: Account) -> None:
    """Write as the server's user: the folder is its own, and root follows no links laid there."""
    _expect(account.run("sh", "-c", 'cat > "$1"', "sh", path, input=text))


def _expect(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode:
        raise Problem(
            f"Не удалось создать базу данных. Проверьте место на диске. Ответ PostgreSQL:\n{last_lines(done.stdout)}"
        )
