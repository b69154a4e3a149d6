"""Signed minutes are corrected by other minutes, which the same two posts confirm (C 2.5.2)."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow

from backoffice.commissions import minutes
from backoffice.commissions.models import CommissionSeat
from workflows import desks, locks
from workflows.decisions.meetings import ConfirmMinutesAsChair, ConfirmMinutesAsSecretary, WithdrawCorrection
from workflows.models import Process, Task
from workflows.nodes import End, StartOfAct, UserTask, Withdrawal, nobody


class MinutesCorrection(flow.Flow):
    """Исправление протокола комиссии

    Подтверждённый протокол не меняют: секретарь составляет исправляющий, его подтверждают секретарь и тот, кто
    председательствовал (Концепция, п. 2.5.2). Ошибочное исправление секретарь отзывает, пока его не подтвердили оба.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = StartOfAct(subject="meeting").Annotation("Исправление составлено").Next(this.confirm_minutes_as_secretary)

    confirm_minutes_as_secretary = (
        UserTask(
            ConfirmMinutesAsSecretary,
            holder=desks.commission,
            permission="confirm_minutes_as_secretary",
            why_not=this.why_not_confirm_as_secretary,
            apply=lambda process, decision, act: minutes.confirm(process.meeting, CommissionSeat.Post.SECRETARY, act),
        )
        .Annotation("Подтвердить исправление: секретарь")
        .Next(this.confirm_minutes_as_chair)
    )

    confirm_minutes_as_chair = (
        UserTask(
            ConfirmMinutesAsChair,
            holder=desks.commission,
            permission="confirm_minutes_as_chair",
            why_not=this.why_not_confirm,
            apply=lambda process, decision, act: minutes.confirm(process.meeting, process.meeting.presiding.post, act),
        )
        .Annotation("Подтвердить исправление: председательствующий")
        .Next(this.signed)
    )

    signed = End().Annotation("Исправление подтверждено")

    withdraw = Withdrawal(
        WithdrawCorrection,
        title="Отозвать исправление протокола",
        holder=desks.commission,
        permission="withdraw_correction",
        why_not=nobody,
        apply=lambda process, decision, act: minutes.withdraw(process.meeting, decision.reason, act),
    )

    def why_not_confirm_as_secretary(self, process, decision, act):
        yield from minutes.why_not_confirm_as_secretary(process.meeting, decision.content_hash, act.by)

    def why_not_confirm(self, process, decision, act):
        yield from minutes.why_not_confirm(process.meeting, decision.content_hash, act.by, on=act.on)
