"""The decisions about contracts made by mistake and about prolonged ones, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from strawberry.relay import to_base64

from backoffice.contracts.models import ContractAnnulment
from backoffice.programs.models import ProgramModule
from tests import contracts, eligible, enrollments, signing
from tests.deeds import Deed
from tests.deeds_contract_endings import about
from workflows import annulment_acts, engine
from workflows.decisions import annulments as decisions
from workflows.erroneous_contract import ErroneousContract
from workflows.models import Task

FOUR = {"bothAgree": True, "notInvoiced": True, "isSerious": True, "moneyNeeded": True}


def on(asked: ContractAnnulment, step: str) -> dict:
    """The input of a decision at a step."""
    task = Task.objects.select_related("process").get(
        process__annulment=asked, flow_task=getattr(ErroneousContract, step), finished=None
    )
    return {"task": to_base64("Task", task.pk), "expectedVersion": task.process.version}


@transaction.atomic
def requested(made: contracts.Making) -> ContractAnnulment:
    """The provider asks to take a contract back."""
    manager = made.school.manager
    decision = decisions.RequestAnnulment(reason="Договор оформлен дважды.", letter=signing.scan(manager).pk)
    return annulment_acts.request(
        contract_id=made.contract.pk,
        decision=decision,
        expected_version=contracts.fresh(made.contract).version,
        by=contracts.viewers.viewer_of_user(manager),
        key=contracts.key(),
    )


@transaction.atomic
def agreed(made: contracts.Making) -> ContractAnnulment:
    """The family says so too."""
    asked = requested(made)
    task = Task.objects.select_related("process").get(process__annulment=asked, finished=None, flow_task_type="HUMAN")
    engine.complete(
        ErroneousContract.answer_annulment,
        task_id=task.pk,
        decision=decisions.AnswerAnnulment(answer=decisions.AnnulmentAnswer.AGREE),
        expected_version=task.process.version,
        by=contracts.viewers.viewer_of_user(made.family.parent),
    )
    return ContractAnnulment.objects.get(pk=asked.pk)


def _second_part(made: contracts.Making) -> ProgramModule:
    """Another part of the program, like the first and priced like it."""
    part = made.school.edition.modules.get(number=1)
    (cost,) = part.normative_costs.all()
    part.pk, part.number = None, 2
    part.save(force_insert=True)
    cost.pk, cost.module = None, part
    cost.save(force_insert=True)
    return part


def next_group(made: contracts.Making, *, module: int = 2, price: int = eligible.PRICE, days: int = 5, **changes):
    """A group of another part that begins after a contract."""
    part = made.school.edition.modules.filter(number=module).first() or _second_part(made)
    starts_on = made.contract.ends_on + timedelta(days=days)
    span = {"starts_on": starts_on, "ends_on": starts_on + timedelta(days=20)}
    return enrollments.group(made.school.edition, module=part, price=price, **{**span, **changes})


def request(people) -> Deed:
    made = contracts.active()
    letter = to_base64("StoredFile", signing.scan(made.school.manager).pk)
    return Deed(made.school.manager, "RequestAnnulment", about(made.contract, reason="Ошибка.", letter=letter))


def answer(people) -> Deed:
    made = contracts.active()
    return Deed(made.family.parent, "AnswerAnnulment", {**on(requested(made), "answer_annulment"), "answer": "AGREE"})


def decide(people) -> Deed:
    content = {**on(agreed(contracts.active()), "decide_annulment"), "idempotencyKey": contracts.key(), **FOUR}
    return Deed(people["head"], "DecideAnnulment", {**content, "verdict": "GRANT", "reason": "Условия выполнены."})


def prolong(people) -> Deed:
    made = contracts.active()
    content = {"group": to_base64("StudyGroup", next_group(made).pk)}
    return Deed(made.school.manager, "ProlongContract", about(made.contract, **content))


DEEDS: dict[str, Callable[[dict], Deed]] = {
    "requestAnnulment": request,
    "answerAnnulment": answer,
    "decideAnnulment": decide,
    "prolongContract": prolong,
}
