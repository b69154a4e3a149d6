"""A category that tells of a child's health or fate is told row by row: to its family and to its municipality."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice import statements
from backoffice.access import Role
from backoffice.certificates.models import Certificate, CertificateCategory
from backoffice.funding import replenishment
from backoffice.journal import Act, Entry
from backoffice.units.models import Membership
from tests import cards, factories, families, funding
from tests import certificates as life

pytestmark = pytest.mark.django_db
ROWS = """{
  certificates(first: 5) { edges { node { number category { code title } queueEntry { category { code } } } } }
  quotaQueue(first: 5) { edges { node { id category { code } certificate { number category { code } } } } }
  fundingRequests(first: 5) { edges { node { category { code } queueEntry { category { code } } } } }
}"""
OF_A_QUEUE = "query($c: String) { quotaQueue(category: $c, first: 5) { edges { node { certificate { number } } } } }"


@pytest.fixture(params=["compiled", "ordinary"])
def asked(request, send, settings, monkeypatch):
    """Ask one of both executors, and see to it that it is that one that answers."""
    settings.PREPARED_STATEMENTS = request.param == "compiled"
    settings.COMPILED_READS = request.param == "compiled"
    monkeypatch.setattr(statements, "RUNS_BEFORE", 0)

    def _asked(who, query, **variables) -> str:
        answer = send(who, query, **variables)
        assert not answer.errors, answer.errors
        assert (answer.response.headers.get("X-Executor") == "compiled") == (request.param == "compiled")
        return str(answer.data)

    return _asked


@pytest.fixture
def hidden() -> CertificateCategory:
    found = CertificateCategory.objects.filter(is_sensitive=True).first()
    assert found
    return found


@pytest.fixture
def waiting(hidden) -> Certificate:
    """A certificate of that category in the queue."""
    made = families.certificate(category=hidden)
    funding.queued(made)
    return made


def test_the_family_and_the_municipality_read_the_category(asked, hidden, waiting):
    for who in (families.guardian(waiting.child), families.clerk(), families.head()):
        assert asked(who, ROWS).count(hidden.code) == 6
        assert waiting.number in asked(who, OF_A_QUEUE, c=hidden.code)


def test_the_operator_and_the_auditor_read_none(asked, hidden, waiting):
    for who in (cards.operator(), cards.auditor()):
        rows = asked(who, ROWS)
        assert waiting.number in rows and hidden.code not in rows
        assert waiting.number not in asked(who, OF_A_QUEUE, c=hidden.code)


def test_a_general_category_hides_from_nobody_who_sees_the_row(asked):
    plain = families.certificate()
    funding.queued(plain)
    for who in (cards.operator(), families.clerk()):
        assert asked(who, ROWS).count("GENERAL") == 6
        assert plain.number in asked(who, OF_A_QUEUE, c="GENERAL")


def test_an_operator_with_a_child_reads_the_category_of_that_child_alone(asked, hidden, waiting):
    operator = cards.operator()
    families.guardian(families.child(), operator)
    assert hidden.code not in asked(operator, ROWS)
    assert waiting.number not in asked(operator, OF_A_QUEUE, c=hidden.code)
    families.guardian(waiting.child, operator)
    families.certificate(category=hidden)
    assert asked(operator, ROWS).count(hidden.code) == 6


def test_an_operator_who_works_in_another_municipality_too_reads_none_of_this_one(asked, hidden, waiting):
    operator, there = cards.operator(), families.municipality(life.THERE).unit
    Membership.objects.create(user=operator, role=Role.MUNICIPAL_CLERK, unit=there, valid_from=factories.SINCE)
    rows = asked(operator, ROWS)
    assert waiting.number in rows and hidden.code not in rows


def test_the_journal_of_a_certificate_names_the_period_and_no_category(hidden):
    quota = families.funding_program(category=hidden.code)
    families.funded(families.certificate(category=hidden), quota)
    next_year = funding.this_year() + 1
    families.funding_program(category=hidden.code, year=next_year)
    with transaction.atomic():
        act = Act(families.head(), timezone.localdate())
        run = replenishment.start(families.period(year=next_year), act)
        replenishment.step(run.pk, on=act.on)
    notes = dict(Entry.objects.filter(subject_type="certificate").values_list("what", "note"))
    assert notes["certificate.funded"] == str(quota.period)
    assert notes["certificate.replenished"] == str(run.period)
