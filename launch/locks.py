"""Locks between processes of one machine. The kernel lets go of them when their process ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launch.problem import say


@contextmanager
def locked(path: Path, waiting: str) -> Iterator[None]:
    """Hold the only lock on a folder or a file; while another holds it, say `waiting` and wait."""
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not take(handle, fcntl.LOCK_EX):
            say(waiting)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def take(handle: int, kind: int) -> bool:
    """Take a lock without waiting; false if somebody else has it."""
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
