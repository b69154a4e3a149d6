"""A provider offers the next part of a program to a pupil. Inside the caller's transaction."""

from __future__ import annotations

import uuid

from django.utils import timezone

from backoffice import journal
from backoffice.access import Viewer
from backoffice.contracts import ending, prolongation
from backoffice.contracts.models import Contract
from backoffice.enrollments import plans, requests, sending
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.errors import Refused
from backoffice.groups.models import StudyGroup
from backoffice.journal import Act
from workflows import engine, locks
from workflows.engine import CHANGED, NOT_FOUND, first_time
from workflows.enrollment_approval import EnrollmentApproval
from workflows.models import Process, Receipt, Task


def prolong(*, contract_id, decision, expected_version: int, by: Viewer, key: str) -> EnrollmentRequest:
    """Hold a place in the next group for the pupil of a contract and ask the municipality; the family accepts later.

    It is a request like any other, which the provider has made and accepted; its contract names the one it prolongs.

    :raises Refused: NOT_FOUND, KEY_REUSED, TASK_BUSY, CASE_CHANGED, or every reason against it
    """
    seen = Contract.objects.visible_to(by).filter(pk=contract_id).first()
    groups = StudyGroup.objects.visible_to(by).select_related(*plans.READ_ALONG)
    group = groups.filter(pk=decision.group, provider=seen.provider_id).first() if seen else None
    if seen is None or group is None or not by.may("prolong_contract", seen.provider_id):
        raise Refused(NOT_FOUND)
    if not first_time(by.user, key, f"prolong {seen.pk} {decision}"):
        return EnrollmentRequest.objects.get(pk=Receipt.objects.get(user=by.user, key=key).subject_id or 0)
    with locks.patience():
        contract = ending.lock(seen.pk)
    if contract.version != expected_version:
        raise Refused(CHANGED)
    act = Act(by.user, timezone.localdate(), uuid.uuid4())
    planned = plans.plan(contract.certificate, group, on=act.on)
    against = [*prolongation.why_not_prolong(contract, group, on=act.on), *sending.why_not_ask(planned, waits=False)]
    if reasons := [*decision.why_not(), *against]:
        raise Refused(*reasons)
    with journal.at_once():
        request = sending.ask_for_pupil(contract.certificate, planned, act)
        _accept(request, EnrollmentApproval.start.run(subject=request, act=act), act)
    Receipt.objects.filter(user=by.user, key=key).update(subject_id=request.pk)
    return request


def _accept(request: EnrollmentRequest, case: Process, act: Act) -> None:
    """The provider has asked itself, so its answer is given, in a case that nobody else sees yet."""
    step = Task.objects.get(process=case, flow_task=EnrollmentApproval.answer_enrollment, finished=None)
    step.process = case
    requests.accept(request, act)
    engine.complete_for(step, act.by)
