"""The act that opens a case about a contract made by mistake. Inside the caller's transaction."""

from __future__ import annotations

import uuid

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.contracts import annulments
from backoffice.contracts.models import Contract, ContractAnnulment
from backoffice.errors import Refused
from backoffice.files import attaching
from backoffice.journal import Act
from workflows import locks
from workflows.engine import CHANGED, NOT_FOUND, first_time
from workflows.erroneous_contract import ErroneousContract
from workflows.models import Receipt


def request(*, contract_id, decision, expected_version: int, by: Viewer, key: str) -> ContractAnnulment:
    """Ask for a contract to be taken back, and open its case; a repeated `key` gives what the first request made.

    :raises Refused: NOT_FOUND, KEY_REUSED, TASK_BUSY, CASE_CHANGED, or every reason against it
    """
    seen = Contract.objects.visible_to(by).filter(pk=contract_id).first()
    if seen is None or not by.may("request_annulment", seen.provider_id):
        raise Refused(NOT_FOUND)
    if not first_time(by.user, key, f"request annulment {seen.pk} {decision}"):
        return ContractAnnulment.objects.get(pk=Receipt.objects.get(user=by.user, key=key).subject_id or 0)
    with locks.patience():
        contract = annulments.lock(seen.pk)
    if contract.version != expected_version:
        raise Refused(CHANGED)
    letter = attaching.brought_by(by.user, decision.letter)
    if reasons := [*decision.why_not(), *annulments.why_not_request(contract, letter)]:
        raise Refused(*reasons)
    assert letter is not None  # the rules have asked
    act = Act(by.user, timezone.localdate(), uuid.uuid4())
    made = annulments.request(contract, decision.reason.strip(), letter, act)
    ErroneousContract.start.run(subject=made, act=act)
    Receipt.objects.filter(user=by.user, key=key).update(subject_id=made.pk)
    return made
