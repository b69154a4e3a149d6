"""Ids and cursors that are none."""

from __future__ import annotations

import base64
import json
from typing import Any


def _global_id(text: Any) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


IDS = [
    "",
    " ",
    "x",
    "=",
    "\u0000",
    "я" * 50,
    "😀",
    "1",
    "-1",
    "' OR 1=1 --",
    "../../etc/passwd",
    "A" * 100_000,
    *map(
        _global_id,
        (
            "",
            ":",
            "Task",
            "Task:",
            "Task:0",
            "Task:-1",
            "Task:1.5",
            "Task:١",
            "Task: 1",
            "Task:1\x00",
            "Task:null",
            "Task:9223372036854775807",
            "Task:9223372036854775808",
            "Task:" + "9" * 5000,
            "Guessed:1",
            "Query:1",
            "__Schema:1",
            "Refused:1",
            "Task:1:2",
            b"\xff\xfe",
            b"Task:\xff",
        ),
    ),
]


def tampered(cursor: str) -> list[str]:
    """Cursors that are not ours, and ours with values that no row has."""
    strange: tuple[str, ...]
    order, *values = json.loads(base64.urlsafe_b64decode(cursor))
    strange = ("", "x", "\0", "1", "-1", "9" * 19, "9" * 30, "9" * 5000, "1e5", "NaN", "infinity", "٣", "😀" * 1000)
    strange += (
        "0001-01-01",
        "9999-12-31",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "2026-01-01T00:00",
    )
    places = [[*values[:n], value, *values[n + 1 :]] for n in range(len(values)) for value in strange]
    shapes = [
        [],
        [order],
        [order, *values, "1"],
        ["-" + order, *values],
        [order, *[1] * len(values)],
        {"a": 1},
        1,
        None,
    ]
    forged = [json.dumps(shape).encode() for shape in [*([order, *place] for place in places), *shapes]]
    return [
        "",
        "x",
        "я",
        cursor[:-1],
        cursor + "=",
        "A" * 100_000,
        *(base64.urlsafe_b64encode(raw).decode() for raw in (*forged, b"[" * 100_000, b"\xff", b"[NaN]")),
    ]
