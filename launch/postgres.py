"""The embedded PostgreSQL of a data folder: where it answers, starting it, stopping it."""

import fcntl
import shlex
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from launch import newborn
from launch.account import Account, account_for
from launch.locks import locked, take
from launch.packages import postgres_binaries
from launch.places import homes, make_data_dir, memory_has_room, own_folder, shared_folder, socket_folder
from launch.problem import Problem, say

NOT_DURABLE = " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_wal_size=256MB"
PROCESSES = Path("/proc")
PROCESSES_ARE_SHOWN = (PROCESSES / "self" / "cwd").exists()  # on Linux
PORT = 5432  # only a part of the socket's name: nothing listens on the network


def running_url(data_dir: Path, role: str = "app") -> str | None:
    """The address of the embedded server of this data folder, or None if it does not run. Changes nothing."""
    for home in homes(data_dir):
        if folder := _answering_at(home / "cluster"):
            return f"postgresql://{role}@{quote(folder, safe='')}:{PORT}/backoffice"
    return None


def _answering_at(cluster: Path) -> str | None:
    """The socket folder of the cluster's server, if a server is behind it and not a leftover of a killed one."""
    try:
        folder = (cluster / "postmaster.pid").read_text().splitlines()[4]
        with socket.socket(socket.AF_UNIX) as door:
            door.setblocking(False)
            door.connect(f"{folder}/.s.PGSQL.{PORT}")
    except BlockingIOError:  # a queue at the door: somebody lives there
        return folder
    except (OSError, IndexError):
        return None
    return folder


def _inhabitants(cluster: Path) -> set[str]:
    """The numbers of the processes that work in the folder of a cluster, as all of its server's do."""
    found = set()
    for process in PROCESSES.glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == cluster:
                found.add(process.name)
        except OSError:  # it has just ended, is a zombie or not ours to look at
            continue
    return found


@contextmanager
def in_use(data: Path) -> Iterator[None]:
    """Keep the server of a data folder running while we use it. Whoever leaves last stops it, so that
    no starter pulls it from under another, and a server left over by a killed one does not stay for ever.
    """
    server = _server(data, durable=True)
    with open(data / "postgres.users", "a") as users:
        try:
            with _changing(data):
                take(users.fileno(), fcntl.LOCK_SH)
                server.start()
            yield
        finally:
            with _changing(data):
                if take(users.fileno(), fcntl.LOCK_EX):
                    server.stop("fast")


def revive(data: Path) -> None:
    """Start the server of a data folder that is in use again, if it has died; one that is busy is left alone."""
    server = _server(data, durable=True)
    with _changing(data):
        if not server.runs():
            say("Встроенная база остановилась, поднимаем её снова.")
            server.start()


def _changing(data: Path) -> AbstractContextManager[None]:
    """One at a time looks whether the server runs, starts it or stops it."""
    return locked(data / "postgres.lock", "Ждём другой запуск: он поднимает или останавливает PostgreSQL.")


@contextmanager
def alone(data: Path, *, durable: bool = False, options: str = "") -> Iterator[Path]:
    """The cluster of a fresh server, ours alone and for tests not durable, in memory if it has room; nothing of it
    stays, nor of one that was killed. `options` are those of the server's command line.
    """
    server = _server(data, durable, options)
    with locked(data / "postgres.lock", "Ждём другой запуск: он использует тестовую базу."):
        try:
            for home in homes(data):
                replace(server, home=home).remove()
            server.start()
            yield server.cluster
        finally:
            server.remove()


@dataclass(frozen=True)
class Server:
    """One cluster: its data folder, its home, its binaries and the system user that all of it belongs to."""

    data: Path
    home: Path
    binaries: Path
    account: Account
    durable: bool
    options: str = ""

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    @property
    def _pid_file(self) -> Path:
        return self.cluster / "postmaster.pid"

    @property
    def socket(self) -> Path:
        return socket_folder(self.data, self.home, self.account)

    def start(self) -> None:
        """Start the server unless it runs; lay out the cluster first if there is none."""
        if _answering_at(self.cluster):
            return
        own_folder(self.home, self.account)
        if not self.cluster.exists():
            newborn.create(self.cluster, self.binaries, self.account, self.durable)
        self._clear_after_a_killed_server()
        own_folder(self.socket, self.account)
        options = f"-k {shlex.quote(str(self.socket))} -p {PORT}"
        options += self.options + ("" if self.durable else NOT_DURABLE)
        started = self._pg_ctl("start", "-l", str(self.home / "log"), "-o", options)
        if started:
            raise Problem(f"PostgreSQL не запустился: {self._last_words()} Журнал: {self.home / 'log'}")

    def stop(self, mode: str) -> None:
        """Stop the server if it runs; `fast` is orderly, `immediate` is for data nobody will miss."""
        if self.runs() and self._pg_ctl("stop", "-m", mode) and mode == "fast":
            self._pg_ctl("stop", "-m", "immediate")
        shutil.rmtree(self.socket, ignore_errors=True)

    def remove(self) -> None:
        """Stop the server and remove everything it had."""
        self.stop("immediate")
        if self.home.exists():
            shutil.rmtree(self.home)

    def _pg_ctl(self, action: str, *options: str) -> int:
        return self.account.run(
            self.binaries / "pg_ctl", action, "-D", self.cluster, "-w", "-s", "-t", "60", *options
        ).returncode

    def _clear_after_a_killed_server(self) -> None:
        """Remove the pid file and the socket of a server that was killed, once its children have left. Its number
        may be a stranger's by now, or that of a zombie, and PostgreSQL would refuse to start beside either.
        """
        if not PROCESSES_ARE_SHOWN:
            return  # PostgreSQL judges alone
        for _attempt in range(20):
            if not _inhabitants(self.cluster):
                self._pid_file.unlink(missing_ok=True)
                shutil.rmtree(self.socket, ignore_errors=True)
                return
            time.sleep(0.25)

    def runs(self) -> bool:
        """Say whether the process of the pid file is our server: a signal to it must not hit a stranger."""
        if not PROCESSES_ARE_SHOWN:
            return _answering_at(self.cluster) is not None
        try:
            return self._pid_file.read_text().split()[0] in _inhabitants(self.cluster)
        except (OSError, IndexError):
            return False

    def _last_words(self) -> str:
        try:
            lines = (self.home / "log").read_text(errors="replace").strip().splitlines()
        except OSError:
            return "журнала нет."
        return next((line for line in reversed(lines) if "FATAL" in line), lines[-1] if lines else "журнал пуст.")


def _server(data: Path, durable: bool, options: str = "") -> Server:
    """Find a place and a user for the server of a data folder, making the data folder if it is missing."""
    inside, beside, memory = homes(data)
    account = account_for((inside, beside, memory))
    make_data_dir(data, account)
    home = inside
    if not durable and memory_has_room():
        home = memory
    elif account.foreign and (beside.exists() or not account.can_enter(data)):
        say(f"Пользователю {account.name} закрыта папка {data}, база лежит в {beside}.")
        shared_folder()
        home = beside
    return Server(data, home, postgres_binaries(account), account, durable, options)
