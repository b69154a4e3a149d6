"""Every decision about a meeting of a commission over HTTP, each in the setting in which it is taken."""

from __future__ import annotations

from collections.abc import Callable

from strawberry.relay import to_base64

from tests.deeds import Deed, of_case, of_task
from tests.meetings import Sitting


def called() -> Sitting:
    return Sitting().call()


def opened() -> Sitting:
    return called().open()


def counted() -> Sitting:
    return opened().vote_all()


def invitation(sitting: Sitting, **changes) -> dict:
    """The input of a call."""
    said = {
        "commission": to_base64("Commission", sitting.commission.pk),
        "form": "IN_ABSENTIA",
        "heldOn": sitting.held_on.isoformat(),
        "place": "",
        "idempotencyKey": "meeting-1",
    }
    return {**said, **changes}


def ballot_of(sitting: Sitting, number: int, **said) -> Deed:
    """The vote of one of the five; for, unless said otherwise."""
    content = said or {"choice": "FOR", "register": "SIGNIFICANT", "places": 20}
    person = sitting.people[number]
    return of_task(person, "CastVote", sitting.ballot(person), **content, idempotencyKey="vote-1")


def conflict_of(sitting: Sitting, number: int) -> Deed:
    """One of the five says that a program is a relative's."""
    about = {"agendaItem": to_base64("AgendaItem", sitting.items[0].pk), "ground": "KINSHIP", "note": "Брат."}
    return Deed(sitting.people[number], "DeclareConflict", about)


def call_meeting(people) -> Deed:
    sitting = Sitting()
    return Deed(sitting.secretary, "CallMeeting", invitation(sitting))


def send_agenda(people) -> Deed:
    sitting = Sitting().call(sends=False)
    about = {"meeting": to_base64("Meeting", sitting.meeting.pk), "expectedVersion": sitting.meeting.version}
    return Deed(sitting.secretary, "SendAgenda", about)


def cancel_meeting(people) -> Deed:
    sitting = called()
    return of_case(sitting.secretary, "CancelMeeting", sitting.case, reason="Карантин.")


def open_meeting(people) -> Deed:
    sitting = called()
    return of_task(sitting.secretary, "OpenMeeting", sitting.task, present=[])


def first_vote(people) -> Deed:
    return ballot_of(opened(), 0)


def last_vote(people) -> Deed:
    sitting = opened()
    for person in sitting.people[:-1]:
        sitting.vote(person)
    return ballot_of(sitting, 4)


def confirm_as_secretary(people) -> Deed:
    sitting = counted()
    return of_task(sitting.secretary, "ConfirmMinutesAsSecretary", sitting.task, contentHash=sitting.hash)


def confirm_as_chair(people) -> Deed:
    sitting = counted()
    sitting.confirm("secretary", sitting.secretary)
    return of_task(sitting.people[0], "ConfirmMinutesAsChair", sitting.task, contentHash=sitting.hash)


def correct_minutes(people) -> Deed:
    sitting = counted().sign()
    about = {"meeting": to_base64("Meeting", sitting.meeting.pk), "expectedVersion": sitting.meeting.version}
    return Deed(sitting.secretary, "CorrectMinutes", {**about, "correction": "Опечатка.", "idempotencyKey": "fix-1"})


def withdraw_correction(people) -> Deed:
    sitting = counted().sign().correct()
    return of_case(sitting.secretary, "WithdrawCorrection", sitting.task.process, reason="Не то исправили.")


DEEDS: dict[str, Callable[[dict], Deed]] = {
    "callMeeting": call_meeting,
    "sendAgenda": send_agenda,
    "cancelMeeting": cancel_meeting,
    "openMeeting": open_meeting,
    "declareConflict: before": lambda people: conflict_of(called(), 1),
    "declareConflict: open ballot": lambda people: conflict_of(opened(), 1),
    "castVote: first": first_vote,
    "castVote: last": last_vote,
    "confirmMinutesAsSecretary": confirm_as_secretary,
    "confirmMinutesAsChair": confirm_as_chair,
    "correctMinutes": correct_minutes,
    "withdrawCorrection": withdraw_correction,
}
