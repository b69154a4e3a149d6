"""A provider offers the next part of a program to its pupil; the family accepts its contract or declines it."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.contracts import prolongation
from backoffice.contracts.models import Contract
from backoffice.enrollments.models import EnrollmentRequest, PlaceHold
from tests import contracts, eligible, factories, pupils
from tests.deeds_annulments import next_group
from tests.deeds_contract_endings import about
from workflows.decisions import contracts as decisions

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(reference):
    return contracts.active()


def codes(told: dict) -> list[str]:
    """Codes of the refusals."""
    return [each["code"] for each in told["refusals"]]


def prolonged(api, made, group, person=None) -> dict:
    content = about(made.contract, group=to_base64("StudyGroup", group.pk))
    answer = api(person or made.school.manager, "ProlongContract", input=content)
    assert not answer.errors, answer.errors
    return answer.data["prolongContract"]


def test_the_place_is_held_and_the_contract_names_the_one_it_prolongs(api, made):
    group = next_group(made)
    assert prolonged(api, made, group)["status"] == "CONTRACTING"
    request = EnrollmentRequest.objects.get(group=group)
    assert PlaceHold.objects.get(request=request).status == "HELD"
    following = Contract.objects.get(request=request)
    assert following.parent == made.contract
    making = contracts.Making(made.school, made.family, following)
    contracts.decided(making, "offer_contract", made.school.manager, contracts.OFFER)
    assert contracts.sign(contracts.accept(making, made.family.parent)).contract.status == "ACTIVE"
    assert pupils.found() == ""


def test_a_family_that_declines_gives_place_and_money_back(api, made):
    before = contracts.standing(made)
    group = next_group(made)
    prolonged(api, made, group)
    making = contracts.Making(made.school, made.family, Contract.objects.get(request__group=group))
    contracts.decided(making, "offer_contract", made.school.manager, contracts.OFFER)
    decline = decisions.AcceptContract(answer=decisions.OfferAnswer.DECLINE, reason="Не будем.")
    contracts.decided(making, "accept_contract", made.family.parent, decline)
    assert (contracts.standing(made), making.contract.status) == (before, "REFUSED")
    assert PlaceHold.objects.get(request__group=group).status == "FREED"
    assert contracts.fresh(made.contract).status == "ACTIVE"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"module": 1}, ["GROUP_NOT_FIT"]),
        ({"days": 0}, ["GROUP_NOT_FIT"]),
        ({"price": eligible.PRICE * 2}, ["PRICE_TOO_HIGH"]),
    ],
)
def test_a_group_that_does_not_fit_is_refused_and_nothing_is_held(api, made, changes, expected):
    group = next_group(made, **changes)
    told = codes(prolonged(api, made, group))
    assert set(expected) <= set(told)
    assert not EnrollmentRequest.objects.filter(group=group).exists()


def test_late_is_told_with_the_day_from_which_it_is_not():
    day = timedelta(days=1)
    earliest = eligible.today()
    assert [*prolongation.why_late(earliest, earliest=earliest)] == []
    (refusal,) = prolongation.why_late(earliest - day, earliest=earliest)
    assert (refusal.code, f"{earliest:%d.%m.%Y}" in refusal.remedy) == ("PROLONGATION_LATE", True)


def test_an_hour_may_cost_as_much_more_as_the_rules_say():
    before = prolongation.hourly(1000_00, 10)
    assert [*prolongation.why_dearer(before, before * Fraction(104, 100), percent=Fraction(104))] == []
    (refusal,) = prolongation.why_dearer(before, before * Fraction(1041, 1000), percent=Fraction(104))
    assert refusal.code == "PRICE_TOO_HIGH"
    assert prolongation.hourly(5, 0) == 0


def test_a_repeated_key_holds_one_place_and_others_find_nothing(api, made):
    group = next_group(made)
    content = about(made.contract, group=to_base64("StudyGroup", group.pk))
    first, second = (
        api(made.school.manager, "ProlongContract", input=content).data["prolongContract"]["id"] for _ in range(2)
    )
    assert first == second
    assert EnrollmentRequest.objects.filter(group=group).count() == 1
    other = factories.member(Role.PROVIDER_MANAGER, contracts.school().provider.unit)
    for person in (other, made.family.parent, contracts.family().parent):
        assert codes(prolonged(api, made, group, person)) == ["NOT_FOUND"]
