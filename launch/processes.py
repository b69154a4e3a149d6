"""Programs that the launcher starts: all of them end with it, none of anybody else's does."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

from launch.places import ROOT

PATIENCE = 15  # seconds that a program has to end by itself
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def interrupt_on_signals() -> None:
    """Turn the first signal to end into KeyboardInterrupt; later ones, of the impatient, do not spoil the cleaning."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        for ending in ENDING:
            signal.signal(ending, lambda *_: None)
        raise KeyboardInterrupt

    for ending in ENDING:
        if ending != signal.SIGHUP or signal.getsignal(ending) != signal.SIG_IGN:  # nohup stays nohup
            signal.signal(ending, interrupt)


def start(command: Sequence[object], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own: Ctrl-C reaches us alone, and we end it in order."""
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_us,
    )


def quiet(command: Sequence[object], environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program to its end without our terminal; what it says, also to stderr, comes back in `stdout`."""
    return subprocess.run(
        [str(part) for part in command],
        check=False,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _end_with_us() -> None:
    """Ask Linux to end this program should the launcher be killed without a chance to clean up."""
    if _libc:
        _libc.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


@contextmanager
def together() -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Programs by name that end when the block ends, with all that they have started."""
    started: dict[str, subprocess.Popen[bytes]] = {}
    try:
        yield started
    finally:
        for program in started.values():
            program.terminate()
        deadline = time.monotonic() + PATIENCE
        for program in started.values():
            with suppress(subprocess.TimeoutExpired):
                program.wait(max(0.1, deadline - time.monotonic()))
            _kill_the_rest(program.pid)
            program.wait()


def _kill_the_rest(session: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)


def foreground(command: Sequence[object], environment: Mapping[str, str]) -> int:
    """Run a program at our terminal and return its exit code. Ctrl-C is its own affair, other endings are passed on."""
    program = subprocess.Popen([str(part) for part in command], cwd=ROOT, env=environment)
    before = {ending: signal.getsignal(ending) for ending in ENDING}
    signal.signal(signal.SIGINT, lambda *_: None)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _frame: program.send_signal(number))
    try:
        code = program.wait()
    finally:
        for ending, handler in before.items():
            signal.signal(ending, handler)
    return code if code >= 0 else 128 - code
