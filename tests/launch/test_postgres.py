"""The embedded server: who may do what in it, and what it survives. Each test starts real servers."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from launch import database, places, postgres
from launch.account import account_for
from launch.places import homes, own_folder, socket_folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder in which a first layout was cut short. What root has to put beside it goes away too."""
    folder = tmp_path_factory.mktemp("data")
    server = postgres._server(folder, durable=True)
    (own_folder(server.home, server.account) / "cluster.unfinished" / "global").mkdir(parents=True)
    yield folder
    server.remove()


def ask(data: Path, role: str, question: str) -> object:
    """Ask one question and return the first answer."""
    address = postgres.running_url(data, role)
    assert address
    connection = psycopg2.connect(address)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def cluster_of(data: Path) -> Path:
    """The cluster of a data folder, wherever it has found a place."""
    return next(home / "cluster" for home in homes(data) if (home / "cluster").exists())


def test_the_application_reads_and_writes_but_shapes_nothing(tmp_path: Path) -> None:
    data = tmp_path
    with postgres.alone(data):
        ask(data, "owner", "CREATE TABLE thing (id bigserial, name text)")
        assert ask(data, "app", "INSERT INTO thing (name) VALUES ('ёж') RETURNING upper(name)") == "ЁЖ"
        for forbidden in ("TRUNCATE thing", "DROP TABLE thing", "CREATE TABLE other ()", "CREATE TEMP TABLE other ()"):
            with pytest.raises(psycopg2.Error):
                ask(data, "app", forbidden)
        assert ask(data, "app", "SHOW listen_addresses") == ""
        assert ask(data, "app", "SHOW timezone") == "UTC"
        with pytest.raises(psycopg2.OperationalError):
            ask(data, "postgres", "SELECT 1")
    assert postgres.running_url(data) is None


@pytest.mark.skipif(not os.access(places.MEMORY, os.W_OK), reason="this machine has no disk in memory")
@pytest.mark.parametrize("wanted, is_in_memory", [(0, True), (1 << 62, False)])
def test_a_server_of_tests_lives_in_memory_if_it_fits_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: int, is_in_memory: bool
) -> None:
    monkeypatch.setattr(places, "MEMORY_WANTED", wanted)
    with postgres.alone(tmp_path) as cluster:
        assert ask(tmp_path, "owner", "SELECT 1") == 1
        assert (places.MEMORY in cluster.parents) == is_in_memory
        os.kill(postmaster_of(tmp_path), signal.SIGKILL)
    assert not any(home.exists() for home in homes(tmp_path))


def test_data_survive_a_killed_server_and_a_pid_file_with_the_number_of_a_stranger(data: Path) -> None:
    with postgres.in_use(data):
        ask(data, "owner", "CREATE TABLE thing ()")
        pid_file = cluster_of(data) / "postmaster.pid"
        left_over = pid_file.read_text().splitlines()
        os.kill(int(left_over[0]), signal.SIGKILL)
    pid_file.write_text("\n".join([str(os.getpid()), *left_over[1:]]))
    with postgres.in_use(data):
        assert ask(data, "app", "SELECT count(*) FROM thing") == 0
    assert postgres.running_url(data) is None


def postmaster_of(data: Path) -> int:
    return int((cluster_of(data) / "postmaster.pid").read_text().split()[0])


def test_a_server_that_died_while_in_use_is_started_again_and_a_living_one_left_alone(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(data))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(database, "RESTART_TIME", 0)
    with postgres.in_use(data):
        look = database.watch()
        killed = postmaster_of(data)
        os.kill(killed, signal.SIGKILL)
        while postgres.running_url(data):
            time.sleep(0.05)
        look()
        revived = postmaster_of(data)
        assert ask(data, "app", "SELECT 1") == 1
        look()
        assert postmaster_of(data) == revived != killed


def test_a_frozen_server_is_waited_for(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(data))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(database, "GIVE_UP", 0)
    with postgres.in_use(data):
        look, frozen = database.watch(), postmaster_of(data)
        os.kill(frozen, signal.SIGSTOP)
        try:
            for _look in range(40):
                look()
        finally:
            os.kill(frozen, signal.SIGCONT)
        assert ask(data, "app", "SELECT 1") == 1


def test_the_last_one_out_stops_the_server(data: Path) -> None:
    with postgres.in_use(data):
        with postgres.in_use(data):
            pass
        assert postgres.running_url(data)
    assert postgres.running_url(data) is None


def test_a_layout_cut_short_is_begun_anew(data: Path) -> None:
    with postgres.in_use(data):
        assert ask(data, "app", "SELECT current_database()") == "backoffice"
        assert not cluster_of(data).with_name("cluster.unfinished").exists()


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    home = tmp_path / ("d" * 100)
    folder = socket_folder(tmp_path, home, account_for([home]))
    assert len(os.fsencode(folder)) < 90
    assert folder.parent != home
