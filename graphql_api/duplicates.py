"""Records that may be one child: compared, and the family of the other child sees who looked; decided."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
from django.db import transaction
from strawberry import relay

from backoffice.people import comparing, models
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation
from graphql_api.fields import key_in
from graphql_api.inputs import decision_input
from graphql_api.municipalities import Municipality
from workflows import engine
from workflows.decisions import certificates as decisions
from workflows.duplicate_review import DuplicateReview

DuplicateMatch = enum_of(models.DuplicatePair.Match, "DuplicateMatch")
DuplicateStatus = enum_of(models.DuplicatePair.Status, "DuplicateStatus")
ResolveDuplicateInput = decision_input(decisions.ResolveDuplicate)


@strawberry.type(description="What a comparison shows of one record: as little as tells two children apart.")
class DuplicateSide:
    initials: str = strawberry.field(description="Initials and year of birth.")
    birth_date: dt.date = strawberry.field(description="Day of birth.")
    municipality: Municipality = strawberry.field(description="Where the child lives.")
    name_agrees: bool = strawberry.field(description="Whether the names are the same.")
    birth_date_agrees: bool = strawberry.field(description="Whether the days of birth are the same.")
    snils_agrees: bool | None = strawberry.field(description="Whether both tell the same СНИЛС; null: one tells none.")
    document_agrees: bool | None = strawberry.field(
        description="Whether both tell the same paper of birth or passport; null: one tells none."
    )


@strawberry.type(
    description="Two records that may be one child. Seen by the municipality of the later one and by those who audit;"
    " each look is written down for both families."
)
class DuplicatePair:
    id: strawberry.ID = strawberry.field(description="Global id.")
    match: DuplicateMatch = strawberry.field(description="Why they were found to be alike.")
    match_label: str = strawberry.field(description="Russian label of `match`.")
    status: DuplicateStatus = strawberry.field(description="What was decided.")
    status_label: str = strawberry.field(description="Russian label of `status`.")
    version: int = strawberry.field(description="Rises with every change.")
    earlier: DuplicateSide = strawberry.field(description="The record that was first.")
    later: DuplicateSide = strawberry.field(description="The record that came after.")


@strawberry.type(description="What was decided about two records.")
class DuplicateResolution:
    id: strawberry.ID = strawberry.field(description="Global id of the pair.")
    status: DuplicateStatus = strawberry.field(description="What was decided.")
    status_label: str = strawberry.field(description="Russian label of `status`.")
    note: str = strawberry.field(description="What became of the family's access, in Russian; empty if there was none.")


ResolveDuplicateResult = Annotated[
    DuplicateResolution | Refused,
    strawberry.union("ResolveDuplicateResult", description="What was decided, or why not."),
]


@strawberry.type
class DuplicatesQuery:
    @strawberry.field(
        description="Two records to compare, or null if there are none that you may see. Each look is written down."
    )
    def duplicate_pair(self, info: Info, id: strawberry.ID) -> DuplicatePair | None:
        viewer = info.context.viewer
        seen = models.DuplicatePair.objects.visible_to(viewer).filter(pk=key_in(id, "DuplicatePair"))
        pair = seen.select_related("earlier__municipality__unit", "later__municipality__unit").first()
        if pair is None:
            return None
        with transaction.atomic():
            return _compared(comparing.compare(pair, viewer))


@strawberry.type
class DuplicatesMutation:
    @mutation
    def resolve_duplicate(self, info: Info, input: ResolveDuplicateInput) -> ResolveDuplicateResult:
        """Say whether two records are one child. Needs resolve_duplicate in the municipality of the later one."""
        task = engine.complete(DuplicateReview.resolve_duplicate, by=info.context.viewer, **input.submission())
        pair = task.process.duplicate
        status = models.DuplicatePair.Status(pair.status)
        return DuplicateResolution(id=_id(pair), status=status, status_label=status.label, note=pair.note)


def _id(pair: models.DuplicatePair) -> strawberry.ID:
    return strawberry.ID(relay.to_base64("DuplicatePair", pair.pk))


def _compared(comparison: comparing.Comparison) -> DuplicatePair:
    pair = comparison.pair
    return DuplicatePair(
        id=_id(pair),
        match=models.DuplicatePair.Match(pair.match),
        match_label=pair.get_match_display(),
        status=models.DuplicatePair.Status(pair.status),
        status_label=pair.get_status_display(),
        version=pair.version,
        earlier=_side(comparison.earlier, comparison),
        later=_side(comparison.later, comparison),
    )


def _side(side: comparing.Side, comparison: comparing.Comparison) -> DuplicateSide:
    agreement = comparison.agreement
    return DuplicateSide(
        initials=side.initials,
        birth_date=side.birth_date,
        municipality=side.municipality,
        name_agrees=agreement.name,
        birth_date_agrees=agreement.born,
        snils_agrees=agreement.snils,
        document_agrees=agreement.document,
    )
