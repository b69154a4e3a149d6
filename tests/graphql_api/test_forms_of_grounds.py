"""Which grounds a form offers: those that the decision takes from this person in this case, and no others."""

from __future__ import annotations

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.acts import services as acts
from backoffice.contracts.models import ContractLine
from backoffice.units.models import Membership
from tests import contracts, enrollments, factories, live_contracts
from tests.stories import BY_LOAD, FIRST_CLASS, PASS, Story
from workflows.decisions import program_certification as decisions

pytestmark = pytest.mark.django_db
BY_PROVIDER, BY_PAYER = "ContractTerminationByProvider", "ContractTerminationByPayer"


def in_force(process: str) -> list[str]:
    return [ground.code for ground in acts.grounds(process, on=timezone.localdate())]


def contract_id(made: contracts.Making) -> str:
    return to_base64("Contract", made.contract.pk)


def offered(form, name: str = "ground") -> list[str]:
    (field,) = [each for each in form if each["name"] == name]
    return [option["value"] for option in field["options"]]


@pytest.fixture
def asked(api):
    """The grounds that the form of a decision offers somebody."""

    def _asked(who, decision: str, **about) -> list[str]:
        answer = api(who, "DecisionForm", decision=decision, **about)
        assert not answer.errors, answer.errors
        return offered(answer.data["decisionForm"])

    return _asked


@pytest.mark.parametrize(
    ("decision", "process", "of_the_system"),
    [
        ("terminateCertificate", "CertificateTermination", "AGE_18"),
        ("excludeFromRegister", "RegisterExclusion", "PROVIDER_EXCLUDED"),
    ],
)
def test_what_the_system_alone_finds_is_not_offered(asked, people, decision, process, of_the_system):
    assert of_the_system in in_force(process)
    assert asked(people["clerk"], decision) == [code for code in in_force(process) if code != of_the_system]


def test_a_contract_is_ended_on_the_grounds_of_ones_own_side(asked, people):
    made = live_contracts.in_force()
    payer = ContractLine.objects.filter(contract=made.contract).first().agreement.payer
    accountant = factories.member(Role.ACCOUNTANT, payer.unit)
    about = {"subject": contract_id(made)}

    for given in ({}, about):
        assert asked(made.family.parent, "terminateContract", **given) == []
        assert asked(made.school.manager, "terminateContract", **given) == in_force(BY_PROVIDER)
        assert asked(accountant, "terminateContract", **given) == in_force(BY_PAYER)
    assert asked(made.school.manager, "terminateContract", subject="?") == []
    stranger = factories.member(Role.PROVIDER_MANAGER, factories.provider().unit)
    for nobody in (stranger, people["clerk"]):
        assert asked(nobody, "terminateContract", **about) == []


def test_whoever_stands_on_two_sides_is_offered_what_the_act_will_take(asked):
    made = live_contracts.in_force()
    parent = made.family.parent
    Membership.objects.create(
        user=parent, role=Role.PROVIDER_MANAGER, unit=made.school.provider.unit, valid_from=factories.SINCE
    )
    about = {"subject": contract_id(made)}
    assert asked(parent, "terminateContract", **about) == in_force(BY_PROVIDER)


def test_no_ground_is_offered_twice(asked, people):
    for who in ("clerk", "head", "provider"):
        found = asked(people[who], "terminateContract")
        assert len(found) == len({*found})


def test_a_pupil_with_a_contract_is_withdrawn_on_the_grounds_of_the_contract(asked):
    made = live_contracts.in_force()
    bound, free = live_contracts.pupil_of(made.contract), enrollments.enrolled(enrollments.school())
    manager = made.school.manager
    assert asked(manager, "withdrawPupil", subject=to_base64("Enrollment", bound.pk)) == in_force(BY_PROVIDER)
    own = factories.member(Role.PROVIDER_MANAGER, free.provider.unit)
    assert asked(own, "withdrawPupil", subject=to_base64("Enrollment", free.pk)) == in_force("PupilWithdrawal")
    assert asked(own, "withdrawPupil", subject=to_base64("Enrollment", bound.pk)) == []  # not theirs


def test_a_ground_that_the_head_has_overturned_is_not_offered_again(api, people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    story.score(8).score(8).do("classify_program", "clerk", FIRST_CLASS)
    refused = decisions.CertifyProgram(
        verdict=decisions.CertificationVerdict.REFUSE, grounds=("UNSAFE_OR_UNLAWFUL",), reason="Опасно."
    )
    story.do("certify_program", "clerk", refused)
    story.do("appeal_refusal", "provider", decisions.AppealRefusal(text="Это не так."))
    upheld = decisions.DecideAppeal(verdict=decisions.AppealVerdict.UPHOLD, reason="Довод верен.")
    story.do("decide_appeal", "head", upheld)
    step = story.case.task_set.get(finished=None, flow_task_type="HUMAN")

    form = api(people["clerk"], "TaskForm", id=to_base64("Task", step.pk)).data["task"]["form"]

    assert "UNSAFE_OR_UNLAWFUL" in in_force("ProgramCertification")
    kept = [code for code in in_force("ProgramCertification") if code != "UNSAFE_OR_UNLAWFUL"]
    assert offered(form, "grounds") == kept


def test_whatever_is_offered_is_taken(asked, api):
    made = live_contracts.in_force()
    codes = asked(made.school.manager, "terminateContract", subject=contract_id(made))
    for code in codes:
        given = {
            "contract": contract_id(made),
            "expectedVersion": contracts.fresh(made.contract).version,
            "idempotencyKey": contracts.key(),
        }
        answer = api(made.school.manager, "TerminateContract", input={**given, "ground": code, "reason": ""})
        assert "GROUND_UNKNOWN" not in str(answer.data)
