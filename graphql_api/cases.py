"""One case whole: subject, steps, history, what the viewer may do and why not, where it stands."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from strawberry import relay

from backoffice import journal
from backoffice.access import NOTHING
from backoffice.accounts.models import User as UserModel
from backoffice.acts.calendar import working_days_between
from backoffice.programs.models import ProgramEdition as Edition
from backoffice.roles import who_may
from graphql_api.accounts import User
from graphql_api.agreements import PaymentAgreement
from graphql_api.annulments import ContractAnnulment
from graphql_api.assignments import MunicipalAssignment
from graphql_api.certificate_moves import CertificateMove
from graphql_api.certificates import Certificate
from graphql_api.certification import CertificationRecord, record_of
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.contracts import Contract
from graphql_api.diagrams import CaseDiagram, diagram_of
from graphql_api.dossiers import Dossier
from graphql_api.enrollments import EnrollmentRequest
from graphql_api.errors import Refusal, as_data
from graphql_api.expressions import GlobalId, LastWord, Says, Words
from graphql_api.fields import camel, in_sql, key_in, points_at, type_in
from graphql_api.funding import FundingRequest
from graphql_api.funding_programs import FundingProgram
from graphql_api.holders import holder_of_step
from graphql_api.journal import JournalEntry
from graphql_api.meetings import Ballot, Meeting
from graphql_api.parameters import ParameterProposal
from graphql_api.programs import ProgramEdition
from graphql_api.providers import Provider
from workflows import actions, models
from workflows.catalog import FLOWS, titles_of_steps
from workflows.queue import OPEN

if TYPE_CHECKING:
    from graphql_api.tasks import Task

STATUSES = {"NEW": "Идёт", "DONE": "Завершено", "CANCELED": "Прекращено"}


@strawberry.type(description="One thing that can be done in a case now, and whether the viewer may do it.")
class ViewerAction:
    name: str = strawberry.field(description="Name of the mutation, for example checkProgram.")
    label: str = strawberry.field(description="What it is, in Russian.")
    task: strawberry.ID | None = strawberry.field(description="Id of the task it completes; null if it is not a step.")
    is_allowed: bool = strawberry.field(description="Whether the viewer may do it now.")
    why_not: list[Refusal] = strawberry.field(description="Why not; empty if it is allowed.")


@strawberry.type(description="Where a case stands, in plain words.")
class Tracker:
    step_title: str = strawberry.field(description="The step it is at, in Russian.")
    holder: str = strawberry.field(description="Who has it: the unit, never the person; empty when the case is closed.")
    role: str = strawberry.field(description="The role in that unit that decides, in Russian; empty if nobody does.")
    due_on: dt.date | None = strawberry.field(description="Last day of the step; null when the case is closed.")
    days_left: int | None = strawberry.field(description="Working days left to the step; negative: overdue by so many.")
    expected_from_me: str = strawberry.field(description="What the viewer must do now, in Russian; empty if nothing.")
    case_due_on: dt.date | None = strawberry.field(description="Last day of the whole case.")
    clock_stands: bool = strawberry.field(description="Whether the term of the case stands still: you are asked.")


@strawberry_django.type(
    models.Process,
    name="Case",
    description="A case: one process about one subject. Seen by those who follow its subject, and by its expert.",
)
class Case(relay.Node):
    version: int = strawberry_django.field(description="Rises with every completed step; send it as expectedVersion.")
    created: dt.datetime = strawberry_django.field(description="When it was opened.")
    finished: dt.datetime | None = strawberry_django.field(description="When it was closed.")
    due_on: dt.date | None = strawberry_django.field(description="Last day of the whole case.")
    paused_on: dt.date | None = strawberry_django.field(description="Day since which its clock stands; null: it runs.")
    edition: ProgramEdition | None = strawberry_django.field(description="Its subject, if an edition of a program.")
    provider: Provider | None = strawberry_django.field(description="Its subject, if a provider.")
    certificate: Certificate | None = strawberry_django.field(description="Its subject, if a certificate.")
    move: CertificateMove | None = strawberry_django.field(description="Its subject, if the move of a certificate.")

    @strawberry_django.field(
        only=["duplicate"],
        metadata=in_sql(lambda info: GlobalId("DuplicatePair", "duplicate_id")),
        description="Id of the two records it is about, if it compares records of children.",
    )
    def duplicate(self) -> strawberry.ID | None:
        return strawberry.ID(relay.to_base64("DuplicatePair", self.duplicate_id)) if self.duplicate_id else None

    agreement: PaymentAgreement | None = strawberry_django.field(
        description="Its subject, if a payment agreement; null if you may not see it."
    )
    dossier: Dossier | None = strawberry_django.field(
        description="Its subject, if the dossier of a program for a budget register; null if you may not see it."
    )
    funding_program: FundingProgram | None = strawberry_django.field(description="Its subject, if a funding program.")
    parameter_proposal: ParameterProposal | None = strawberry_django.field(
        description="Its subject, if municipal parameters."
    )
    funding_request: FundingRequest | None = strawberry_django.field(description="Its subject, if a request for money.")
    municipal_assignment: MunicipalAssignment | None = strawberry_django.field(
        description="Its subject, if a municipal assignment."
    )
    enrollment_request: EnrollmentRequest | None = strawberry_django.field(
        description="Its subject, if a request for a place; null if you may not see it."
    )
    contract: Contract | None = strawberry_django.field(
        description="Its subject, if a contract on education; null if you may not see it."
    )
    meeting: Meeting | None = strawberry_django.field(description="Its subject, if a meeting of a commission.")
    ballot: Ballot | None = strawberry_django.field(description="Its subject, if the vote of one member on one item.")
    annulment: ContractAnnulment | None = strawberry_django.field(
        description="Its subject, if a contract made by mistake; null if you may not see it."
    )

    @strawberry_django.field(description="The program to be scored, if it is the case of an expert.")
    def reviewed_edition(self) -> ProgramEdition | None:
        return Edition.objects.filter(assignments__cases=self.pk)

    @strawberry_django.field(description="Its steps so far, in order.")
    def tasks(self) -> list[Annotated["Task", strawberry.lazy("graphql_api.tasks")]]:
        return models.Task.objects.filter(process=self.pk).order_by("id")

    @strawberry_django.field(description="The smaller cases inside of it that you may see, one for each expert.")
    def subcases(self) -> list[Annotated["Case", strawberry.lazy("graphql_api.cases")]]:
        return models.Process.objects.filter(root=self.pk).order_by("id")

    @strawberry_django.field(
        select_related=["assignment__expert"],
        metadata=in_sql(lambda info: UserModel.objects.filter(pk=OuterRef("assignment__expert"))),
        description="The expert asked, if it is the case of one.",
    )
    def expert(self) -> User | None:
        return self.assignment.expert if self.assignment else None

    @strawberry_django.field(
        only=["flow_class"],
        metadata=in_sql(lambda info: LastWord("flow_class", -1)),
        description="Name of the process, as its flow.",
    )
    def process(self) -> str:
        return self.flow_class.__name__

    @strawberry_django.field(
        only=["flow_class"],
        metadata=in_sql(lambda info: Words("flow_class", [(flow, flow.process_title) for flow in FLOWS])),
        description="Title of the process in Russian.",
    )
    def process_title(self) -> str:
        return self.flow_class.process_title

    @strawberry_django.field(
        annotate={"line": lambda info: _subject_line()},
        metadata=in_sql(lambda info: _subject_line()),
        description="What it is about, in one line, as its first step says; may be empty.",
    )
    def subject_line(self) -> str:
        if not hasattr(self, "line"):  # the answer of a mutation
            self.line = models.Process.objects.filter(pk=self.pk).values_list(_subject_line(), flat=True).get()
        return self.line

    @strawberry_django.field(
        annotate={"at_step": lambda info: _at_step()},
        metadata=in_sql(lambda info: _at_step()),
        description="The step it is at, in Russian; empty when the case is closed.",
    )
    def step_title(self) -> str:
        if not hasattr(self, "at_step"):  # the answer of a mutation
            self.at_step = models.Process.objects.filter(pk=self.pk).values_list(_at_step(), flat=True).get()
        return self.at_step

    @strawberry_django.field(
        annotate={"held_by": lambda info: _held_by()},
        metadata=in_sql(lambda info: _held_by()),
        description="The unit that has this step, never the person; of smaller cases, whom it waits for and for how"
        " many, in Russian; empty when nobody has it.",
    )
    def holder_name(self) -> str:
        if not hasattr(self, "held_by"):  # the answer of a mutation
            self.held_by = models.Process.objects.filter(pk=self.pk).values_list(_held_by(), flat=True).get()
        return self.held_by

    @strawberry_django.field(
        only=["status"],
        metadata=in_sql(lambda info: F("status")),
        description="NEW while it is open, then DONE or CANCELED.",
    )
    def status(self) -> str:
        return self.status

    @strawberry_django.field(
        only=["status"],
        metadata=in_sql(lambda info: Words("status", STATUSES.items())),
        description="Russian label of `status`.",
    )
    def status_label(self) -> str:
        return STATUSES[self.status]

    @strawberry_django.connection(KeysetConnection[JournalEntry], description="What happened, oldest first.")
    def history(self) -> list[JournalEntry]:
        return journal.Entry.objects.filter(case_id=self.case_id).order_by("id")

    @strawberry_django.field(description="Remarks, opinions, refusals and appeals of a certification; else null.")
    def record(self, info: Info) -> CertificationRecord | None:
        return record_of(self.edition, info.context.viewer) if self.edition else None

    @strawberry_django.field(description="What can be done now, and what the viewer may do of it.")
    def viewer_actions(self, info: Info) -> list[ViewerAction]:
        return [
            ViewerAction(
                name=camel(action.name),
                label=action.label,
                task=relay.to_base64("Task", action.task_id) if action.task_id else None,
                is_allowed=not action.why_not,
                why_not=as_data(action.why_not).refusals,
            )
            for action in actions.of_case(self, info.context.viewer)
        ]

    @strawberry_django.field(description="Where it stands, in plain words.")
    def tracker(self, info: Info) -> Tracker:
        return _tracker(self, info.context.viewer)

    @strawberry_django.field(
        only=["flow_class", "finished"], description="Its process as a picture, with the state of each step."
    )
    def diagram(self) -> CaseDiagram:
        return diagram_of(self)

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


def _subject_line() -> Coalesce:
    """The line of the first step of a person."""
    lines = models.Task.objects.filter(process=OuterRef("pk"), flow_task_type="HUMAN").order_by("id")
    return Coalesce(Subquery(lines.values("subject_line")[:1]), Value(""), output_field=CharField())


def _at_step() -> Coalesce:
    """The title of the step that waits, as the tracker has it."""
    said = _waiting().annotate(said=Words("flow_task", titles_of_steps())).values("said")[:1]
    return Coalesce(Subquery(said), Value(""), output_field=CharField())


def _held_by() -> Coalesce:
    """Who has that step."""
    held = _waiting().annotate(held=holder_of_step()).values("held")[:1]
    return Coalesce(Subquery(held), Value(""), output_field=TextField())


def _waiting() -> QuerySet:
    return models.Task.objects.filter(process=OuterRef("pk"), finished=None).order_by("due_at", "id")


def _tracker(case: models.Process, viewer) -> Tracker:
    task = case.task_set.filter(finished=None).order_by("due_at", "id").first() or case.task_set.order_by("-id").first()
    steps = models.Task.objects.filter(Q(process=case) | Q(process__root=case), OPEN)  # of its smaller cases too
    waiting = steps.select_related("holder").order_by("due_at", "id").first()
    ends = waiting.due_at if waiting else None
    due = timezone.localdate(ends - dt.timedelta(seconds=1)) if ends else None
    mine = [action.label for action in actions.of_case(case, viewer) if action.task_id and not action.why_not]
    return Tracker(
        step_title=task.flow_task.task_title,
        holder=waiting.holder.name if waiting else "",
        role=who_may(waiting.permission, waiting.holder.kind) if waiting else "",
        due_on=due,
        days_left=working_days_between(timezone.localdate(), due) if due else None,
        expected_from_me="; ".join(mine),
        case_due_on=case.due_on,
        clock_stands=case.paused_on is not None,
    )


# What a case may be about: the type of its id, the column that points at it.
SUBJECTS = {
    "CertificateMove": "move",
    "Certificate": "certificate",
    "Ballot": "ballot",
    "Contract": "contract",
    "ContractAnnulment": "annulment",
    "Dossier": "dossier",
    "DuplicatePair": "duplicate",
    "EnrollmentRequest": "enrollment_request",
    "FundingProgram": "funding_program",
    "FundingRequest": "funding_request",
    "Meeting": "meeting",
    "MunicipalAssignment": "municipal_assignment",
    "ParameterProposal": "parameter_proposal",
    "PaymentAgreement": "agreement",
    "ProgramEdition": "edition",
    "Provider": "provider",
}


@strawberry.type
class CasesQuery:
    @strawberry_django.field(description="One case, or null if there is none that you may see.")
    def case(self, id: strawberry.ID) -> Case | None:
        return models.Process.objects.filter(pk=key_in(id, "Case"))

    @strawberry_django.connection(
        KeysetConnection[Case],
        description="Cases that you follow, newest first: of an edition, of a provider, of whatever a case may be about"
        " by its id, of a process, open or closed; with a text in their `subjectLine`.",
    )
    def cases(
        self,
        info: Info,
        edition: strawberry.ID | None = None,
        provider: strawberry.ID | None = None,
        process: str | None = None,
        is_open: bool | None = None,
        subject: strawberry.ID | None = None,
        text: str | None = None,
    ) -> list[Case]:
        followed = models.Process.objects.visible_to(info.context.viewer)
        if edition is not None:
            followed = followed.filter(points_at("edition", edition, "ProgramEdition"))
        if provider is not None:
            followed = followed.filter(points_at("provider", provider, "Provider"))
        if process is not None:
            followed = followed.alias(flow=LastWord("flow_class", -1)).filter(flow=process)
        if is_open is not None:
            followed = followed.filter(finished__isnull=is_open)
        if subject is not None:
            name = type_in(subject) or ""
            followed = followed.filter(points_at(SUBJECTS[name], subject, name) if name in SUBJECTS else NOTHING)
        if text is not None:
            followed = followed.alias(said=_subject_line()).filter(Says("said", text))
        return followed.order_by("-id")
