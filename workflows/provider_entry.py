"""Entry into the register of providers, from the application to the decision (C 1.1, L 6)."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow

from backoffice.providers import services
from backoffice.providers.models import Provider
from workflows import clock, desks, engine, locks
from workflows.decisions.provider_entry import (
    ProviderVerdict,
    ResubmitProvider,
    ReviewProvider,
    SubmitProvider,
    WithdrawProvider,
)
from workflows.models import Process, Task
from workflows.nodes import End, Function, StartDecision, Switch, UserTask, Withdrawal, nobody

Status = Provider.Status


class ProviderEntry(flow.Flow):
    """Включение в реестр поставщиков

    Организация или предприниматель подаёт заявку; оператор включает в реестр, возвращает с замечаниями или отказывает.
    После отказа можно исправить карточку и подать новую заявку.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = (
        StartDecision(
            SubmitProvider,
            model=Provider,
            subject="provider",
            holder=desks.provider,
            permission="submit_provider",
            why_not=this.why_not_submit,
            apply=this.submit,
        )
        .Annotation("Заявка подана")
        .Next(this.review_provider)
    )

    review_provider = (
        UserTask(
            ReviewProvider,
            holder=desks.operator,
            permission="review_provider",
            why_not=this.why_not_review,
            apply=this.review,
        )
        .Annotation("Рассмотреть заявку поставщика")
        .Next(this.reviewed)
    )

    reviewed = (
        Switch()
        .Annotation("Итог рассмотрения")
        .Case(this.resubmit_provider, lambda activation: activation.process.provider.status == Status.RETURNED)
        .Case(this.refused, lambda activation: activation.process.provider.status == Status.REFUSED)
        .Default(this.accepted)
    )

    resubmit_provider = (
        UserTask(
            ResubmitProvider,
            holder=desks.provider,
            permission="resubmit_provider",
            why_not=this.why_not_resubmit,
            apply=this.resubmit,
            expires=this.lapse,
        )
        .Annotation("Исправить замечания к заявке")
        .Next(this.review_provider)
    )

    lapse = Function(this.do_lapse).Annotation("Срок исправления истёк").Next(this.expired)
    expired = End().Annotation("Не исправлена в срок")
    accepted = End().Annotation("В реестре поставщиков")
    refused = End().Annotation("Отказано")

    withdraw = Withdrawal(
        WithdrawProvider,
        title="Отозвать заявку",
        holder=desks.provider,
        permission="withdraw_provider",
        why_not=nobody,
        apply=lambda process, decision, act: services.withdraw(process.provider, decision.reason, act),
    )

    def why_not_submit(self, provider, decision, act):
        yield from services.why_not_submit(provider, on=act.on)

    def submit(self, provider, decision, act):
        services.submit(provider, act)

    def why_not_review(self, process, decision, act):
        if decision.verdict is ProviderVerdict.RETURN:
            yield from services.why_not_return(process.provider, [remark.field for remark in decision.remarks])
        if decision.verdict is ProviderVerdict.REFUSE:
            yield from services.why_not_refuse(decision.grounds, decision.reason, on=act.on)

    def review(self, process, decision, act):
        match decision.verdict:
            case ProviderVerdict.ACCEPT:
                services.accept(process.provider, decision.reason, act)
            case ProviderVerdict.RETURN:
                remarks = [(remark.field, remark.text) for remark in decision.remarks]
                services.send_back(process.provider, remarks, decision.reason, act)
                clock.stop(process, on=act.on)
            case ProviderVerdict.REFUSE:
                services.refuse(process.provider, decision.grounds, decision.reason, act)

    def why_not_resubmit(self, process, decision, act):
        yield from services.why_not_resubmit(process.provider, decision.reply, on=act.on)

    def resubmit(self, process, decision, act):
        services.resubmit(process.provider, decision.reply, act)
        clock.go_on(process, on=act.on)

    def do_lapse(self, activation):
        services.lapse(activation.process.provider, engine.act_of_the_system(activation.process))
