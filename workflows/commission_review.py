"""The review of a program for a budget register, from the dossier to the order of the authority (C 2.3, 2.5-2.7)."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow

from backoffice.commissions import agenda, authority, filing
from backoffice.commissions.dossiers import Dossier
from backoffice.programs.models import ProgramEdition
from backoffice.registers.models import BudgetRegister
from workflows import clock, desks, engine, locks
from workflows.decisions.dossiers import (
    AppealRejection,
    AuthorityVerdict,
    CheckDossier,
    DecidePreProfessional,
    DecideRejectionAppeal,
    DossierCheck,
    FileDossier,
    FormalVerdict,
    OrderGeneralDevelopment,
    OrderSignificant,
    PutOnAgenda,
    ResubmitDossier,
    WithdrawDossier,
)
from workflows.decisions.program_certification import AppealVerdict
from workflows.models import Process, Task
from workflows.municipal_assignment import open_for
from workflows.nodes import End, Function, If, StartDecision, Switch, UserTask, Wait, Withdrawal

Status = Dossier.Status


def _is(status: str):
    return lambda activation: activation.process.dossier.status == status


def _is_recommended_for(register: str):
    def holds(activation) -> bool:
        dossier = activation.process.dossier
        return dossier.status == Status.RECOMMENDED and agenda.closed_item(dossier).register == register

    return holds


class CommissionReview(flow.Flow):
    """Рассмотрение программы муниципальной комиссией

    Организация просит включить программу в реестр и называет число мест; секретарь проверяет заявку, комиссия голосует
    на заседании, уполномоченный орган издаёт распоряжение. Отказ комиссии можно обжаловать руководителю муниципалитета.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    # C 2.5: what is taught from the budget is put before the commission, by whatever organisation teaches it.
    start = (
        StartDecision(
            FileDossier,
            model=ProgramEdition,
            subject="dossier",
            holder=desks.provider,
            permission="file_dossier",
            why_not=this.why_not_file,
            apply=this.file,
        )
        .Annotation("Заявка подана")
        .Next(this.check_dossier)
    )

    check_dossier = (
        UserTask(
            CheckDossier,
            holder=desks.commission,
            permission="check_dossier",
            why_not=this.why_not_check,
            apply=this.check,
        )
        .Annotation("Проверить заявку в реестр")
        .Next(this.checked)
    )

    checked = If(_is(Status.RETURNED)).Annotation("Возвращена?").Then(this.resubmit_dossier).Else(this.put_on_agenda)

    resubmit_dossier = (
        UserTask(
            ResubmitDossier,
            holder=desks.provider,
            permission="resubmit_dossier",
            why_not=this.why_not_resubmit,
            apply=this.resubmit,
            expires=this.lapse,
        )
        .Annotation("Исправить замечания к заявке в реестр")
        .Next(this.check_dossier)
    )

    lapse = Function(this.do_lapse).Annotation("Срок исправления истёк").Next(this.lapsed)
    lapsed = End().Annotation("Не исправлена в срок")

    # C 2.5.1: the commission decides on register and places; the meeting is a case of its own.
    put_on_agenda = (
        UserTask(
            PutOnAgenda,
            holder=desks.commission,
            permission="put_on_agenda",
            why_not=this.why_not_put,
            apply=this.put,
        )
        .Annotation("Включить программу в повестку")
        .Next(this.at_meeting)
    )

    at_meeting = Wait().Annotation("На заседании комиссии").Next(this.take_outcome)
    take_outcome = Function(this.do_take_outcome).Annotation("Учесть решение комиссии").Next(this.after_meeting)

    after_meeting = (
        Switch()
        .Annotation("Решение комиссии")
        .Case(this.decide_pre_professional, _is_recommended_for(BudgetRegister.PRE_PROFESSIONAL))
        .Case(this.order_significant, _is_recommended_for(BudgetRegister.SIGNIFICANT))
        .Case(this.order_general_development, _is_recommended_for(BudgetRegister.GENERAL_DEVELOPMENT))
        .Case(this.appeal_rejection, _is(Status.REJECTED))
        .Default(this.put_on_agenda)
    )

    # C 2.6: of a pre-professional program the authority itself decides, with need and development.
    decide_pre_professional = (
        UserTask(
            DecidePreProfessional,
            holder=desks.municipality,
            permission="decide_pre_professional",
            why_not=this.why_not_decide,
            apply=this.decide,
        )
        .Annotation("Решить о предпрофессиональной программе")
        .Next(this.ordered)
    )

    # C 2.7: of a significant program the order only puts the decision of the commission into force.
    order_significant = (
        UserTask(
            OrderSignificant,
            holder=desks.municipality,
            permission="order_significant",
            why_not=this.why_not_order,
            apply=this.order,
        )
        .Annotation("Издать распоряжение о значимой программе")
        .Next(this.ordered)
    )

    # C 2.3: of a general-development program it also keeps the funding, whatever the demand.
    order_general_development = (
        UserTask(
            OrderGeneralDevelopment,
            holder=desks.municipality,
            permission="order_general_development",
            why_not=this.why_not_order,
            apply=this.order_and_keep_funding,
        )
        .Annotation("Издать распоряжение об общеразвивающей программе")
        .Next(this.ordered)
    )

    ordered = (
        Switch()
        .Annotation("Решение уполномоченного органа")
        .Case(this.in_register, _is(Status.IN_REGISTER))
        .Case(this.refused, _is(Status.REFUSED))
        .Default(this.put_on_agenda)
    )

    in_register = End().Annotation("В муниципальном реестре")
    refused = End().Annotation("Уполномоченный орган отказал")

    appeal_rejection = (
        UserTask(
            AppealRejection,
            holder=desks.provider,
            permission="appeal_rejection",
            why_not=this.why_not_appeal,
            apply=this.appeal,
            expires=this.settle_rejection,
        )
        .Annotation("Обжаловать отказ комиссии или согласиться с ним")
        .Next(this.decide_rejection_appeal)
    )

    decide_rejection_appeal = (
        UserTask(
            DecideRejectionAppeal,
            holder=desks.municipality,
            permission="decide_rejection_appeal",
            apply=this.decide_on_appeal,
        )
        .Annotation("Рассмотреть жалобу на отказ комиссии")
        .Next(this.after_appeal)
    )

    after_appeal = (
        If(_is(Status.POSTPONED)).Annotation("Удовлетворена?").Then(this.put_on_agenda).Else(this.settle_rejection)
    )

    settle_rejection = Function(this.do_settle).Annotation("Отказ комиссии в силе").Next(this.rejected)
    rejected = End().Annotation("Комиссия отклонила")

    withdraw = Withdrawal(
        WithdrawDossier,
        title="Отозвать заявку в реестр",
        holder=desks.provider,
        permission="withdraw_dossier",
        why_not=lambda process, decision, act: filing.why_not_withdraw(process.dossier),
        apply=lambda process, decision, act: filing.withdraw(process.dossier, decision.reason, act),
    )

    def why_not_file(self, edition, decision, act):
        yield from filing.why_not_file(edition, decision.dossier, on=act.on)

    def file(self, edition, decision, act):
        return filing.file(edition, decision.dossier, act)

    def why_not_check(self, process, decision, act):
        if decision.verdict is DossierCheck.RETURN:
            yield from filing.why_not_return(process.dossier, [remark.field for remark in decision.remarks])

    def check(self, process, decision, act):
        if decision.verdict is DossierCheck.RETURN:
            remarks = [(remark.field, remark.text) for remark in decision.remarks]
            filing.send_back(process.dossier, remarks, act)
            clock.stop(process, on=act.on)
        else:
            filing.pass_check(process.dossier, act)

    def why_not_resubmit(self, process, decision, act):
        yield from filing.why_not_resubmit(process.dossier, decision.dossier, decision.reply, on=act.on)

    def resubmit(self, process, decision, act):
        filing.resubmit(process.dossier, decision.dossier, decision.reply, act)
        clock.go_on(process, on=act.on)

    def do_lapse(self, activation):
        filing.lapse(activation.process.dossier, engine.act_of_the_system(activation.process))

    def why_not_put(self, process, decision, act):
        yield from agenda.why_not_put(process.dossier, decision.meeting, on=act.on)

    def put(self, process, decision, act):
        agenda.put(process.dossier, decision.meeting, act)

    def do_take_outcome(self, activation):
        process, act = activation.process, engine.act_of_the_system(activation.process)
        agenda.take_outcome(process.dossier, act)
        if process.dossier.status == Status.REJECTED:
            clock.stop(process, on=act.on)

    def why_not_decide(self, process, decision, act):
        if decision.verdict is AuthorityVerdict.APPROVE:
            yield from authority.why_not_approve(process.dossier, decision.register, decision.act, act.by, on=act.on)

    def decide(self, process, decision, act):
        words = {"need": decision.need, "development": decision.development}
        match decision.verdict:
            case AuthorityVerdict.APPROVE:
                chosen = {"register": decision.register, "places": decision.places}
                open_for(authority.approve(process.dossier, decision.act, act, **chosen, **words), act)
            case AuthorityVerdict.REFUSE:
                authority.refuse(process.dossier, decision.reason, act, **words)
            case AuthorityVerdict.RETURN:
                authority.send_back(process.dossier, decision.reason, act)

    def why_not_order(self, process, decision, act):
        if decision.verdict is FormalVerdict.APPROVE:
            recommended = agenda.closed_item(process.dossier).register
            yield from authority.why_not_approve(process.dossier, recommended, decision.act, act.by, on=act.on)

    def order(self, process, decision, act, **words):
        if decision.verdict is FormalVerdict.APPROVE:
            open_for(authority.approve(process.dossier, decision.act, act, **words), act)
        else:
            authority.send_back(process.dossier, decision.reason, act)

    def order_and_keep_funding(self, process, decision, act):
        self.order(process, decision, act, keeps_funding=decision.keeps_funding)

    def why_not_appeal(self, process, decision, act):
        yield from agenda.why_not_appeal(process.dossier, on=act.on)

    def appeal(self, process, decision, act):
        agenda.file_appeal(process.dossier, decision.text, act)
        clock.go_on(process, on=act.on)

    def decide_on_appeal(self, process, decision, act):
        uphold = decision.verdict is AppealVerdict.UPHOLD
        agenda.decide_appeal(process.dossier, uphold=uphold, reason=decision.reason, act=act)

    def do_settle(self, activation):
        agenda.settle_rejection(activation.process.dossier, engine.act_of_the_system(activation.process))
