"""Processes that do what they are told line by line, and are killed or cut off from the database at any moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import django
from django.conf import settings
from django.db import Error, connection

AT_ONCE, NAME = 4, "tormented"


def obey(do: Callable[..., str]) -> None:
    """Carry out the lines of the standard input one after another; say after COMMIT what has become of each."""
    for line in sys.stdin:
        while True:  # a server that has hung up is asked again, with the same key
            try:
                print("SAID", line.split()[0], do(*line.split()), flush=True)
                break
            except Error:
                connection.close()


def run(do: Callable[..., str]) -> None:
    """The whole of such a process."""
    django.setup()
    obey(do)


def torment(module: str, lines: list[str]) -> tuple[list[str], int]:
    """Have all lines carried out by several processes at once; what was said, and how many were killed or cut off."""
    shares = [(module, number, lines[number::AT_ONCE]) for number in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        heard = [*threads.map(lambda share: _share(*share), shares)]
    return [line for said, _ in heard for line in said], sum(blows for _, blows in heard)


def _share(module: str, seed: int, lines: list[str]) -> tuple[list[str], int]:
    """One after another; every few lines the process is killed, or its session before it."""
    dice, said, blows = random.Random(seed), [], 0
    while len(said) < len(lines):
        each, heard = _process(module, lines[len(said) :]), []
        for _ in range(dice.randint(1, 4)):
            heard += [each.stdout.readline()]
        if dice.random() < 0.5:
            blows += _cut_off(dice)
            heard += [each.stdout.readline()]
        each.send_signal(signal.SIGKILL)
        heard += each.stdout.readlines()
        each.wait()
        each.stdout.close()
        said += [line for line in heard if line]
        blows += 1
    connection.close()
    return said, blows


def _process(module: str, lines: list[str]) -> subprocess.Popen:
    found = connection.settings_dict
    host, name = quote(found["HOST"], safe=""), found["NAME"]
    url = f"postgresql://{found['USER']}:{found['PASSWORD']}@{host}:{found['PORT']}/{name}?application_name={NAME}"
    made = subprocess.Popen(
        [sys.executable, "-m", module],
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=settings.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    made.stdin.write("".join(f"{line}\n" for line in lines))
    made.stdin.close()
    return made


def _cut_off(dice: random.Random) -> int:
    """End the session of one of the processes on the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name = %s", [NAME])
        sessions = [pid for (pid,) in cursor.fetchall()]
        for pid in dice.sample(sessions, min(1, len(sessions))):
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
    return len(sessions[:1])
