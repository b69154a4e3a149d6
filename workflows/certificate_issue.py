"""The issue of a certificate, from the application to the number (C 1.4, C 2.2)."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow

from backoffice.certificates import issuing as services
from backoffice.certificates.models import Certificate
from backoffice.people import invitations
from backoffice.people.models import Guardianship
from workflows import desks, locks
from workflows.decisions.certificates import IssueCertificate, IssueVerdict, WithdrawCertificate
from workflows.models import Process, Task
from workflows.nodes import End, StartOfAct, Switch, UserTask, Withdrawal, nobody

Status = Certificate.Status


class CertificateIssue(flow.Flow):
    """Выдача сертификата

    Семья, организация или муниципалитет подаёт заявление; муниципалитет по месту жительства ребёнка выдаёт сертификат
    или отказывает. После отказа можно подать новое заявление.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = StartOfAct(subject="certificate").Annotation("Заявление подано").Next(this.issue_certificate)

    issue_certificate = (
        UserTask(
            IssueCertificate,
            holder=desks.municipality,
            permission="issue_certificate",
            why_not=this.why_not_issue,
            apply=this.issue,
        )
        .Annotation("Рассмотреть заявление на сертификат")
        .Next(this.decided)
    )

    decided = (
        Switch()
        .Annotation("Итог рассмотрения")
        .Case(this.rejected, lambda activation: activation.process.certificate.status == Status.REJECTED)
        .Default(this.issued)
    )

    issued = End().Annotation("Сертификат выдан")
    rejected = End().Annotation("Отказано")

    withdraw = Withdrawal(
        WithdrawCertificate,
        title="Отозвать заявление",
        holder=desks.family,
        permission="withdraw_certificate",
        author=lambda case: case.certificate.applied_by_id,
        why_not=nobody,
        apply=lambda process, decision, act: services.withdraw(process.certificate, decision.reason, act),
    )

    def why_not_issue(self, process, decision, act):
        if decision.verdict is IssueVerdict.ISSUE:
            yield from services.why_not_issue(process.certificate, on=act.on)
        else:
            yield from services.why_not_reject(decision.grounds, decision.reason, on=act.on)

    def issue(self, process, decision, act):
        certificate = process.certificate
        if decision.verdict is IssueVerdict.REJECT:
            services.reject(certificate, decision.grounds, decision.reason, act)
            return
        services.issue(certificate, decision.reason, act)
        if certificate.status == Status.ISSUED_INACTIVE:
            grown_ups = Guardianship.objects.filter(child=certificate.child_id, user=None, valid_to=None)
            latest = grown_ups.order_by("-pk").first()  # whom the application names
            if not [*invitations.why_not_invite(certificate.child, latest, on=act.on)]:
                certificate.invitation = invitations.invite(certificate.child, latest, act)
