"""A client of the API that knows nothing but HTTP and the published operations. Standard library only."""

from __future__ import annotations

import json
import uuid
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, Request, build_opener

OPERATIONS = Path(__file__).resolve().parent.parent / "operations"
TIMEOUT = 30  # seconds


class Unexpected(Exception):
    """The server answered something else than the story expects."""


class Person:
    """One person at one browser: signs in, sends operations, remembers cookies."""

    def __init__(self, address: str, username: str):
        self.address, self.username = address, username
        self.cookies = CookieJar()
        self.browser = build_opener(HTTPCookieProcessor(self.cookies))

    def sign_in(self, password: str) -> Person:
        """Begin a session."""
        answer = self.ask("SignIn", input={"username": self.username, "password": password})["signIn"]
        if "refusals" in answer:
            raise Unexpected(f"{self.username}: {answer['refusals']}")
        return self

    def ask(self, operation: str, **variables) -> dict:
        """Send one of the published operations; return its data."""
        document = (OPERATIONS / f"{operation}.graphql").read_text(encoding="utf-8")
        body = json.dumps({"query": document, "variables": variables}).encode()
        answer = self._post("/graphql/", body, "application/json")
        if answer.get("errors"):
            raise Unexpected(f"{operation}: {answer['errors']}")
        return answer["data"]

    def do(self, operation: str, **given) -> dict:
        """Send a decision that must succeed; return what it changed."""
        answer = self.decide(operation, **given)
        if "refusals" in answer and "id" not in answer:  # a thing may tell of refusals of its own
            raise Unexpected(f"{operation}: {[reason['message'] for reason in answer['refusals']]}")
        return answer

    def refused(self, operation: str, *codes: str, **given) -> list[dict]:
        """Send a decision that must be refused, for exactly these reasons."""
        refusals = self.decide(operation, **given).get("refusals", [])
        if sorted(reason["code"] for reason in refusals) != sorted(codes):
            raise Unexpected(f"{operation}: ждали отказ {codes}, получили {refusals}")
        return refusals

    def decide(self, operation: str, **given) -> dict:
        """Send a decision; return what it changed, or the refusals."""
        name = operation[0].lower() + operation[1:]
        return self.ask(operation, input=given)[name]

    def upload(self, name: str, content: bytes) -> str:
        """Bring a file; return its id."""
        line = uuid.uuid4().hex
        head = f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{line}--\r\n".encode()
        return self._post("/files/", body, f"multipart/form-data; boundary={line}")["id"]

    def _post(self, path: str, body: bytes, content_type: str) -> dict:
        headers = {"Content-Type": content_type, "Accept": "application/json"}
        for cookie in self.cookies:
            if cookie.name == "csrftoken":
                headers["X-CSRFToken"] = cookie.value or ""
        try:
            with self.browser.open(Request(self.address + path, body, headers), timeout=TIMEOUT) as response:
                return json.load(response)
        except HTTPError as error:
            raise Unexpected(f"{path}: {error.code} {error.read().decode(errors='replace')[:500]}") from error
