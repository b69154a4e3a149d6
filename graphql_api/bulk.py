"""Files with children: their way through the system, row by row, and the decisions about them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
import strawberry_django
from django.db.models import F
from strawberry import relay

from backoffice.access import among
from backoffice.imports import models
from backoffice.imports.columns import COLUMNS
from graphql_api.accounts import User
from graphql_api.certificates import Certificate
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation
from graphql_api.expressions import Words
from graphql_api.fields import in_sql, key_in, label_of, points_at
from graphql_api.files import StoredFile
from graphql_api.inputs import decision_input
from graphql_api.municipalities import Municipality
from workflows import bulk_acts
from workflows.decisions import bulk as decisions

RunStatus = enum_of(models.RunStatus)
ImportRowStatus = enum_of(models.ImportRow.Status, "ImportRowStatus")


@strawberry_django.type(
    models.Import,
    description="A file with children that becomes applications, row by row. Seen by those of the municipality who do"
    " bulk work.",
)
class Import(relay.Node):
    municipality: Municipality = strawberry_django.field(description="Whose children.")
    file: StoredFile | None = strawberry_django.field(description="The file; null if you may not see it.")
    is_dry: bool = strawberry_django.field(description="Whether it only tries and changes nothing.")
    status: RunStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    problem: str = strawberry_django.field(description="Why it was not read or went no further, in Russian; or empty.")
    is_read: bool = strawberry_django.field(description="Whether the whole file has been read.")
    total: int = strawberry_django.field(description="How many rows have been read.")
    done: int = strawberry_django.field(description="How many of them were accepted.")
    refused: int = strawberry_django.field(description="How many of them were not.")
    started_at: dt.datetime = strawberry_django.field(description="When it began.")
    started_by: User | None = strawberry_django.field(description="Who began it; null if you may not know.")
    finished_at: dt.datetime | None = strawberry_django.field(description="When it ended.")

    @strawberry_django.field(
        only=["total", "done", "refused"],
        metadata=in_sql(lambda info: F("total") - F("done") - F("refused")),
        description="How many rows that have been read wait for their turn.",
    )
    def waiting(self) -> int:
        return self.total - self.done - self.refused

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry_django.type(models.ImportRefusal, description="One reason why a row of a file was not accepted.")
class ImportRefusal(relay.Node):
    code: str = strawberry_django.field(description="Stable code; once released it never changes its meaning.")
    message: str = strawberry_django.field(description="The reason in Russian.")
    remedy: str = strawberry_django.field(description="What to do, in Russian; empty if nothing.")

    @strawberry_django.field(
        only=["field"],
        metadata=in_sql(lambda info: Words("field", COLUMNS.items())),
        description="Heading of the column at fault, in Russian; empty: the row as a whole.",
    )
    def column(self) -> str:
        return COLUMNS.get(self.field, "")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(row__in=_rows(info)).order_by("pk")


@strawberry_django.type(
    models.ImportRow,
    description="One row of a file and what became of it. What stands in its cells nobody reads here.",
)
class ImportRow(relay.Node):
    number: int = strawberry_django.field(description="Number of the row in the file, the heading being 1.")
    status: ImportRowStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    refusals: list[ImportRefusal] = strawberry_django.field(description="Why it was not accepted; empty if it was.")
    certificate: Certificate | None = strawberry_django.field(
        description="The application that it became; null if it became none, or if you may not see it."
    )

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(among("import_of", models.Import.objects.visible_to(info.context.viewer)))


def _rows(info: Info):
    return models.ImportRow.objects.filter(import_of__in=models.Import.objects.visible_to(info.context.viewer))


@strawberry.type
class BulkQuery:
    @strawberry_django.field(name="import", description="One import, or null if there is none that you may see.")
    def import_(self, id: strawberry.ID) -> Import | None:
        return models.Import.objects.filter(pk=key_in(id, "Import"))

    @strawberry_django.connection(
        KeysetConnection[Import], description="Imports of your municipality, newest first. Needs to do bulk work there."
    )
    def imports(self, info: Info) -> list[Import]:
        return models.Import.objects.visible_to(info.context.viewer).order_by("-pk")

    @strawberry_django.connection(
        KeysetConnection[ImportRow], description="Rows of an import that you may see, as they stand in the file."
    )
    def import_rows(self, run: strawberry.ID, status: ImportRowStatus | None = None) -> list[ImportRow]:
        rows = models.ImportRow.objects.filter(points_at("import_of", run, "Import"))
        return (rows if status is None else rows.filter(status=status)).order_by("number", "pk")

    @strawberry.field(
        description="Headings of the columns of a file to import, in Russian: its first row, in any order. Needs"
        " nothing but being signed in."
    )
    def import_template(self) -> list[str]:
        return [*COLUMNS.values()]


StartImportInput = decision_input(
    decisions.StartImport, on="municipality", of="Municipality", versioned=False, keyed=True
)
CancelImportInput = decision_input(decisions.CancelImport, on="run", of="Import", versioned=False)
StartImportResult = Annotated[
    Import | Refused, strawberry.union("StartImportResult", description="The import that has begun, or why not.")
]
CancelImportResult = Annotated[
    Import | Refused, strawberry.union("CancelImportResult", description="The import as it is now, or why not.")
]


@strawberry.type
class BulkMutation:
    @mutation
    def start_import(self, info: Info, input: StartImportInput) -> StartImportResult:
        """Begin to load a file with children. Needs run_bulk in the municipality; one file at a time."""
        return bulk_acts.start_import(by=info.context.viewer, **input.submission())

    @mutation
    def cancel_import(self, info: Info, input: CancelImportInput) -> CancelImportResult:
        """Stop loading a file; applications that were made stay. Needs run_bulk in the municipality."""
        return bulk_acts.cancel_import(by=info.context.viewer, **input.submission())
