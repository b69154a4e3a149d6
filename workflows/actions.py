"""What can be done in a case now, and why a viewer may not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from viewflow.workflow.status import PROCESS

from backoffice.access import Viewer
from backoffice.errors import Refusal
from backoffice.roles import who_may
from workflows.engine import RULE, TERM_OVER, taken
from workflows.models import Process, Task


@dataclass(frozen=True)
class Action:
    """One decision that the case waits for, or allows."""

    name: str
    label: str
    task_id: int | None
    why_not: tuple[Refusal, ...]


def of_case(process: Process, viewer: Viewer) -> list[Action]:
    """Every decision possible in the case now: its open steps, and its withdrawal."""
    return [*_steps(process, viewer), *_withdrawal(process, viewer)]


def _steps(process: Process, viewer: Viewer) -> Iterator[Action]:
    waiting = process.task_set.filter(finished=None, flow_task_type="HUMAN").select_related("holder", "owner")
    for task in waiting.order_by("due_at", "id"):
        reasons = tuple(_why_not(task, viewer))
        yield Action(task.flow_task.name, task.flow_task.task_title, task.pk, reasons)


def _why_not(task: Task, viewer: Viewer) -> Iterator[Refusal]:
    allowed = viewer.may(task.permission, task.holder_id)
    if not allowed or task.addressee_id not in (None, viewer.user.pk):
        role = who_may(task.permission, task.holder.kind) if task.holder else ""
        yield Refusal("NOT_YOUR_TASK", f"Решает: {role}, {task.holder}.", RULE, "Дождитесь решения.")
    elif task.has_expired:
        yield TERM_OVER
    elif task.owner_id not in (None, viewer.user.pk):
        yield taken(task.owner)


def _withdrawal(process: Process, viewer: Viewer) -> Iterator[Action]:
    withdrawal = getattr(process.flow_class, "withdraw", None)
    if withdrawal is None or process.status != PROCESS.NEW:
        return
    if withdrawal.allows(process, viewer):
        yield Action(withdrawal.permission, withdrawal.title, None, tuple(withdrawal.why_not(process, None, None)))
