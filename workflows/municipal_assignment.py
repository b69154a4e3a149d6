"""Approval of a municipal assignment by the municipality as founder of the institution (C 2.5.2)."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction
from django.db.models import Q
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.status import PROCESS

from backoffice.assignments import services
from backoffice.assignments.models import MunicipalAssignment
from backoffice.journal import Act
from backoffice.registers.models import ProgramRegisterEntry
from workflows import desks, endings, locks
from workflows.decisions.registers import ApproveAssignment
from workflows.models import Process, Task
from workflows.nodes import End, StartOfAct, UserTask

BATCH = 100


class MunicipalAssignmentApproval(flow.Flow):
    """Утверждение муниципального задания

    Проект задания бюджетного или автономного учреждения складывается сам из решений о включении программ в реестры;
    руководитель муниципалитета утверждает его как учредитель. Новая редакция заменяет прежнюю.
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = StartOfAct(subject="municipal_assignment").Annotation("Проект составлен").Next(this.approve_assignment)

    approve_assignment = (
        UserTask(
            ApproveAssignment,
            holder=desks.municipality,
            permission="approve_assignment",
            why_not=this.why_not_approve,
            apply=this.approve,
        )
        .Annotation("Утвердить муниципальное задание")
        .Next(this.in_force)
    )

    in_force = End().Annotation("Задание действует")

    def why_not_approve(self, process, decision, act):
        yield from services.why_not_approve(process.municipal_assignment, decision.seen_version, decision.act, act)

    def approve(self, process, decision, act):
        services.approve(process.municipal_assignment, decision.act, act)


def open_for(assignment: MunicipalAssignment | None, act: Act) -> None:
    """Ask the head of the municipality to approve a draft, unless that is asked already; None: nothing was drafted."""
    if assignment is None or assignment.status != MunicipalAssignment.Status.DRAFT:
        return
    if not Process.objects.filter(municipal_assignment=assignment, status=PROCESS.NEW).exists():
        MunicipalAssignmentApproval.start.run(subject=assignment, act=Act(act.by, act.on, uuid.uuid4()))


def of_provider(provider_id: int | None) -> Q:
    """Cases about assignments of an institution; none if there is no such key."""
    return Q(municipal_assignment__provider__in=[provider_id])


def drop(entry: ProgramRegisterEntry, act: Act, held: list[Process]) -> None:
    """Take a program that left its register out of its assignment; `held` are the open cases of the institution."""
    assignment = services.drop_line(entry, act)
    if assignment is not None and assignment.status == MunicipalAssignment.Status.CLOSED:
        endings.end(Q(municipal_assignment=assignment), [each for each in held if _is_about(each, assignment)])
    open_for(assignment, act)


def _is_about(case: Process, assignment: MunicipalAssignment) -> bool:
    return case.municipal_assignment_id == assignment.pk


def close_over(on: date) -> int:
    """Close the assignments whose last day has passed, with their open cases; return how many."""
    keys = services.over(on=on).order_by("pk").values_list("pk", flat=True)[:BATCH]
    return sum(_close(key, on) for key in keys)


@transaction.atomic
def _close(key: int, on: date) -> bool:
    """Close one, if nobody has it now; a busy one comes next time."""
    about = Q(municipal_assignment=key)
    held = endings.hold(about, skip_locked=True)
    found = services.over(on=on).select_for_update(no_key=True, skip_locked=True, of=("self",)).filter(pk=key).first()
    if found is None:
        return False
    services.close(found, Act(None, on))
    endings.end(about, held)
    return True
