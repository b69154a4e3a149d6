"""Rows of documents: too deep, too wide, too costly, not for strangers; signing in more than once."""

from __future__ import annotations

from typing import Any

from checks.wire import BAD, HARMLESS, LIMIT, STRANGER, UNREAD, WRONG, Ask, Row, json_body, modern, operation


def _chain(length: int, last: str) -> str:
    """Fragments that double: two spreads of the next one in each."""
    links = "".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }} " for n in range(length))
    return f"{{ ...F0 }} {links}fragment F{length} on Query {{ {last} }}"


def _cases(depth: int, leaf: str) -> str:
    """Cases in cases: every level is a list."""
    return '{ case(id: "x") ' + "{ subcases " * depth + "{ " + leaf + " }" + " }" * (depth + 1)


DOCUMENTS = [
    Row("not GraphQL", operation("{"), 200, UNREAD),
    Row("not GraphQL, new media type", modern(operation("{")), 400, UNREAD, modern(HARMLESS)),
    Row("half a surrogate pair in a text", operation(r'{ node(id: "\ud83d") { id } }'), 200, UNREAD),
    Row("a raw NUL", operation("{ \0__typename }"), 200, UNREAD),
    Row("3,000 tokens", operation("{ " + "__typename " * 3000 + "}"), 200, LIMIT),
    Row("600 braces", operation("{a" * 600 + "}" * 600), 200, LIMIT),
    Row("600 braces, signed in", operation("{a" * 600 + "}" * 600, signed_in=True), 200, LIMIT),
    Row("990 brackets", operation("{ node(id: " + "[" * 990 + "]" * 990 + ") { id } }", signed_in=True), 200, LIMIT),
    Row("40 aliases", operation("{ " + "".join(f"a{n}: __typename " for n in range(40)) + "}"), 200, LIMIT),
    Row("60 directives", operation("{ __typename " + "@skip(if: false) " * 60 + "}"), 200, LIMIT),
    Row("a circle", operation("{ ...A } fragment A on Query { ...A }"), 200, WRONG),
    Row(
        "a wide circle",
        operation("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"),
        200,
        WRONG,
        operation("{ ...A } fragment A on Query { ...B } fragment B on Query { __typename }"),
    ),
    Row(
        "forty doubling fragments",
        operation(_chain(40, "municipalities(first: 100) { edges { node { name } } }")),
        200,
        LIMIT,
        operation(_chain(40, "__typename")),
    ),
    Row(
        "a bomb of 860 bytes",
        operation(_chain(18, "a: __typename b: __typename")),
        200,
        LIMIT,
        operation(_chain(18, "__typename")),
    ),
    Row(
        "lists of lists",
        operation(_cases(8, "id"), signed_in=True),
        200,
        LIMIT,
        operation(_cases(2, "id"), signed_in=True),
    ),
    Row(
        "an operation twice", operation("query A { __typename } query A { __typename }", operationName="A"), 200, WRONG
    ),
    Row(
        "two operations and no name",
        operation("query A { __typename } query B { __typename }"),
        200,
        BAD,
        operation("query A { __typename } query B { __typename }", operationName="B"),
    ),
    Row("fragments only", operation("fragment A on Query { __typename }"), 400, BAD),
    Row("a subscription", operation("subscription { x }", signed_in=True), 200, WRONG),
    Row("another schema", operation("type Query { a: Int }"), 400, BAD),
    Row("an Int of 5,000 digits", operation("{ roadmap(first: " + "9" * 5000 + ") { totalCount } }"), 200, WRONG),
    Row("first of 2^31", operation("{ roadmap(first: 2147483648) { totalCount } }"), 200, WRONG),
    Row(
        "first of 101",
        operation("{ roadmap(first: 101) { totalCount } }"),
        200,
        BAD,
        operation("{ roadmap(first: 100) { totalCount } }"),
    ),
    Row(
        "first of -1",
        operation("{ roadmap(first: -1) { totalCount } }"),
        200,
        BAD,
        operation("{ roadmap(first: 0) { totalCount } }"),
    ),
    Row(
        "first and last",
        operation("{ roadmap(first: 1, last: 1) { totalCount } }"),
        200,
        BAD,
        operation("{ roadmap(last: 1) { totalCount } }"),
    ),
    Row(
        "a variable of 2^53 + 1 for an Int",
        operation("query ($n: Int) { roadmap(first: $n) { totalCount } }", {"n": 2**53 + 1}),
        200,
        BAD,
        operation("query ($n: Int) { roadmap(first: $n) { totalCount } }", {"n": 1}),
    ),
    Row(
        "a variable beyond 64 bits",
        operation("query ($n: Int) { roadmap(first: $n) { totalCount } }", {"n": 2**70}),
        200,
        BAD,
    ),
    Row("a date of no year", operation('{ rulesInForce(on: "0000-00-00") { settings { name } } }'), 200, BAD),
]

STRANGERS = [
    Row("a private field", operation("{ me { user { id } } }"), 200, STRANGER),
    Row(
        "a private field, new media type",
        modern(operation("{ me { user { id } } }")),
        400,
        STRANGER,
        modern(HARMLESS),
    ),
    Row("a guessed field", operation("{ guessed }"), 200, STRANGER),
    Row(
        "a private field in an idle fragment",
        operation("{ __typename } fragment F on Query { me { user { id } } }"),
        200,
        STRANGER,
    ),
    Row(
        "a private field in an idle operation",
        operation("query A { __typename } query B { me { user { id } } }", operationName="A"),
        200,
        STRANGER,
    ),
    Row("a private type", operation("query ($x: CheckProgramInput) { __typename }"), 200, STRANGER),
    Row("introspection", operation("{ __schema { types { name } } }"), 200, STRANGER),
    Row("one type", operation('{ __type(name: "User") { name } }'), 200, STRANGER),
]


def _sign_in(selection: str, **more: Any) -> Ask:
    variables = {"i": {"username": "hostile-nobody", "password": "wrong"}}
    return operation(f"mutation A($i: SignInInput!) {{ {selection} }}", variables, **more)


ATTEMPT = "signIn(input: $i) { __typename }"
SIGN_IN = [
    Row("two attempts by aliases", _sign_in(f"a: {ATTEMPT} b: {ATTEMPT}"), 200, LIMIT, _sign_in(f"a: {ATTEMPT}")),
    Row("two attempts by an inline fragment", _sign_in(f"{ATTEMPT} ... {{ b: {ATTEMPT} }}"), 200, LIMIT),
    Row(
        "two attempts by a fragment",
        operation(
            f"mutation A($i: SignInInput!) {{ {ATTEMPT} ...F }} fragment F on Mutation {{ b: {ATTEMPT} }}",
            {"i": {"username": "hostile-nobody", "password": "wrong"}},
        ),
        200,
        LIMIT,
    ),
    Row(
        "two attempts by a batch",
        json_body(b"[" + _sign_in(ATTEMPT).body + b"," + _sign_in(ATTEMPT).body + b"]"),
        400,
        BAD,
    ),
    Row(
        "a NUL in a name",
        operation(f"mutation A($i: SignInInput!) {{ {ATTEMPT} }}", {"i": {"username": "a\0", "password": "x"}}),
        200,
        BAD,
    ),
]
