"""The decisions about meetings, one mutation each, and the votes that wait for the viewer."""

from __future__ import annotations

from typing import Annotated

import strawberry
import strawberry_django
from django.db.models import Exists, OuterRef

from backoffice.commissions.meetings import Ballot as Ballots
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.errors import Refused, mutation
from graphql_api.inputs import decision_input
from graphql_api.meetings import Ballot, Meeting, Recusal, Vote
from graphql_api.minutes import Minutes
from graphql_api.tasks import Task
from workflows import engine, meeting_acts, queue
from workflows.ballot_casting import BallotCasting
from workflows.commission_meeting import CommissionMeeting
from workflows.decisions import meetings as decisions
from workflows.models import Process

CallMeetingInput = decision_input(decisions.CallMeeting, on="commission", of="Commission", versioned=False, keyed=True)
OpenMeetingInput = decision_input(decisions.OpenMeeting)
SendAgendaInput = decision_input(decisions.SendAgenda, on="meeting", of="Meeting")
CancelMeetingInput = decision_input(decisions.CancelMeeting, on="case", of="Case")
DeclareConflictInput = decision_input(decisions.DeclareConflict, on="agenda_item", of="AgendaItem", versioned=False)
CastVoteInput = decision_input(decisions.CastVote, keyed=True)
ConfirmMinutesAsSecretaryInput = decision_input(decisions.ConfirmMinutesAsSecretary)
ConfirmMinutesAsChairInput = decision_input(decisions.ConfirmMinutesAsChair)
CorrectMinutesInput = decision_input(decisions.CorrectMinutes, on="meeting", of="Meeting", keyed=True)
WithdrawCorrectionInput = decision_input(decisions.WithdrawCorrection, on="case", of="Case")


def _result(name: str, done: type, words: str):
    return Annotated[done | Refused, strawberry.union(name, description=f"{words}, or why not.")]


CallMeetingResult = _result("CallMeetingResult", Meeting, "The new meeting")
OpenMeetingResult = _result("OpenMeetingResult", Meeting, "The meeting as it is now")
SendAgendaResult = _result("SendAgendaResult", Meeting, "The meeting as it is now")
CancelMeetingResult = _result("CancelMeetingResult", Meeting, "The meeting as it is now")
DeclareConflictResult = _result("DeclareConflictResult", Recusal, "What was written down")
CastVoteResult = _result("CastVoteResult", Vote, "Your vote")
ConfirmMinutesAsSecretaryResult = _result("ConfirmMinutesAsSecretaryResult", Minutes, "The minutes as they are now")
ConfirmMinutesAsChairResult = _result("ConfirmMinutesAsChairResult", Minutes, "The minutes as they are now")
CorrectMinutesResult = _result("CorrectMinutesResult", Minutes, "The minutes that correct")
WithdrawCorrectionResult = _result("WithdrawCorrectionResult", Minutes, "The minutes that were taken back")


@strawberry.type
class MeetingActsQuery:
    @strawberry_django.connection(
        KeysetConnection[Task], description="The votes that wait for you, the most urgent first. Needs cast_vote."
    )
    def my_ballots(self, info: Info) -> list[Task]:
        votes = queue.Filters(process=BallotCasting.__name__)
        return queue.Desk.of(info.context.viewer, queue.View.TEAM, votes)

    @strawberry_django.connection(
        KeysetConnection[Ballot],
        description="What was put to you and waits no more, newest first: you voted, declared a conflict, or let the"
        " term pass.",
    )
    def my_closed_ballots(self, info: Info) -> list[Ballot]:
        waiting = Process.objects.filter(ballot=OuterRef("pk"), finished=None)
        return Ballots.objects.filter(~Exists(waiting), info.context.viewer.assigned("seat__person")).order_by("-pk")


@strawberry.type
class MeetingsMutation:
    @mutation
    def call_meeting(self, info: Info, input: CallMeetingInput) -> CallMeetingResult:
        """Call the commission together for a day (C 2.5.1). Needs call_meeting in the commission."""
        return meeting_acts.call_meeting(by=info.context.viewer, **input.submission())

    @mutation
    def open_meeting(self, info: Info, input: OpenMeetingInput) -> OpenMeetingResult:
        """Open it and begin the vote; without a quorum it is not held. Needs open_meeting in the commission."""
        return _complete(CommissionMeeting.open_meeting, info, input).meeting

    @mutation
    def send_agenda(self, info: Info, input: SendAgendaInput) -> SendAgendaResult:
        """Send the members the agenda, which closes it (C 2.5.1). Needs send_agenda in the commission."""
        return meeting_acts.send_agenda(by=info.context.viewer, **input.submission())

    @mutation
    def cancel_meeting(self, info: Info, input: CancelMeetingInput) -> CancelMeetingResult:
        """Cancel a meeting before it is opened. Needs cancel_meeting in the commission."""
        return engine.withdraw(CommissionMeeting, by=info.context.viewer, **input.submission()).meeting

    @mutation
    def declare_conflict(self, info: Info, input: DeclareConflictInput) -> DeclareConflictResult:
        """Say what ties you to a program and do not decide on it. Needs declare_conflict, and a seat with a vote."""
        return meeting_acts.declare_conflict(by=info.context.viewer, **input.submission())

    @mutation
    def cast_vote(self, info: Info, input: CastVoteInput) -> CastVoteResult:
        """Vote on one program, once. Needs cast_vote, and to be the member whom the ballot was put to."""
        return _complete(BallotCasting.cast_vote, info, input).ballot.vote

    @mutation
    def confirm_minutes_as_secretary(
        self, info: Info, input: ConfirmMinutesAsSecretaryInput
    ) -> ConfirmMinutesAsSecretaryResult:
        """Confirm minutes by the hash that you saw. Needs confirm_minutes_as_secretary in the commission."""
        step = "confirm_minutes_as_secretary"
        return meeting_acts.confirm_minutes(step, by=info.context.viewer, **input.submission())

    @mutation
    def confirm_minutes_as_chair(self, info: Info, input: ConfirmMinutesAsChairInput) -> ConfirmMinutesAsChairResult:
        """Confirm minutes by the hash that you saw. Needs confirm_minutes_as_chair, and to have presided."""
        step = "confirm_minutes_as_chair"
        return meeting_acts.confirm_minutes(step, by=info.context.viewer, **input.submission())

    @mutation
    def correct_minutes(self, info: Info, input: CorrectMinutesInput) -> CorrectMinutesResult:
        """Draw up minutes that correct the signed ones (C 2.5.2). Needs correct_minutes in the commission."""
        return meeting_acts.correct_minutes(by=info.context.viewer, **input.submission())

    @mutation
    def withdraw_correction(self, info: Info, input: WithdrawCorrectionInput) -> WithdrawCorrectionResult:
        """Take a correction back before both have confirmed it. Needs withdraw_correction in the commission."""
        return meeting_acts.withdraw_correction(by=info.context.viewer, **input.submission())


def _complete(node, info: Info, input):
    return engine.complete(node, by=info.context.viewer, **input.submission()).process
