"""A contract on education is offered, accepted and signed: the smaller case inside of an enrollment (domain 4d)."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from viewflow import this
from viewflow.workflow import flow

from backoffice.acts import services as acts
from backoffice.contracts import offering, signers, signing
from backoffice.contracts.models import Contract
from backoffice.enrollments import requests
from backoffice.enrollments.models import EnrollmentRequest
from workflows import desks, engine, locks
from workflows.decisions.contracts import (
    AcceptContract,
    ConsentAnswer,
    ConsentToContract,
    OfferAnswer,
    OfferContract,
    OfferVerdict,
    SignContract,
    SigningVerdict,
    answer_of,
)
from workflows.models import Process, Task
from workflows.nodes import End, Function, Start, Switch, UserTask

Status = Contract.Status
LATE = "Договор не заключили в срок."
DECLINED = "Семья отказалась от договора."
NO_CONSENT = "Законный представитель не согласился с договором."


def _is(status: str):
    return lambda activation: activation.process.contract.status == status


class ContractSigning(flow.Flow):
    """Заключение договора об образовании

    Организация предлагает семье договор, часть сертификата резервируется; семья принимает его заявлением о зачислении,
    организация подписывает. Чего не сделали в срок, того не будет: средства и место свободны.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = Start(this.open).Annotation("Договор готовится").Next(this.offer_contract)

    offer_contract = (
        UserTask(
            OfferContract,
            holder=desks.provider,
            permission="offer_contract",
            why_not=this.why_not_offer,
            apply=this.offer,
            expires=this.lapse,
        )
        .Annotation("Предложить договор")
        .Next(this.offered)
    )
    offered = Switch().Annotation("Предложен?").Case(this.accept_contract, _is(Status.OFFERED)).Default(this.refused)

    accept_contract = (
        UserTask(
            AcceptContract,
            holder=desks.family,
            permission="accept_contract",
            why_not=this.why_not_accept,
            apply=this.accept,
            expires=this.lapse,
        )
        .Annotation("Принять договор")
        .Next(this.accepted)
    )
    accepted = (
        Switch()
        .Annotation("Кто принял?")
        .Case(this.declined, _is(Status.REFUSED))
        .Case(this.consent_to_contract, lambda activation: signing.needs_consent(activation.process.contract))
        .Default(this.sign_contract)
    )

    # ГК 26: from fourteen on a child signs itself, with the written consent of a representative.
    consent_to_contract = (
        UserTask(
            ConsentToContract,
            holder=desks.family,
            permission="consent_to_contract",
            why_not=this.why_not_consent,
            apply=this.consent,
            expires=this.lapse,
        )
        .Annotation("Согласиться с договором ребёнка")
        .Next(this.consented)
    )
    consented = (
        Switch().Annotation("Есть согласие?").Case(this.declined, _is(Status.REFUSED)).Default(this.sign_contract)
    )

    sign_contract = (
        UserTask(
            SignContract,
            holder=desks.provider,
            permission="sign_contract",
            why_not=this.why_not_sign,
            apply=this.sign,
            expires=this.lapse,
        )
        .Annotation("Подписать договор")
        .Next(this.signed)
    )
    signed = Switch().Annotation("Подписан?").Case(this.active, _is(Status.ACTIVE)).Default(this.refused)

    lapse = Function(this.do_lapse).Annotation("Срок договора истёк").Next(this.expired)

    active = End().Annotation("Договор действует")
    declined = End().Annotation("Семья отказалась")
    refused = End().Annotation("Организация отказала")
    expired = End().Annotation("Не заключён в срок")

    def open(self, activation, *, item, parent):
        process = activation.process
        process.contract, process.parent_task = item, parent
        process.root_id = parent.process.root_id or parent.process_id
        process.due_on = acts.deadline(
            "ContractSigning", "case", on=timezone.localdate(), territory=item.municipality_id
        )
        return process

    def why_not_offer(self, process, decision, act):
        if decision.verdict is OfferVerdict.REFUSE:
            yield from offering.why_not_ground(decision.ground, on=act.on)
        else:
            number = decision.number.strip()
            yield from offering.why_not_offer(process.contract, number, decision.starts_on, on=act.on)

    def offer(self, process, decision, act):
        if decision.verdict is OfferVerdict.REFUSE:
            _refuse(process.contract, decision, act)
        else:
            kept_until, said = until(process, "accept_contract"), decision.reason.strip()
            offering.offer(process.contract, decision.number.strip(), kept_until, act, said)

    def why_not_accept(self, process, decision, act):
        if decision.answer is OfferAnswer.ACCEPT:
            contract, signer = process.contract, signers.by_account(process.contract, act.by)
            given = signing.to_accept(contract, act.by, act)
            yield from signing.why_not_accept(contract, signer, given, answer_of(decision), act)

    def accept(self, process, decision, act):
        if decision.answer is OfferAnswer.DECLINE:
            _decline(process.contract, decision.reason.strip() or DECLINED, act)
            return
        signing.accept(process.contract, answer_of(decision), until_next(process), act)

    def why_not_consent(self, process, decision, act):
        if decision.answer is ConsentAnswer.CONSENT:
            yield from signing.why_not_consent(process.contract, act.by, answer_of(decision), act)

    def consent(self, process, decision, act):
        if decision.answer is ConsentAnswer.DECLINE:
            _decline(process.contract, decision.reason.strip() or NO_CONSENT, act)
        else:
            signing.consent(process.contract, act.by, answer_of(decision), until(process, "sign_contract"), act)

    def why_not_sign(self, process, decision, act):
        if decision.verdict is SigningVerdict.REFUSE:
            yield from offering.why_not_ground(decision.ground, on=act.on)
        else:
            said = answer_of(decision), decision.order_date
            yield from signing.why_not_sign(process.contract, act.by, *said, act)

    def sign(self, process, decision, act):
        if decision.verdict is SigningVerdict.REFUSE:
            _refuse(process.contract, decision, act)
        else:
            order = decision.order_number, decision.order_date
            signing.sign(process.contract, act.by, answer_of(decision), order, act, decision.reason.strip())

    def do_lapse(self, activation):
        contract = activation.process.contract
        requests.expire(contract.request, engine.act_of_the_system(activation.process), LATE)
        _look_again(contract)


def until(process: Process, step: str) -> date:
    """Until when a place is kept: the last day of the step that follows."""
    return getattr(ContractSigning, step).term(process).last_day


def until_next(process: Process) -> date:
    """The same of the step that follows an acceptance: a child of fourteen needs a representative's consent (ГК 26)."""
    by_child = signing.needs_consent(process.contract)  # type: ignore[arg-type]  # a case about a contract
    return until(process, "consent_to_contract" if by_child else "sign_contract")


def _refuse(contract: Contract, decision, act) -> None:
    """The provider does not make the contract: request and contract end together."""
    requests.refuse_by_provider(contract.request, decision.ground, decision.reason.strip(), act)
    _look_again(contract)


def _decline(contract: Contract, reason: str, act) -> None:
    """The family does not make it."""
    requests.end(contract.request, EnrollmentRequest.Status.CANCELLED, act, "enrollment.cancelled", reason)
    _look_again(contract)


def _look_again(contract: Contract) -> None:
    """The contract has ended with its request: the steps that follow ask how."""
    contract.refresh_from_db(fields=["status", "version", "reason", "ground"])
