"""Bulk issue and exports: how far they are, what they left to people, and the decisions about them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
import strawberry_django
from strawberry import relay

from backoffice.access import among
from backoffice.imports import models
from graphql_api.accounts import User
from graphql_api.bulk import RunStatus
from graphql_api.certificates import Certificate
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation
from graphql_api.fields import key_in, label_of, points_at
from graphql_api.files import StoredFile
from graphql_api.inputs import decision_input
from graphql_api.municipalities import Municipality
from workflows import bulk_acts
from workflows.decisions import bulk as decisions

ExportRegister = enum_of(models.Export.Register, "ExportRegister")
ExportFormat = enum_of(models.Export.Format, "ExportFormat")


@strawberry_django.type(
    models.IssueRun,
    description="Many certificates are issued at once. Seen by those of the municipality who do bulk work.",
)
class IssueRun(relay.Node):
    municipality: Municipality = strawberry_django.field(description="Who issues.")
    status: RunStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    total: int = strawberry_django.field(description="How many applications there were at the start.")
    issued: int = strawberry_django.field(description="How many were issued.")
    refused: int = strawberry_django.field(description="How many wait for a person.")
    started_at: dt.datetime = strawberry_django.field(description="When it began.")
    started_by: User | None = strawberry_django.field(description="Who began it; null if you may not know.")
    finished_at: dt.datetime | None = strawberry_django.field(description="When it ended.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry_django.type(
    models.IssueProblem, description="One reason why an application was not issued in a run and waits for a person."
)
class IssueProblem(relay.Node):
    certificate: Certificate | None = strawberry_django.field(
        description="Which application; null if you may not see it any more."
    )
    code: str = strawberry_django.field(description="Stable code; once released it never changes its meaning.")
    message: str = strawberry_django.field(description="The reason in Russian.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(among("run", models.IssueRun.objects.visible_to(info.context.viewer)))


@strawberry_django.type(
    models.Export,
    description="A register that is written into a file. Seen by those of the municipality who do bulk work.",
)
class Export(relay.Node):
    municipality: Municipality = strawberry_django.field(description="Whose register.")
    register: ExportRegister = strawberry_django.field(description="Which register.")
    register_label = label_of("register")
    format: ExportFormat = strawberry_django.field(description="Of which kind the file is.")
    status: RunStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    rows: int = strawberry_django.field(description="How many rows it has, the heading not counted.")
    file: StoredFile | None = strawberry_django.field(
        description="The file, for who asked for it; null for others and until it is written."
    )
    started_at: dt.datetime = strawberry_django.field(description="When it began.")
    started_by: User | None = strawberry_django.field(description="Who asked for it; null if you may not know.")
    finished_at: dt.datetime | None = strawberry_django.field(description="When it ended.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class BulkRunsQuery:
    @strawberry_django.field(description="One run of bulk issue, or null if there is none that you may see.")
    def issue_run(self, id: strawberry.ID) -> IssueRun | None:
        return models.IssueRun.objects.filter(pk=key_in(id, "IssueRun"))

    @strawberry_django.connection(
        KeysetConnection[IssueRun], description="Runs of bulk issue of your municipality, newest first."
    )
    def issue_runs(self, info: Info) -> list[IssueRun]:
        return models.IssueRun.objects.visible_to(info.context.viewer).order_by("-pk")

    @strawberry_django.connection(
        KeysetConnection[IssueProblem], description="What a run of bulk issue left to people, in its order."
    )
    def issue_problems(self, run: strawberry.ID) -> list[IssueProblem]:
        return models.IssueProblem.objects.filter(points_at("run", run, "IssueRun")).order_by("pk")

    @strawberry_django.field(description="One export, or null if there is none that you may see.")
    def export(self, id: strawberry.ID) -> Export | None:
        return models.Export.objects.filter(pk=key_in(id, "Export"))

    @strawberry_django.connection(KeysetConnection[Export], description="Exports of your municipality, newest first.")
    def exports(self, info: Info) -> list[Export]:
        return models.Export.objects.visible_to(info.context.viewer).order_by("-pk")


_MUNICIPAL = {"on": "municipality", "of": "Municipality", "versioned": False, "keyed": True}
StartIssueRunInput = decision_input(decisions.StartIssueRun, **_MUNICIPAL)
CancelIssueRunInput = decision_input(decisions.CancelIssueRun, on="run", of="IssueRun", versioned=False)
StartExportInput = decision_input(decisions.StartExport, **_MUNICIPAL)
StartIssueRunResult = Annotated[
    IssueRun | Refused, strawberry.union("StartIssueRunResult", description="The run that has begun, or why not.")
]
CancelIssueRunResult = Annotated[
    IssueRun | Refused, strawberry.union("CancelIssueRunResult", description="The run as it is now, or why not.")
]
StartExportResult = Annotated[
    Export | Refused, strawberry.union("StartExportResult", description="The export that has begun, or why not.")
]


@strawberry.type
class BulkRunsMutation:
    @mutation
    def start_issue_run(self, info: Info, input: StartIssueRunInput) -> StartIssueRunResult:
        """Issue all applications of the municipality that wait now. Needs run_bulk in it; one run at a time."""
        return bulk_acts.start_issue_run(by=info.context.viewer, **input.submission())

    @mutation
    def cancel_issue_run(self, info: Info, input: CancelIssueRunInput) -> CancelIssueRunResult:
        """Stop issuing; certificates that were issued stay. Needs run_bulk in the municipality."""
        return bulk_acts.cancel_issue_run(by=info.context.viewer, **input.submission())

    @mutation
    def start_export(self, info: Info, input: StartExportInput) -> StartExportResult:
        """Write a register into a file. Needs run_bulk in the municipality; reading names of children is noted."""
        return bulk_acts.start_export(by=info.context.viewer, **input.submission())
