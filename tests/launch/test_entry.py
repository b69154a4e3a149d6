"""What people read when the launcher refuses: one line, no traceback."""

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from launch.places import ROOT


def refusal(tmp_path: Path, *arguments: str, **environment: str) -> str:
    """Run the launcher, expect it to refuse, and return the line it said."""
    done = subprocess.run(
        [sys.executable, "-m", "launch", *arguments],
        check=False,
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(tmp_path / "data"), **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1
    return lines[0]


def test_the_entry_is_readable_by_an_old_python() -> None:
    for name in ("__init__.py", "__main__.py"):
        ast.parse((ROOT / "launch" / name).read_text(), feature_version=(3, 6))


def test_a_taken_port_is_refused_before_anything_heavy(tmp_path: Path) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]
        assert f"Порт {port} занят" in refusal(tmp_path, "run", PORT=str(port))
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("port", ["http", "0", "70000"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    assert f"PORT={port}" in refusal(tmp_path, "run", PORT=port)


def test_a_data_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = refusal(tmp_path, "manage", "check", DATA_DIR=str(tmp_path / "file" / "data"), DATABASE_URL="")
    assert "Нельзя писать в папку данных" in said


def test_a_database_that_does_not_answer_is_refused_without_its_password(tmp_path: Path) -> None:
    said = refusal(tmp_path, "manage", "check", DATABASE_URL="postgresql://owner:secret@127.0.0.1:1/backoffice")
    assert "База из DATABASE_URL не отвечает" in said
    assert "secret" not in said
