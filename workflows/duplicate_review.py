"""Two records that may be one child: a clerk compares the papers and says which."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q
from viewflow import this
from viewflow.workflow import flow

from backoffice import journal
from backoffice.certificates.models import Certificate
from backoffice.contracts import ending
from backoffice.enrollments import pupils
from backoffice.errors import Refusal, Refused
from backoffice.funding import services as funding
from backoffice.journal import Act
from backoffice.people import duplicates, merging
from backoffice.people import services as people
from backoffice.people.identity import Identity
from backoffice.people.models import DuplicatePair
from workflows import desks, endings, locks
from workflows.decisions.certificates import DuplicateVerdict, ResolveDuplicate
from workflows.models import Process, Task
from workflows.nodes import End, StartOfAct, Switch, UserTask

ONE_CHILD = "Две записи об одном ребёнке объединены, этот сертификат прекращён."


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
            yield from _why_not_end(merging.fates(*_certificates_of(process.duplicate)))

    def settle(self, process, decision, act):
        pair = process.duplicate
        if decision.verdict is DuplicateVerdict.DIFFERENT:
            duplicates.differ(pair, decision.reason, act)
            return
        people.hold(Identity.of_child(pair.earlier), Identity.of_child(pair.later))  # no application comes meanwhile
        about = Q()
        for certificate in filter(None, _certificates_of(pair)):
            about |= endings.about_certificate(certificate.pk)
        keys = [certificate.pk for certificate in _certificates_of(pair) if certificate]
        cases = endings.hold(about, contracts_of=keys) if about else []
        contracts = [contract for key in sorted(keys) for contract in ending.lock_all(key)]
        fate = merging.fates(*_locked(_certificates_of(pair)))
        if reasons := [*_why_not_end(fate)]:
            raise Refused(*reasons)  # promised to a contract since the clerk was asked
        if fate.ends:
            about = endings.about_certificate(fate.ends.pk)
            ended = {*Process.objects.filter(about).values_list("pk", flat=True)}
            endings.end(about, [case for case in cases if case.pk in ended], ONE_CHILD)
            own = [contract for contract in contracts if contract.certificate_id == fate.ends.pk]
            ending.terminate_all(own, fate.ends, ONE_CHILD, act, at_once=True)
            pupils.withdraw_all(fate.ends, ONE_CHILD, act)
        pair.note = merging.merge(pair, fate, decision.reason, act)
        if fate.passes:
            pupils.pass_on(fate.passes)
            ending.pass_on(fate.passes)


Certificates = tuple[Certificate | None, Certificate | None]  # of the earlier record, of the later


def _certificates_of(pair: DuplicatePair) -> Certificates:
    in_force = Certificate.objects.exclude(status__in=Certificate.VOID)
    return in_force.filter(child=merging.earliest(pair)).first(), in_force.filter(child=pair.later_id).first()


def _locked(found: Certificates) -> Certificates:
    """The same certificates, ours alone and as they are now; locked in the order of their keys."""
    keys = sorted(certificate.pk for certificate in found if certificate)
    locked = {key: funding.lock(key) for key in keys}
    first, second = (
        locked[each.pk] if each and locked[each.pk].status not in Certificate.VOID else None for each in found
    )
    return first, second


def _why_not_end(fate: merging.Fates) -> Iterable[Refusal]:
    return merging.why_not_end(fate.ends) if fate.ends else ()


def open_for(pairs: Iterable[DuplicatePair], act: Act) -> None:
    """Open a review of each pair that was found in an act."""
    for pair in pairs:
        of_pair = replace(act, case_id=uuid.uuid4())
        journal.record("duplicate.suspected", pair, of_pair, municipality_id=pair.municipality_id)
        DuplicateReview.start.run(subject=pair, act=of_pair)
