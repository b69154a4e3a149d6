"""The frame-chunk cliff of CPython, and the guard that what granian serves stands behind."""

from __future__ import annotations

import gc
import itertools
import resource
import subprocess
import sys
from collections.abc import Callable

import pytest
from graphql import execute, parse

from config.postgres import patience
from config.stack import SLOTS, guarded
from graphql_api.schema import schema

FEW = 100  # minor page faults
CALLS = 3
SCHEMA = parse(
    "{ __schema { types { name fields { name args { name } type { name ofType { name ofType { name } } } } } } }"
)


def page_faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def faults_at(depth: int, application: Callable) -> int:
    """Page faults of a call that many frames further down; of a few calls if need be, for the cliff costs every one.

    What comes once is something else: the heap grows, or the collector visits all objects after a fork, when each page
    that it touches is copied (another test may have started a program, 23,000 faults).
    """
    if depth:
        return faults_at(depth - 1, application)
    for _call in range(CALLS):
        if (faults := faults_of(application)) < FEW:
            break
    return faults


def faults_of(application: Callable) -> int:
    before = page_faults()
    application(None, None)
    return page_faults() - before


def dive(frames: int) -> None:
    if frames:
        dive(frames - 1)


def swim(_environ: object, _start_response: object) -> None:
    for _stroke in range(200):
        dive(10)


def ask_for_the_schema(_environ: object, _start_response: object) -> None:
    assert execute(schema._schema, SCHEMA).errors is None


def test_a_recursion_falls_off_the_cliff_somewhere_and_behind_the_guard_nowhere():
    depths = range(0, 400, 2)  # more frames than a chunk holds
    assert max(faults_at(depth, swim) for depth in depths) >= 2 * FEW
    assert max(faults_at(depth, guarded(swim)) for depth in depths) < FEW


@pytest.mark.slow
def test_an_execution_takes_few_page_faults_at_every_depth():
    assert {
        depth: faults for depth in range(41) if (faults := faults_at(depth, guarded(ask_for_the_schema))) >= FEW
    } == {}


def test_a_collection_after_a_fork_is_not_taken_for_the_cliff():
    subprocess.run([sys.executable, "-c", ""], check=True, preexec_fn=lambda: None)  # this argument makes it fork
    calls = itertools.count()

    def collect_once(_environ: object, _start_response: object) -> None:
        if next(calls) == 0:
            gc.collect()

    assert faults_at(0, collect_once) < FEW


def test_what_granian_serves_is_guarded():
    try:
        from config.wsgi import application
    finally:
        patience.end()  # the door for the web begins to be impatient, the tests are not the web
    assert application.__code__.co_stacksize == SLOTS
