"""Money onto a certificate at the wish of the family: from the request to the decision (C 1.4)."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow

from backoffice.certificates.models import Certificate
from backoffice.funding import requests
from backoffice.funding.waiting import FundingRequest
from workflows import desks, locks
from workflows.decisions.funding import FundingVerdict, RequestFunding, ReviewFunding, WithdrawFunding
from workflows.models import Process, Task
from workflows.nodes import End, StartDecision, Switch, UserTask, Withdrawal, nobody

Status = FundingRequest.Status


class FundingStatusChange(flow.Flow):
    """Средства на сертификат

    Семья просит закрепить средства на сертификате учёта; специалист муниципалитета закрепляет их или отказывает. Если
    свободных средств нет, заявление встаёт в очередь, и никто её не обходит.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = (
        StartDecision(
            RequestFunding,
            model=Certificate,  # on which the family decides; the request that the case is about is made by that
            subject="funding_request",
            holder=desks.family,
            permission="request_funding",
            why_not=nobody,
            apply=nobody,
        )
        .Annotation("Заявление на средства подано")
        .Next(this.review_funding)
    )

    review_funding = (
        UserTask(
            ReviewFunding,
            holder=desks.municipality,
            permission="review_funding",
            why_not=this.why_not_review,
            apply=this.review,
        )
        .Annotation("Рассмотреть заявление на средства")
        .Next(this.reviewed)
    )

    reviewed = (
        Switch()
        .Annotation("Итог рассмотрения")
        .Case(this.granted, lambda activation: activation.process.funding_request.status == Status.GRANTED)
        .Case(this.queued, lambda activation: activation.process.funding_request.status == Status.QUEUED)
        .Default(this.refused)
    )

    granted = End().Annotation("Средства закреплены")
    queued = End().Annotation("В очереди")
    refused = End().Annotation("Отказано")

    withdraw = Withdrawal(
        WithdrawFunding,
        title="Отозвать заявление",
        holder=desks.family,
        permission="withdraw_funding",
        why_not=nobody,
        apply=lambda process, decision, act: requests.withdraw(process.funding_request, decision.reason, act),
    )

    def why_not_review(self, process, decision, act):
        if decision.verdict is FundingVerdict.GRANT:
            yield from requests.why_not_grant(process.funding_request, on=act.on)
        else:
            yield from requests.why_not_refuse(decision.grounds, decision.reason, on=act.on)

    def review(self, process, decision, act):
        if decision.verdict is FundingVerdict.GRANT:
            requests.grant(process.funding_request, act, decision.reason)
        else:
            requests.refuse(process.funding_request, decision.grounds, decision.reason, act)
