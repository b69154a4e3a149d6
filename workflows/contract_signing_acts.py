"""The acts around a contract's signatures that complete no step of the one who acts. Inside the caller's transaction.

Locks: as every step, the case and its root come first, then the request and the contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.accounts.models import User
from backoffice.contracts import signing
from backoffice.contracts.models import Contract
from backoffice.documents.models import IssuedDocument
from backoffice.errors import Refusal, Refused
from backoffice.journal import Act
from backoffice.signatures import services as signatures
from backoffice.signatures.models import Signature
from backoffice.signatures.services import Answer, SentCode
from workflows import engine, locks
from workflows.contract_signing import ContractSigning as flow
from workflows.contract_signing import until
from workflows.engine import CHANGED, CLOSED, NOT_FOUND, first_time
from workflows.models import Process, Task

NOT_OFFERED = Refusal(
    "OFFER_NOT_OPEN", "Этот договор сейчас не ждёт ответа семьи.", "ГК РФ, ст. 438", "Обновите страницу."
)


@dataclass(frozen=True)
class CodeSent:
    """What will be signed, and the code that was sent for it."""

    documents: Sequence[IssuedDocument]
    code: SentCode


def request_code(*, task_id, decision, by: Viewer) -> CodeSent:
    """Make what a person is to sign at an open step of theirs, and send them a code for it.

    :raises Refused: NOT_FOUND, TASK_BUSY, TASK_CLOSED, or every reason against another code
    """
    task = Task.objects.filter(pk=task_id, flow_task__in=[*_documents]).first()
    with locks.patience():
        task = task and locks.of_task(task.flow_task, task_id, by)
        if task is None:
            raise Refused(NOT_FOUND)
        if task.finished:
            raise Refused(CLOSED)
        case = task.process
        case.lock_subject()
        act = Act(by.user, timezone.localdate(), case.case_id)
        documents = _documents[task.flow_task](case.contract, by.user, act)
        return CodeSent(documents, signatures.send_code(by.user, documents, act))


_documents = {
    flow.accept_contract: signing.to_accept,
    flow.consent_to_contract: lambda contract, signer, act: signing.to_consent(contract),
    flow.sign_contract: lambda contract, signer, act: signing.to_sign(contract),
}


def record_paper(*, contract_id, decision, expected_version: int, by: Viewer, key: str) -> Contract:
    """The provider keeps an acceptance on paper that the family has brought; a repeated `key` changes nothing more.

    :raises Refused: NOT_FOUND, KEY_REUSED, TASK_BUSY, CASE_CHANGED, or every reason against it
    """
    seen = Contract.objects.visible_to(by).filter(pk=contract_id).first()
    if seen is None or not by.may("offer_contract", seen.provider_id):
        raise Refused(NOT_FOUND)
    if not first_time(by.user, key, f"paper acceptance {seen.pk} {decision}"):
        return seen
    open_step = Task.objects.filter(process__contract=seen, flow_task=flow.accept_contract, finished=None).first()
    if open_step is None:
        raise Refused(*decision.why_not(), NOT_OFFERED)
    with locks.patience():
        task = locks.locking(flow, Task.objects.filter(pk=open_step.pk)).get()
        case = task.process
        case.lock_subject()
        if case.contract.version != expected_version:
            raise Refused(CHANGED)
        _accept_on_paper(task, case, decision, Act(by.user, timezone.localdate(), case.case_id))
        return case.contract


def _accept_on_paper(task: Task, case: Process, decision, act: Act) -> None:
    """Complete the family's step by the paper that it has signed, in the name of whoever asked for the place."""
    contract = case.contract
    assert contract is not None  # a case about a contract
    signer: User = contract.request.asked_by
    answer = Answer(Signature.Kind.PAPER, "", decision.scan, decision.signed_on)
    reasons = [*decision.why_not()]
    if task.finished or contract.status != Contract.Status.OFFERED:
        reasons.append(NOT_OFFERED)
    else:
        reasons += signing.why_not_accept(contract, signer, answer, act)
    if reasons:
        raise Refused(*reasons)
    signing.accept(contract, signer, answer, until(case, signing.next_step(contract, signer)), act)
    engine.complete_for(task, act.by)
