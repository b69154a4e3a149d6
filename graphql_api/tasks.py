"""The task queue: what stands on my desks, the form of a step, and taking, giving back, giving to others."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
import strawberry_django
from django.db.models import Case, F, When
from django.utils import timezone
from strawberry import relay
from strawberry_django.optimizer import OptimizerConfig

from backoffice.accounts import models as accounts
from backoffice.accounts import viewers
from backoffice.statements import now
from graphql_api.accounts import Unit, User
from graphql_api.cases import Case as CaseType
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.errors import Refused, mutation
from graphql_api.expressions import LastWord, Words, WorkingDaysLeft
from graphql_api.fields import in_sql, key_in
from graphql_api.forms import Asker, FormField, form_of
from graphql_api.municipalities import Municipality
from graphql_api.providers import Provider
from workflows import engine, models, queue
from workflows.catalog import expiring, titles_of_processes, titles_of_steps, user_tasks

TaskView = strawberry.enum(queue.View, name="TaskView", description="Which part of the desks is asked for.")
for _value, _text in zip(
    TaskView.__strawberry_definition__.values,
    (
        "Every open task of my desks.",
        "Those I have taken, or that were given to me alone.",
        "Those nobody has taken and anybody may take.",
        "Those whose term is over.",
        "Every open task of the units in which I may give tasks to others.",
    ),
    strict=True,
):
    _value.description = _text


@strawberry_django.type(
    models.Task,
    description="One step of a case that waits for a person, or waited. Seen by those whose desk it lies on"
    " and by those who follow the case.",
)
class Task(relay.Node):
    created: dt.datetime = strawberry_django.field(description="When it came onto the desk.")
    finished: dt.datetime | None = strawberry_django.field(description="When it was completed, or cancelled.")
    due_at: dt.datetime | None = strawberry_django.field(description="The moment it becomes overdue.")
    priority: int = strawberry_django.field(description="Higher first; raised by an escalation.")
    subject_line: str = strawberry_django.field(description="What it is about, in one line.")
    holder: Unit | None = strawberry_django.field(description="On whose desk it lies; null for an automatic step.")
    owner: User | None = strawberry_django.field(description="Who took it; null if nobody, or if you may not know.")
    addressee: User | None = strawberry_django.field(
        description="To whom alone it was given; null: to whoever has that desk, or you may not know."
    )
    municipality: Municipality | None = strawberry_django.field(description="Of which territory.")
    provider: Provider | None = strawberry_django.field(description="Of which provider; null if you may not see it.")
    case: CaseType = strawberry_django.field(field_name="process", description="Of which case.")

    @strawberry_django.field(
        only=["flow_task"],
        metadata=in_sql(lambda info: LastWord("flow_task", -2)),
        description="Name of the process, as its flow.",
    )
    def process(self) -> str:
        return self.flow_task.flow_class.__name__

    @strawberry_django.field(
        only=["flow_task"],
        metadata=in_sql(lambda info: Words("flow_task", titles_of_processes())),
        description="Title of the process in Russian.",
    )
    def process_title(self) -> str:
        return self.flow_task.flow_class.process_title

    @strawberry_django.field(
        only=["flow_task"],
        metadata=in_sql(lambda info: LastWord("flow_task", -1)),
        description="Name of the step, which is its decision.",
    )
    def step(self) -> str:
        return self.flow_task.name

    @strawberry_django.field(
        only=["flow_task"],
        metadata=in_sql(lambda info: Words("flow_task", titles_of_steps())),
        description="Title of the step in Russian.",
    )
    def step_title(self) -> str:
        return self.flow_task.task_title

    @strawberry_django.field(
        only=["status"], metadata=in_sql(lambda info: F("status")), description="NEW, ASSIGNED, DONE or CANCELED."
    )
    def status(self) -> str:
        return self.status

    @strawberry_django.field(
        only=["due_at", "finished"],
        metadata=in_sql(lambda info: Case(When(finished=None, due_at__lte=now(), then=True), default=False)),
        description="Whether it is open and its term is over.",
    )
    def is_overdue(self) -> bool:
        return bool(self.finished is None and self.due_at and self.due_at <= timezone.now())

    @strawberry_django.field(
        only=["flow_task", "due_at", "finished"],
        metadata=in_sql(
            lambda info: Case(
                When(finished=None, due_at__lte=now(), flow_task__in=expiring(), then=True), default=False
            )
        ),
        description="Whether it is open and takes no decision any more (`TERM_OVER`): its term is over and it expires.",
    )
    def has_expired(self) -> bool:
        return self.has_expired

    @strawberry_django.field(
        annotate={"working_days": lambda info: _working_days_left()},
        metadata=in_sql(lambda info: _working_days_left()),
        description="Working days left to its last day; negative: overdue by so many. Null when it is closed, or where"
        " the calendar is not loaded.",
    )
    def working_days_left(self) -> int | None:
        if not hasattr(self, "working_days"):  # the answer of a mutation
            rows = models.Task.objects.filter(pk=self.pk)
            self.working_days = rows.values_list(_working_days_left(), flat=True).get()
        return self.working_days

    @strawberry_django.field(
        only=["flow_task", "permission", "holder", "addressee", "process", "finished"],
        description="The form of its decision; empty for an automatic step.",
    )
    def form(self, info: Info) -> list[FormField]:
        viewer, is_open = info.context.viewer, self.finished is None
        is_theirs = viewer.may(self.permission, self.holder_id) and self.addressee_id in (None, viewer.user.pk)
        asker = Asker(viewer, self if is_open and is_theirs else None)
        return form_of(getattr(self.flow_task, "decision", None), asker)

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        viewer = info.context.viewer
        if viewer.user is None:
            return queryset.none()
        if isinstance(queryset, queue.Desk):
            return queryset  # whatever lies on a desk may be read there
        return queryset.filter(queue.readable(viewer))


def _working_days_left() -> Case:
    """Working days to the last day of an open task."""
    return Case(When(finished=None, then=WorkingDaysLeft("due_at")))


@strawberry.type(description="How many open tasks stand on my desks.")
class TaskCounts:
    team: int = strawberry.field(description="All of them.")
    mine: int = strawberry.field(description="Those I have taken, or that were given to me alone.")
    unclaimed: int = strawberry.field(description="Those nobody has taken and anybody may take.")
    overdue: int = strawberry.field(description="Those whose term is over.")


@strawberry.type(description="One step of a process that a person takes.")
class KnownStep:
    name: str = strawberry.field(description="Its name, as TaskFilter.step takes it.")
    title: str = strawberry.field(description="Its title in Russian.")


@strawberry.type(description="One process, whether it has cases or not.")
class KnownProcess:
    name: str = strawberry.field(description="Its name, as TaskFilter.process takes it.")
    title: str = strawberry.field(description="Its title in Russian.")
    steps: list[KnownStep] = strawberry.field(description="Steps that people take.")


@strawberry.input(description="What narrows the queue; an empty field does not narrow it.")
class TaskFilter:
    process: str | None = strawberry.field(default=None, description="Name of the process, for example ProviderEntry.")
    step: str | None = strawberry.field(default=None, description="Name of the step, for example check_program.")
    municipality: strawberry.ID | None = strawberry.field(default=None, description="Id of a municipality.")
    provider: strawberry.ID | None = strawberry.field(default=None, description="Id of a provider.")
    due_before: dt.datetime | None = strawberry.field(default=None, description="Due before this moment.")
    holder: strawberry.ID | None = strawberry.field(default=None, description="Id of the unit on whose desk it lies.")
    text: str | None = strawberry.field(
        default=None, description="What stands in its subject line; in any case of letters, «ё» is «е»."
    )


@strawberry.input(description="Which task.")
class TaskInput:
    task: strawberry.ID = strawberry.field(description="Id of the task.")


@strawberry.input(description="Which task, and to whom.")
class AssignTaskInput:
    task: strawberry.ID = strawberry.field(description="Id of the task.")
    assignee: strawberry.ID = strawberry.field(description="Id of a user who may do it.")


TaskResult = Annotated[Task | Refused, strawberry.union("TaskResult", description="The task as it is now, or why not.")]
OPTIMIZED = OptimizerConfig(prefetch_custom_queryset=True)  # as the schema's own, which reads managers' querysets


@strawberry.type
class TasksQuery:
    @strawberry_django.connection(
        KeysetConnection[Task], description="A page of my desks, the most urgent first. Needs a role with tasks."
    )
    def tasks(self, info: Info, view: TaskView = queue.View.TEAM, filter: TaskFilter | None = None) -> list[Task]:
        return queue.Desk.of(info.context.viewer, view, _filters(filter))

    @strawberry.field(description="Counters of my desks, or of those in one unit, in one statement.")
    def task_counts(self, info: Info, holder: strawberry.ID | None = None) -> TaskCounts:
        unit = None if holder is None else key_in(holder, "Unit") or 0
        return TaskCounts(**vars(queue.counts(info.context.viewer, unit)))

    @strawberry.field(description="Every process and its steps of people: what a queue may be narrowed to.")
    def processes(self) -> list[KnownProcess]:
        found: dict[type, list[KnownStep]] = {}
        for node in user_tasks():
            found.setdefault(node.flow_class, []).append(KnownStep(name=node.name, title=node.task_title))
        return [
            KnownProcess(name=flow.__name__, title=flow.process_title, steps=steps) for flow, steps in found.items()
        ]

    @strawberry_django.field(description="One task, or null if there is none that you may see.")
    def task(self, id: strawberry.ID) -> Task | None:
        return models.Task.objects.filter(pk=key_in(id, "Task"))


def _filters(given: TaskFilter | None) -> queue.Filters:
    if given is None:
        return queue.Filters()
    return queue.Filters(
        process=given.process,
        step=given.step,
        municipality=None if given.municipality is None else key_in(given.municipality, "Municipality") or 0,
        provider=None if given.provider is None else key_in(given.provider, "Provider") or 0,
        due_before=given.due_before,
        holder=None if given.holder is None else key_in(given.holder, "Unit") or 0,
        text=given.text,
    )


@strawberry.type
class TasksMutation:
    @mutation
    def claim_task(self, info: Info, input: TaskInput) -> TaskResult:
        """Take a free task of my desks. Needs the task's permission in its holder."""
        return engine.claim(key_in(input.task, "Task"), by=info.context.viewer)

    @mutation
    def release_task(self, info: Info, input: TaskInput) -> TaskResult:
        """Put my task back into the queue. Needs the task's permission in its holder."""
        return engine.release(key_in(input.task, "Task"), by=info.context.viewer)

    @mutation
    def assign_task(self, info: Info, input: AssignTaskInput) -> TaskResult:
        """Give a task to a person of its desk. Needs assign_task in its holder."""
        person = accounts.User.objects.filter(pk=key_in(input.assignee, "User"), is_active=True).first()
        return engine.assign(key_in(input.task, "Task"), to=viewers.viewer_of_user(person), by=info.context.viewer)
