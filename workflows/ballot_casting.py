"""One member votes on one program: the smaller case inside of a meeting (C 2.5.1)."""

from __future__ import annotations

from django.utils import timezone
from viewflow import this
from viewflow.workflow import flow

from backoffice.commissions import ballots
from workflows import desks, locks
from workflows.decisions.meetings import CastVote
from workflows.models import Process, Task
from workflows.nodes import End, Start, UserTask


class BallotCasting(flow.Flow):
    """Голосование члена комиссии

    Член комиссии сам и один раз голосует по одной программе: за — с реестром и числом обучающихся, против или
    воздерживается (Концепция, п. 2.5.1). О личной заинтересованности он заявляет до своего голоса.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = Start(this.open).Annotation("Вопрос поставлен на голосование").Next(this.cast_vote)

    cast_vote = (
        UserTask(
            CastVote,
            holder=desks.commission,
            addressee=desks.voter,
            permission="cast_vote",
            why_not=this.why_not_cast,
            apply=this.cast,
            last_day=lambda case: max(case.ballot.item.meeting.held_on, timezone.localdate()),
            expires=this.not_voted,
        )
        .Annotation("Проголосовать по программе")
        .Next(this.voted)
    )

    voted = End().Annotation("Голос подан")
    not_voted = End().Annotation("Голос не подан в срок")

    def open(self, activation, *, item, parent):
        process = activation.process
        process.ballot, process.parent_task = item, parent
        process.root_id = parent.process.root_id or parent.process_id
        process.due_on = parent.process.due_on
        return process

    def why_not_cast(self, process, decision, act):
        said = (decision.choice, decision.register or "", decision.places)
        yield from ballots.why_not_vote(process.ballot, *said, on=act.on)

    def cast(self, process, decision, act):
        ballots.cast(
            process.ballot,
            act,
            choice=decision.choice,
            register=decision.register or "",
            places=decision.places,
            reason=decision.reason.strip(),
            dissent=decision.dissent.strip(),
        )
