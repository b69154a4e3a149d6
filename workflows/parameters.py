"""Approval of municipal parameters: checked by the operator, adopted by the municipality's head (R 1.7, R 2.9)."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow

from backoffice.municipalities import parameters
from backoffice.municipalities.proposals import ParameterProposal
from workflows import clock, desks, locks
from workflows.decisions.municipal_acts import (
    ApprovalVerdict,
    ApproveParameters,
    CheckParameters,
    ResubmitParameters,
    SubmitParameters,
    WithdrawParameters,
)
from workflows.models import Process, Task
from workflows.nodes import End, StartDecision, Switch, UserTask, Withdrawal, nobody

Status = ParameterProposal.Status


class ParametersApproval(flow.Flow):
    """Утверждение муниципальных параметров

    Специалист муниципалитета предлагает показатели нормативной стоимости с расчётом; региональный оператор проверяет их
    и может сделать замечание, но не запретить; руководитель муниципалитета утверждает правовым актом или возвращает.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = (
        StartDecision(
            SubmitParameters,
            model=ParameterProposal,
            subject="parameter_proposal",
            holder=desks.municipality,
            permission="submit_parameters",
            why_not=this.why_not_submit,
            apply=this.submit,
        )
        .Annotation("Параметры поданы")
        .Next(this.check_parameters)
    )

    check_parameters = (
        UserTask(CheckParameters, holder=desks.operator, permission="check_parameters", apply=this.check)
        .Annotation("Проверить муниципальные параметры")
        .Next(this.approve_parameters)
    )

    approve_parameters = (
        UserTask(
            ApproveParameters,
            holder=desks.municipality,
            permission="approve_parameters",
            why_not=this.why_not_approve,
            apply=this.approve,
        )
        .Annotation("Утвердить муниципальные параметры")
        .Next(this.approved)
    )

    approved = (
        Switch()
        .Annotation("Итог рассмотрения")
        .Case(
            this.resubmit_parameters,
            lambda activation: activation.process.parameter_proposal.status == Status.RETURNED,
        )
        .Default(this.in_force)
    )

    resubmit_parameters = (
        UserTask(
            ResubmitParameters,
            holder=desks.municipality,
            permission="resubmit_parameters",
            why_not=this.why_not_resubmit,
            apply=this.resubmit,
        )
        .Annotation("Исправить муниципальные параметры")
        .Next(this.check_parameters)
    )

    in_force = End().Annotation("Параметры утверждены")

    withdraw = Withdrawal(
        WithdrawParameters,
        title="Отозвать параметры",
        holder=desks.municipality,
        permission="withdraw_parameters",
        why_not=nobody,
        apply=lambda process, decision, act: parameters.withdraw(process.parameter_proposal, decision.reason, act),
    )

    def why_not_submit(self, proposal, decision, act):
        yield from parameters.why_not_submit(proposal, on=act.on)

    def submit(self, proposal, decision, act):
        parameters.submit(proposal, act)

    def check(self, process, decision, act):
        parameters.check(process.parameter_proposal, decision.remark, act)

    def why_not_approve(self, process, decision, act):
        if decision.verdict is ApprovalVerdict.APPROVE:
            yield from parameters.why_not_approve(process.parameter_proposal, decision.act, act)

    def approve(self, process, decision, act):
        if decision.verdict is ApprovalVerdict.APPROVE:
            parameters.approve(process.parameter_proposal, decision.act, act)
        else:
            parameters.send_back(process.parameter_proposal, decision.reason, act)
            clock.stop(process, on=act.on)

    def why_not_resubmit(self, process, decision, act):
        yield from parameters.why_not_submit(process.parameter_proposal, on=act.on)

    def resubmit(self, process, decision, act):
        parameters.resubmit(process.parameter_proposal, decision.reply, act)
        clock.go_on(process, on=act.on)
