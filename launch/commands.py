"""The commands of the launcher, what `make` calls."""

import os
import sys
from collections.abc import Callable

from launch import checks, database, frontend, packages, processes, server
from launch.problem import Problem

INTERRUPTED = 130
OWNER_COMMANDS = {"dbshell", "flush", "migrate", "prepare"}  # they change the shape of the database or all of it


def run(_arguments: list[str]) -> int:
    """Start the product and keep it running until Ctrl-C."""
    port = server.port_from_environment()
    server.expect_free(port)
    with database.for_work() as environment:
        frontend.ensure()
        server.prepare(environment)
        server.serve(environment, port, database.watch())
    return 0


def test(arguments: list[str]) -> int:
    """Run the tests on a database of their own."""
    with database.for_tests() as environment:
        return processes.foreground([packages.PYTHON, "-m", "pytest", *arguments], environment)


def bench(arguments: list[str]) -> int:
    """Measure the product beside its peers on a database of its own; --full: everything, --help: more."""
    with database.for_bench() as environment:
        return processes.foreground([packages.PYTHON, "-m", "benchmarks", *arguments], environment)


def surge(arguments: list[str]) -> int:
    """Let three families come for each place, on a database of its own; --help: more."""
    with database.for_bench(grows=True) as environment:
        return processes.foreground([packages.PYTHON, "-m", "benchmarks.surge", *arguments], environment)


def signings(arguments: list[str]) -> int:
    """Let providers sign a thousand contracts at once, on a database of its own; --help: more."""
    with database.for_bench(grows=True) as environment:
        return processes.foreground([packages.PYTHON, "-m", "benchmarks.signing_storm", *arguments], environment)


def check(_arguments: list[str]) -> int:
    """Run every check of CI but the tests."""
    with database.for_tests() as environment:
        return checks.run_all(environment)


def check_ui(arguments: list[str]) -> int:
    """Test the front-end in a browser, on a product of its own that was demonstrated; arguments go to Playwright."""
    port = server.port_from_environment()
    server.expect_free(port)
    with database.for_tests() as environment:
        environment |= {"DEMO": "1", "PORT": str(port)}
        frontend.ensure()
        server.prepare(environment)
        with server.serving(environment, port):
            address = server.address(port)
            return _play(address) or frontend.test(environment | {"ADDRESS": address}, arguments)


def demo(arguments: list[str]) -> int:
    """Play the demonstration against a product that runs."""
    port = server.port_from_environment()
    if not server.is_ready(port):
        raise Problem(f"На порту {port} система не отвечает. Запустите её в другом окне: make run PORT={port}.")
    return _play(server.address(port), *arguments)


def _play(address: str, *arguments: str) -> int:
    return processes.foreground([packages.PYTHON, "demo/play.py", address, *arguments], os.environ)


def chaos(arguments: list[str]) -> int:
    """Torment a product of its own, or with --running the one that runs."""
    packages.ensure()
    return processes.foreground([packages.PYTHON, "-m", "checks.chaos", *arguments], os.environ)


def schema(_arguments: list[str]) -> int:
    """Write schema.graphql anew. It is made from code: no database is needed."""
    packages.ensure()
    return processes.foreground([*server.MANAGE, "write_schema"], os.environ)


def manage(arguments: list[str]) -> int:
    """Run a command of manage.py against the embedded server, starting it for the while if nobody has."""
    with database.for_work() as environment:
        if OWNER_COMMANDS & set(arguments[:1]):
            environment = database.as_owner(environment)
        return processes.foreground([*server.MANAGE, *arguments], environment)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    command.__name__.replace("_", "-"): command
    for command in (run, test, bench, surge, signings, check, check_ui, demo, chaos, schema, manage)
}


def main(arguments: list[str]) -> int:
    """Carry out one command; whatever is wrong is said in one line."""
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        print(f"Команды: {', '.join(COMMANDS)}. Например: python3 -m launch run.", file=sys.stderr)
        return 2
    processes.interrupt_on_signals()
    try:
        return command(arguments[1:])
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Прервано.", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        print(f"Система отказала: {error.strerror}{where}. Проверьте права и место на диске.", file=sys.stderr)
        return 1
