"""The acts around a contract's signatures that complete no step of the one who acts. Inside the caller's transaction.

Locks: as every step, the case and its root come first, then the request and the contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.contracts import rules, signers, signing, texts
from backoffice.contracts.models import Contract
from backoffice.documents.models import IssuedDocument
from backoffice.errors import Refusal, Refused
from backoffice.journal import Act
from backoffice.signatures import services as signatures
from backoffice.signatures.kinds import Answer
from backoffice.signatures.models import Signature
from backoffice.signatures.services import SentCode
from workflows import engine, locks
from workflows.contract_signing import ContractSigning as flow
from workflows.contract_signing import until_next
from workflows.engine import CHANGED, NOT_FOUND, first_time
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

    :raises Refused: NOT_FOUND, TASK_BUSY, TASK_CLOSED, TERM_OVER, or every reason against another code
    """
    task = Task.objects.filter(pk=task_id, flow_task__in=[*_documents]).first()
    with locks.patience():
        task = task and locks.of_task(task.flow_task, task_id, by)
        if task is None:
            raise Refused(NOT_FOUND)
        engine.must_wait(task)
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


def print_application(*, contract_id, decision, expected_version: int, by: Viewer) -> Contract:
    """Make the application that a family without a cabinet signs on paper; asked for again it is the same file.

    :raises Refused: NOT_FOUND, TASK_BUSY, CASE_CHANGED, OFFER_NOT_OPEN, TERM_OVER
    """
    seen = _own(contract_id, by)
    with locks.patience():
        task = _offer(seen, expected_version)
        case = task.process
        texts.issue_application(case.contract, by.user, Act(by.user, timezone.localdate(), case.case_id))
        return case.contract


def record_paper(*, contract_id, decision, expected_version: int, by: Viewer, key: str) -> Contract:
    """The provider keeps an acceptance on paper that the family has brought; a repeated `key` changes nothing more.

    :raises Refused: NOT_FOUND, KEY_REUSED, TASK_BUSY, CASE_CHANGED, or every reason against it
    """
    seen = _own(contract_id, by)
    if not first_time(by.user, key, f"paper acceptance {seen.pk} {decision}"):
        return seen
    with locks.patience():
        task = _offer(seen, expected_version)
        case = task.process
        _accept_on_paper(case, decision, Act(by.user, timezone.localdate(), case.case_id))
        engine.complete_for(task, by.user)
        return case.contract


def _own(contract_id, by: Viewer) -> Contract:
    """A contract of the viewer's own provider."""
    seen = Contract.objects.visible_to(by).filter(pk=contract_id).first()
    if seen is None or not by.may("offer_contract", seen.provider_id):
        raise Refused(NOT_FOUND)
    return seen


def _offer(seen: Contract, expected_version: int) -> Task:
    """The family's step of an offer that waits for it, locked with all that an answer changes."""
    waiting = Task.objects.filter(process__contract=seen, flow_task=flow.accept_contract, finished=None)
    task = locks.locking(flow, waiting).first()
    if task is None:
        raise Refused(NOT_OFFERED)
    engine.must_wait(task)
    task.process.lock_subject()
    if task.process.contract.version != expected_version:
        raise Refused(CHANGED)
    return task


def _accept_on_paper(case: Process, decision, act: Act) -> None:
    """The family's answer by the paper, in the name of whoever has signed it."""
    contract = case.contract
    assert contract is not None  # a case about a contract
    paper = signers.OnPaper(contract.child, decision.signer, decision.relation, decision.signed_on)
    answer = Answer(Signature.Kind.PAPER, "", decision.scan, decision.signed_on)
    given = signing.printed(contract, by=decision.signed_on)
    reasons = [*decision.why_not(), *paper.why_not()]
    reasons += rules.why_not_printed(is_printed=bool(given))
    if given:
        reasons += signing.why_not_accept(contract, paper.signer, given, answer, act)
    if reasons:
        raise Refused(*reasons)
    signing.accept(contract, answer, until_next(case), act)
