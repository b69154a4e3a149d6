"""The waiting lists, served one place a transaction. True: nothing is left."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from viewflow.workflow.status import PROCESS

from backoffice.enrollments import leaving, places, requests, waiting_list
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.enrollments.waiting import WaitingListEntry
from backoffice.funding import services as funding
from backoffice.journal import Act
from workflows import engine, locks
from workflows.enrollment_approval import EnrollmentApproval
from workflows.models import Process

Waiting = WaitingListEntry.Status


def serve_waiting_list(group_id: int) -> bool:
    """Offer a free place of a group to the first who waits. True: no place, or nobody waits."""
    head = waiting_list.first_of(group_id)
    if head is None:
        return True
    open_cases = Process.objects.filter(enrollment_request=head.request_id, status=PROCESS.NEW)
    case_id = open_cases.values_list("pk", flat=True).first()
    if case_id is None:
        assert waiting_list.first_of(group_id) != head, "who waits has an open case"
        return False  # it has ended meanwhile: look again
    case = locks.of_case(EnrollmentApproval, case_id)
    case.lock_subject()
    request = case.enrollment_request
    assert request is not None  # the case is about it
    request.certificate = funding.lock(request.certificate_id)
    seen = places.look(group_id, request.entry)
    after = None if seen.left > 0 else leaving.next_in(group_id)  # else one that comes free at the end of a month
    first = request.starts_on
    # The entry may have been renewed meanwhile.
    requests.plan_again(request, on=timezone.localdate(), earliest=leaving.first_day(after) if after else None)
    free = places.lock(group_id, request.entry)
    if waiting_list.first_of(group_id) != head or after != (None if free.left > 0 else leaving.next_in(group_id)):
        _begin_again(request, first)
        return False  # somebody else was faster: look again
    if free.left <= 0 and after is None:
        return True
    act = Act(None, timezone.localdate(), case.case_id)
    reasons = [*requests.why_not_offer(request, on=act.on)]
    if reasons and all(reason.code in requests.PASSING for reason in reasons):
        # Of the provider or the municipality, not of this family: everybody goes on waiting.
        _begin_again(request, first)
        return True
    if reasons:
        text = " ".join(reason.message for reason in reasons)
        requests.remove_from_list(request, f"Место предложить нельзя. {text}", act)
        engine.cancel(case)
        return False
    requests.offer_place(request, head, free, act, after=after)
    engine.go_on(EnrollmentApproval.wait_for_place, enrollment_request=request.pk)
    return False


def _begin_again(request: EnrollmentRequest, first: date) -> None:
    """Who goes on waiting wants to begin on the day that the family said."""
    if request.starts_on != first:
        request.starts_on = first
        requests.plan_again(request, on=timezone.localdate())
