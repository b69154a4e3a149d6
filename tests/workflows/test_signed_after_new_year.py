"""A contract of December that is signed in January: the agreement that stood at the offer pays for its months."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from backoffice.errors import Refused
from backoffice.funding import quotas
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.payments import services as payments
from backoffice.payments.models import PaymentAgreement
from tests import contracts, families, live_contracts, payers
from tests.contracts import Making
from workflows import contract_sweeps, funding_sweeps

pytestmark = pytest.mark.django_db
OFFERED, ACCEPTED, SIGNED = date(2026, 12, 28), date(2026, 12, 31), date(2027, 1, 11)


@transaction.atomic
def family() -> contracts.Family:
    """A family with money of both years."""
    of = contracts.family()
    following = families.period(year=2027)
    quota = families.funding_program(year=2027, count=20)
    account = ledger.account_of(of.certificate, following)
    quotas.take(quota, account, quota.nominal, Act(None, OFFERED), key="test:2027")
    return of


@pytest.fixture
def made(monkeypatch) -> Making:
    """Offered and accepted in December, from the 28th to the end of February; it is January now."""
    contracts.at_noon(monkeypatch, OFFERED)
    of = family()
    at = contracts.school(price=400000, starts_on=OFFERED, ends_on=date(2027, 2, 28))
    payers.agreement(of=at.provider, by=payers.payer(), year=2027)
    made = contracts.offered(at, of)
    contracts.at_noon(monkeypatch, ACCEPTED)
    contracts.accept(made, of.parent)
    contracts.at_noon(monkeypatch, SIGNED)
    return made


def sweep() -> None:
    """The year is over: its money expires, its agreements go to the archive."""
    contract_sweeps.sweep(SIGNED)
    funding_sweeps.sweep(SIGNED)
    payments.archive_past(SIGNED)


def test_the_agreement_of_the_old_year_pays_for_its_months(made):
    sweep()
    assert PaymentAgreement.objects.get(year=2026).status == "ARCHIVED"

    contracts.sign(made)

    contract = contracts.fresh(made.contract)
    assert (contract.status, contract.signed_on) == ("ACTIVE", SIGNED)
    assert live_contracts.lines(contract) == ["WRITTEN_OFF", "WRITTEN_OFF", "PLANNED"]
    december = contract.lines.get(starts_on=OFFERED)
    assert (december.agreement.year, december.certificate_part > 0) == (2026, True)
    assert live_contracts.found(SIGNED) == ""


def test_an_agreement_that_was_ended_in_its_year_pays_no_more(made):
    with transaction.atomic():
        payments.archive(PaymentAgreement.objects.get(year=2026), "Расторгнут.", Act(None, ACCEPTED))
    sweep()
    with pytest.raises(Refused) as no:
        contracts.sign(made)
    assert [each.code for each in no.value.refusals] == ["NO_PAYMENT_AGREEMENT"]
    assert "12.2026" in no.value.refusals[0].message


def test_the_agreement_of_the_new_year_must_be_in_force(made):
    sweep()
    PaymentAgreement.objects.filter(year=2027).update(status="ARCHIVED", ended_on=SIGNED)
    with pytest.raises(Refused) as no:
        contracts.sign(made)
    assert "01.2027, 02.2027" in no.value.refusals[0].message
