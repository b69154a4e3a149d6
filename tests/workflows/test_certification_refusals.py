"""The refusals of certification that need people, figures or an earlier edition; nothing has changed after any."""

from __future__ import annotations

import pytest
from django.utils import timezone

from backoffice.certification import experts
from backoffice.certification.models import ExpertAssignment, ExpertTie
from backoffice.errors import Refused
from backoffice.municipalities.models import MunicipalParameters, TeachingMeansCost
from backoffice.programs import pricing
from backoffice.programs.models import ProgramEdition
from tests import factories
from tests.stories import BY_LOAD, CERTIFY, FIRST_CLASS, PASS, Story
from workflows import actions, engine, program_acts
from workflows.decisions.program_acts import ReviseProgram
from workflows.decisions.program_certification import AssignExperts


@pytest.fixture
def story(people):
    return Story(people)


def codes(reasons):
    return [reason.code for reason in reasons]


def test_an_expert_is_named_once(story):
    story.do("check_program", "clerk", PASS)
    one = story.people["experts"][0].pk
    with pytest.raises(Refused) as refused:
        story.do("assign_experts", "head", AssignExperts(experts=(one, one)))
    assert codes(refused.value.refusals) == ["EXPERT_REPEATED"]
    assert not ExpertAssignment.objects.exists()


def test_experts_tied_to_the_provider_are_not_counted(story):
    story.do("check_program", "clerk", PASS)
    for expert in story.people["experts"][:2]:
        ExpertTie.objects.create(expert=expert, provider=story.people["owner"], kind=ExpertTie.Kind.KINSHIP)
    free = [expert.pk for expert in experts.candidates(story.edition, on=timezone.localdate())]
    assert free == [story.people["experts"][2].pk]
    with pytest.raises(Refused) as refused:
        story.do("assign_experts", "head", BY_LOAD)
    assert codes(refused.value.refusals) == ["NOT_ENOUGH_EXPERTS"]
    assert not ExpertAssignment.objects.exists()


def test_a_program_is_priced_with_the_figures_of_its_own_territory(story):
    on = timezone.localdate()
    assert codes(pricing.why_not_price(story.edition, on=on)) == []
    TeachingMeansCost.objects.all().delete()
    MunicipalParameters.objects.all().delete()
    (reason,) = pricing.why_not_price(story.edition, on=on)
    assert (reason.code, reason.path) == ("PARAMETERS_MISSING", ("places", "1"))
    assert "город Кемерово" in reason.message


def test_a_task_is_given_only_to_those_who_may_complete_it(story):
    task = story.task("check_program")
    head, expert = factories.viewer(story.people["head"]), factories.viewer(story.people["experts"][0])
    with pytest.raises(Refused) as refused:
        engine.assign(task.pk, to=expert, by=head)
    assert codes(refused.value.refusals) == ["ASSIGNEE_NOT_ALLOWED"]
    task.refresh_from_db()
    assert task.owner is None


def test_who_may_not_act_hears_who_may(story):
    told = {
        who: {action.name: codes(action.why_not) for action in actions.of_case(story.case, factories.viewer(person))}
        for who, person in (("clerk", story.people["clerk"]), ("provider", story.people["provider"]))
    }
    assert told == {
        "clerk": {"check_program": []},
        "provider": {"check_program": ["NOT_YOUR_TASK"], "withdraw_program": []},
    }


def test_one_next_edition_at_a_time(story):
    story.do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD).score(9).score(9)
    story.do("classify_program", "clerk", FIRST_CLASS).do("certify_program", "clerk", CERTIFY)
    by = factories.viewer(story.people["provider"])

    def revise():
        version = ProgramEdition.objects.get(pk=story.edition.pk).version
        return program_acts.revise(
            edition_id=story.edition.pk, decision=ReviseProgram(), expected_version=version, by=by
        )

    assert revise().number == 2
    with pytest.raises(Refused) as refused:
        revise()
    assert codes(refused.value.refusals) == ["EDITION_IN_WORK"]
    assert ProgramEdition.objects.count() == 2
