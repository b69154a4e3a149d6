"""The acts on meetings that no step asks for: the call, the agenda, a conflict, a correction.

Inside the caller's transaction.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone
from viewflow.workflow.status import PROCESS

from backoffice.access import Viewer
from backoffice.commissions import conflicts, holding, minutes
from backoffice.commissions.meetings import AgendaItem, Meeting, Minutes, Recusal
from backoffice.commissions.models import Commission, CommissionSeat
from backoffice.errors import Refused
from backoffice.journal import Act
from workflows import engine, locks
from workflows.ballot_casting import BallotCasting
from workflows.commission_meeting import CommissionMeeting
from workflows.engine import CHANGED, NOT_FOUND, first_time
from workflows.minutes_correction import MinutesCorrection
from workflows.models import Process, Receipt, Task
from workflows.subjects import SUBJECTS


def call_meeting(*, commission_id, decision, by: Viewer, key: str) -> Meeting:
    """Call a meeting and open its case; a repeated `key` gives the one that the first request made.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against it
    """
    if not by.may("call_meeting", commission_id):
        raise Refused(NOT_FOUND)
    rows = Commission.objects.select_related("municipality").select_for_update(no_key=True, of=("self",))
    commission = rows.get(pk=commission_id)
    if not first_time(by.user, key, f"call meeting {commission_id} {decision}"):
        return _made(Meeting, by, key)
    act = Act(by.user, timezone.localdate(), uuid.uuid4())
    called = (commission, decision.form, decision.held_on, decision.place)
    if reasons := [*decision.why_not(), *holding.why_not_call(*called, on=act.on)]:
        raise Refused(*reasons)
    meeting = holding.call(*called, act)
    CommissionMeeting.start.run(subject=meeting, act=act)
    Receipt.objects.filter(user=by.user, key=key).update(subject_id=meeting.pk)
    return meeting


def send_agenda(*, meeting_id, decision, expected_version: int, by: Viewer) -> Meeting:
    """Send the agenda of a called meeting to its members.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason against it
    """
    meeting = _lock("send_agenda", meeting_id, by)
    if meeting.version != expected_version:
        raise Refused(CHANGED)
    act, items = Act(by.user, timezone.localdate(), uuid.uuid4()), holding.open_items(meeting)
    if reasons := [*decision.why_not(), *holding.why_not_send_agenda(meeting, items, on=act.on)]:
        raise Refused(*reasons)
    holding.send_agenda(meeting, items, act)
    return meeting


def declare_conflict(*, agenda_item_id, decision, by: Viewer) -> Recusal:
    """A member of the meeting's composition does not decide on an item; its open ballot is taken away.

    :raises Refused: NOT_FOUND, TERM_OVER, or every reason against it
    """
    items = AgendaItem.objects.visible_to(by).select_related(*holding.OF_AN_ITEM)
    item = items.filter(pk=agenda_item_id).first()
    if item is None or not by.may("declare_conflict", item.meeting.commission_id):
        raise Refused(NOT_FOUND)
    seat = CommissionSeat.objects.filter(
        composition=item.meeting.composition_id, person=by.user, post__in=CommissionSeat.VOTING
    ).first()
    if seat is None:
        raise Refused(NOT_FOUND)
    case_id = Process.objects.filter(flow_class=CommissionMeeting, meeting=item.meeting_id).values_list("pk", flat=True)
    with locks.lock(CommissionMeeting, case_id.get()) as case:
        case.lock_subject()
        item.refresh_from_db(fields=["outcome"])
        waiting = _open_ballots(item, seat)
        if reasons := [*decision.why_not(), *conflicts.why_not_declare(item, seat)]:
            raise Refused(*reasons)
        act = Act(by.user, timezone.localdate(), case.case_id)
        recusal = conflicts.declare(item, seat, decision.ground, decision.note, act)
        for ballot in waiting:  # if it was the last, the votes are counted
            engine.cancel(locks.of_case(BallotCasting, ballot.process_id))
        return recusal


def _open_ballots(item: AgendaItem, seat: CommissionSeat) -> list[Task]:
    """The ballot that is put to the member already and waits, if there is one.

    :raises Refused: TERM_OVER, for the vote has ended with its term: who takes part in it changes no more
    """
    of_ballot = {"process__ballot__item": item, "process__ballot__seat": seat}
    found = [*Task.objects.filter(**of_ballot, flow_task=BallotCasting.cast_vote, finished=None)]
    for task in found:
        engine.must_wait(task)
    return found


def confirm_minutes(step: str, *, task_id, decision, expected_version: int, by: Viewer) -> Minutes:
    """Confirm the newest minutes of a meeting, be they the first or a correction: the step knows its flow.

    :raises Refused: as `engine.complete`
    """
    steps = [getattr(flow_class, step) for flow_class in (CommissionMeeting, MinutesCorrection)]
    task = Task.objects.filter(pk=task_id, flow_task__in=steps).first()
    node = task.flow_task if task else steps[0]
    done = engine.complete(node, task_id=task_id, decision=decision, expected_version=expected_version, by=by)
    return minutes.newest(done.process.meeting)


def correct_minutes(*, meeting_id, decision, expected_version: int, by: Viewer, key: str) -> Minutes:
    """Draw up minutes that correct the signed ones; a repeated `key` gives those that the first request made.

    :raises Refused: NOT_FOUND, CASE_CHANGED, KEY_REUSED, or every reason against it
    """
    meeting = _lock("correct_minutes", meeting_id, by)
    if not first_time(by.user, key, f"correct minutes {meeting_id} {decision}"):
        return _made(Minutes, by, key)
    if meeting.version != expected_version:
        raise Refused(CHANGED)
    is_open = Process.objects.filter(flow_class=MinutesCorrection, meeting=meeting, status=PROCESS.NEW).exists()
    if reasons := [*decision.why_not(), *minutes.why_not_correct(meeting, is_being_corrected=is_open)]:
        raise Refused(*reasons)
    act = Act(by.user, timezone.localdate(), uuid.uuid4())
    made = minutes.correct(meeting, decision.correction, act)
    MinutesCorrection.start.run(subject=meeting, act=act)
    Receipt.objects.filter(user=by.user, key=key).update(subject_id=made.pk)
    return made


def withdraw_correction(*, case_id, decision, expected_version: int, by: Viewer) -> Minutes:
    """Take back the minutes that a case corrects by; gives them as they are now.

    :raises Refused: as `engine.withdraw`
    """
    case = engine.withdraw(
        MinutesCorrection, case_id=case_id, decision=decision, expected_version=expected_version, by=by
    )
    assert case.meeting, "a case about a meeting"
    return case.meeting.minutes.latest("number")


def _lock(permission: str, meeting_id, by: Viewer) -> Meeting:
    """Lock a meeting on which the viewer may act, with what its documents tell.

    :raises Refused: NOT_FOUND
    """
    seen = Meeting.objects.visible_to(by).filter(pk=meeting_id).first()
    if seen is None or not by.may(permission, seen.commission_id):
        raise Refused(NOT_FOUND)
    rows = Meeting.objects.select_related(*SUBJECTS["meeting"])
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=seen.pk)


def _made(model: Any, by: Viewer, key: str) -> Any:
    """What the first request with a key made."""
    return model.objects.get(pk=Receipt.objects.get(user=by.user, key=key).subject_id)
