"""Other people's tools against the product: `make check-clients`. Slow, needs npm; what is missing is never a pass.

It starts the product on a database of its own. ADDRESS and BEARER name one that runs instead, which is then written to.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from launch import places, processes, server
from launch.packages import PYTHON
from launch.problem import Problem, last_lines, say

ROOT = places.ROOT
CLIENTS, OUTSIDERS, VENV = ROOT / "checks" / "clients", ROOT / "checks" / "outsiders", ROOT / ".venv-checks"
DATA = ROOT / ".data" / "clients"
BUILD = OUTSIDERS / "build"
START_LIMIT = 300  # seconds: the first start may install packages
EXAMPLES = 12  # of schemathesis for each root field
SEEDS = (1, 2, 3)
FOUND = """{ me { user { id } } municipalities(first: 3) { edges { node { id } } }
  providers { edges { node { id documents { id file { id } } } } }
  programEditions { edges { node { id program { id } modules { id } } } }
  cases { edges { node { id tasks { id owner { id } } } } } roadmapDuties(first: 3) { edges { node { id } } } }"""


def npm(program: str, *arguments: object) -> tuple[object, ...]:
    """A program of an npm package; eslint wants to stand at the root of the tree."""
    return (CLIENTS / "node_modules" / ".bin" / program, *arguments)


NODE_CHECKS: dict[str, tuple[object, ...]] = {
    "graphql-http audits": ("node", CLIENTS / "audits.mjs"),
    "relay-compiler": ("node", CLIENTS / "relay" / "compile.mjs"),
    "relay-runtime": ("node", CLIENTS / "relay.mjs"),
    "Apollo Client": ("node", CLIENTS / "apollo.mjs"),
    "urql": ("node", CLIENTS / "urql.mjs"),
    "graphql-codegen": ("npm", "--prefix", CLIENTS, "run", "codegen"),
    "tsc --strict": npm("tsc", "-p", CLIENTS),
    "@graphql-eslint": npm("eslint", "-c", CLIENTS / "eslint.config.mjs", "schema.graphql", "operations"),
}


def main() -> int:
    """Run everything; one line a check, the output of those that fail. Return 0 only if all of them passed."""
    processes.interrupt_on_signals()
    with product() as environment:
        passed = [*node_checks(environment), *python_checks(environment)]
    say(f"{sum(passed)} из {len(passed)} проверок прошли.")
    return 0 if all(passed) else 1


@contextmanager
def product() -> Iterator[dict[str, str]]:
    """The product that is asked: that of ADDRESS, else one with demo data that ends with us. It has been played on."""
    if os.environ.get("ADDRESS"):
        if not os.environ.get("BEARER"):
            raise Problem("С ADDRESS нужен и BEARER: manage.py issue_token head.")
        yield {**os.environ}
        return
    with socket.socket() as door:
        door.bind((server.HOST, 0))
        port = door.getsockname()[1]
    forget_data()
    environment = {**os.environ, "DATA_DIR": str(DATA), "DEMO": "1", "PORT": str(port)}
    address = f"http://{server.HOST}:{port}"
    try:
        with processes.together() as programs:
            programs["product"] = program = processes.start([sys.executable, "-m", "launch", "run"], environment)
            deadline = time.monotonic() + START_LIMIT
            while not server.is_ready(port):
                if program.poll() is not None or time.monotonic() > deadline:
                    raise Problem("Система не запустилась. Причина в строках выше.")
                time.sleep(0.5)
            expect([PYTHON, "demo/play.py", address], environment)
            token = expect([sys.executable, "-m", "launch", "manage", "issue_token", "head"], environment)
            yield {**environment, "ADDRESS": address, "BEARER": token.split()[-1]}
    finally:
        forget_data()


def forget_data() -> None:
    """Remove the database and the files of an earlier run: they hold nothing that anybody needs."""
    for folder in (DATA, *places.homes(DATA)):
        shutil.rmtree(folder, ignore_errors=True)


def node_checks(environment: dict[str, str]) -> Iterator[bool]:
    """The clients and compilers of npm."""
    yield check("npm ci", ("npm", "ci", "--prefix", CLIENTS, "--no-audit", "--no-fund"), environment)
    for name, command in NODE_CHECKS.items():
        yield check(name, command, environment)


def python_checks(environment: dict[str, str]) -> Iterator[bool]:
    """Schemathesis over three seeds as a stranger and as a person, clairvoyance as a stranger."""
    if not VENV.exists():
        expect([sys.executable, "-m", "venv", VENV], environment)
    pip = (VENV / "bin" / "pip", "install", "--quiet", "--requirement", OUTSIDERS / "requirements.txt")
    yield check("pip install", pip, environment)
    yield check("clairvoyance", (VENV / "bin" / "python", OUTSIDERS / "clairvoyant.py"), environment)
    BUILD.mkdir(exist_ok=True)
    (BUILD / "ids.json").write_text(json.dumps(existing_ids(environment)))
    for who, header in (("head", f"Authorization: Bearer {environment['BEARER']}"), ("stranger", "X-Nobody: 1")):
        for seed in SEEDS:
            yield schemathesis(who, header, seed, environment)


def schemathesis(who: str, header: str, seed: int, environment: dict[str, str]) -> bool:
    """One run over every root field; a run that met no answer at all does not count as passed."""
    tally = BUILD / f"{who}-{seed}.json"
    tally.unlink(missing_ok=True)
    told = {"SCHEMATHESIS_HOOKS": OUTSIDERS / "hooks.py", "IDS": BUILD / "ids.json", "TALLY": tally}
    endpoint = f"{environment['ADDRESS']}/graphql/"
    command = (
        VENV / "bin" / "st",
        "run",
        "schema.graphql",
        "--url",
        endpoint,
        "--phases",
        "fuzzing",
        "--header",
        header,
    )
    limits = ("--seed", seed, "--max-examples", EXAMPLES, "--generation-database", "none", "--continue-on-failure")
    told_as_text = {name: str(value) for name, value in told.items()}
    passed = check(
        f"schemathesis {who} {seed}",
        (*command, *limits, "--checks", "only_labelled_errors", "--no-color"),
        environment | told_as_text,
    )
    say(f"    {tally.read_text() if tally.exists() else 'ни одного ответа'}")
    return passed and tally.exists()


def existing_ids(environment: dict[str, str]) -> list[str]:
    """Global ids of objects that the bearer sees."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {environment['BEARER']}"}
    body = json.dumps({"query": FOUND}).encode()
    request = urllib.request.Request(f"{environment['ADDRESS']}/graphql/", body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return sorted(set(re.findall(r'"id"\s*:\s*"([^"]+)"', answer.read().decode())))


def expect(command: list[object], environment: dict[str, str]) -> str:
    """Run what every check needs; return what it said."""
    done = processes.quiet(command, environment)
    if done.returncode:
        raise Problem(f"Не удалось выполнить {command[1:3]}:\n{last_lines(done.stdout)}")
    return done.stdout


def check(name: str, command: tuple[object, ...], environment: dict[str, str]) -> bool:
    """Run one check and say its verdict."""
    began = time.monotonic()
    try:
        done = processes.quiet(command, environment)
    except FileNotFoundError:
        say(f"{name:<24} НЕТ программы: не проверено")
        return False
    say(f"{name:<24} {'ОШИБКА' if done.returncode else 'хорошо'}  {time.monotonic() - began:.1f} с")
    if done.returncode:
        say(last_lines(done.stdout, 60))
    return done.returncode == 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
