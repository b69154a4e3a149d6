"""What may happen to a database and to a web server."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable

from launch import postgres
from launch.places import data_dir

FREEZE = 20  # seconds
HANG_UP = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app' AND pid <> pg_backend_pid()
"""
WEB_WORKER, WEB_WORKERS = "a web worker killed -9", "web workers killed -9"
Trouble = Callable[[], None]


def troubles(port: str) -> dict[str, Trouble]:
    """What may happen to a database and to a server."""
    return {
        f"frozen {FREEZE} s": freeze,
        "backends terminated": terminate,
        "restarted at once": lambda: restart("immediate"),
        "restarted in order": lambda: restart("fast"),
        "backends killed -9": lambda: kill(children(postmaster())),
        "postmaster killed -9": lambda: kill([postmaster()]),
        WEB_WORKER: lambda: kill(web_workers(port)[:1]),
        WEB_WORKERS: lambda: kill(web_workers(port)),
    }


def cluster() -> postgres.Server:
    """The embedded server of the product."""
    return postgres._server(data_dir(), durable=True)


def postmaster() -> int:
    """The process that all of the server's processes come from."""
    return int((cluster().cluster / "postmaster.pid").read_text().split()[0])


def children(parent: int) -> list[int]:
    """The processes that one has started."""
    found = subprocess.run(["pgrep", "-P", str(parent)], check=False, capture_output=True, text=True)
    return [int(number) for number in found.stdout.split()]


def kill(processes: list[int], how: signal.Signals = signal.SIGKILL) -> None:
    """Send a signal to each that is still there."""
    for process in processes:
        try:
            os.kill(process, how)
        except ProcessLookupError:
            continue


def freeze() -> None:
    """Nothing of the server runs for a while; its sockets stay open."""
    frozen = [postmaster()]
    kill(frozen, signal.SIGSTOP)
    frozen += children(frozen[0])
    try:
        kill(frozen, signal.SIGSTOP)
        time.sleep(FREEZE)
    finally:
        kill(frozen, signal.SIGCONT)


def terminate() -> None:
    """Every connection of the application is ended from the server's side, three times."""
    from django.db import connection

    for _time in range(3):
        with connection.cursor() as cursor:
            cursor.execute(HANG_UP)
        time.sleep(0.5)


def restart(mode: str) -> None:
    """Stop the server, orderly or not, and start it again."""
    server = cluster()
    assert server._pg_ctl("restart", "-m", mode, "-l", str(server.home / "log")) == 0


def web_workers(port: str) -> list[int]:
    """The processes that answer requests; their parent replaces one that has died."""
    found = subprocess.run(
        ["pgrep", "-o", "-f", f"granian.*--port {port} "], check=True, capture_output=True, text=True
    )
    return children(int(found.stdout))
