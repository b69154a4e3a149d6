"""How the queue's page grows: the product's own statements, caught from a request and timed alone."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable

from benchmarks import region
from benchmarks import statements as server_log
from benchmarks.operations import PAGE, QUEUE, TASK
from benchmarks.region import Person
from benchmarks.session import Running
from benchmarks.statements import Statement

TEN_THOUSAND, HUNDRED_THOUSAND, MILLION = "10,000 tasks", "100,000 tasks", "1,000,000 tasks"
ALL_OPEN, DEEP = "1,000,000 open tasks, first page", "1,000,000 open tasks, page at row 50,000"
CASES = {TEN_THOUSAND: 3_400, HUNDRED_THOUSAND: 33_400, MILLION: 333_400}
DEEP_ROW = 50_000
REPEATS, FEWEST, LONGEST = 30, 5, 10.0  # of one statement: as a rule, at least, seconds after which it is enough
PLACE = """
    SELECT due_at, id FROM workflows_task
    WHERE flow_task_type = 'HUMAN' AND finished IS NULL AND addressee_id IS NULL
      AND (holder_id, permission) IN (SELECT * FROM unnest(%s::bigint[], %s::text[]))
    ORDER BY due_at, id OFFSET %s LIMIT 1
"""


def measured(ours: Running, clerk: Person, tell: Callable[[str], None]) -> dict[str, float]:
    """Milliseconds of the page's statements at each size."""
    found = {}
    for name, cases in CASES.items():
        region.fill(cases)
        found[name] = _page(ours, clerk, None)
        tell(f"{name}: {found[name]:.2f} ms")
    region.add_open(9)
    found[ALL_OPEN] = _page(ours, clerk, None)
    found[DEEP] = _page(ours, clerk, _cursor(clerk))
    tell(f"{ALL_OPEN}: {found[ALL_OPEN]:.2f} ms; {DEEP}: {found[DEEP]:.2f} ms")
    return found


def _page(ours: Running, clerk: Person, after: str | None) -> float:
    document = QUEUE % ("$first: Int!, $after: String", "first: $first, after: $after", TASK)
    body = {"query": document, "operationName": "Queue", "variables": {"first": PAGE, "after": after}}
    headers = ours.headers(clerk)
    for _ in range(3):  # after these it is prepared
        ours.client.ask(body, headers)
    with server_log.logged():
        asked = server_log.of(lambda: ours.client.post(json.dumps(body).encode(), headers))
    return sum(_timed(statement) for statement in asked if not statement.is_control)


def _timed(statement: Statement) -> float:
    """The median over some repeats, sent again exactly as the server saw it."""
    times: list[float] = []
    with region.database() as cursor:
        if statement.prepared:
            cursor.execute(statement.prepared)
        for _ in range(REPEATS):
            began = time.perf_counter()
            cursor.execute(statement.text)
            if cursor.description:
                cursor.fetchall()
            times.append((time.perf_counter() - began) * 1000)
            if len(times) >= FEWEST and sum(times) > LONGEST * 1000:
                break
    return statistics.median(times)


def _cursor(clerk: Person) -> str:
    """The product's own cursor of a row far down the queue."""
    from graphql_api.connections import Order
    from workflows.models import Task
    from workflows.queue import Desk

    with region.database() as cursor:
        holders, permissions = zip(*clerk.desks, strict=True)
        cursor.execute(PLACE, [list(holders), list(permissions), DEEP_ROW])
        due_at, key = cursor.fetchone()
    order = Order.of(Desk(Task).order_by("due_at", "id"))
    return order.cursor(Task(pk=key, due_at=due_at))
