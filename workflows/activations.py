"""What a step writes: Viewflow's statuses and edges, but each row once, whole, and each change narrow.

Viewflow saves a step when it is made and all of its columns again whenever it moves on, each automatic one inside a
savepoint. Here one transaction is one act, which happens or does not, so that no savepoint is needed.
"""

from __future__ import annotations

from django.utils import timezone
from viewflow.workflow import nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.exceptions import FlowRuntimeError
from viewflow.workflow.nodes.start import StartHandleActivation
from viewflow.workflow.status import PROCESS, STATUS

from workflows.models import Process, Task

Follows = Task.previous.through

CASE = ("version", "status", "finished", "due_on", "paused_on")  # what an act may change of its case
DONE = ("status", "owner", "assigned", "started", "finished", "completed_by")  # what completing changes of a step


def keep(process: Process) -> None:
    """Write what the act changed of the case, once; a case that came to an end without open steps is done."""
    write(process)
    if process.came_to_an_end and not Task.objects.filter(process=process, finished=None).exists():
        process.status, process.finished = PROCESS.DONE, timezone.now()
    process.save(update_fields=CASE)


def write(process: Process) -> None:
    """Write the steps that the act has made, in their order, and which one followed which."""
    insert(process)
    steps, process.steps = process.steps, []
    Follows.objects.bulk_create(Follows(from_task=task, to_task=before) for task, before in steps if before is not None)


def insert(process: Process) -> None:
    """Write the steps alone: one of them is to be pointed at."""
    new = [task for task, _ in process.steps if task.pk is None]
    for task in new:
        task.flow_task_type = task.flow_task.task_type  # as Viewflow's `save` does
    Task.objects.bulk_create(new)


class Made:
    """A step that the act makes: in memory until it is written with the others."""

    __eq__, __hash__ = object.__eq__, object.__hash__  # by identity: it has no key until then

    @classmethod
    def create(cls, flow_task, prev_activation, token, data=None, seed=None):
        process = prev_activation.process
        task = Task(process=process, flow_task=flow_task, token=token, **cls.columns(flow_task, process))
        process.steps.append((task, prev_activation.task))
        return cls(task)

    @staticmethod
    def columns(flow_task, process: Process) -> dict:
        """What its row says besides."""
        return {}


class StartActivation(StartHandleActivation):
    """Opens a case. Nobody else sees it yet, so nothing is locked."""

    @Activation.status.super()
    def execute(self):
        self.process.save()
        self.complete()
        self.activate_next()
        if self.process.came_to_an_end:
            keep(self.process)
        else:
            write(self.process)

    @Activation.status.super()
    def complete(self):
        self.task.finished = timezone.now()
        self.process.steps.append((self.task, None))


class UserTaskActivation(Made, nodes.ViewActivation):
    """A person's step: inserted with the queue's columns filled, updated once; it can expire."""

    @staticmethod
    def columns(flow_task, process: Process) -> dict:
        return flow_task.desk(process)

    def prepare_revived_task(self, task):
        for column, value in self.flow_task.desk(self.process).items():
            setattr(task, column, value)

    @Activation.status.super()
    def complete(self):
        self.task.finished = timezone.now()
        self.task.save(update_fields=DONE)

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.CANCELED)
    def expire(self):
        """End the step because its time is over, and follow the edge drawn for that."""
        self.task.finished = timezone.now()
        self.task.save(update_fields=["status", "finished"])
        self._activate_next({self.flow_task.expires._create(self, self.task.token)})


class WaitActivation(Made, nodes.HandleActivation):
    """Waits; the engine goes on when what it waits for has happened."""

    @Activation.status.super()
    def complete(self):
        self.task.finished = timezone.now()
        self.task.save(update_fields=["status", "started", "finished"])


class SubcasesActivation(WaitActivation):
    """Opens a case for each item and waits; the engine goes on when the last one has ended."""

    @Activation.status.super()
    def activate(self):
        insert(self.process)  # the cases point at it
        for item in self.flow_task.items(self.process):
            self.flow_task.child.start.run(item=item, parent=self.task)


class AutomaticActivation(Made, Activation):
    """A step that the system takes."""

    @Activation.status.super()
    def complete(self):
        self.task.finished = timezone.now()


class FunctionActivation(AutomaticActivation, nodes.FunctionActivation):
    """Calls its function."""

    @Activation.status.super()
    def activate(self):
        self.task.started = timezone.now()
        self.flow_task._func(self)


class IfActivation(AutomaticActivation, nodes.IfActivation):
    """Asks its condition."""

    @Activation.status.super()
    def activate(self):
        self._condition_result = self.flow_task._condition(self)


class SwitchActivation(AutomaticActivation, nodes.SwitchActivation):
    """Takes the first branch whose condition holds; one without a condition always does."""

    @Activation.status.super()
    def activate(self):
        holds = (node for node, condition in self.flow_task._branches if condition is None or condition(self))
        self.next_task = next(holds, None)
        if self.next_task is None:
            raise FlowRuntimeError(f"No branch of {self.flow_task.name} holds.")


class EndActivation(AutomaticActivation, nodes.EndActivation):
    """Tells the case that it may have ended."""

    @Activation.status.super()
    def activate(self):
        self.task.started = timezone.now()
        self.process.came_to_an_end = True
