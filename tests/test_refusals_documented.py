"""Every refusal code is a literal, stands in docs/refusals.md and is asserted by some test."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

DOCUMENT = settings.ROOT / "docs" / "refusals.md"
SOURCES = [
    path
    for package in ("backoffice", "workflows", "graphql_api")
    for path in sorted((settings.ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
]
TESTS = [path for path in sorted((settings.ROOT / "tests").rglob("*.py")) if path != Path(__file__).resolve()]
PASSWORDS = {"PASSWORD_TOO_SHORT", "PASSWORD_TOO_COMMON", "PASSWORD_TOO_SIMILAR"}  # Django's validators name them
# Where a code is not a literal for a reason: Django's own codes; a refusal of the domain as a type of the schema.
NOT_LITERAL = {"backoffice/accounts/services.py", "graphql_api/errors.py"}


def called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def first_arguments(tree: ast.AST, name: str) -> Iterator[ast.expr]:
    """What stands first in every call of `name`, `code=` too; a call with nothing there is itself the answer."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) == name:
            named = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            yield (node.args or named or [node])[0]


def shorthands(tree: ast.AST) -> set[str]:
    """Functions of a module that pass their first parameter on as the code of a refusal."""
    return {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.args.args
        for given in first_arguments(function, "Refusal")
        if isinstance(given, ast.Name) and given.id == function.args.args[0].arg
    }


@cache
def codes_in(path: Path) -> tuple[set[str], bool]:
    """The literal codes of a file, and whether it has a code that is none."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    short = shorthands(tree)
    given = [code for name in ("Refusal", *sorted(short)) for code in first_arguments(tree, name)]
    literal = {code.value for code in given if isinstance(code, ast.Constant)}
    passed_on = len(short)  # one call of Refusal in each shorthand
    return literal, sum(not isinstance(code, ast.Constant) for code in given) > passed_on


def all_codes() -> set[str]:
    return set().union(*(codes_in(path)[0] for path in SOURCES))


def documented() -> set[str]:
    """Codes of the tables: `CODE` at the beginning of a row."""
    rows = (line.split("`") for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| `"))
    return {row[1] for row in rows}


def test_a_code_is_a_literal():
    odd = {path.relative_to(settings.ROOT).as_posix() for path in SOURCES if codes_in(path)[1]}
    assert odd <= NOT_LITERAL, (
        f"Write the code of the refusal as a literal, so that it can be found: {odd - NOT_LITERAL}"
    )


def test_the_collector_finds_codes_of_every_form():
    assert {"NOT_FOUND", "TASK_TAKEN", "FILE_EMPTY", "GROUND_OVERTURNED"} <= all_codes()


def test_every_code_is_documented():
    missing = sorted((all_codes() | PASSWORDS) - documented())
    assert not missing, f"Add a row to docs/refusals.md for each of: {missing}"


def test_no_documented_code_is_gone():
    gone = sorted(documented() - all_codes() - PASSWORDS)
    assert not gone, f"docs/refusals.md tells of codes that nothing refuses with; a released code stays: {gone}"


def test_every_code_is_asserted_by_some_test():
    told = "".join(path.read_text(encoding="utf-8") for path in TESTS)
    missing = [code for code in sorted(all_codes()) if f'"{code}"' not in told]
    assert not missing, f"No test asserts the refusals {missing}: write one that also shows that nothing changed"
