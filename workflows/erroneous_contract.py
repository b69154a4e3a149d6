"""A contract that was made by mistake is taken back: the provider asks, the family agrees, the operator decides."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow

from backoffice.contracts import annulments
from backoffice.contracts.annulments import Conditions
from backoffice.contracts.models import Contract, ContractAnnulment
from workflows import desks, engine, locks
from workflows.decisions.annulments import (
    AnnulmentAnswer,
    AnnulmentVerdict,
    AnswerAnnulment,
    DecideAnnulment,
    RequestAnnulment,
)
from workflows.models import Process, Task
from workflows.nodes import End, Function, StartDecision, Switch, UserTask, nobody

Status = ContractAnnulment.Status


def _is(status: str):
    return lambda activation: activation.process.annulment.status == status


def _conditions(decision: DecideAnnulment) -> Conditions:
    return Conditions(**{name: getattr(decision, name) for name in annulments.UNMET})


class ErroneousContract(flow.Flow):
    """Ошибочный договор

    Организация просит признать договор ошибочным и прилагает письмо руководителя; семья подтверждает ошибку;
    руководитель оператора проверяет четыре условия. Если все выполнены, договор снимается, и средства до копейки
    возвращаются на сертификат.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = (
        StartDecision(
            RequestAnnulment,
            model=Contract,
            subject="annulment",
            holder=desks.provider,
            permission="request_annulment",
            why_not=nobody,
            apply=nobody,
        )
        .Annotation("Просьба признать договор ошибочным")
        .Next(this.answer_annulment)
    )

    answer_annulment = (
        UserTask(
            AnswerAnnulment,
            holder=desks.family,
            permission="answer_annulment",
            apply=this.answer,
            expires=this.lapse,
        )
        .Annotation("Подтвердить, что договор ошибочный")
        .Next(this.answered)
    )

    answered = (
        Switch().Annotation("Семья согласна?").Case(this.decide_annulment, _is(Status.AGREED)).Default(this.declined)
    )

    decide_annulment = (
        UserTask(
            DecideAnnulment,
            holder=desks.operator,
            permission="decide_annulment",
            why_not=this.why_not_decide,
            apply=this.decide,
        )
        .Annotation("Решить, ошибочный ли договор")
        .Next(this.decided)
    )

    decided = Switch().Annotation("Решение").Case(this.granted, _is(Status.GRANTED)).Default(this.refused)

    lapse = Function(this.do_lapse).Annotation("Семья не ответила в срок").Next(this.expired)

    granted = End().Annotation("Договор признан ошибочным")
    refused = End().Annotation("Оператор отказал")
    declined = End().Annotation("Семья не согласна")
    expired = End().Annotation("Семья не ответила")

    def answer(self, process, decision, act):
        agrees = decision.answer is AnnulmentAnswer.AGREE
        annulments.answer(process.annulment, decision.reason.strip(), act, agrees=agrees)

    def why_not_decide(self, process, decision, act):
        if decision.verdict is AnnulmentVerdict.GRANT:
            yield from annulments.why_not_grant(process.annulment, _conditions(decision))

    def decide(self, process, decision, act):
        if decision.verdict is AnnulmentVerdict.GRANT:
            annulments.grant(process.annulment, _conditions(decision), decision.reason.strip(), act)
        else:
            annulments.refuse(process.annulment, decision.reason.strip(), act)

    def do_lapse(self, activation):
        annulments.expire(activation.process.annulment, engine.act_of_the_system(activation.process))
