"""The enrollment of a child by a certificate: asked for, answered, assessed by the issuer, ordered (C 2.13-2.16)."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow

from backoffice.certificates.models import Certificate
from backoffice.contracts import offering
from backoffice.enrollments import assessing, pupils, requests
from backoffice.enrollments.models import EnrollmentRequest
from workflows import clock, desks, engine, locks
from workflows.contract_signing import ContractSigning
from workflows.decisions.enrollments import (
    AcceptPlace,
    AnswerEnrollment,
    AppealAssessment,
    ApplyForEnrollment,
    AssessEnrollment,
    AssessmentVerdict,
    CancelEnrollmentRequest,
    DecideAssessmentAppeal,
    Enroll,
    EnrollmentAppealVerdict,
    EnrollmentVerdict,
    PlaceAnswer,
    ProviderAnswer,
    RefusalAnswer,
    SubmitEnrollment,
)
from workflows.models import Process, Task
from workflows.nodes import End, Function, StartDecision, Subcases, Switch, UserTask, Wait, Withdrawal, nobody

Status = EnrollmentRequest.Status


def _is(*statuses: str):
    return lambda activation: activation.process.enrollment_request.status in statuses


class EnrollmentApproval(flow.Flow):
    """Зачисление по сертификату

    Семья выбирает группу, и место сразу закрепляется; организация отвечает и запрашивает муниципалитет, выдавший
    сертификат; он оценивает возможность зачисления по правилам или решением специалиста; организация издаёт приказ.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = (
        StartDecision(
            ApplyForEnrollment,
            model=Certificate,  # which the family uses; the request that the case is about is made by that
            subject="enrollment_request",
            holder=desks.family,
            permission="apply_for_enrollment",
            why_not=nobody,
            apply=nobody,
        )
        .Annotation("Заявка на обучение")
        .Next(this.begun)
    )

    begun = (
        Switch()
        .Annotation("Отправлена?")
        .Case(this.submit_enrollment, _is(Status.DRAFT))
        .Case(this.wait_for_place, _is(Status.WAITING_LIST))
        .Default(this.answer_enrollment)
    )

    submit_enrollment = (
        UserTask(
            SubmitEnrollment,
            holder=desks.family,
            permission="submit_enrollment",
            why_not=this.why_not_submit,
            apply=this.submit,
            expires=this.lapse,
        )
        .Annotation("Отправить заявку")
        .Next(this.sent)
    )

    sent = (
        Switch()
        .Annotation("Место есть?")
        .Case(this.wait_for_place, _is(Status.WAITING_LIST))
        .Default(this.answer_enrollment)
    )

    # A place that comes free is offered in the order of the list, by a job.
    wait_for_place = Wait().Annotation("Лист ожидания").Next(this.accept_place)

    accept_place = (
        UserTask(
            AcceptPlace,
            holder=desks.family,
            permission="accept_place",
            apply=this.answer_offer,
            expires=this.give_up_place,
        )
        .Annotation("Принять освободившееся место")
        .Next(this.place_answered)
    )

    give_up_place = Function(this.do_give_up_place).Annotation("Место передано дальше").Next(this.expired)
    place_answered = (
        Switch()
        .Annotation("Место принято?")
        .Case(this.answer_enrollment, _is(Status.SENT_TO_PROVIDER))
        .Default(this.expired)
    )

    # C 2.14: the provider asks the municipality that issued the certificate.
    answer_enrollment = (
        UserTask(
            AnswerEnrollment,
            holder=desks.provider,
            permission="answer_enrollment",
            why_not=this.why_not_answer,
            apply=this.answer,
        )
        .Annotation("Ответить на заявку")
        .Next(this.answered)
    )

    answered = (
        Switch()
        .Annotation("Организация согласна?")
        .Case(this.refused_by_provider, _is(Status.PROVIDER_REFUSED))
        .Default(this.assess)
    )

    # C 2.15: by the use order and the volume of services received at the moment of the request.
    assess = Function(this.do_assess).Annotation("Оценить по правилам").Next(this.assessed)

    assessed = (
        Switch()
        .Annotation("Возможно?")
        .Case(this.assess_enrollment, _is(Status.MANUAL))
        .Case(this.appeal_assessment, _is(Status.NOT_POSSIBLE))
        .Default(this.possible)
    )

    assess_enrollment = (
        UserTask(
            AssessEnrollment,
            holder=desks.municipality,
            permission="assess_enrollment",
            why_not=this.why_not_decide,
            apply=this.decide,
        )
        .Annotation("Оценить возможность зачисления")
        .Next(this.decided)
    )

    decided = (
        Switch()
        .Annotation("Решение специалиста")
        .Case(this.appeal_assessment, _is(Status.NOT_POSSIBLE))
        .Default(this.possible)
    )

    appeal_assessment = (
        UserTask(
            AppealAssessment,
            holder=desks.family,
            permission="appeal_assessment",
            apply=this.appeal,
            expires=this.after_refusal,
        )
        .Annotation("Обжаловать отказ или согласиться с ним")
        .Next(this.after_refusal)
    )

    # The head may have overridden the refusal meanwhile: see `enrollment_acts.override`.
    after_refusal = (
        Switch()
        .Annotation("Обжалован?")
        .Case(this.decide_assessment_appeal, _is(Status.APPEALED))
        .Case(this.possible, _is(Status.POSSIBLE))
        .Default(this.settle)
    )

    decide_assessment_appeal = (
        UserTask(
            DecideAssessmentAppeal,
            holder=desks.municipality,
            permission="decide_assessment_appeal",
            apply=this.decide_on_appeal,
        )
        .Annotation("Рассмотреть жалобу на отказ в зачислении")
        .Next(this.after_appeal)
    )

    after_appeal = Switch().Annotation("Удовлетворена?").Case(this.possible, _is(Status.POSSIBLE)).Default(this.settle)

    settle = Function(this.do_settle).Annotation("Отказ в силе").Next(this.refused)

    # C 2.9: what a certificate may pay for is taught by a contract.
    possible = (
        Switch()
        .Annotation("Сертифицированная?")
        .Case(this.contract, lambda activation: requests.is_certified(activation.process.enrollment_request))
        .Default(this.enroll)
    )

    contract = Function(this.do_contract).Annotation("Перейти к договору").Next(this.contracting)
    contracting = (
        Subcases(ContractSigning, items=this.contracts_of).Annotation("Заключение договора").Next(this.contracted)
    )
    contracted = (
        Switch()
        .Annotation("Заключён?")
        .Case(this.enrolled, _is(Status.ENROLLED))
        .Case(this.refused_by_provider, _is(Status.PROVIDER_REFUSED))
        .Case(this.declined, _is(Status.CANCELLED))
        .Default(this.expired)
    )

    # C 2.13: only after the possibility was established.
    enroll = (
        UserTask(
            Enroll,
            holder=desks.provider,
            permission="enroll",
            why_not=this.why_not_enroll,
            apply=this.do_enroll,
        )
        .Annotation("Зачислить ребёнка")
        .Next(this.after_enroll)
    )

    after_enroll = (
        Switch().Annotation("Итог").Case(this.enrolled, _is(Status.ENROLLED)).Default(this.refused_by_provider)
    )

    lapse = Function(this.do_lapse).Annotation("Черновик не отправлен в срок").Next(this.expired)

    enrolled = End().Annotation("Зачислен")
    refused = End().Annotation("Муниципалитет отказал")
    refused_by_provider = End().Annotation("Организация отказала")
    declined = End().Annotation("Семья отказалась от договора")
    expired = End().Annotation("Срок истёк")

    withdraw = Withdrawal(
        CancelEnrollmentRequest,
        title="Отозвать заявку на обучение",
        holder=desks.family,
        permission="cancel_enrollment_request",
        why_not=lambda process, decision, act: requests.why_not_cancel(process.enrollment_request),
        apply=lambda process, decision, act: requests.cancel(process.enrollment_request, decision.reason.strip(), act),
    )

    def why_not_submit(self, process, decision, act):
        yield from requests.why_not_send(process.enrollment_request, waits=decision.waits, on=act.on)

    def submit(self, process, decision, act):
        requests.send_draft(process.enrollment_request, act, waits=decision.waits)

    def answer_offer(self, process, decision, act):
        if decision.answer is PlaceAnswer.TAKE:
            requests.accept_place(process.enrollment_request, act)
        else:
            requests.decline_place(process.enrollment_request, "Семья отказалась от места", act)

    def do_give_up_place(self, activation):
        act = engine.act_of_the_system(activation.process)
        requests.decline_place(activation.process.enrollment_request, "Семья не ответила в срок", act)

    def why_not_answer(self, process, decision, act):
        if decision.answer is ProviderAnswer.REFUSE:
            yield from requests.why_not_refuse(decision.ground, on=act.on)

    def answer(self, process, decision, act):
        if decision.answer is ProviderAnswer.ACCEPT:
            requests.accept(process.enrollment_request, act)
        else:
            requests.refuse_by_provider(process.enrollment_request, decision.ground, decision.reason.strip(), act)

    def do_assess(self, activation):
        process, act = activation.process, engine.act_of_the_system(activation.process)
        assessing.assess(process.enrollment_request, act)
        self._pause_for_appeal(process, act)

    def why_not_decide(self, process, decision, act):
        if decision.verdict is AssessmentVerdict.NOT_POSSIBLE:
            yield from requests.why_not_refuse(decision.ground, on=act.on)

    def decide(self, process, decision, act):
        said = {"ground": decision.ground, "reason": decision.reason.strip()}
        possible = decision.verdict is AssessmentVerdict.POSSIBLE
        assessing.decide(process.enrollment_request, possible=possible, act=act, **said)
        self._pause_for_appeal(process, act)

    def _pause_for_appeal(self, process, act):
        if process.enrollment_request.status == Status.NOT_POSSIBLE:
            clock.stop(process, on=act.on)

    def appeal(self, process, decision, act):
        clock.go_on(process, on=act.on)
        if decision.answer is RefusalAnswer.APPEAL:
            requests.file_appeal(process.enrollment_request, decision.text.strip(), act)

    def decide_on_appeal(self, process, decision, act):
        if decision.verdict is EnrollmentAppealVerdict.UPHOLD:
            assessing.override(process.enrollment_request, decision.reason.strip(), act)
        else:
            assessing.uphold_refusal(process.enrollment_request, decision.reason.strip(), act)

    def do_settle(self, activation):
        process, act = activation.process, engine.act_of_the_system(activation.process)
        clock.go_on(process, on=act.on)  # it stands if the family was silent
        requests.settle_refusal(process.enrollment_request, act)

    def do_contract(self, activation):
        process = activation.process
        act = engine.act_of_the_system(process)
        requests.begin_contracting(process.enrollment_request, act)
        offering.prepare(process.enrollment_request, act)

    def contracts_of(self, process):
        return [process.enrollment_request.contract]

    def why_not_enroll(self, process, decision, act):
        if decision.verdict is EnrollmentVerdict.REFUSE:
            yield from requests.why_not_refuse(decision.ground, on=act.on)
        else:
            yield from pupils.why_not_enroll(process.enrollment_request, decision.order_date, on=act.on)

    def do_enroll(self, process, decision, act):
        request = process.enrollment_request
        if decision.verdict is EnrollmentVerdict.REFUSE:
            requests.refuse_by_provider(request, decision.ground, decision.reason.strip(), act)
        else:
            pupils.enroll(request, decision.order_number, decision.order_date, act)

    def do_lapse(self, activation):
        requests.expire(activation.process.enrollment_request, engine.act_of_the_system(activation.process))
