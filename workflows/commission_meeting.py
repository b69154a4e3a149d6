"""A commission meets: conflicts, votes, result, minutes (C 2.5.1, 2.5.2)."""

from __future__ import annotations

from django.db.models import Q
from viewflow import this
from viewflow.workflow import flow

from backoffice.commissions import ballots, holding, minutes
from backoffice.commissions.meetings import Meeting
from backoffice.commissions.models import CommissionSeat
from workflows import desks, endings, engine, locks
from workflows.ballot_casting import BallotCasting
from workflows.decisions.meetings import CancelMeeting, ConfirmMinutesAsChair, ConfirmMinutesAsSecretary, OpenMeeting
from workflows.models import Process, Task
from workflows.nodes import Awaited, End, Function, StartOfAct, Subcases, Switch, UserTask, Withdrawal

WAITING = ".at_meeting"  # the step of a dossier's case that stands while a commission decides


def hold_agenda(meeting: Meeting) -> None:
    """Wait for whoever takes a program off the agenda of a locked meeting: its open items stay as they are from now on.

    The cases of the dossiers are locked, by which every change of an open dossier begins. So a meeting comes before the
    cases on its agenda; an act that holds such a case waits for no meeting itself. A circle of three acts is left, of
    which one hears TASK_BUSY: `docs/architecture.md`.
    """
    endings.hold(Q(dossier__items__meeting=meeting, dossier__items__outcome=""))


def go_on_with_dossiers(meeting: Meeting) -> None:
    """Go on with the cases of the dossiers on the agenda, now that their items are closed, in the order of the cases.

    A dossier may have no case at that step: one that was withdrawn has left the meeting already.
    """
    waiting = Task.objects.filter(
        process__dossier__items__meeting=meeting, flow_task__endswith=WAITING, finished=None
    ).select_related("process")
    for task in [*waiting.order_by("process_id")]:
        engine.go_on(task.flow_task, dossier=task.process.dossier_id)


class CommissionMeeting(flow.Flow):
    """Заседание комиссии

    Секретарь рассылает повестку созванного заседания, открывает его и отмечает присутствующих; система отводит тех, у
    кого есть личная заинтересованность. Члены комиссии голосуют по каждой программе, система считает голоса и
    составляет протокол, его подтверждают секретарь и председательствующий (Концепция, п. 2.5.1, 2.5.2). Без кворума
    решений нет.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = StartOfAct(subject="meeting").Annotation("Заседание созвано").Next(this.open_meeting)

    open_meeting = (
        UserTask(
            OpenMeeting,
            holder=desks.commission,
            permission="open_meeting",
            why_not=this.why_not_open,
            apply=this.open_it,
            last_day=lambda case: case.meeting.held_on,
        )
        .Annotation("Открыть заседание")
        .Next(this.opened)
    )

    opened = (
        Switch()
        .Annotation("Есть кворум и кому голосовать?")
        .Case(this.adjourn, lambda activation: activation.process.meeting.status == Meeting.Status.NO_QUORUM)
        .Case(this.vote, lambda activation: bool(ballots.ballots_of(activation.process.meeting)))
        .Default(this.count)
    )

    adjourn = Function(this.do_adjourn).Annotation("Вернуть программы в очередь").Next(this.not_held)
    not_held = End().Annotation("Не состоялось: нет кворума")

    vote = (
        Subcases(
            BallotCasting,
            items=this.ballots_to_cast,
            awaited=Awaited("Члены комиссии", "голос", "голоса", "голосов"),
        )
        .Annotation("Голосование членов комиссии")
        .Next(this.count)
    )

    count = Function(this.do_count).Annotation("Подсчитать голоса").Next(this.draw_up)
    draw_up = Function(this.do_draw_up).Annotation("Составить протокол").Next(this.confirm_minutes_as_secretary)

    confirm_minutes_as_secretary = (
        UserTask(
            ConfirmMinutesAsSecretary,
            holder=desks.commission,
            permission="confirm_minutes_as_secretary",
            why_not=this.why_not_confirm_as_secretary,
            apply=this.confirm_as_secretary,
        )
        .Annotation("Подтвердить протокол: секретарь")
        .Next(this.confirm_minutes_as_chair)
    )

    confirm_minutes_as_chair = (
        UserTask(
            ConfirmMinutesAsChair,
            holder=desks.commission,
            permission="confirm_minutes_as_chair",
            why_not=this.why_not_confirm,
            apply=this.confirm_as_chair,
        )
        .Annotation("Подтвердить протокол: председательствующий")
        .Next(this.conclude)
    )

    conclude = Function(this.do_conclude).Annotation("Передать решения дальше").Next(this.signed)
    signed = End().Annotation("Протокол подтверждён")

    withdraw = Withdrawal(
        CancelMeeting,
        title="Отменить заседание",
        holder=desks.commission,
        permission="cancel_meeting",
        why_not=lambda process, decision, act: holding.why_not_cancel(process.meeting),
        apply=lambda process, decision, act: _cancel(process.meeting, decision.reason, act),
    )

    def why_not_open(self, process, decision, act):
        hold_agenda(process.meeting)
        yield from holding.why_not_open(process.meeting, decision.present, on=act.on)

    def open_it(self, process, decision, act):
        holding.open_meeting(process.meeting, decision.present, act)

    def do_adjourn(self, activation):
        go_on_with_dossiers(activation.process.meeting)

    def ballots_to_cast(self, process):
        return ballots.ballots_of(process.meeting)

    def do_count(self, activation):
        ballots.count(activation.process.meeting, engine.act_of_the_system(activation.process))

    def do_draw_up(self, activation):
        minutes.draw_up(activation.process.meeting, engine.act_of_the_system(activation.process))

    def why_not_confirm_as_secretary(self, process, decision, act):
        yield from minutes.why_not_confirm_as_secretary(process.meeting, decision.content_hash, act.by)

    def confirm_as_secretary(self, process, decision, act):
        minutes.confirm(process.meeting, CommissionSeat.Post.SECRETARY, act)

    def why_not_confirm(self, process, decision, act):
        yield from minutes.why_not_confirm(process.meeting, decision.content_hash, act.by, on=act.on)

    def confirm_as_chair(self, process, decision, act):
        minutes.confirm(process.meeting, process.meeting.presiding.post, act)
        minutes.sign(process.meeting, act)

    def do_conclude(self, activation):
        go_on_with_dossiers(activation.process.meeting)


def _cancel(meeting: Meeting, reason: str, act) -> None:
    hold_agenda(meeting)
    holding.cancel(meeting, reason, act)
    go_on_with_dossiers(meeting)
