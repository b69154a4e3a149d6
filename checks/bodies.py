"""Rows of broken bodies and headers."""

from __future__ import annotations

from checks.wire import (
    BAD,
    FORBIDDEN,
    GRAPHQL_JSON,
    HARMLESS,
    JSON,
    LIMIT,
    PATH,
    STRANGER,
    TYPENAME,
    UNREAD,
    Ask,
    Row,
    json_body,
    operation,
)

GET = {"Authorization": "Bearer nobody"}


def _member(name: str, value: str) -> Ask:
    return json_body(f'{{"query": "{{ __typename }}", "{name}": {value}}}'.encode())


def _get(query: str, **headers: str) -> Ask:
    return Ask(method="GET", path=f"{PATH}?query={query}", headers=headers)


def _me(**headers: str) -> Ask:
    return operation("{ me { user { id } } }").with_headers(headers)


BODIES = [
    Row("no body", json_body(b""), 400, BAD),
    Row("a space", json_body(b" "), 400, BAD),
    Row("half an object", json_body(b'{"query": "{ __typename }"'), 400, BAD),
    Row("null", json_body(b"null"), 400, BAD),
    Row("a number", json_body(b"1"), 400, BAD),
    Row("a text", json_body(b'"{ __typename }"'), 400, BAD),
    Row("a batch", json_body(f"[{TYPENAME}, {TYPENAME}]".encode()), 400, BAD),
    Row("an empty batch", json_body(b"[]"), 400, BAD),
    Row("two objects", json_body((TYPENAME + TYPENAME).encode()), 400, BAD),
    Row("not UTF-8", json_body(b'{"query": "{ __typename #\xff }"}'), 400, BAD),
    Row("UTF-16", json_body(TYPENAME.encode("utf-16")), 400, BAD, json_body(TYPENAME.encode())),
    Row("a byte order mark", json_body(b"\xef\xbb\xbf" + TYPENAME.encode()), 400, BAD),
    Row("100,000 brackets", json_body(b"[" * 100_000), 400, BAD),
    Row("2,000 brackets in variables", _member("variables", "[" * 2000 + "]" * 2000), 400, BAD),
    Row("900 objects in variables", _member("variables", '{"a":' * 900 + "1" + "}" * 900), 200, "", HARMLESS),
    Row("3 MB", json_body(b'{"query": "' + b"#" * 3_000_000 + b'"}'), 413, LIMIT),
    Row("NaN", _member("variables", '{"a": NaN}'), 400, BAD, _member("variables", '{"a": null}')),
    Row("Infinity", _member("variables", '{"a": -Infinity}'), 400, BAD, _member("variables", '{"a": -1}')),
    Row("1e400", _member("variables", '{"a": 1e400}'), 400, BAD, _member("variables", '{"a": 1e40}')),
    Row("half a surrogate pair", _member("variables", r'{"a": "\ud83d"}'), 400, BAD),
    Row("a raw control character", _member("variables", '{"a": "\x01"}'), 400, BAD),
    Row("a NUL in a variable", _member("variables", r'{"a": "\u0000"}'), 200, BAD, _member("variables", r'{"a": " "}')),
    Row("a NUL in a key", _member("variables", r'{"\u0000": 1}'), 200, BAD),
    Row(
        "10,000 items", _member("variables", f'{{"a": {[1] * 10_000}}}'), 200, LIMIT, _member("variables", '{"a": []}')
    ),
    Row("no query", json_body(b"{}"), 400, BAD),
    Row("a query of null", json_body(b'{"query": null}'), 400, BAD),
    Row("an empty query", json_body(b'{"query": ""}'), 400, BAD),
    Row("a query that is a number", json_body(b'{"query": 1}'), 400, BAD),
    Row("a query that is an object", json_body(b'{"query": {}}'), 400, BAD),
    Row("variables as a list", _member("variables", "[]"), 400, BAD, _member("variables", "{}")),
    Row("variables as a text", _member("variables", '"{}"'), 400, BAD, _member("variables", "null")),
    Row("operationName as an object", _member("operationName", "{}"), 400, BAD, _member("operationName", "null")),
    Row("operationName unknown", _member("operationName", '"Other"'), 400, BAD),
    Row("extensions as a number", _member("extensions", "1"), 400, BAD, _member("extensions", "{}")),
    Row("documentId as a number", _member("documentId", "1"), 400, BAD, _member("documentId", "null")),
    Row("a hash and nothing else", json_body(b'{"extensions": {"persistedQuery": {"sha256Hash": "x"}}}'), 400, BAD),
]

