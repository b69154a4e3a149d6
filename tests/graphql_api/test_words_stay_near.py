"""What people write about a child, and the day it was born, is told to those who see that child."""

from __future__ import annotations

import uuid

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice import journal, statements
from backoffice.acts.models import RefusalGround
from backoffice.certificates.models import CertificateRefusal
from backoffice.journal import Act
from tests import applications, cards, factories, families
from tests import certificates as life

pytestmark = pytest.mark.django_db
ROWS = """{ certificates(first: 5) { edges { node {
  number expiresOn endReason refusals { text ground } history(first: 9) { edges { node { what whatLabel note } } }
} } } }"""
SECRET = "Заключение комиссии просрочено."


@pytest.fixture(params=["compiled", "ordinary"])
def rows_of(request, send, settings, monkeypatch):
    """Ask one of both executors for the certificates that somebody sees."""
    settings.PREPARED_STATEMENTS = settings.COMPILED_READS = request.param == "compiled"
    monkeypatch.setattr(statements, "RUNS_BEFORE", 0)

    def _rows_of(person) -> list[dict]:
        answer = send(person, ROWS)
        assert not answer.errors, answer.errors
        assert (answer.response.headers.get("X-Executor") == "compiled") == (request.param == "compiled")
        return [edge["node"] for edge in answer.data["certificates"]["edges"]]

    return _rows_of


@pytest.fixture
def ended():
    """A certificate about which people have written in three places."""
    made = families.certificate(status="TERMINATED", ended_on=timezone.localdate(), end_reason=SECRET)
    ground = RefusalGround.objects.filter(process="FundingStatusChange").first()
    CertificateRefusal.objects.create(certificate=made, ground=ground, text=SECRET, case_id=uuid.uuid4())
    with transaction.atomic():
        act = Act(None, timezone.localdate())
        journal.record("certificate.terminated", made, act, SECRET, municipality_id=made.issuer_id)
    return made


def words(row: dict) -> list[str]:
    notes = [edge["node"]["note"] for edge in row["history"]["edges"]]
    return [row["endReason"], *(refusal["text"] for refusal in row["refusals"]), *notes]


def test_those_who_see_the_child_read_the_words(rows_of, ended):
    for person in (families.guardian(ended.child), families.clerk(), families.head(), cards.auditor()):
        (row,) = rows_of(person)
        assert words(row) == [SECRET] * 3, person


def test_the_operator_reads_the_codes_alone(rows_of, ended):
    operator = cards.operator()
    families.guardian(families.child(), operator)  # a child of one's own opens no other
    (row,) = rows_of(operator)
    assert words(row) == [""] * 3
    assert row["refusals"][0]["ground"]
    assert row["history"]["edges"][0]["node"]["what"] == "certificate.terminated"
    assert row["history"]["edges"][0]["node"]["whatLabel"]


def test_the_municipality_that_took_the_certificate_over_reads_the_words_and_the_former_one_nothing(rows_of, ended):
    there = families.municipality(life.THERE)
    type(ended).objects.update(issuer=there)
    type(ended.child).objects.update(municipality=there)
    (row,) = rows_of(families.clerk(life.THERE))
    assert words(row) == [SECRET] * 3
    assert rows_of(families.clerk()) == []


def test_the_18th_birthday_is_told_to_the_family_and_the_issuer_alone(rows_of):
    made = families.certificate()
    for person in (families.guardian(made.child), families.clerk(), families.head()):
        assert [row["expiresOn"] for row in rows_of(person)] == [made.expires_on.isoformat()]
    operator = cards.operator()
    for person in (operator, families.guardian(families.child(), operator), cards.auditor()):
        assert [row["expiresOn"] for row in rows_of(person)] == [None]


def test_who_applied_reads_when_it_would_end_and_why_it_was_refused(rows_of):
    parent = factories.user("parent")
    made = applications.decide(applications.apply(parent), applications.REJECT)
    (row,) = rows_of(parent)
    assert row["expiresOn"] == made.expires_on.isoformat()
    assert row["refusals"][0]["text"] == applications.REJECT.reason
