"""A contract made by mistake: asked for, agreed to, decided by four conditions; kopecks and place come back."""

from __future__ import annotations

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.contracts.annulments import UNMET
from backoffice.contracts.models import Contract, ContractAnnulment
from backoffice.enrollments.models import Enrollment, PlaceHold
from backoffice.entitlements.models import ServiceVolume
from backoffice.journal import Entry
from graphql_api.names import camel
from tests import contracting, contracts, enrollments, factories, pupils, signing
from tests.deeds_annulments import FOUR, agreed, on, requested
from tests.deeds_contract_endings import about
from workflows import engine
from workflows.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(reference):
    """A contract of which a month is spent already."""
    return contracts.active(contracts.school(starts_on=timezone.localdate()))


@pytest.fixture
def head(reference):
    return factories.member(Role.OPERATOR_HEAD, factories.operator_unit())


def asked_for(made, api) -> dict:
    letter = to_base64("StoredFile", signing.scan(made.school.manager).pk)
    content = about(made.contract, reason="Договор оформлен дважды.", letter=letter)
    return result(api(made.school.manager, "RequestAnnulment", input=content))


def result(answer) -> dict:
    """The only field of an answer."""
    assert not answer.errors, answer.errors
    return next(iter(answer.data.values()))


def codes(told: dict) -> list[str]:
    """Codes of the refusals."""
    return [each["code"] for each in told["refusals"]]


def decided(api, person, asked: ContractAnnulment, **changes) -> dict:
    said = {"verdict": "GRANT", "reason": "Условия проверены.", "idempotencyKey": contracts.key(), **FOUR, **changes}
    return api(person, "DecideAnnulment", input={**on(asked, "decide_annulment"), **said}).data["decideAnnulment"]


def test_all_the_way_every_kopeck_the_place_and_the_volume_come_back(api, begun, head):
    balance, reserved, spent = contracts.standing(begun)
    assert spent > 0
    asked_for(begun, api)
    asked = ContractAnnulment.objects.get()
    said = {"answer": "AGREE", "reason": "Да, ошиблись."}
    answered = api(begun.family.parent, "AnswerAnnulment", input={**on(asked, "answer_annulment"), **said})
    assert answered.data["answerAnnulment"]["status"] == "AGREED"
    assert decided(api, head, asked)["status"] == "GRANTED"
    assert contracts.standing(begun) == (balance + reserved + spent, 0, 0)
    now = contracts.fresh(begun.contract)
    assert (now.status, now.ended_on) == (Contract.Status.ANNULLED, timezone.localdate())
    assert Enrollment.objects.get().status == "WITHDRAWN"
    assert PlaceHold.objects.get().status == "FREED"
    volume = ServiceVolume.objects.get(certificate=begun.family.certificate)
    assert (volume.programs_reserved, volume.programs_used) == (0, 0)
    assert pupils.found() == ""
    words = {"annulment.requested", "annulment.agreed", "annulment.granted"}
    assert words <= {*Entry.objects.values_list("what", flat=True)}
    assert enrollments.apply(begun.family, begun.school.group).status == "SENT_TO_PROVIDER"


@pytest.mark.parametrize(("missing", "named"), [*zip(FOUR, UNMET, strict=True)])
def test_each_of_the_four_conditions_is_needed(api, begun, head, missing, named):
    asked, before = agreed(begun), contracts.standing(begun)
    refused = decided(api, head, asked, **{missing: False})
    assert [(each["code"], each["path"]) for each in refused["refusals"]] == [("CONDITION_NOT_MET", [camel(named)])]
    assert contracts.standing(begun) == before
    assert contracts.fresh(begun.contract).status == "ACTIVE"


def test_a_refusal_leaves_the_contract_and_says_why(api, begun, head):
    asked, before = agreed(begun), contracts.standing(begun)
    given = decided(api, head, asked, verdict="REFUSE", **dict.fromkeys(FOUR, False))
    assert (given["status"], given["decision"]) == ("REFUSED", "Условия проверены.")
    assert (contracts.standing(begun), contracts.fresh(begun.contract).status) == (before, "ACTIVE")


def test_without_the_familys_word_it_stays(api, begun):
    asked = requested(begun)
    said = {**on(asked, "answer_annulment"), "answer": "DECLINE", "reason": "Ребёнок ходит на занятия."}
    assert api(begun.family.parent, "AnswerAnnulment", input=said).data["answerAnnulment"]["status"] == "DECLINED"
    again = requested(begun)
    task = Task.objects.get(process__annulment=again, finished=None)
    Task.objects.filter(pk=task.pk).update(due_at=timezone.now())
    assert engine.expire(task.pk)
    assert ContractAnnulment.objects.get(pk=again.pk).status == "EXPIRED"
    assert contracts.fresh(begun.contract).status == "ACTIVE"


def test_asked_for_once_at_a_time_about_a_live_contract_with_a_letter_of_ones_own(api, begun):
    foreign = to_base64("StoredFile", signing.scan(begun.family.parent).pk)
    content = about(begun.contract, reason=" ", letter=foreign)
    refused = result(api(begun.school.manager, "RequestAnnulment", input=content))
    assert codes(refused) == ["REASON_REQUIRED", "FILE_NOT_FOUND"]
    assert asked_for(begun, api)["status"] == "REQUESTED"
    assert codes(asked_for(begun, api)) == ["ANNULMENT_OPEN"]
    offered = contracts.offered(begun.school)
    assert codes(asked_for(offered, api)) == ["CONTRACT_NOT_LIVE"]


def test_a_repeated_key_asks_once(api, begun):
    letter = to_base64("StoredFile", signing.scan(begun.school.manager).pk)
    content = about(begun.contract, reason="Ошибка.", letter=letter)
    first, second = (
        api(begun.school.manager, "RequestAnnulment", input=content).data["requestAnnulment"]["id"] for _ in range(2)
    )
    assert first == second
    assert ContractAnnulment.objects.count() == 1


def test_others_find_nothing_to_ask_answer_or_decide(api, begun, head):
    strangers = [
        factories.member(Role.PROVIDER_MANAGER, contracts.school().provider.unit),
        contracts.family().parent,
        factories.member(Role.ACCOUNTANT, begun.contract.lines.first().agreement.payer.unit),
    ]
    content = about(begun.contract, reason="Ошибка.", letter=to_base64("StoredFile", "1"))
    for person in [*strangers, begun.family.parent, head]:
        assert codes(result(api(person, "RequestAnnulment", input=content))) == ["NOT_FOUND"]
    asked = agreed(begun)
    for person in [*strangers, begun.school.manager, begun.family.parent]:
        said = {"verdict": "REFUSE", "reason": "Нет.", "idempotencyKey": contracts.key()}
        said |= on(asked, "decide_annulment")
        assert codes(result(api(person, "DecideAnnulment", input=said))) == ["NOT_FOUND"]
    for person in strangers:
        assert api(person, "ContractAnnulments").data["contractAnnulments"]["edges"] == []
    for person in (head, begun.school.manager, begun.family.parent):
        (edge,) = api(person, "ContractAnnulments", status="AGREED").data["contractAnnulments"]["edges"]
        assert edge["node"]["letter"]["name"] == "Скан.pdf"


def test_the_program_that_was_certified_goes_the_same_way(api, people, head):
    made = contracts.active(contracting.school(people))
    decided(api, head, agreed(made))
    assert contracts.fresh(made.contract).status == "ANNULLED"
