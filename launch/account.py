"""The system user under which PostgreSQL runs. PostgreSQL refuses root, so root lends it to somebody less mighty."""

import os
import pwd
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launch.problem import Problem

WAY_OUT = "Запустите от имени обычного пользователя или задайте DATABASE_URL."


@dataclass(frozen=True)
class Account:
    """A system user; `foreign` when it is not the one who runs us."""

    name: str
    uid: int
    gid: int
    foreign: bool

    def run(self, *command: str | Path, input: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a program of PostgreSQL as this user, away from our terminal, environment and folder."""
        other: dict[str, Any] = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.foreign else {}
        try:
            return subprocess.run(
                [str(part) for part in command],
                check=False,
                input=input or "",
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                cwd="/",
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,
                **other,
            )
        except PermissionError as error:  # the program is out of reach, or we may not become this user
            return subprocess.CompletedProcess(command, 126, stdout=str(error))

    def can_enter(self, folder: Path) -> bool:
        """Say whether this user can pass through all folders of the path."""
        return self.run("test", "-x", folder).returncode == 0


def account_for(homes: Iterable[Path]) -> Account:
    """The user for a server that lives in one of `homes`: ourselves, or for root its owner, `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return _known(os.geteuid(), foreign=False)
    for home in homes:
        if home.is_dir() and home.stat().st_uid != 0:
            return _known(home.stat().st_uid, foreign=True)
    for name in ("postgres", "nobody"):
        try:
            return _known(pwd.getpwnam(name).pw_uid, foreign=True)
        except KeyError:
            continue
    raise Problem(f"PostgreSQL не работает от имени root, а пользователей postgres и nobody здесь нет. {WAY_OUT}")


def _known(uid: int, foreign: bool) -> Account:
    try:
        found = pwd.getpwuid(uid)
    except KeyError:
        raise Problem(
            f"У пользователя с номером {uid} нет имени в системе, PostgreSQL его не узнает. {WAY_OUT}"
        ) from None
    return Account(found.pw_name, found.pw_uid, found.pw_gid, foreign)
