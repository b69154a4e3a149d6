"""A database that answers nothing, hangs up or is away: every wait ends, and the next one is not begun."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from config.postgres import patience
from config.postgres.patience import Silent

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(db):
    """A connection of its own to the test database, as a web server would have it."""
    line = connection.copy("default")
    line.settings_dict = {**connection.settings_dict, "OPTIONS": {**connection.settings_dict["OPTIONS"]}}
    yield line
    line.close()


@pytest.fixture
def impatient(line):
    """Begin to be impatient: `impatient(answer=0.3)`; over with the test."""
    yield patience.begin
    patience.end()


@contextmanager
def silence(limit: float) -> Iterator[None]:
    """What happens within must end by `Silent`, and in time."""
    began = time.monotonic()
    with pytest.raises(OperationalError) as caught:
        yield
    assert isinstance(caught.value.__cause__, Silent)
    assert time.monotonic() - began < limit


def ask(line, question: str):
    with line.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def sleep_without_the_servers_limit(line, seconds: float) -> None:
    """Look frozen: the server itself would go on for ever."""
    with line.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT pg_sleep(%s)", [seconds])


def test_connecting_to_a_server_that_says_nothing_ends(line, impatient):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        line.settings_dict |= {"HOST": "127.0.0.1", "PORT": mute.getsockname()[1]}
        impatient(answer=0.3)
        with silence(limit=1):
            line.ensure_connection()


def test_a_statement_that_gets_no_answer_ends_and_the_connection_with_it(line, impatient):
    impatient(answer=0.5)
    with silence(limit=1):
        sleep_without_the_servers_limit(line, 3)
    assert not line.is_usable()


def test_after_a_silence_nobody_waits_until_one_has_tried_and_found_the_server_alive(line, impatient, monkeypatch):
    monkeypatch.setattr(patience, "PAUSE", 0.4)
    impatient(answer=0.5)
    with silence(limit=1):
        sleep_without_the_servers_limit(line, 3)
    line.close()
    with silence(limit=0.1):
        ask(line, "SELECT 1")
    time.sleep(0.4)
    assert ask(line, "SELECT 1") == 1
    line.close()
    assert ask(line, "SELECT 2") == 2


def test_all_statements_of_a_request_share_its_patience_and_a_slow_one_shuts_no_door(line, impatient):
    bounds = impatient(answer=0.8, request=1.0)
    bounds.new_request()
    with silence(limit=1.5):
        for _statement in range(10):
            sleep_without_the_servers_limit(line, 0.3)
    line.close()
    bounds.new_request()
    assert ask(line, "SELECT 1") == 1


def test_a_living_server_ends_a_slow_statement_before_we_hang_up(line, impatient):
    impatient(answer=0.6)
    assert ask(line, "SHOW statement_timeout") == "350ms"
    with pytest.raises(OperationalError, match="statement timeout"):
        ask(line, "SELECT pg_sleep(60)")
    assert ask(line, "SELECT 1") == 1


def test_a_process_that_did_not_begin_has_no_limit(line):
    assert patience.current is None
    assert ask(line, "SHOW statement_timeout") == "0"


def test_a_connection_that_the_server_ended_is_replaced_without_a_question_to_it(line):
    backend = ask(line, "SELECT pg_backend_pid()")
    assert line.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    assert not line.is_usable()
    line.close_if_unusable_or_obsolete()  # as every request begins
    assert ask(line, "SELECT pg_backend_pid()") != backend


def backends(name: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction looks at it once only
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name = %s", [name])
        return {pid for (pid,) in cursor.fetchall()}


def wait_for_another_backend(name: str, known: set[int]) -> set[int]:
    for _tenth in range(200):
        if found := backends(name) - known:
            return found
        time.sleep(0.1)
    raise AssertionError("the worker has not come back")


@pytest.mark.slow
def test_the_worker_goes_on_when_its_connection_is_ended():
    of = connection.settings_dict
    url = f"postgresql://{of['USER']}:{of['PASSWORD']}@{of['HOST'].replace('/', '%2F')}:{of['PORT']}/{of['NAME']}"
    environment = {**os.environ, "DATABASE_URL": url, "PGAPPNAME": "worker-under-test"}
    command = [sys.executable, "manage.py", "worker", "--every", "0.1"]
    worker = subprocess.Popen(command, cwd=settings.ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        first = wait_for_another_backend("worker-under-test", set())
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) pid", [[*first]])
        wait_for_another_backend("worker-under-test", first)
        assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    finally:
        worker.kill()
        worker.wait()
