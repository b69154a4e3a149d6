"""What CI checks besides the tests: style, imports, types, migrations, the written schema."""

import time

from launch.packages import PYTHON, VENV
from launch.problem import say
from launch.processes import quiet
from launch.server import MANAGE

CHECKS: dict[str, tuple[object, ...]] = {
    "ruff check": (PYTHON, "-m", "ruff", "check"),
    "ruff format --check": (PYTHON, "-m", "ruff", "format", "--check"),
    "lint-imports": (VENV / "bin" / "lint-imports",),
    "mypy": (PYTHON, "-m", "mypy"),
    "makemigrations --check": (*MANAGE, "makemigrations", "--check", "--dry-run"),
    "write_schema --check": (*MANAGE, "write_schema", "--check"),
    "draw_processes --check": (*MANAGE, "draw_processes", "--check"),
}


def run_all(environment: dict[str, str]) -> int:
    """Run every check, even after one has failed. What a failed one said is printed, the others stay silent."""
    failed = [name for name, command in CHECKS.items() if not _passes(name, command, environment)]
    say(f"Не прошли: {', '.join(failed)}." if failed else "Все проверки прошли.")
    return 1 if failed else 0


def _passes(name: str, command: tuple[object, ...], environment: dict[str, str]) -> bool:
    began = time.monotonic()
    done = quiet(command, environment)
    say(f"{name:<24}{'ОШИБКА' if done.returncode else 'хорошо'}  {time.monotonic() - began:.1f} с")
    if done.returncode:
        say(done.stdout)
    return done.returncode == 0
