"""The acts on requests for a place that no step asks for. Inside the caller's transaction.

Locks: the certificate comes first, places last; an open case comes before both.
"""

from __future__ import annotations

import uuid
from datetime import date
from functools import lru_cache
from types import SimpleNamespace

from django.utils import timezone
from viewflow.workflow.status import PROCESS

from backoffice.access import NOBODY, Role, Viewer
from backoffice.certificates.models import Certificate
from backoffice.enrollments import assessing, plans, requests, sending
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.enrollments.plans import Plan
from backoffice.errors import Refusal, Refused
from backoffice.funding import services as funding
from backoffice.groups.models import StudyGroup
from backoffice.journal import Act
from backoffice.statements import KeptQuery, Param
from workflows import clock, locks
from workflows.activations import keep
from workflows.engine import CHANGED, NOT_FOUND, first_time
from workflows.enrollment_approval import EnrollmentApproval
from workflows.models import Process, Receipt, Task

NOT_REFUSED = Refusal(
    "REFUSAL_NOT_OPEN", "Отказа, который можно пересмотреть, по этой заявке нет.", requests.RULE, "Обновите страницу."
)

KEY = Param("key", lambda asked: asked.key)


def apply(*, certificate_id, decision, by: Viewer, key: str) -> EnrollmentRequest:
    """Ask for a place, held from now on, and open the case; a repeated `key` gives the same request.

    :raises Refused: NOT_FOUND, KEY_REUSED, TASK_BUSY, or every reason against the request
    """
    if not first_time(by.user, key, f"apply for enrollment {certificate_id} {decision}"):
        return _made_with(key, by)
    certificate, planned = _planned(certificate_id, decision.group, decision.starts_on, by)
    if reasons := [*decision.why_not(), *sending.why_not_ask(planned, waits=decision.waits)]:
        raise Refused(*reasons)
    act = _opening(by)
    return _opened(sending.ask(certificate, planned, act, waits=decision.waits), act, key)


def save_draft(*, certificate_id, decision, by: Viewer, key: str) -> EnrollmentRequest:
    """Keep what the family has chosen, and open the case; a repeated `key` gives the same draft.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against the request; without a place one may still draft
    """
    if not first_time(by.user, key, f"draft enrollment {certificate_id} {decision}"):
        return _made_with(key, by)
    certificate, planned = _planned(certificate_id, decision.group, decision.starts_on, by)
    if reasons := [*decision.why_not(), *sending.why_not_ask(planned, waits=True)]:
        raise Refused(*reasons)
    act = _opening(by)
    return _opened(sending.draft(certificate, planned, act), act, key)


def override(*, request_id, decision, expected_version: int, by: Viewer, key: str) -> EnrollmentRequest:
    """The head says that an enrollment is possible, while its refusal can still be appealed.

    :raises Refused: NOT_FOUND, KEY_REUSED, TASK_BUSY, CASE_CHANGED, or every reason against it
    """
    seen = EnrollmentRequest.objects.visible_to(by).filter(pk=request_id).first()
    if seen is None or not by.may("override_assessment", seen.municipality_id):
        raise Refused(NOT_FOUND)
    if not first_time(by.user, key, f"override assessment {seen.pk} {decision}"):
        return seen
    step = EnrollmentApproval.appeal_assessment
    task = Task.objects.filter(flow_task=step, process__enrollment_request=seen, finished=None).first()
    if task is None:
        raise Refused(*decision.why_not(), NOT_REFUSED)
    with locks.patience():
        waiting = locks.locking(EnrollmentApproval, Task.objects.filter(pk=task.pk)).get()
        case = waiting.process
        case.lock_subject()
        request = case.enrollment_request
        if request.version != expected_version:
            raise Refused(CHANGED)
        reasons = [*decision.why_not()]
        if waiting.finished or request.status != EnrollmentRequest.Status.NOT_POSSIBLE:
            reasons.append(NOT_REFUSED)
        if reasons:
            raise Refused(*reasons)
        assessing.override(request, decision.reason.strip(), Act(by.user, timezone.localdate(), case.case_id))
        clock.go_on(case, on=timezone.localdate())
        step.activation_class(waiting).expire()
        case.version += 1
        keep(case)
    return request


def _planned(certificate_id: int, group_id: int, starts_on: date | None, by: Viewer) -> tuple[Certificate, Plan]:
    """The certificate of the viewer's own child, ours alone from now on, and what the request comes to."""
    roles = frozenset(by.units)
    with locks.patience():
        own = _certificate_of(roles).objects(SimpleNamespace(viewer=by, key=certificate_id))
    if not own or not by.may("apply_for_enrollment", own[0].child_id):
        raise Refused(NOT_FOUND)
    found = _group_of(roles).objects(SimpleNamespace(viewer=by, key=group_id))
    if not found:
        raise Refused(NOT_FOUND)
    certificate, group = own[0], found[0]
    return certificate, plans.plan(certificate, group, on=timezone.localdate(), starts_on=starts_on)


@lru_cache(maxsize=256)
def _certificate_of(roles: frozenset[Role]) -> KeptQuery:
    """What locks a certificate that somebody with those roles sees."""
    return KeptQuery(funding.locking(Certificate.objects.visible_to(_anybody(roles)).filter(pk=KEY)))


@lru_cache(maxsize=256)
def _group_of(roles: frozenset[Role]) -> KeptQuery:
    """What reads a group that somebody with those roles sees, as plans need it."""
    seen = StudyGroup.objects.visible_to(_anybody(roles)).filter(pk=KEY)
    return KeptQuery(seen.select_related(*plans.READ_ALONG))


def _anybody(roles: frozenset[Role]) -> Viewer:
    return Viewer(NOBODY, {role: [] for role in roles})


def _opening(by: Viewer) -> Act:
    return Act(by.user, timezone.localdate(), uuid.uuid4())


def _opened(request: EnrollmentRequest, act: Act, key: str) -> EnrollmentRequest:
    EnrollmentApproval.start.run(subject=request, act=act)
    Receipt.objects.filter(user=act.by, key=key).update(subject_id=request.pk)
    return request


def _made_with(key: str, by: Viewer) -> EnrollmentRequest:
    """What the first request with an idempotency key has made."""
    return EnrollmentRequest.objects.get(pk=Receipt.objects.get(user=by.user, key=key).subject_id or 0)


def open_case(request: EnrollmentRequest) -> Process | None:
    """The case of a request that is not closed."""
    return Process.objects.filter(enrollment_request=request, status=PROCESS.NEW).first()
