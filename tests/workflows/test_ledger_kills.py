"""Processes that move money are killed at any moment: what was acknowledged is there once, the rest can be repeated."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from backoffice.ledger import proof
from backoffice.ledger import services as ledger
from backoffice.ledger.models import LedgerEntry
from tests import families, ledgers
from tests.money_mover import carry_out

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT_ONCE, KILLS, SEED = 5, 25, 42
OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


class Mover:
    """One process with a thread that hears what it says."""

    def __init__(self, seed: str, progress: threading.Semaphore):
        found = connection.settings_dict
        host, name = quote(found["HOST"], safe=""), found["NAME"]
        url = f"postgresql://{found['USER']}:{found['PASSWORD']}@{host}:{found['PORT']}/{name}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.money_mover", seed],
            env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"},
            cwd=settings.ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.lines: list[list[str]] = []
        self.progress = progress
        self.ear = threading.Thread(target=self._hear)
        self.ear.start()

    def _hear(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line.split())
            self.progress.release()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.ear.join()
        self.process.stdout.close()


def hang_up(dice: random.Random, everybody: bool = False) -> int:
    """End one session of the others on the server, or all of them, and wait until they are gone."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pid {OTHERS}")
        sessions = [pid for (pid,) in cursor.fetchall()]
        chosen = sessions if everybody else dice.sample(sessions, min(1, len(sessions)))
        for pid in chosen:
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
    return len(chosen)


def torment() -> tuple[dict[str, list[str]], dict[str, str], int]:
    """Let them work and kill them; the wishes by key, the answers by key, how many sessions were hung up."""
    dice, progress, hung_up, seeds = random.Random(SEED), threading.Semaphore(0), 0, iter(range(1000))
    movers = [Mover(f"m{next(seeds)}", progress) for _ in range(AT_ONCE)]
    heard = []
    try:
        for _ in range(KILLS):
            for _ in range(dice.randint(15, 45)):
                assert progress.acquire(timeout=120), "nobody says anything"
            if dice.random() < 0.5:
                hung_up += hang_up(dice)
            else:
                killed = movers.pop(dice.randrange(len(movers)))
                killed.kill()
                heard += killed.lines
                movers.append(Mover(f"m{next(seeds)}", progress))
    finally:
        for mover in movers:
            mover.kill()
            heard += mover.lines
        hang_up(dice, everybody=True)
    wishes = {key: rest for word, key, *rest in heard if word == "WISH"}
    return wishes, {key: rest[0] for word, key, *rest in heard if word == "SAID"}, hung_up


def test_what_was_acknowledged_is_written_once_and_the_rest_can_be_repeated(reference):
    accounts = [ledgers.account(500_000) for _ in range(4)]
    wishes, answers, hung_up = torment()

    def entries(key: str) -> int:
        return LedgerEntry.objects.filter(key=key).count()

    acknowledged = {key for key, answer in answers.items() if answer == "DONE"}
    unknown = wishes.keys() - answers.keys()
    assert len(acknowledged) > 200
    assert hung_up > 5
    assert unknown, "some died in the middle"
    assert {key for key in acknowledged if entries(key) != 1} == set()
    assert {key for key in answers.keys() - acknowledged if entries(key) != 0} == set()
    in_ledger = {key for key in unknown if entries(key)}
    for key in sorted(unknown):
        first, second = carry_out(key, *wishes[key]), carry_out(key, *wishes[key])
        assert first == second
        assert entries(key) == (1 if first == "DONE" else 0)
        assert key not in in_ledger or first == "DONE"
    told = [line for line in proof.replay(on=timezone.localdate()).lines if line.startswith("Сертификат")]
    assert not [line for line in told if "квот" not in line]  # the movers here grant and raise past any quota
    assert LedgerEntry.objects.count() == len(acknowledged) + len(accounts) + sum(map(entries, unknown))
    with transaction.atomic():
        ledger.grant(accounts[0], 1, ledgers.act(), ledgers.ground(), key="alive")
    print(f"{len(wishes)} wishes, {len(acknowledged)} done, {len(unknown)} unknown ({len(in_ledger)} written)")
    assert families.period(year=ledgers.YEAR) == accounts[0].period
