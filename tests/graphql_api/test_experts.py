"""Experts: who may be asked, ties, and a silent expert who is relieved."""

import pytest
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.certification.models import ExpertTie
from backoffice.journal import Entry
from tests import factories
from tests.stories import BY_LOAD, PASS, Story
from workflows.models import Process, Task

pytestmark = pytest.mark.django_db


def codes(answer, name):
    return {refusal["code"] for refusal in answer.data[name]["refusals"]}


def others(people):
    return [people["clerk"], people["provider"], people["experts"][0], factories.user()]


def test_the_head_sees_who_may_be_asked_and_how_busy_they_are(api, people):
    story = Story(people).do("check_program", "clerk", PASS)
    manager = factories.member(Role.QUALITY_EXPERT, factories.operator_unit())
    manager.memberships.create(role=Role.PROVIDER_MANAGER, unit=people["owner"].unit, valid_from=factories.SINCE)
    edition = to_base64("ProgramEdition", story.edition.pk)

    found = api(people["head"], "ExpertCandidates", edition=edition).data["expertCandidates"]

    assert [(each["load"], each["user"]["fullName"]) for each in found] == [
        (0, expert.full_name) for expert in people["experts"]
    ]
    for person in others(people):
        assert api(person, "ExpertCandidates", edition=edition).data["expertCandidates"] == []
    assert api(None, "ExpertCandidates", edition=edition).error_codes == ["UNAUTHENTICATED"]


def test_a_recorded_tie_keeps_the_expert_away(api, people):
    story = Story(people).do("check_program", "clerk", PASS)
    tied = people["experts"][0]
    values = {
        "expert": to_base64("User", tied.pk),
        "provider": to_base64("Provider", people["owner"].pk),
        "kind": "KINSHIP",
    }
    for person in others(people):
        assert codes(api(person, "RecordExpertTie", input=values), "recordExpertTie") == {"NOT_FOUND"}
    assert api(None, "RecordExpertTie", input=values).error_codes == ["UNAUTHENTICATED"]
    bad = {**values, "expert": to_base64("User", people["clerk"].pk), "provider": "nonsense"}
    assert codes(api(people["head"], "RecordExpertTie", input=bad), "recordExpertTie") == {
        "EXPERT_UNKNOWN",
        "PROVIDER_UNKNOWN",
    }
    assert ExpertTie.objects.count() == 0

    assert api(people["head"], "RecordExpertTie", input=values).data["recordExpertTie"]["kindLabel"] == "Родство"

    assert codes(api(people["head"], "RecordExpertTie", input=values), "recordExpertTie") == {"TIE_RECORDED"}
    assert Entry.objects.filter(what="expert.tied").count() == 1
    found = api(people["head"], "ExpertCandidates", edition=to_base64("ProgramEdition", story.edition.pk))
    assert values["expert"] not in [each["user"]["id"] for each in found.data["expertCandidates"]]


def test_a_silent_expert_is_relieved_and_another_one_is_asked(api, people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD).score(8)
    silent = Task.objects.get(flow_task__endswith=".score_program", finished=None)
    whole = api(people["head"], "ExpertReviews", id=to_base64("Case", story.case.pk)).data["case"]
    [waiting] = [each for each in whole["subcases"] if each["status"] == "NEW"]
    assert waiting["expert"]["fullName"] == silent.addressee.full_name
    [relieve] = [each for each in waiting["viewerActions"] if each["name"] == "relieveExpert"]
    assert (relieve["label"], relieve["isAllowed"], relieve["task"]) == ("Освободить эксперта", True, None)
    values = {"case": waiting["id"], "expectedVersion": waiting["version"], "reason": "Болезнь."}
    for person in others(people):
        assert codes(api(person, "RelieveExpert", input=values), "relieveExpert") == {"NOT_FOUND"}
    assert api(None, "RelieveExpert", input=values).error_codes == ["UNAUTHENTICATED"]
    assert codes(api(people["head"], "RelieveExpert", input={**values, "reason": ""}), "relieveExpert") == {
        "REASON_REQUIRED"
    }
    assert Task.objects.get(pk=silent.pk).finished is None

    assert api(people["head"], "RelieveExpert", input=values).data["relieveExpert"]["status"] == "CANCELED"

    story.do("assign_experts", "head", BY_LOAD)
    asked = Task.objects.get(flow_task__endswith=".score_program", finished=None)
    assert asked.addressee not in (silent.addressee, None)
    story.score(8)
    assert story.edition.status == "CLASSIFICATION"
    assert Process.objects.get(pk=story.case.pk).status == "NEW"


def test_the_provider_does_not_see_the_cases_of_the_experts(api, people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)

    answer = api(people["provider"], "ExpertReviews", id=to_base64("Case", story.case.pk))

    assert answer.data["case"]["subcases"] == []


def test_a_withdrawn_program_no_longer_keeps_its_experts_busy(api, people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    other = to_base64("ProgramEdition", factories.edition(people["owner"], people["provider"]).pk)
    found = api(people["head"], "ExpertCandidates", edition=other).data["expertCandidates"]
    assert [each["load"] for each in found] == [0, 1, 1]
    values = {"case": to_base64("Case", story.case.pk), "expectedVersion": story.case.version}

    assert api(people["provider"], "WithdrawProgram", input=values).data["withdrawProgram"]["status"] == "WITHDRAWN"

    found = api(people["head"], "ExpertCandidates", edition=other).data["expertCandidates"]
    assert [each["load"] for each in found] == [0, 0, 0]
