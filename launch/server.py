"""The product's programs: the one that prepares the database, the web server, the worker."""

import http.client
import os
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

from launch import processes
from launch.database import as_owner
from launch.locks import locked
from launch.packages import PYTHON
from launch.problem import Problem, say

HOST = "127.0.0.1"
START_LIMIT = 90  # seconds until the server must answer
MOST_WORKERS = 8
MANAGE = (PYTHON, "manage.py")


def port_from_environment() -> int:
    """The port that was asked for: PORT, else 8000."""
    asked = os.environ.get("PORT") or "8000"
    if not asked.isdecimal() or not 0 < int(asked) < 65536:
        raise Problem(f"PORT={asked}: нужен номер порта от 1 до 65535, например make run PORT=8001.")
    return int(asked)


def expect_free(port: int) -> None:
    """Refuse a port that somebody has, before anything heavy begins."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, port))
        except PermissionError:
            raise Problem(f"Порт {port} доступен только root. Выберите другой: make run PORT=8001.") from None
        except OSError:
            raise Problem(
                f"Порт {port} занят. Остановите занявшую его программу или выберите другой: make run PORT={port + 1}."
            ) from None


def prepare(environment: dict[str, str]) -> None:
    """Bring the database to the shape and the reference data of this code; one starter at a time."""
    data = Path(environment["DATA_DIR"])
    with locked(data, "Ждём другой запуск: он готовит базу."), processes.together() as programs:
        programs["prepare"] = program = processes.start([*MANAGE, "prepare"], as_owner(environment))
        if program.wait():
            raise Problem("Не удалось подготовить базу (manage.py prepare). Причина в строках выше.")


def serve(environment: dict[str, str], port: int, look_after_database: Callable[[], None]) -> None:
    """Run the web server and the worker until we are interrupted; if one ends by itself, all end."""
    try:
        with serving(environment, port, look_after_database) as programs:
            say(f"\nСистема работает: {address(port)}/\n{_demo_accounts(environment)}Остановить: Ctrl-C.")
            while True:
                time.sleep(0.5)
                _expect_all(programs)
                look_after_database()
    except KeyboardInterrupt:
        say("\nОстанавливаем.")


@contextmanager
def serving(
    environment: dict[str, str], port: int, look_after_database: Callable[[], None] = lambda: None
) -> Iterator[dict[str, Popen[bytes]]]:
    """The web server and the worker, once the server answers, while the block runs."""
    with processes.together() as programs:
        programs["веб-сервер"] = processes.start(_granian(port), _worker_counts() | environment)
        programs["обработчик заданий"] = processes.start([*MANAGE, "worker"], environment)
        deadline = time.monotonic() + START_LIMIT
        while not is_ready(port):
            _expect_all(programs)
            look_after_database()
            if time.monotonic() > deadline:
                raise Problem(f"Сервер не ответил за {START_LIMIT} с. Причина в строках выше.")
            time.sleep(0.1)
        yield programs


def address(port: int) -> str:
    """Where the product answers on this machine."""
    return f"http://{HOST}:{port}"


def is_ready(port: int) -> bool:
    """Ask the server whether it and its database are ready, past any proxy."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{address(port)}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, http.client.HTTPException):
        return False


def _granian(port: int) -> list[object]:
    where = ["--host", HOST, "--port", port]
    return [PYTHON, "-m", "granian", "--interface", "wsgi", *where, "--log-level", "error", "config.wsgi:application"]


def _worker_counts() -> dict[str, str]:
    """What granian does unless its own variables say otherwise: threads share the interpreter, processes do not."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return {
        "GRANIAN_WORKERS": str(min(2 * cores, MOST_WORKERS)),
        "GRANIAN_BLOCKING_THREADS": "1",
        "GRANIAN_RESPAWN_FAILED_WORKERS": "true",
        "GRANIAN_WORKERS_KILL_TIMEOUT": "3",  # seconds; one that is still loading does not hear that it should end
    }


def _demo_accounts(environment: dict[str, str]) -> str:
    if environment.get("DEMO") != "1":
        return ""
    return processes.quiet([*MANAGE, "demo_accounts"], environment).stdout


def _expect_all(programs: dict[str, Popen[bytes]]) -> None:
    for name, program in programs.items():
        if (code := program.poll()) is not None:
            raise Problem(f"Остановился {name} (код {code}), поэтому остановлено всё. Причина в строках выше.")
