"""The same town adopts at the same moment: one wins, the others hear why, nothing fails."""

import pytest

from backoffice.entitlements.models import UseOrder
from backoffice.funding.models import FundingPeriod, MunicipalFundingProgram
from backoffice.payments.models import AuthorisedOrganisation
from backoffice.units.models import Unit
from tests.races import race
from tests.towns import Town, act_card, as_input, order_card, payer_card, program_card, today

pytestmark = pytest.mark.django_db(transaction=True)


def outcome(answer):
    assert answer.errors == []
    (result,) = answer.data.values()
    return ",".join(refusal["code"] for refusal in result["refusals"]) if "refusals" in result else "done"


def test_of_four_orders_for_one_day_one_is_adopted(reference, api):
    town = Town()
    inputs = [town.input(order=as_input(order_card()), act=as_input(act_card())) for _ in range(4)]
    api(town.head, "TaskCounts")

    answers = race(4, lambda number: api(town.head, "AdoptUseOrder", input=inputs[number]))

    assert sorted(map(outcome, answers)) == ["VALID_FROM_TAKEN"] * 3 + ["done"]
    assert UseOrder.objects.filter(territory=town.municipality.pk).count() == 1


def test_of_four_drafts_for_one_year_one_is_begun(reference, api):
    town = Town()
    inputs = [town.input(year=today().year, card=as_input(program_card())) for _ in range(4)]
    api(town.clerk, "TaskCounts")

    answers = race(4, lambda number: api(town.clerk, "DraftFundingProgram", input=inputs[number]))

    assert sorted(map(outcome, answers)) == ["PROGRAM_IN_THE_MAKING"] * 3 + ["done"]
    assert (FundingPeriod.objects.count(), MunicipalFundingProgram.objects.count()) == (1, 1)


def test_one_organisation_appointed_by_four_towns_at_once_has_one_unit(reference, api):
    towns = [Town(code) for code in ("kemerovo-city", "novokuznetsk-city", "belovo-city", "berezovsky-city")]
    inputs = [town.input(payer=as_input(payer_card()), act=as_input(act_card())) for town in towns]
    for town in towns:
        api(town.head, "TaskCounts")

    answers = race(4, lambda number: api(towns[number].head, "AppointPayer", input=inputs[number]))

    assert [outcome(answer) for answer in answers] == ["done"] * 4
    assert AuthorisedOrganisation.objects.count() == 4
    assert Unit.objects.filter(kind=Unit.Kind.AUTHORISED_ORGANISATION).count() == 1
