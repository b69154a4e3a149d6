"""Two records that may be one child: a clerk compares the papers and says which."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.status import PROCESS

from backoffice import journal
from backoffice.certificates.models import Certificate
from backoffice.funding import services as funding
from backoffice.journal import Act
from backoffice.people import duplicates, merging
from backoffice.people import services as people
from backoffice.people.identity import Identity
from backoffice.people.models import DuplicatePair
from workflows import desks, engine, locks
from workflows.certificate_issue import CertificateIssue
from workflows.decisions.certificates import DuplicateVerdict, ResolveDuplicate
from workflows.models import Process, Task
from workflows.nodes import End, StartOfAct, Switch, UserTask


class DuplicateReview(flow.Flow):
    """Сличение похожих записей

    Две записи могут быть об одном ребёнке. Муниципалитет более поздней записи сличает документы и решает, один ли это
    ребёнок; если один, более поздняя запись становится частью более ранней.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = StartOfAct(subject="duplicate").Annotation("Найдена похожая запись").Next(this.resolve_duplicate)

    resolve_duplicate = (
        UserTask(
            ResolveDuplicate,
            holder=desks.municipality,
            permission="resolve_duplicate",
            why_not=this.why_not_resolve,
            apply=this.settle,
        )
        .Annotation("Сличить похожие записи")
        .Next(this.resolved)
    )

    resolved = (
        Switch()
        .Annotation("Итог сличения")
        .Case(this.same, lambda activation: activation.process.duplicate.status == DuplicatePair.Status.SAME)
        .Default(this.different)
    )

    same = End().Annotation("Один ребёнок")
    different = End().Annotation("Разные дети")

    def why_not_resolve(self, process, decision, act):
        if decision.verdict is DuplicateVerdict.SAME:
            yield from duplicates.why_not_same(process.duplicate.later)

    def settle(self, process, decision, act):
        pair = process.duplicate
        if decision.verdict is DuplicateVerdict.DIFFERENT:
            duplicates.differ(pair, decision.reason, act)
            return
        people.hold(Identity.of_child(pair.earlier), Identity.of_child(pair.later))  # no application comes meanwhile
        case = _open_case_of(pair)
        certificate = _locked_certificate_of(pair)
        pair.note = merging.merge(pair, certificate, decision.reason, act)
        if case and certificate and certificate.status == Certificate.Status.REJECTED:
            engine.cancel(case)


def _open_case_of(pair: DuplicatePair) -> Process | None:
    """The case in which the later record is about to get a certificate, locked before its certificate."""
    about = {"flow_class": CertificateIssue, "certificate__child": pair.later_id, "status": PROCESS.NEW}
    found = Process.objects.filter(**about).first()
    if found is None:
        return None
    case = locks.of_case(CertificateIssue, found.pk)
    return case if case.status == PROCESS.NEW else None


def _locked_certificate_of(pair: DuplicatePair) -> Certificate | None:
    live = Certificate.objects.filter(child=pair.later_id).exclude(status__in=Certificate.VOID).first()
    if live is None:
        return None
    locked = funding.lock(live.pk)
    return None if locked.status in Certificate.VOID else locked


def open_for(pairs: Iterable[DuplicatePair], act: Act) -> None:
    """Open a review of each pair that was found in an act."""
    for pair in pairs:
        of_pair = replace(act, case_id=uuid.uuid4())
        journal.record("duplicate.suspected", pair, of_pair, municipality_id=pair.municipality_id)
        DuplicateReview.start.run(subject=pair, act=of_pair)
