"""Programs of the launcher end with it, together with what they have started."""

import fcntl
import os
import sys
import time
from pathlib import Path

import pytest

from launch import processes
from launch.locks import take

DEAF_CHILD = """
import fcntl, pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
held = open(sys.argv[1], "w")
fcntl.flock(held, fcntl.LOCK_EX)
pathlib.Path(sys.argv[1] + ".held").touch()
time.sleep(60)
"""
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {DEAF_CHILD!r}, sys.argv[1]])"


def test_nothing_outlives_the_block_not_even_a_deaf_grandchild(tmp_path: Path) -> None:
    lock, held = tmp_path / "lock", tmp_path / "lock.held"
    with processes.together() as programs:
        programs["parent"] = processes.start([sys.executable, "-c", PARENT, lock], os.environ)
        while not held.exists():
            time.sleep(0.05)
    with open(lock) as free:
        for _attempt in range(50):  # a killed program takes a moment to leave
            if take(free.fileno(), fcntl.LOCK_EX):
                return
            time.sleep(0.1)
    pytest.fail("the grandchild lives")


@pytest.mark.parametrize("code", [0, 5])
def test_the_exit_code_of_a_program_at_our_terminal_is_its_own(code: int) -> None:
    assert processes.foreground([sys.executable, "-c", f"raise SystemExit({code})"], os.environ) == code
