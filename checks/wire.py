"""How the hostile rows travel: what is asked, what came back. Standard library only."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

PATH = "/graphql/"
JSON, GRAPHQL_JSON = "application/json", "application/graphql-response+json"
TIMEOUT = 20  # seconds
HOSTILE_SECONDS = 5.0  # whatever is refused must be refused sooner


@dataclass(frozen=True)
class Ask:
    """One request; `signed_in` sends it as an official of the operator, otherwise as a stranger."""

    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "POST"
    path: str = PATH
    signed_in: bool = False

    def with_headers(self, more: dict[str, str]) -> Ask:
        """The same with more headers."""
        return replace(self, headers=self.headers | more)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body as an object; empty if it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def codes(self) -> list[str]:
        """Codes of the errors, and of the refusals of every field of the data."""
        codes = [error.get("extensions", {}).get("code", "no code") for error in self.json.get("errors", [])]
        for result in (self.json.get("data") or {}).values():
            if isinstance(result, dict):
                codes += [refusal.get("code", "no code") for refusal in result.get("refusals", [])]
        return codes


Send = Callable[[Ask], Answer]
TYPENAME = '{"query": "{ __typename }"}'
BAD, LIMIT, FORBIDDEN, WRONG = "BAD_USER_INPUT", "LIMIT_EXCEEDED", "FORBIDDEN", "GRAPHQL_VALIDATION_FAILED"
STRANGER, UNREAD = "UNAUTHENTICATED", "GRAPHQL_PARSE_FAILED"


def json_body(body: bytes, **headers: str) -> Ask:
    """Any bytes that claim to be JSON."""
    return Ask(body, {"Content-Type": JSON} | headers)


def modern(ask: Ask) -> Ask:
    """The same, answered in the media type of GraphQL."""
    return ask.with_headers({"Accept": GRAPHQL_JSON})


def operation(query: object, variables: object = None, *, signed_in: bool = False, **more: object) -> Ask:
    """An operation, well wrapped."""
    wrapped = {"query": query, "variables": variables, **more}
    return replace(json_body(json.dumps(wrapped).encode()), signed_in=signed_in)


HARMLESS = json_body(TYPENAME.encode())


@dataclass(frozen=True)
class Row:
    """A hostile request, the status and the code it must get, and a twin that must work."""

    name: str
    hostile: Ask
    status: int
    code: str
    twin: Ask = HARMLESS


class Product:
    """A running product: strangers come without anything, an official with a token, or with cookies."""

    def __init__(self, address: str, token: str | None = None):
        found = urlsplit(address)
        self.host, self.port = found.hostname or "127.0.0.1", found.port or 80
        self.official = {"Authorization": f"Bearer {token}"} if token else {}

    def sign_in(self, username: str, password: str) -> None:
        """Take the cookies of a session, and its CSRF token."""
        query = "mutation ($i: SignInInput!) { signIn(input: $i) { __typename ... on Refused { refusals { code } } } }"
        answer = self.send(operation(query, {"i": {"username": username, "password": password}}))
        cookies = dict(line.split(";")[0].split("=", 1) for line in answer.headers.get("set-cookie", "").split("\n"))
        self.official = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": cookies.get("csrftoken", ""),
        }

    def send(self, ask: Ask) -> Answer:
        """Send one request over a connection of its own."""
        line = http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT)
        try:
            headers = ask.headers | (self.official if ask.signed_in else {})
            line.request(ask.method, ask.path, ask.body or None, headers)
            response = line.getresponse()
            names = {name.lower() for name, _ in response.getheaders()}
            joined = {name: "\n".join(response.headers.get_all(name, [])) for name in names}
            return Answer(response.status, joined, response.read())
        finally:
            line.close()

    def send_raw(self, raw: bytes) -> Answer | None:
        """Send bytes as they are; None if the server hangs up without an answer."""
        with socket.create_connection((self.host, self.port), timeout=TIMEOUT) as line:
            try:
                line.sendall(raw)
                response = http.client.HTTPResponse(line)
                response.begin()
                return Answer(response.status, dict(response.getheaders()), response.read())
            except (http.client.HTTPException, ConnectionError, TimeoutError):
                return None
