"""A provider and the payer of a municipality agree on payment (Rules 8.1, R 1.12)."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow

from backoffice.payments import rules, services
from backoffice.payments.models import PaymentAgreement
from backoffice.providers.models import Provider
from workflows import clock, desks, engine, locks
from workflows.decisions.agreements import (
    AgreementVerdict,
    AppealAgreement,
    ConfirmAgreement,
    DecideAgreementAppeal,
    RequestAgreement,
    SignAgreement,
    WithdrawAgreement,
)
from workflows.decisions.program_certification import AppealVerdict
from workflows.models import Process, Task
from workflows.nodes import End, Function, If, StartDecision, UserTask, Withdrawal

Status = PaymentAgreement.Status


def _is_confirmed(activation) -> bool:
    return activation.process.agreement.status == Status.CONFIRMED


class PaymentAgreementSigning(flow.Flow):
    """Заключение договора об оплате

    Поставщик просит уполномоченную организацию о договоре на год; она подтверждает или отклоняет его.
    Подтверждённый договор поставщик подписывает, отказ можно обжаловать руководителю оператора.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = (
        StartDecision(
            RequestAgreement,
            model=Provider,
            subject="agreement",
            holder=desks.provider,
            permission="request_agreement",
            why_not=this.why_not_request,
            apply=this.request,
        )
        .Annotation("Договор запрошен")
        .Next(this.confirm_agreement)
    )

    confirm_agreement = (
        UserTask(
            ConfirmAgreement,
            holder=desks.payer,
            permission="confirm_agreement",
            why_not=this.why_not_confirm,
            apply=this.confirm,
        )
        .Annotation("Рассмотреть договор об оплате")
        .Next(this.confirmed)
    )

    confirmed = If(_is_confirmed).Annotation("Подтверждён?").Then(this.sign_agreement).Else(this.appeal_agreement)

    sign_agreement = (
        UserTask(
            SignAgreement,
            holder=desks.provider,
            permission="sign_agreement",
            why_not=this.why_not_sign,
            apply=this.sign,
            expires=this.lapse,
        )
        .Annotation("Подписать договор об оплате")
        .Next(this.signed)
    )

    signed = End().Annotation("Договор действует")
    lapse = Function(this.do_lapse).Annotation("Срок подписания истёк").Next(this.expired)
    expired = End().Annotation("Не подписан в срок")

    appeal_agreement = (
        UserTask(
            AppealAgreement,
            holder=desks.provider,
            permission="appeal_agreement",
            why_not=this.why_not_appeal,
            apply=this.appeal,
            expires=this.rejected,
        )
        .Annotation("Обжаловать отказ в договоре или согласиться с ним")
        .Next(this.decide_agreement_appeal)
    )

    decide_agreement_appeal = (
        UserTask(
            DecideAgreementAppeal,
            holder=desks.operator,
            permission="decide_agreement_appeal",
            apply=this.decide_on_appeal,
        )
        .Annotation("Рассмотреть жалобу на отказ в договоре")
        .Next(this.after_appeal)
    )

    after_appeal = If(_is_confirmed).Annotation("Удовлетворена?").Then(this.sign_agreement).Else(this.rejected)
    rejected = End().Annotation("Отклонён")

    withdraw = Withdrawal(
        WithdrawAgreement,
        title="Отозвать запрос договора",
        holder=desks.provider,
        permission="withdraw_agreement",
        why_not=lambda process, decision, act: services.why_not_withdraw(process.agreement),
        apply=lambda process, decision, act: services.withdraw(process.agreement, decision.reason, act),
    )

    def why_not_request(self, parties, decision, act):
        yield from services.why_not_request(*parties, decision.year, decision.limit, on=act.on)

    def request(self, parties, decision, act):
        return services.request(*parties, decision.year, decision.limit, act)

    def why_not_confirm(self, process, decision, act):
        if decision.verdict is AgreementVerdict.REJECT:
            yield from services.why_not_reject(decision.grounds, decision.reason, on=act.on)

    def confirm(self, process, decision, act):
        if decision.verdict is AgreementVerdict.CONFIRM:
            services.confirm(process.agreement, decision.limit, decision.reason, act)
        else:
            services.reject(process.agreement, decision.grounds, decision.reason, act)
            clock.stop(process, on=act.on)

    def why_not_sign(self, process, decision, act):
        requested_on = process.agreement.requested_on
        yield from rules.why_not_sign(decision.number, decision.signed_on, requested_on=requested_on, on=act.on)

    def sign(self, process, decision, act):
        services.sign(process.agreement, decision.number, decision.signed_on, act)

    def do_lapse(self, activation):
        services.lapse(activation.process.agreement, engine.act_of_the_system(activation.process))

    def why_not_appeal(self, process, decision, act):
        yield from services.why_not_appeal(process.agreement)

    def appeal(self, process, decision, act):
        services.file_appeal(process.agreement, decision.text, act)
        clock.go_on(process, on=act.on)

    def decide_on_appeal(self, process, decision, act):
        uphold = decision.verdict is AppealVerdict.UPHOLD
        services.decide_appeal(process.agreement, uphold=uphold, reason=decision.reason, act=act)
