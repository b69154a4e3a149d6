"""A certificate goes with the child from one municipality to another (L 7: it is issued once)."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow

from backoffice.certificates import moves
from backoffice.certificates.models import CertificateMove
from backoffice.contracts import ending
from backoffice.funding import services as funding
from workflows import desks, endings, locks
from workflows.decisions.certificate_life import MoveVerdict, RequestMove, ReviewMove, WithdrawMove
from workflows.models import Process, Task
from workflows.nodes import End, StartDecision, Switch, UserTask, Withdrawal, nobody

Status = CertificateMove.Status
MOVED = "Сертификат переведён в другой муниципалитет."


class CertificateTransfer(flow.Flow):
    """Перевод сертификата

    Семья переехала: муниципалитет, в котором ребёнок живёт теперь, принимает сертификат или отказывает.
    Номер и история остаются; до решения семья может отозвать запрос.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = (
        StartDecision(
            RequestMove,
            model=CertificateMove,
            subject="move",
            holder=desks.family,
            permission="request_move",
            why_not=this.why_not_request,
            apply=this.request,
        )
        .Annotation("Перевод запрошен")
        .Next(this.review_move)
    )

    review_move = (
        UserTask(
            ReviewMove,
            holder=desks.municipality,
            permission="review_move",
            why_not=this.why_not_review,
            apply=this.review,
        )
        .Annotation("Рассмотреть перевод сертификата")
        .Next(this.reviewed)
    )

    reviewed = (
        Switch()
        .Annotation("Итог рассмотрения")
        .Case(this.refused, lambda activation: activation.process.move.status == Status.REFUSED)
        .Default(this.accepted)
    )

    accepted = End().Annotation("Сертификат переведён")
    refused = End().Annotation("Отказано")

    withdraw = Withdrawal(
        WithdrawMove,
        title="Отозвать запрос на перевод",
        holder=desks.family,
        permission="withdraw_move",
        why_not=nobody,
        apply=lambda process, decision, act: moves.withdraw(process.move, decision.reason, act),
    )

    def why_not_request(self, certificate, decision, act):
        yield from moves.why_not_request(certificate, decision.enters, decision.address)

    def request(self, certificate, decision, act):
        return moves.request(certificate, decision.enters, decision.address, act)

    def why_not_review(self, process, decision, act):
        """Locks what the decision will change: requests and contracts, which an acceptance ends, then the certificate.

        Nobody is told anything before: the reasons are judged on what is locked.
        """
        move = process.move
        if decision.verdict is MoveVerdict.ACCEPT:
            process.held = endings.hold(_requests(move), contracts_of=[move.certificate_id])
            process.contracts = ending.lock_all(move.certificate_id)
        move.certificate = funding.lock(move.certificate_id)
        if decision.verdict is MoveVerdict.ACCEPT:
            yield from moves.why_not_accept(move.certificate)
        if decision.verdict is MoveVerdict.REFUSE:
            yield from moves.why_not_refuse(decision.grounds, decision.reason, on=act.on)

    def review(self, process, decision, act):
        move = process.move
        match decision.verdict:
            case MoveVerdict.ACCEPT:
                endings.end(_requests(move), process.held, MOVED)  # the money of offers is given back first
                ending.terminate_all(process.contracts, move.certificate, MOVED, act)
                moves.accept(move, move.certificate, act, decision.reason)
            case MoveVerdict.REFUSE:
                moves.refuse(move, move.certificate, decision.grounds, decision.reason, act)


def _requests(move: CertificateMove):
    return endings.requests_by(move.certificate_id)
