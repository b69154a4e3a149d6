"""Funding programs of municipalities, and the decisions about them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
import strawberry_django
from django.db.models import F
from strawberry import relay

from backoffice.funding import models
from backoffice.programs.words import Direction as Directions
from graphql_api.acts import LegalAct
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation
from graphql_api.fields import Kopecks, in_sql, key_in, label_of, points_at, text_of
from graphql_api.funding_periods import FundingPeriod
from graphql_api.inputs import decision_input
from graphql_api.municipalities import Municipality
from graphql_api.public import public
from workflows import engine, municipal_acts
from workflows.decisions import municipal_acts as decisions
from workflows.funding_program import FundingProgramApproval

FundingProgramStatus = enum_of(models.MunicipalFundingProgram.Status, "FundingProgramStatus")
Direction = enum_of(Directions)


@strawberry_django.type(
    models.FundedCategory, description="What a funding program gives one category of children. Read with its program."
)
class FundedCategory:
    count: int = strawberry_django.field(description="How many certificates at most.")
    nominal: Kopecks = strawberry_django.field(description="Kopecks on each certificate for the period.")
    nominal_text = text_of("nominal")
    sum_limit: Kopecks | None = strawberry_django.field(
        description="Kopecks for the category at most; null: count times nominal."
    )
    sum_limit_text = text_of("sum_limit")

    @strawberry_django.field(
        select_related=["category"],
        only=["category__code"],
        metadata=in_sql(lambda info: F("category__code")),
        description="Code of the category.",
    )
    def code(self) -> str:
        return self.category.code

    @strawberry_django.field(
        select_related=["category"],
        only=["category__title"],
        metadata=in_sql(lambda info: F("category__title")),
        description="Name of the category in Russian.",
    )
    def title(self) -> str:
        return self.category.title


@strawberry_django.type(
    models.DirectionCap,
    description="How much of a funding program may go into programs of one direction. Read with its program.",
)
class DirectionCap:
    direction: Direction = strawberry_django.field(description="Which direction.")
    direction_label = label_of("direction")
    amount: Kopecks = strawberry_django.field(description="Kopecks at most.")
    amount_text = text_of("amount")


@strawberry_django.type(
    models.MunicipalFundingProgram,
    description="How many certificates of which category a municipality funds in a period, and with how much (R 1.10,"
    " C 1.5). Approved ones everybody may read; the rest the municipality and those who read the region.",
)
class FundingProgram(relay.Node):
    municipality: Municipality = strawberry_django.field(description="Whose program.")
    period: FundingPeriod = strawberry_django.field(description="For which period.")
    number: int = strawberry_django.field(description="Number of the version within the period, from 1.")
    status: FundingProgramStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    version: int = strawberry_django.field(description="Rises with every change; send it as expectedVersion.")
    total: Kopecks = strawberry_django.field(description="Kopecks for the whole period.")
    total_text = text_of("total")
    current_from: dt.date = strawberry_django.field(
        description="First day on which contracts may take money of the running period."
    )
    current_to: dt.date = strawberry_django.field(description="Last such day.")
    future_from: dt.date | None = strawberry_django.field(
        description="First day on which contracts may already take this money before the period begins; null: none."
    )
    act: LegalAct | None = strawberry_django.field(description="The act that approved it; null before.")
    remark: str = strawberry_django.field(description="Why the head returned it; empty once it is approved.")
    categories: list[FundedCategory] = strawberry_django.field(description="What each category gets.")
    caps: list[DirectionCap] = strawberry_django.field(description="Caps per direction; a direction without: no cap.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class FundingProgramsQuery:
    @strawberry_django.field(
        description="One funding program, or null if there is none that you may see. Open to everybody."
    )
    @public
    def funding_program(self, id: strawberry.ID) -> FundingProgram | None:
        return models.MunicipalFundingProgram.objects.filter(pk=key_in(id, "FundingProgram"))

    @strawberry_django.connection(
        KeysetConnection[FundingProgram],
        description="Funding programs that you may see, of a municipality or in one state, newest first. Open to"
        " everybody.",
    )
    @public
    def funding_programs(
        self, municipality: strawberry.ID | None = None, status: FundingProgramStatus | None = None
    ) -> list[FundingProgram]:
        found = models.MunicipalFundingProgram.objects.all()
        if municipality is not None:
            found = found.filter(points_at("municipality", municipality, "Municipality"))
        return (found if status is None else found.filter(status=status)).order_by("-pk")


OF_TOWN = {"on": "municipality", "of": "Municipality", "versioned": False, "keyed": True}
OF_PROGRAM = {"on": "funding_program", "of": "FundingProgram"}
DraftFundingProgramInput = decision_input(decisions.DraftFundingProgram, **OF_TOWN)
SaveFundingProgramInput = decision_input(decisions.SaveFundingProgram, **OF_PROGRAM)
SubmitFundingProgramInput = decision_input(decisions.SubmitFundingProgram, **OF_PROGRAM)
ApproveFundingProgramInput = decision_input(decisions.ApproveFundingProgram, keyed=True)
ResubmitFundingProgramInput = decision_input(decisions.ResubmitFundingProgram)
WithdrawFundingProgramInput = decision_input(decisions.WithdrawFundingProgram, on="case", of="Case")


def _result(name: str, words: str = "The program as it is now"):
    return Annotated[FundingProgram | Refused, strawberry.union(name, description=f"{words}, or why not.")]


DraftFundingProgramResult = _result("DraftFundingProgramResult", "The new program")
SaveFundingProgramResult = _result("SaveFundingProgramResult")
SubmitFundingProgramResult = _result("SubmitFundingProgramResult")
ApproveFundingProgramResult = _result("ApproveFundingProgramResult")
ResubmitFundingProgramResult = _result("ResubmitFundingProgramResult")
WithdrawFundingProgramResult = _result("WithdrawFundingProgramResult")


@strawberry.type
class FundingProgramsMutation:
    @mutation
    def draft_funding_program(self, info: Info, input: DraftFundingProgramInput) -> DraftFundingProgramResult:
        """Begin a funding program, or its next version. Needs save_funding_program in the municipality."""
        return municipal_acts.draft_program(by=info.context.viewer, **input.submission())

    @mutation
    def save_funding_program(self, info: Info, input: SaveFundingProgramInput) -> SaveFundingProgramResult:
        """Write the card of a draft or a returned program. Needs save_funding_program in the municipality."""
        return municipal_acts.save_program(by=info.context.viewer, **input.submission())

    @mutation
    def submit_funding_program(self, info: Info, input: SubmitFundingProgramInput) -> SubmitFundingProgramResult:
        """Hand the program over to the head. Needs submit_funding_program in the municipality."""
        submission = input.submission()
        key, viewer = submission.pop("funding_program_id"), info.context.viewer
        case = engine.start(FundingProgramApproval.start, subject_id=key, by=viewer, **submission)
        return case.funding_program

    @mutation
    def approve_funding_program(self, info: Info, input: ApproveFundingProgramInput) -> ApproveFundingProgramResult:
        """Put the program in force by an act, or return it. Needs approve_funding_program in the municipality."""
        return _complete(FundingProgramApproval.approve_funding_program, info, input)

    @mutation
    def resubmit_funding_program(self, info: Info, input: ResubmitFundingProgramInput) -> ResubmitFundingProgramResult:
        """Hand the corrected program over again. Needs resubmit_funding_program in the municipality."""
        return _complete(FundingProgramApproval.resubmit_funding_program, info, input)

    @mutation
    def withdraw_funding_program(self, info: Info, input: WithdrawFundingProgramInput) -> WithdrawFundingProgramResult:
        """Take the program back before it is approved. Needs withdraw_funding_program in the municipality."""
        case = engine.withdraw(FundingProgramApproval, by=info.context.viewer, **input.submission())
        return case.funding_program


def _complete(node, info: Info, input):
    return engine.complete(node, by=info.context.viewer, **input.submission()).process.funding_program