HEADERS = [
    Row("no Content-Type", Ask(TYPENAME.encode(), {"Content-Type": ""}), 415, BAD),
    Row("text/plain, which needs no preflight", Ask(TYPENAME.encode(), {"Content-Type": "text/plain"}), 415, BAD),
    Row("a form", Ask(b"query=x", {"Content-Type": "application/x-www-form-urlencoded"}), 415, BAD),
    Row("multipart", Ask(b"--x--", {"Content-Type": "multipart/form-data; boundary=x"}), 415, BAD),
    Row(
        "charset of UTF-16",
        Ask(TYPENAME.encode(), {"Content-Type": f"{JSON}; charset=utf-16"}),
        415,
        BAD,
        Ask(TYPENAME.encode(), {"Content-Type": f'{JSON}; charset="UTF-8"'}),
    ),
    Row(
        "gzip",
        HARMLESS.with_headers({"Content-Encoding": "gzip"}),
        415,
        BAD,
        HARMLESS.with_headers({"Content-Encoding": "identity"}),
    ),
    Row(
        "only HTML accepted",
        HARMLESS.with_headers({"Accept": "text/html"}),
        406,
        BAD,
        HARMLESS.with_headers({"Accept": "text/html, */*;q=0.1"}),
    ),
    Row(
        "JSON accepted with q=0",
        HARMLESS.with_headers({"Accept": f"{JSON};q=0, {GRAPHQL_JSON};q=0"}),
        406,
        BAD,
        HARMLESS.with_headers({"Accept": f"{JSON};q=0, {GRAPHQL_JSON}"}),
    ),
    Row("a weight that is none", HARMLESS.with_headers({"Accept": f"{JSON};q=nan"}), 406, BAD),
    Row("Accept of 7,000 ranges", HARMLESS.with_headers({"Accept": "a/b," * 7_000}), 406, BAD),
    Row(
        "a foreign Origin",
        HARMLESS.with_headers({"Origin": "https://evil.example"}),
        403,
        FORBIDDEN,
        HARMLESS.with_headers({"Origin": "https://evil.example", "Authorization": "Bearer nobody"}),
    ),
    Row("the Origin of a sandbox", HARMLESS.with_headers({"Origin": "null"}), 403, FORBIDDEN),
    Row("an Origin that is no address", HARMLESS.with_headers({"Origin": "http://[::1"}), 403, FORBIDDEN),
    Row("PUT", Ask(TYPENAME.encode(), {"Content-Type": JSON}, "PUT"), 405, BAD),
    Row("DELETE", Ask(method="DELETE"), 405, BAD),
    Row("OPTIONS", Ask(method="OPTIONS"), 405, BAD),
    Row("HEAD", Ask(method="HEAD"), 405, ""),
    Row("GET by a stranger", _get("%7B__typename%7D"), 405, BAD, _get("%7B__typename%7D", **GET)),
    Row("a mutation by GET", _get("mutation%7BsignOut%7BsignedOut%7D%7D", **GET), 405, BAD),
    Row("GET without a query", Ask(method="GET", headers=GET), 400, BAD),
    Row("GET with broken variables", _get("%7B__typename%7D&variables=%7B", **GET), 400, BAD),
    Row("GET with a list of variables", _get("%7B__typename%7D&variables=%5B%5D", **GET), 400, BAD),
    Row("GET that is not UTF-8", _get("%FF", **GET), 200, UNREAD, _get("%7B__typename%7D", **GET)),
    *(
        Row(f"the bearer {name}", _me(Authorization=value), 200, STRANGER)
        for name, value in {
            "nobody": "Bearer",
            "no ASCII": "Bearer \u00e9",
            "basic": "Basic YTpi",
            "long": "Bearer " + "a" * 9000,
        }.items()
    ),
    *(
        Row(f"the session {value[:20]!r}", _me(Cookie=f"sessionid={value}; csrftoken={value}"), 200, STRANGER)
        for value in ("", "x" * 32, "a" * 7000, "'--", "%00", '"\\000"', "..", "\u00e9")
    ),
]
