"""Providers and families at the same moment: money is promised once, a cap is kept, a number is one contract's."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from backoffice.contracts import texts
from backoffice.contracts.models import Contract
from backoffice.documents.models import IssuedDocument
from backoffice.errors import Refused
from backoffice.funding.models import DirectionCap, MunicipalFundingProgram
from backoffice.groups.models import ScheduleSlot
from backoffice.ledger.models import CertificateAccount
from tests import contracts, enrollments, families, pupils
from tests.contracts import Making
from tests.races import in_the_middle, race, rounds

pytestmark = pytest.mark.django_db(transaction=True)
ATTEMPTS = pytest.mark.parametrize("attempt", rounds(3))


@pytest.fixture(autouse=True)
def _clean(reference):
    """The reference data stands, and nothing is locked for ever."""


def offer(made: Making) -> list[str]:
    """What an offer was refused for; nothing if it was made."""
    try:
        with transaction.atomic():
            contracts.complete(made.contract, "offer_contract", contracts.OFFER, made.school.manager)
    except Refused as no:
        return [reason.code for reason in no.refusals]
    return []


def at_once(*makings: Making) -> list[list[str]]:
    return sorted(race(len(makings), lambda number: offer(makings[number])))


@ATTEMPTS
def test_two_offers_for_the_last_kopecks_one_is_made(attempt):
    price = 300000
    schools = [contracts.school(price=price, normative=price) for _ in range(2)]
    ScheduleSlot.objects.filter(group=schools[1].group).delete()  # so that nobody has to look at a clash
    of = contracts.family(nominal=price)
    makings = [contracts.prepared(school, of) for school in schools]

    assert at_once(*makings) == [[], ["BALANCE_SHORT"]]

    account = CertificateAccount.objects.get(certificate=of.certificate)
    assert (account.balance, account.reserved) == (0, price)
    assert (sorted(Contract.objects.values_list("status", flat=True)), pupils.found()) == (["DRAFT", "OFFERED"], "")


def test_two_offers_under_one_cap_one_fits(monkeypatch):
    """The first is judged while all of the money is there; the second is made before the first reserves its own."""
    makings = [contracts.prepared(contracts.school(price=300000, normative=300000)) for _ in range(2)]
    program = MunicipalFundingProgram.objects.get(status="IN_FORCE")
    direction = makings[0].school.edition.direction
    DirectionCap.objects.create(program=program, direction=direction, amount=500000)

    said = in_the_middle(monkeypatch, texts, "issue_contract", *(partial(offer, made) for made in makings))

    assert said == [["DIRECTION_CAP_REACHED"], []]
    assert sorted(CertificateAccount.objects.values_list("reserved", flat=True)) == [0, 300000]
    assert Contract.objects.get(status="DRAFT", number="").pk == makings[0].contract.pk
    assert IssuedDocument.objects.count() == 1


@ATTEMPTS
def test_offers_at_once_have_numbers_of_their_own(attempt):
    school = contracts.school(capacity=4)
    makings = [contracts.prepared(school, contracts.family()) for _ in range(3)]

    assert at_once(*makings) == [[], [], []]

    assert sorted(Contract.objects.values_list("number", flat=True)) == ["1", "2", "3"]


@ATTEMPTS
def test_an_acceptance_and_the_familys_cancellation_one_is_done(attempt):
    made = contracts.offered()
    parent = made.family.parent

    def said(number: int) -> list[str]:
        try:
            contracts.accept(made, parent) if number else enrollments.cancel(made.request, parent)
        except Refused as no:
            return [reason.code for reason in no.refusals]
        except Exception as error:  # the step was gone before a code was asked for
            return [type(error).__name__]
        return []

    answers = race(2, said)

    assert [] in answers
    contract = contracts.fresh(made.contract)
    free, reserved, _ = contracts.standing(made)
    if contract.status == "REFUSED":
        assert (free, reserved) == (families.NOMINAL, 0)
    else:
        assert (contract.status, reserved) == ("ACCEPTED", contract.certificate_part)
    assert pupils.found() == ""
