"""Certification of a program, from its submission to the register (C 2.3, C 2.4)."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow

from backoffice.certification import experts, rules, services
from backoffice.certification.models import CertificationRefusal
from backoffice.programs import pricing
from backoffice.programs.models import ProgramEdition
from workflows import clock, desks, endings, engine, locks
from workflows.decisions.program_certification import (
    AppealRefusal,
    AppealVerdict,
    AssignExperts,
    CertificationVerdict,
    CertifyProgram,
    CheckProgram,
    CheckVerdict,
    ClassifyProgram,
    DecideAppeal,
    ResubmitProgram,
    SubmitProgram,
    WithdrawProgram,
)
from workflows.expert_review import ExpertReview
from workflows.models import Process, Task
from workflows.nodes import Awaited, End, Function, If, StartDecision, Subcases, Switch, UserTask, Withdrawal

Status = ProgramEdition.Status
Stage = CertificationRefusal.Stage


class ProgramCertification(flow.Flow):
    """Сертификация программы

    Поставщик подаёт редакцию программы; оператор проверяет её, эксперты оценивают независимо, оператор классифицирует,
    система считает нормативную стоимость, оператор решает. Отказ можно обжаловать руководителю оператора.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = (
        StartDecision(
            SubmitProgram,
            model=ProgramEdition,
            subject="edition",
            holder=desks.provider,
            permission="submit_program",
            why_not=this.why_not_submit,
            apply=this.submit,
        )
        .Annotation("Программа подана")
        .Next(this.check_program)
    )

    check_program = (
        UserTask(
            CheckProgram,
            holder=desks.operator,
            permission="check_program",
            why_not=this.why_not_check,
            apply=this.check,
        )
        .Annotation("Проверить карточку программы")
        .Next(this.checked)
    )

    checked = (
        Switch()
        .Annotation("Итог формальной проверки")
        .Case(this.resubmit_program, lambda activation: activation.process.edition.status == Status.RETURNED)
        .Case(this.appeal_refusal, lambda activation: activation.process.edition.status == Status.REFUSED)
        .Default(this.assign_experts)
    )

    resubmit_program = (
        UserTask(
            ResubmitProgram,
            holder=desks.provider,
            permission="resubmit_program",
            why_not=this.why_not_resubmit,
            apply=this.resubmit,
            expires=this.lapse,
        )
        .Annotation("Исправить замечания")
        .Next(this.check_program)
    )

    lapse = Function(this.do_lapse).Annotation("Срок исправления истёк").Next(this.expired)
    expired = End().Annotation("Не исправлена в срок")

    assign_experts = (
        UserTask(
            AssignExperts,
            holder=desks.operator,
            permission="assign_experts",
            why_not=this.why_not_assign,
            apply=this.assign,
        )
        .Annotation("Назначить экспертов")
        .Next(this.review)
    )

    review = (
        Subcases(
            ExpertReview,
            items=this.newly_assigned,
            awaited=Awaited("Эксперты", "заключение", "заключения", "заключений"),
        )
        .Annotation("Оценка экспертов")
        .Next(this.enough_experts)
    )

    enough_experts = (
        If(lambda activation: experts.missing(activation.process.edition) == 0)
        .Annotation("Оценки сходятся?")
        .Then(this.conclude_review)
        .Else(this.assign_experts)
    )

    conclude_review = Function(this.do_conclude).Annotation("Подвести итог оценки").Next(this.reviewed)

    reviewed = (
        If(lambda activation: activation.process.edition.status == Status.CLASSIFICATION)
        .Annotation("Оценка пройдена?")
        .Then(this.classify_program)
        .Else(this.certify_program)
    )

    classify_program = (
        UserTask(
            ClassifyProgram,
            holder=desks.operator,
            permission="classify_program",
            why_not=this.why_not_classify,
            apply=this.classify,
        )
        .Annotation("Классифицировать модули")
        .Next(this.certify_program)
    )

    certify_program = (
        UserTask(
            CertifyProgram,
            holder=desks.operator,
            permission="certify_program",
            why_not=this.why_not_certify,
            apply=this.certify,
        )
        .Annotation("Решить о сертификации")
        .Next(this.decided)
    )

    decided = (
        If(lambda activation: activation.process.edition.status == Status.CERTIFIED)
        .Annotation("Сертифицирована?")
        .Then(this.certified)
        .Else(this.appeal_refusal)
    )

    certified = End().Annotation("В реестре сертифицированных программ")

    appeal_refusal = (
        UserTask(
            AppealRefusal,
            holder=desks.provider,
            permission="appeal_refusal",
            apply=this.appeal,
            expires=this.refused,
        )
        .Annotation("Обжаловать отказ или согласиться с ним")
        .Next(this.decide_appeal)
    )

    decide_appeal = (
        UserTask(
            DecideAppeal,
            holder=desks.operator,
            permission="decide_appeal",
            apply=this.decide_on_appeal,
        )
        .Annotation("Рассмотреть жалобу")
        .Next(this.after_appeal)
    )

    after_appeal = (
        Switch()
        .Annotation("Итог жалобы")
        .Case(this.refused, lambda activation: activation.process.edition.status == Status.REFUSED)
        .Case(this.assign_experts, lambda activation: activation.process.edition.status == Status.QUALITY_REVIEW)
        .Case(this.classify_program, lambda activation: activation.process.edition.status == Status.CLASSIFICATION)
        .Default(this.certify_program)
    )

    refused = End().Annotation("Отказано")

    withdraw = Withdrawal(
        WithdrawProgram,
        title="Отозвать программу",
        holder=desks.provider,
        permission="withdraw_program",
        why_not=lambda process, decision, act: services.why_not_withdraw(process.edition),
        apply=lambda process, decision, act: services.withdraw(process.edition, decision.reason, act),
    )

    def why_not_submit(self, edition, decision, act):
        yield from services.why_not_submit(edition)

    def submit(self, edition, decision, act):
        services.submit(edition, act)

    def why_not_check(self, process, decision, act):
        if decision.verdict is CheckVerdict.RETURN:
            yield from services.why_not_return(process.edition, [remark.field for remark in decision.remarks])
        if decision.verdict is CheckVerdict.REFUSE:
            yield from services.why_not_refuse(process.edition, decision.grounds, decision.reason, on=act.on)

    def check(self, process, decision, act):
        match decision.verdict:
            case CheckVerdict.PASS:
                services.pass_check(process.edition, decision.reason, act)
            case CheckVerdict.RETURN:
                remarks = [(remark.field, remark.text) for remark in decision.remarks]
                services.send_back(process.edition, remarks, decision.reason, act)
                clock.stop(process, on=act.on)
            case CheckVerdict.REFUSE:
                services.refuse(process.edition, Stage.FORMAL_CHECK, decision.grounds, decision.reason, act)
                clock.stop(process, on=act.on)

    def why_not_resubmit(self, process, decision, act):
        yield from services.why_not_resubmit(process.edition, decision.reply)

    def resubmit(self, process, decision, act):
        services.resubmit(process.edition, decision.reply, act)
        clock.go_on(process, on=act.on)

    def do_lapse(self, activation):
        services.lapse(activation.process.edition, engine.act_of_the_system(activation.process))

    def why_not_assign(self, process, decision, act):
        yield from experts.why_not_assign(process.edition, list(decision.experts), on=act.on)

    def assign(self, process, decision, act):
        experts.assign(process.edition, list(decision.experts), act)

    def newly_assigned(self, process):
        return process.edition.assignments.filter(cases=None).order_by("pk")

    def do_conclude(self, activation):
        services.conclude_review(activation.process.edition, engine.act_of_the_system(activation.process))

    def why_not_classify(self, process, decision, act):
        modules = {row.number: bool(row.second_teacher_hours) for row in process.edition.modules.all()}
        yield from rules.why_not_classify(
            [(row.number, row.second_qualification) for row in decision.modules], modules=modules
        )
        yield from pricing.why_not_price(process.edition, on=act.on)

    def classify(self, process, decision, act):
        classes = [
            (row.number, row.main_qualification, row.second_qualification, row.provision) for row in decision.modules
        ]
        services.classify(process.edition, classes, act)

    def why_not_certify(self, process, decision, act):
        if decision.verdict is CertificationVerdict.CERTIFY:
            refused = {row.number: row.ground for row in decision.refused_modules}
            yield from services.why_not_certify(process.edition, refused, on=act.on)
        else:
            yield from services.why_not_refuse(process.edition, decision.grounds, decision.reason, on=act.on)

    def certify(self, process, decision, act):
        if decision.verdict is CertificationVerdict.CERTIFY:
            refused = {row.number: row.ground for row in decision.refused_modules}
            held = endings.hold(_requests_for_editions_in_force(process.edition))
            services.certify(process.edition, refused, decision.reason, act)
            endings.cancel(held, "Программа заменена новой редакцией.")
        else:
            services.refuse(process.edition, Stage.DECISION, decision.grounds, decision.reason, act)
            clock.stop(process, on=act.on)

    def appeal(self, process, decision, act):
        services.file_appeal(process.edition, decision.text, act)
        clock.go_on(process, on=act.on)

    def decide_on_appeal(self, process, decision, act):
        uphold = decision.verdict is AppealVerdict.UPHOLD
        services.decide_appeal(process.edition, uphold=uphold, reason=decision.reason, act=act)


def _requests_for_editions_in_force(edition: ProgramEdition):
    """Cases about places in groups of the certified edition that another one of the program replaces."""
    of_program = endings.requests_for_places(module__edition__program=edition.program_id)
    return of_program & endings.requests_for_places(module__edition__status=ProgramEdition.Status.CERTIFIED)
