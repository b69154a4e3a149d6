"""Open cases that end because what they are about came to its end: locked before it, cancelled after it.

A case about a place in a group has more behind it: its request is stopped with a reason that the family reads, and the
place and the volume are free. So with such cases their requests, certificates and groups are locked as well.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q
from viewflow.workflow.status import PROCESS

from backoffice.contracts import ending
from backoffice.enrollments import requests
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.errors import BUSY, Refused
from workflows import engine
from workflows.models import Process


def about_certificate(certificate_id: int) -> Q:
    """Cases about a certificate: its issue, its moves, its money, places asked for by it."""
    return Q(certificate=certificate_id) | Q(move__certificate=certificate_id) | requests_by(certificate_id)


def requests_by(certificate_id: int) -> Q:
    """Cases about what is asked for by a certificate: money, places in groups."""
    return requests_for_money(certificate_id) | requests_for_places(certificate=certificate_id)


def requests_for_money(certificate_id: int) -> Q:
    """Cases about money for a certificate."""
    return Q(funding_request__certificate=certificate_id)


def requests_for_places(**of_request) -> Q:
    """Cases about requests for places, by what is said of the request; none where the key is None."""
    return Q(**{f"enrollment_request__{name}__in": [key] for name, key in of_request.items()})


def hold(where: Q, *, skip_locked: bool = False, contracts_of: Collection[int] = ()) -> list[Process]:
    """Lock the open cases of that kind: cases come before certificates, and those before places of groups.

    Whoever ends certificates with their contracts, `contracts_of` them, locks these in between.
    """
    cases = Process.objects.filter(where, status=PROCESS.NEW).order_by("pk")
    held = [*cases.select_for_update(no_key=True, skip_locked=skip_locked, of=("self",))]
    for key in sorted(contracts_of):
        ending.lock_all(key)
    for_places = [case for case in held if case.enrollment_request_id]
    for case in for_places:
        case.lock_subject()
    if for_places:
        requests.lock_all([_request(case) for case in for_places])
    return held


def end(where: Q, held: list[Process], why: str = "") -> None:
    """Cancel the open cases of that kind, every one of which is held; families read `why` in requests for places.

    :raises Refused: TASK_BUSY, when one was opened meanwhile
    """
    others = Process.objects.filter(where, status=PROCESS.NEW).exclude(pk__in=[case.pk for case in held])
    if others.exists():
        raise Refused(BUSY)
    cancel(held, why)


def cancel(held: list[Process], why: str) -> None:
    """Cancel held cases; requests for places are stopped in the order of the entries whose places they free.

    What was opened since they were held goes on: `enrollment_sweeps` ends what has no ground.
    """
    for case in sorted(held, key=_entry):
        if case.enrollment_request_id:
            requests.stop(_request(case), why, engine.act_of_the_system(case))
        engine.cancel(case)


def _request(case: Process) -> EnrollmentRequest:
    assert case.enrollment_request, "a case about a request for a place"
    return case.enrollment_request


def _entry(case: Process) -> int:
    return _request(case).entry_id if case.enrollment_request_id else 0
