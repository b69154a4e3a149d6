"""Try a running product with everything it must refuse: `python checks/hostile.py http://127.0.0.1:8000`.

Standard library only. Without `--token` it signs in as a demo account. The tests run the same rows.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from checks import sweep
from checks.bodies import BODIES, HEADERS
from checks.bombs import DOCUMENTS, SIGN_IN, STRANGERS
from checks.raw import RAW
from checks.wire import HARMLESS, HOSTILE_SECONDS, Answer, Ask, Product, Row, Send

ROWS = [*BODIES, *HEADERS, *DOCUMENTS, *STRANGERS, *SIGN_IN]

WORKERS_TO_WAKE = 16  # the first request of a worker is slow for reasons of its own


def main() -> int:
    """Run all rows; 1 if one is answered otherwise than the table says."""
    options = _options()
    product = Product(options.address, options.token)
    if not options.token:
        product.sign_in(options.user, options.password)
    faults = 0
    for found in _all(product):
        for fault in found:
            faults += 1
            print("✗", fault)
    print(f"{len(ROWS) + len(RAW)} rows and the sweep of the schema: {faults} faults")
    return 1 if faults else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--token", help="bearer token of an official who may introspect")
    parser.add_argument("--user", default="head")
    parser.add_argument("--password", default="demo-pfdo-2026")
    return parser.parse_args()


def _all(product: Product) -> Iterator[list[str]]:
    for _ in range(WORKERS_TO_WAKE):
        product.send(HARMLESS)
    for row in ROWS:
        yield faults_of(row, product.send)
    for raw in RAW:
        yield raw.faults(product.send_raw)
    yield [] if product.official else ["sign-in gave no session"]
    if known := sweep.shape(product.send):
        yield [*sweep.values(product.send, known)]
        yield [*sweep.cursors(product.send, known)]
    else:
        yield ["the schema is closed to this account: ids and cursors were not tried"]


def faults_of(row: Row, send: Send) -> list[str]:
    """What is wrong with the answers to one row and to its twin."""
    begun = time.monotonic()
    hostile = send(row.hostile)
    seconds = time.monotonic() - begun
    faults = [*_wrong(hostile, row.status, row.code), *_unsafe(hostile, row.hostile)]
    if seconds > HOSTILE_SECONDS:
        faults.append(f"took {seconds:.1f} s")
    twin = send(row.twin)
    if twin.status != 200 or twin.codes:
        faults.append(f"its harmless twin got {twin.status} {twin.body[:200]!r}")
    return [f"{row.name}: {fault}" for fault in faults]


def _wrong(answer: Answer, status: int, code: str) -> Iterator[str]:
    if answer.status != status or answer.codes[:1] != [code] * bool(code):
        yield f"wanted {status} {code}, got {answer.status} {answer.body[:200]!r}"


def _unsafe(answer: Answer, ask: Ask) -> Iterator[str]:
    if answer.headers.get("cache-control") != "no-store":
        yield "no Cache-Control: no-store"
    if "application/" not in answer.headers.get("content-type", ""):
        yield f"Content-Type {answer.headers.get('content-type')}"
    if any(word in answer.body for word in (b"Traceback", b"psycopg", b"codec", b"\\u04", b"Did you mean")):
        yield f"says too much: {answer.body[:200]!r}"
    if answer.status == 405 and answer.headers.get("allow") != "GET, POST":
        yield "no Allow header"


if __name__ == "__main__":
    sys.exit(main())
