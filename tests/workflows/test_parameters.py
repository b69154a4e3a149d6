"""New municipal parameters: certified costs keep theirs, later ones use the new, the operator remarks and no more."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from backoffice.errors import Refused
from backoffice.municipalities.models import MunicipalParameters, TeachingMeansCost
from backoffice.municipalities.proposals import ParameterProposal
from backoffice.programs.models import NormativeCost
from backoffice.programs.words import Area
from tests import factories
from tests.stories import BY_LOAD, CERTIFY, FIRST_CLASS, PASS, Story
from tests.towns import Proposal, area_card, parameters_card, today, tomorrow
from workflows.decisions.municipal_acts import ResubmitParameters

pytestmark = pytest.mark.django_db
Status = ParameterProposal.Status


def certified(people) -> NormativeCost:
    """A program of a new provider, certified today; its only cost."""
    owner = factories.provider()
    manager = factories.member("PROVIDER_MANAGER", owner.unit)
    story = Story({**people, "owner": owner, "provider": manager})
    story.do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD).score(8).score(8)
    story.do("classify_program", "clerk", FIRST_CLASS).do("certify_program", "clerk", CERTIFY)
    return NormativeCost.objects.get(module__edition=story.edition)


def test_certified_before_keeps_its_cost_and_certified_after_uses_the_new_figures(people):
    before = certified(people)
    old = before.parameters

    proposal = Proposal(parameters_card(area_card(monthly_pay=72000))).submit().check("Зарплата вдвое выше.").approve()

    after = certified(people)
    before.refresh_from_db()
    assert (before.kopecks, before.parameters) == (1137800, old)
    assert after.parameters.basis == proposal.row.act
    assert after.pay == 2 * before.pay
    assert (after.premises_and_means, after.training) == (before.premises_and_means, before.training)
    assert after.kopecks > before.kopecks


def test_the_rows_before_end_where_the_new_begin_and_other_areas_stay(people):
    proposal = Proposal(parameters_card(valid_from=tomorrow())).submit().check().approve()

    rows = MunicipalParameters.objects.filter(territory=proposal.town.municipality.unit)
    assert {(row.area, row.valid_from, row.valid_to, row.is_default) for row in rows} == {
        (Area.URBAN, date(2019, 4, 3), tomorrow(), True),
        (Area.URBAN, tomorrow(), None, False),
        (Area.RURAL, date(2019, 4, 3), None, True),
    }
    new = rows.get(valid_from=tomorrow())
    assert (new.basis, new.basis.in_force_from) == (proposal.row.act, tomorrow())
    assert TeachingMeansCost.objects.filter(parameters=new).count() == 6
    ruling = MunicipalParameters.objects.ruling("area", on=today(), territory=new.territory_id)
    assert {row.valid_from for row in ruling} == {date(2019, 4, 3)}


def test_new_figures_begin_after_the_latest():
    first = Proposal(parameters_card(area_card(), valid_from=tomorrow())).submit().check().approve()
    second = Proposal(parameters_card(area_card(), area_card(Area.RURAL), valid_from=tomorrow()), first.town)

    with pytest.raises(Refused) as refused:
        second.submit()

    assert [refusal.code for refusal in refused.value.refusals] == ["VALID_FROM_TAKEN"]
    assert second._again().row.status == Status.DRAFT


def test_the_day_is_judged_again_when_the_head_decides():
    late = Proposal().submit().check()
    ParameterProposal.objects.filter(pk=late.row.pk).update(valid_from=today() - timedelta(days=1))

    with pytest.raises(Refused) as refused:
        late.approve()

    assert [refusal.code for refusal in refused.value.refusals] == ["VALID_FROM_PAST"]
    assert not MunicipalParameters.objects.exists()


def test_a_proposal_without_figures_goes_nowhere():
    with pytest.raises(Refused) as refused:
        Proposal(replace(parameters_card(), areas=())).submit()
    assert [refusal.code for refusal in refused.value.refusals] == ["AREAS_MISSING"]


def test_the_operators_remark_stops_nothing_and_a_correction_is_checked_again():
    proposal = Proposal().submit().check("Зарплата выше средней.")
    assert (proposal.row.status, proposal.row.remark) == (Status.CHECKED, "Зарплата выше средней.")
    proposal.send_back()
    assert (proposal.row.status, proposal.case.paused_on) == (Status.RETURNED, today())
    proposal._complete(ResubmitParameters(reply="Верно."), proposal.town.clerk)
    assert (proposal.row.status, proposal.row.remark, proposal.case.paused_on) == (Status.SUBMITTED, "", None)
    assert proposal.task.flow_task.name == "check_parameters"

    assert proposal.check().approve().row.status == Status.APPROVED
