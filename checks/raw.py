"""What only a raw connection can send: lying lengths, chunks, broken lines. For a running product only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from checks.wire import PATH, Answer

BODY = b'{"query": "{ __typename }"}'
LENGTH = f"Content-Length: {len(BODY)}\r\n"
HEAD = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\n"
CHUNKED = f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode()
TWIN = f"{HEAD}{LENGTH}\r\n".encode() + BODY


@dataclass(frozen=True)
class Raw:
    """Bytes, and the statuses that are right for them; None: the server hangs up."""

    name: str
    hostile: bytes
    right: tuple[int | None, ...]
    twin: bytes = TWIN

    def faults(self, send: Callable[[bytes], Answer | None]) -> list[str]:
        """What is wrong with the answers to the bytes and to their twin."""
        found = send(self.hostile)
        status = found.status if found else None
        faults = [] if status in self.right else [f"wanted {self.right}, got {status}"]
        twin = send(self.twin)
        if twin is None or twin.status != 200 or twin.codes:
            faults.append(f"its harmless twin got {twin and twin.status}")
        return [f"{self.name}: {fault}" for fault in faults]


def _head(*lines: str) -> bytes:
    return (HEAD + "".join(f"{line}\r\n" for line in lines) + "\r\n").encode()


RAW = [
    Raw("chunks", CHUNKED + b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY), (200, 411)),
    Raw("broken chunks", CHUNKED + b"zz\r\n" + BODY, (400, 411, None)),
    Raw("a length too short", _head("Content-Length: 5") + BODY, (400,)),
    Raw("a negative length", _head("Content-Length: -1") + BODY, (400, None)),
    Raw("a length that is a word", _head("Content-Length: many") + BODY, (400, None)),
    Raw("two lengths", _head("Content-Length: 5", f"Content-Length: {len(BODY)}") + BODY, (400, None)),
    Raw("length and chunks", _head("Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\n", (400, 411, None)),
    Raw("a claim of 50 MB", _head("Content-Length: 52428800"), (413, None)),
    Raw("a claim of 9 EB", _head("Content-Length: 9223372036854775807"), (400, 413, None)),
    Raw("a line feed in a header", _head("X-A: b\nX-C: d", LENGTH.strip()) + BODY, (200, 400, None)),
    Raw("a NUL in a header", _head("X-A: \0", LENGTH.strip()) + BODY, (400, None)),
    Raw("Accept that is no ASCII", _head("Accept: \u044f", LENGTH.strip()) + BODY, (200, 400, 406)),
    Raw("a foreign host", TWIN.replace(b"Host: 127.0.0.1", b"Host: evil.example"), (400,)),
    Raw(
        "an address of 100 KB",
        f"GET {PATH}?query={'a' * 100_000} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode(),
        (405, 414, 431, 400, None),
    ),
    Raw("a header of 1 MB", _head("X-A: " + "a" * 1_000_000, LENGTH.strip()) + BODY, (400, 431, None)),
    Raw("10,000 headers", _head(*(f"X-{n}: a" for n in range(10_000)), LENGTH.strip()) + BODY, (400, 431, None)),
    Raw("not HTTP", b"\x16\x03\x01\x02\x00\x01\x00", (400, None)),
]
