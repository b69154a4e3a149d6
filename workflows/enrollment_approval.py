"""The enrollment of a child by a certificate: asked for, answered, assessed by the issuer, ordered (C 2.13-2.16)."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow

from backoffice.certificates.models import Certificate
from backoffice.enrollments import requests
from backoffice.enrollments.models import EnrollmentRequest
from workflows import desks, locks
from workflows import enrollment_steps as steps
from workflows.contract_signing import ContractSigning
from workflows.decisions.enrollments import (
    AcceptPlace,
    AnswerEnrollment,
    AppealAssessment,
    ApplyForEnrollment,
    AssessEnrollment,
    CancelEnrollmentRequest,
    DecideAssessmentAppeal,
    Enroll,
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
            why_not=steps.why_not_submit,
            apply=steps.submit,
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
            apply=steps.answer_offer,
            expires=this.give_up_place,
        )
        .Annotation("Принять освободившееся место")
        .Next(this.place_answered)
    )

    give_up_place = Function(steps.do_give_up_place).Annotation("Место передано дальше").Next(this.expired)
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
            why_not=steps.why_not_answer,
            apply=steps.answer,
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
    assess = Function(steps.do_assess).Annotation("Оценить по правилам").Next(this.assessed)

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
            why_not=steps.why_not_decide,
            apply=steps.decide,
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
            apply=steps.appeal,
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
            apply=steps.decide_on_appeal,
        )
        .Annotation("Рассмотреть жалобу на отказ в зачислении")
        .Next(this.after_appeal)
    )

    after_appeal = Switch().Annotation("Удовлетворена?").Case(this.possible, _is(Status.POSSIBLE)).Default(this.settle)

    settle = Function(steps.do_settle).Annotation("Отказ в силе").Next(this.refused)

    # C 2.9: what a certificate may pay for is taught by a contract.
    possible = (
        Switch()
        .Annotation("Сертифицированная?")
        .Case(this.contract, lambda activation: requests.is_certified(activation.process.enrollment_request))
        .Default(this.enroll)
    )

    contract = Function(steps.do_contract).Annotation("Перейти к договору").Next(this.contracting)
    contracting = (
        Subcases(ContractSigning, items=steps.contracts_of).Annotation("Заключение договора").Next(this.contracted)
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
            why_not=steps.why_not_enroll,
            apply=steps.do_enroll,
        )
        .Annotation("Зачислить ребёнка")
        .Next(this.after_enroll)
    )

    after_enroll = (
        Switch().Annotation("Итог").Case(this.enrolled, _is(Status.ENROLLED)).Default(this.refused_by_provider)
    )

    lapse = Function(steps.do_lapse).Annotation("Черновик не отправлен в срок").Next(this.expired)

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
