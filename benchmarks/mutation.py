"""M1: a decision that claims a task, completes it, moves the subject and puts the next task on somebody's desk."""

from __future__ import annotations

import json
import statistics
import threading
import time
from collections.abc import Callable
from functools import partial

from benchmarks.operations import global_id
from benchmarks.region import Person, connect, database

HELD = 0.020  # seconds that somebody else holds the row of the case, or longer where a decision reaches it later
DOCUMENT = """
mutation CheckProgram($input: CheckProgramInput!) {
  checkProgram(input: $input) {
    ... on ProgramEdition { id status }
    ... on Refused { refusals { code message } }
  }
}
"""
STOCK = "mutation CheckProgram($task: Int!, $user: Int!) { checkProgram(task: $task, user: $user) { id status } }"
DRAW = """
    SELECT task.id, process_id FROM workflows_task AS task
    JOIN workflows_process AS process ON process.id = process_id
    WHERE flow_task LIKE 'workflows/%.check_program' AND task.finished IS NULL AND owner_id IS NULL
    ORDER BY due_at DESC, task.id
"""
AS_STOCK = """
    UPDATE workflows_task SET flow_task = replace(
        flow_task, 'workflows/program_certification.ProgramCertification', 'viewflow_stock/flows.Certification')
    WHERE id = %s;
    UPDATE workflows_process SET flow_class = 'viewflow_stock/flows.Certification' WHERE id = %s
"""
DONE = """
    SELECT task.status, task.owner_id, task.completed_by_id, edition.status, process.version,
        (SELECT count(*) FROM backoffice_entry AS entry
         WHERE entry.case_id = process.case_id AND what = 'program.checked'),
        (SELECT (holder_id = task.holder_id)::text || permission FROM workflows_task AS next
         WHERE next.process_id = process.id AND next.finished IS NULL AND next.flow_task_type = 'HUMAN')
    FROM workflows_task AS task JOIN workflows_process AS process ON process.id = task.process_id
    JOIN backoffice_programedition AS edition ON edition.id = process.edition_id WHERE task.id = %s
"""


class Tasks:
    """Unused tasks, the least urgent first; each is given out once, and before anything is timed."""

    def __init__(self) -> None:
        with database() as cursor:
            cursor.execute(DRAW)
            self.rows: list[tuple[int, int]] = cursor.fetchall()[::-1]

    def draw(self, dialect: str, count: int) -> list[tuple[int, int]]:
        """So many tasks with their cases; for Viewflow under the name of its own flow."""
        if len(self.rows) < count:
            raise RuntimeError("M1: too few open tasks; take a larger region")
        drawn = [self.rows.pop() for _ in range(count)]
        if dialect == "viewflow":
            with database() as cursor:
                for task, case in drawn:
                    cursor.execute(AS_STOCK, [task, case])
        return drawn


def body(dialect: str, task: int, person: Person) -> bytes:
    """The request that passes the check of one task."""
    if dialect == "floor":
        holder = person.desks[0][0]
        variables = {"task": task, "me": person.user, "version": 3, "holder": holder}
        return json.dumps({"operationName": "CheckProgram", "variables": variables}).encode()
    if dialect == "viewflow":
        variables = {"task": task, "user": person.user}
        return json.dumps({"query": STOCK, "operationName": "CheckProgram", "variables": variables}).encode()
    given = {"task": global_id("Task", task), "expectedVersion": 3, "verdict": "PASS"}
    return json.dumps({"query": DOCUMENT, "operationName": "CheckProgram", "variables": {"input": given}}).encode()


def outcome(task: int) -> tuple:
    """What stands in the database after the decision: the same for every implementation."""
    with database() as cursor:
        cursor.execute(DONE, [task])
        return cursor.fetchone()


def expect_done(content: bytes) -> None:
    """Stop the run unless the decision was carried out."""
    answer = json.loads(content)
    if ((answer.get("data") or {}).get("checkProgram") or {}).get("status") != "QUALITY_REVIEW":
        raise RuntimeError(f"M1: {str(answer)[:500]}")


def conflict(send: Callable[[], object], case: int, held: float) -> float:
    """Milliseconds that a decision takes when another transaction holds its case for `held` seconds."""
    holding = threading.Event()

    def hold() -> None:
        connection = connect()
        connection.autocommit = False
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM workflows_process WHERE id = %s FOR UPDATE", [case])
            holding.set()
            time.sleep(held)
        connection.rollback()
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    holding.wait()
    began = time.perf_counter()
    send()
    spent = (time.perf_counter() - began) * 1000
    other.join()
    return spent


def conflicts(send: Callable[[int], object], drawn: list[tuple[int, int]], usual: float) -> tuple[float, float]:
    """The median over some conflicts, and for how long the case was held; `usual` is a decision without one."""
    held = max(HELD, usual / 1000)
    times = [conflict(partial(send, task), case, held) for task, case in drawn]
    return statistics.median(times), held * 1000
