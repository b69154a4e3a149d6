"""Accepted contracts that wait for their providers' signatures, by the product's services, and what they come to.

They are made up as the tests make them up: families with money, certified programs, groups that begin today.
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
from dataclasses import dataclass

import django
from django.db import connection
from django.utils import timezone
from strawberry.relay import to_base64

from benchmarks.storm import Deed
from tests import contracts, eligible, factories, families, payers, signing

PREPARERS = 4  # processes
SIGNED = """
    SELECT c.id, c.status, e.status, h.status, count(DISTINCT s.id) FILTER (WHERE s.party = 'PROVIDER'),
        count(DISTINCT l.id) FILTER (WHERE l.kind = 'RESERVE'),
        count(DISTINCT l.id) FILTER (WHERE l.kind = 'WRITE_OFF'), count(DISTINCT l.id)
    FROM backoffice_contract c
    LEFT JOIN backoffice_enrollment e ON e.request_id = c.request_id
    LEFT JOIN backoffice_placehold h ON h.request_id = c.request_id
    LEFT JOIN backoffice_issueddocument d ON d.contract_id = c.id
    LEFT JOIN backoffice_signature s ON s.document_id = d.id
    LEFT JOIN backoffice_ledgerentry l ON (l.subject_type, l.subject_id) = ('contract', c.id)
    GROUP BY c.id, c.status, e.status, h.status ORDER BY c.id
"""
AS_IT_SHOULD = ("ACTIVE", "ACTIVE", "FILLED", 1, 1, 1, 2)
WRITTEN = ("ledgerentry", "signature", "enrollment", "placehold", "contractline", "entry", "job")


@dataclass(frozen=True)
class Waiting:
    """A contract at the step sign_contract."""

    contract: int
    task: int
    version: int
    scan: int
    token: str


def fill(number: int, places: int) -> list[Waiting]:
    """So many accepted contracts in groups of so many places, each group of a provider of its own."""
    families.funding_program(count=number)
    first, *rest = [min(places, number - begun) for begun in range(0, number, places)]
    made = _school(0, first)  # what the others share is made by it
    # Typesetting has threads, which do not survive a fork.
    with multiprocessing.get_context("spawn").Pool(PREPARERS, django.setup) as pool:
        others = pool.starmap(_school, enumerate(rest, 1), chunksize=1)
    return [*made, *itertools.chain.from_iterable(others)]


def _school(turn: int, number: int) -> list[Waiting]:
    """A provider with so many accepted contracts, all of one group that begins today."""
    from backoffice.accounts.services import issue_token
    from workflows.models import Process

    for module in (factories, families, payers, eligible):  # their numbers are of one process
        module._numbers = itertools.count(turn * 10_000 + 1)
    school = contracts.school(capacity=number, starts_on=timezone.localdate())
    token, found = issue_token(school.manager.username), []
    for _ in range(number):
        contract = contracts.accepted(school).contract
        task = contracts.task_of(contract, "sign_contract")
        version = Process.objects.values_list("version", flat=True).get(pk=task.process_id)
        found.append(Waiting(contract.pk, task.pk, version, signing.scan(school.manager).pk, token))
    return found


def deed(of: Waiting) -> Deed:
    """The provider's signature on paper, with an order of today."""
    today = timezone.localdate().isoformat()
    given = {
        "task": to_base64("Task", of.task),
        "expectedVersion": of.version,
        "idempotencyKey": f"sign-{of.contract}",
        "verdict": "SIGN",
        "way": "PAPER",
        "scan": to_base64("StoredFile", of.scan),
        "signedOn": today,
        "orderNumber": "15-з",
        "orderDate": today,
    }
    return Deed(of.token, given)


def said(result: dict) -> str:
    """All of an answer: nothing of a signed contract changes meanwhile."""
    return json.dumps(result, sort_keys=True, ensure_ascii=False)


def lost(answers: list[str], waiting: list[Waiting]) -> list[str]:
    """What is wrong after a storm: each contract was told once to be in force, and is, with all that belongs to it."""
    connection.close()  # whoever ends all sessions ends ours as well
    told = [json.loads(answer) for answer in answers]
    in_force = {each["id"] for each in told if each["status"] == "ACTIVE"}
    expected = {to_base64("Contract", each.contract) for each in waiting}
    found = [f"договоров {len(waiting)}, подписано по ответам {len(in_force)}"] * (in_force != expected)
    with connection.cursor() as cursor:
        cursor.execute(SIGNED)
        found += [f"договор {key}: {row}" for key, *row in cursor.fetchall() if tuple(row) != AS_IT_SHOULD]
    return found


def proofs() -> list[str]:
    """What the nightly proofs of money, places and contracts find."""
    from backoffice.contracts import proof as of_contracts
    from backoffice.enrollments import proof as of_places
    from backoffice.ledger import proof as of_money

    today = timezone.localdate()
    reports = (of_money.replay(on=today), of_places.count(on=today), of_contracts.count(on=today))
    for report in reports:
        print(report.text.splitlines()[0])
    return [line for report in reports for line in report.lines]


def rows() -> dict[str, int]:
    """How many rows there are of everything that a signature writes."""
    connection.close()
    with connection.cursor() as cursor:
        counted = ", ".join(f"(SELECT count(*) FROM backoffice_{table}) AS {table}" for table in WRITTEN)
        cursor.execute(f"SELECT {counted}, (SELECT count(*) FROM workflows_task) AS task")
        return dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))
