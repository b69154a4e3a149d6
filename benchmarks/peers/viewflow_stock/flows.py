"""The same piece of the flow over the same tables, made of Viewflow's stock nodes."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.lock import select_for_update_lock

from backoffice.units.models import Unit
from workflows.models import Process, Task


class DeskTask(Task):
    """A task that fills the queue's columns itself, so that it is written once; stock Viewflow would need a second."""

    class Meta:
        proxy = True

    def save(self, *args, **kwargs):
        if self._state.adding and self.flow_task.task_type == "HUMAN":
            edition = self.process.edition
            self.holder_id, self.permission = self.process.operator_id, self.flow_task.name
            self.due_at = timezone.now() + timedelta(days=10)
            self.subject_line = str(edition)
            self.provider_id, self.municipality_id = edition.provider_id, edition.municipality_id
        super().save(*args, **kwargs)


class Case(Process):
    """A case; the operator is looked up once, as the product does."""

    class Meta:
        proxy = True

    _operator: int | None = None

    @property
    def operator_id(self) -> int:
        if Case._operator is None:
            Case._operator = Unit.objects.get(kind=Unit.Kind.REGIONAL_OPERATOR, valid_to=None).pk
        return Case._operator


class Certification(flow.Flow):
    """Check, decide where to go, put the next task on the desk."""

    process_class, task_class, lock_impl = Case, DeskTask, select_for_update_lock

    start = flow.StartHandle().Next(this.check_program)
    check_program = flow.View(None).Next(this.checked)
    checked = (
        flow.Switch()
        .Case(this.refused, lambda activation: activation.process.edition.status == "REFUSED")
        .Default(this.assign_experts)
    )
    assign_experts = flow.View(None).Next(this.done)
    refused = flow.End()
    done = flow.End()
