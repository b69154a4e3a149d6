"""What days do to requests for places and to pupils: holds run out, requests lose their ground, lessons are over.

Each row is a transaction of its own; a busy one comes next time, a broken one stays loud and stops no other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from viewflow.workflow.status import PROCESS

from backoffice.contracts import offering
from backoffice.enrollments import lapses, leaving, pupils, renewals, requests, waiting_list
from backoffice.enrollments import places as group_places
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.errors import Refused
from backoffice.jobs import services as jobs
from backoffice.jobs.models import Job
from backoffice.journal import Act
from workflows import endings, engine, incidents, locks
from workflows.contract_signing import ContractSigning
from workflows.enrollment_approval import EnrollmentApproval
from workflows.models import Process, Task

log = logging.getLogger(__name__)
BATCH = 100


def sweep(on: date, *, thorough: bool = True) -> int:
    """Do what is due on a day; return how many requests and enrollments were ended or went on under a renewal.

    Pupils go before requests: places of a renewal may be fewer than both need. Whether a request has lost its ground is
    asked of every open one: only in a `thorough` sweep.
    """
    done = each(lapses.held_too_long(on=on), lambda pk: _expire(pk, on))
    done += each(renewals.pupils(on=on), lambda pk: renewals.keep_pupil(pupils.lock(pk), Act(None, on)))
    done += each(renewals.asked(on=on), lambda pk: _renew(pk, on))
    if thorough:
        done += each(lapses.without_ground(on=on), lambda pk: _stop(pk, on))
    done += each(lapses.completed(on=on), lambda pk: _complete(pk, on))
    each(lapses.without_contract(), _prepare)
    _ask_for_service()
    return done


def _expire(request_id: int, on: date) -> bool:
    """End a request whose hold has run out: its place goes to the next."""
    case = _held(request_id)
    if case is None or not lapses.held_too_long(on=on).filter(pk=request_id).exists():
        return False
    request = _request(case)
    requests.expire(request, engine.act_of_the_system(case), lapses.OVER[EnrollmentRequest.Status(request.status)])
    engine.cancel(case)
    return True


def _renew(request_id: int, on: date) -> bool:
    """Let a request go on under the renewal of its entry, or end it where that has no place for it."""
    case = _held(request_id)
    if case is None or not renewals.asked(on=on).filter(pk=request_id).exists():
        return False
    if not renewals.keep_request(_request(case), engine.act_of_the_system(case), on=on):
        endings.cancel([case], renewals.NO_PLACE)
    return True


def _stop(request_id: int, on: date) -> bool:
    """End a request that rests on nothing any more."""
    case = _held(request_id)
    found: Any = lapses.without_ground(on=on).filter(pk=request_id).first()  # with the annotated `lost`
    if case is None or found is None:
        return False
    endings.cancel([case], found.lost)
    return True


def _prepare(request_id: int) -> bool:
    """Begin the contract of a request that has waited for one since before there were contracts: its step goes on."""
    case = _held(request_id)
    waiting = Task.objects.filter(process=case, flow_task=EnrollmentApproval.contracting, finished=None).first()
    if case is None or waiting is None or not lapses.without_contract().filter(pk=request_id).exists():
        return False
    waiting.process = case
    contract = offering.prepare(_request(case), engine.act_of_the_system(case))
    ContractSigning.start.run(item=contract, parent=waiting)
    return True


def _held(request_id: int) -> Process | None:
    """The open case of a request, ours alone, unless somebody else has it."""
    held = endings.hold(endings.requests_for_places(pk=request_id), skip_locked=True)
    return held[0] if held and held[0].status == PROCESS.NEW else None


def _request(case: Process) -> EnrollmentRequest:
    assert case.enrollment_request, "a case about a request for a place"
    return case.enrollment_request


def _complete(enrollment_id: int, on: date) -> bool:
    """The last lesson is over: the pupil has graduated, and the place is free."""
    enrollment = pupils.lock(enrollment_id)
    if not lapses.completed(on=on).filter(pk=enrollment_id).exists():
        return False
    pupils.complete(enrollment, Act(None, on))
    return True


@transaction.atomic
def _ask_for_service() -> None:
    """Ask for service where a place is free, or soon will be, and somebody waits: the register may have more places."""
    asked = Job.objects.filter(kind=Job.Kind.SERVE_WAITING_LIST, subject_id=OuterRef("pk"))
    for group in lapses.unserved().filter(~Exists(asked)).order_by("pk"):
        head = waiting_list.first_of(group.pk)
        if head is None:
            continue
        if group_places.look(group.pk, head.request.entry).left > 0 or leaving.next_in(group.pk) is not None:
            jobs.add(Job.Kind.SERVE_WAITING_LIST, group.pk)


def each(due: QuerySet, do: Callable[[int], bool]) -> int:
    """Do something to each row that is due, batch by batch."""
    done, last = 0, 0
    while batch := [*due.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]]:
        done += sum(_one(pk, do) for pk in batch)
        last = batch[-1]
    return done


def _one(pk: int, do: Callable[[int], bool]) -> bool:
    try:
        with transaction.atomic(), locks.patience():
            return do(pk)
    except Refused as refused:
        log.info("Row %s is busy now: %s", pk, refused)
    except Exception as error:
        log.error("Row %s cannot be swept: %s", pk, incidents.told(error))
    return False
