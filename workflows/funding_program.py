"""Approval of a municipality's funding program by an act of its head (R 1.10, R 2.2, R 2.8, C 1.5)."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow

from backoffice.funding import programs
from backoffice.funding.models import MunicipalFundingProgram
from workflows import clock, desks, locks
from workflows.decisions.municipal_acts import (
    ApprovalVerdict,
    ApproveFundingProgram,
    ResubmitFundingProgram,
    SubmitFundingProgram,
    WithdrawFundingProgram,
)
from workflows.models import Process, Task
from workflows.nodes import End, StartDecision, Switch, UserTask, Withdrawal, nobody

Status = MunicipalFundingProgram.Status


class FundingProgramApproval(flow.Flow):
    """Утверждение программы персонифицированного финансирования

    Специалист муниципалитета готовит программу на период; руководитель утверждает её правовым актом или возвращает.
    Утверждённая редакция заменяет прежнюю и не может отнять того, что уже закреплено за сертификатами.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = (
        StartDecision(
            SubmitFundingProgram,
            model=MunicipalFundingProgram,
            subject="funding_program",
            holder=desks.municipality,
            permission="submit_funding_program",
            why_not=this.why_not_submit,
            apply=this.submit,
        )
        .Annotation("Программа подана на утверждение")
        .Next(this.approve_funding_program)
    )

    approve_funding_program = (
        UserTask(
            ApproveFundingProgram,
            holder=desks.municipality,
            permission="approve_funding_program",
            why_not=this.why_not_approve,
            apply=this.approve,
        )
        .Annotation("Утвердить программу финансирования")
        .Next(this.approved)
    )

    approved = (
        Switch()
        .Annotation("Итог рассмотрения")
        .Case(
            this.resubmit_funding_program,
            lambda activation: activation.process.funding_program.status == Status.RETURNED,
        )
        .Default(this.in_force)
    )

    resubmit_funding_program = (
        UserTask(
            ResubmitFundingProgram,
            holder=desks.municipality,
            permission="resubmit_funding_program",
            why_not=this.why_not_resubmit,
            apply=this.resubmit,
        )
        .Annotation("Исправить программу финансирования")
        .Next(this.approve_funding_program)
    )

    in_force = End().Annotation("Программа действует")

    withdraw = Withdrawal(
        WithdrawFundingProgram,
        title="Отозвать программу",
        holder=desks.municipality,
        permission="withdraw_funding_program",
        why_not=nobody,
        apply=lambda process, decision, act: programs.withdraw(process.funding_program, decision.reason, act),
    )

    def why_not_submit(self, program, decision, act):
        yield from programs.why_not_submit(program, on=act.on)

    def submit(self, program, decision, act):
        programs.submit(program, act)

    def why_not_approve(self, process, decision, act):
        if decision.verdict is ApprovalVerdict.APPROVE:
            yield from programs.why_not_approve(process.funding_program, decision.act, act)

    def approve(self, process, decision, act):
        if decision.verdict is ApprovalVerdict.APPROVE:
            programs.approve(process.funding_program, decision.act, act)
        else:
            programs.send_back(process.funding_program, decision.remark, act)
            clock.stop(process, on=act.on)

    def why_not_resubmit(self, process, decision, act):
        yield from programs.why_not_submit(process.funding_program, on=act.on)

    def resubmit(self, process, decision, act):
        programs.resubmit(process.funding_program, decision.reply, act)
        clock.go_on(process, on=act.on)
