"""Processes that sign contracts are killed at any moment, and so are their sessions: nothing is lost or twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from backoffice.contracts import proof
from backoffice.contracts.models import Contract
from backoffice.enrollments.models import Enrollment, PlaceHold
from backoffice.ledger.models import LedgerEntry
from backoffice.signatures.models import Signature
from tests import contracts, families, pupils, signing
from tests.contract_signer import carry_out
from workflows.models import Process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT_ONCE, NAME = 4, "signer"


def wishes(number: int) -> list[str]:
    """Accepted contracts of one group, each with a scan that its provider has brought."""
    families.funding_program(count=number, nominal=families.NOMINAL)
    school, found = contracts.school(capacity=number, starts_on=timezone.localdate()), []
    for _ in range(number):
        made = contracts.accepted(school)
        task = contracts.task_of(made.contract, "sign_contract")
        version = Process.objects.values_list("version", flat=True).get(pk=task.process_id)
        found.append(f"{task.pk} {school.manager.pk} {signing.scan(school.manager).pk} {version}")
    return found


def signer(lines: list[str]) -> subprocess.Popen:
    """A process that signs these."""
    found = connection.settings_dict
    host, name = quote(found["HOST"], safe=""), found["NAME"]
    url = f"postgresql://{found['USER']}:{found['PASSWORD']}@{host}:{found['PORT']}/{name}?application_name={NAME}"
    made = subprocess.Popen(
        [sys.executable, "-m", "tests.contract_signer"],
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=settings.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    made.stdin.write("".join(f"{line}\n" for line in lines))
    made.stdin.close()
    return made


def _cut_off(dice: random.Random) -> int:
    """End the session of one of the signers on the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name = %s", [NAME])
        sessions = [pid for (pid,) in cursor.fetchall()]
        for pid in dice.sample(sessions, min(1, len(sessions))):
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
    return len(sessions[:1])


def torment(lines: list[str]) -> tuple[list[str], int]:
    """Sign them all by several processes at once; what was said, and how many were killed or cut off."""
    shares = [(number, lines[number::AT_ONCE]) for number in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        heard = [*threads.map(lambda share: _share(*share), shares)]
    return [line for said, _ in heard for line in said], sum(blows for _, blows in heard)


def _share(seed: int, lines: list[str]) -> tuple[list[str], int]:
    """Sign these one after another; every few signatures the process is killed, or its session before it."""
    dice, said, blows = random.Random(seed), [], 0
    while len(said) < len(lines):
        each, heard = signer(lines[len(said) :]), []
        for _ in range(dice.randint(1, 4)):
            heard += [each.stdout.readline()]
        if dice.random() < 0.5:
            blows += _cut_off(dice)
            heard += [each.stdout.readline()]
        each.send_signal(signal.SIGKILL)
        heard += each.stdout.readlines()
        each.wait()
        each.stdout.close()
        said += [line for line in heard if line]
        blows += 1
    connection.close()
    return said, blows


def state() -> list[int]:
    """How many rows there are of everything that a signature writes."""
    kinds = (LedgerEntry, Signature, Enrollment, PlaceHold)
    return [kind.objects.count() for kind in kinds]


@pytest.mark.parametrize("number", [24, 200])
def test_what_was_signed_is_signed_once_and_a_repeat_changes_nothing(reference, number):
    lines = wishes(number)
    said, blows = torment(lines)
    assert [line.split()[2] for line in said] == ["DONE"] * number, said
    assert (
        Contract.objects.filter(status="ACTIVE").count() == Enrollment.objects.filter(status="ACTIVE").count() == number
    )
    assert PlaceHold.objects.filter(status="FILLED").count() == number
    before = state()
    assert {carry_out(*line.split()) for line in lines} == {"DONE"}
    assert (state(), pupils.found()) == (before, "")
    assert proof.count(on=timezone.localdate()).lines == ()
    print(f"{number} contracts, {blows} blows")
