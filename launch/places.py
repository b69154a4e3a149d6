"""Where things lie on this machine. Makes folders of our own, never changes anybody else's."""

import hashlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

from launch.account import Account
from launch.problem import Problem

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path("/var/lib/pfdo-backoffice")  # for root: where PostgreSQL's user can go when the tree is closed to it
MEMORY = Path("/dev/shm")  # on Linux: a disk in memory
MEMORY_WANTED = 2 << 30  # bytes free in it: the tests take a quarter, and the rest of the machine wants some too
SOCKET_FOLDER_LIMIT = 85  # bytes: the path of a socket has at most 103 on macOS, 107 on Linux


def data_dir() -> Path:
    """The data folder that was asked for: DATA_DIR, else .data in the tree."""
    return Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()


def make_data_dir(folder: Path, guest: Account | None = None) -> None:
    """Make the data folder: ours alone, and for root also a way through for PostgreSQL's user, the guest."""
    try:
        for missing in reversed([path for path in (folder, *folder.parents) if not path.is_dir()]):
            missing.mkdir(mode=0o700)
            if guest and guest.foreign:
                os.chown(missing, -1, guest.gid)
                missing.chmod(0o710)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise Problem(
            f"Нельзя писать в папку данных {folder} ({error.strerror}). "
            "Проверьте права или укажите другую: DATA_DIR=/путь/к/папке."
        ) from None


def homes(data: Path) -> tuple[Path, Path, Path]:
    """Where the server of a data folder may live: in it, beside all others of this machine, or for tests in memory."""
    return data / "postgres", SHARED / tag(data), MEMORY / f"pfdo-{tag(data)}"


def memory_has_room() -> bool:
    """Say whether a database that nobody misses fits in memory: making its many files costs a tenth of it there."""
    return os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > MEMORY_WANTED


def shared_folder() -> Path:
    """Make the folder that all trees of this machine share under root; what lies in it is as closed as it likes."""
    if not SHARED.is_dir():
        SHARED.mkdir(parents=True)
        SHARED.chmod(0o755)
    return SHARED


def tag(data: Path) -> str:
    """A short name for a data folder."""
    return hashlib.sha256(os.fsencode(data)).hexdigest()[:12]


def own_folder(folder: Path, account: Account) -> Path:
    """Make a folder for PostgreSQL's user alone, or take the one that is there if it is just that."""
    try:
        folder.mkdir(mode=0o700)
        if account.foreign:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        seen = folder.lstat()
        if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != account.uid or seen.st_mode & 0o077:
            raise Problem(
                f"Папка {folder} должна принадлежать пользователю {account.name} с правами 0700. "
                "Переименуйте её и повторите."
            ) from None
    return folder


def socket_folder(data: Path, home: Path, account: Account) -> Path:
    """Where the server's socket lies: beside its data, or where paths are short. Nothing lasting is there."""
    runtime = None if account.foreign else os.environ.get("XDG_RUNTIME_DIR")
    short = [
        Path(parent) / f"pfdo-{tag(data)}" for parent in (runtime, "/run", tempfile.gettempdir(), "/tmp") if parent
    ]
    for folder in (home / "socket", *short):
        if len(os.fsencode(folder)) <= SOCKET_FOLDER_LIMIT and (
            folder.parent == home or os.access(folder.parent, os.W_OK)
        ):
            return folder
    raise Problem("Негде создать сокет PostgreSQL. Укажите папку данных с коротким путём: DATA_DIR=/короткий/путь.")
