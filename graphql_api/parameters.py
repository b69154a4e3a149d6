"""Municipal parameters in force and on their way there, and the decisions about them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

import strawberry
import strawberry_django
from strawberry import relay

from backoffice.municipalities import models, proposals
from backoffice.programs.words import Area as Areas
from backoffice.programs.words import Direction as Directions
from backoffice.statements import today
from graphql_api.acts import LegalAct
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation
from graphql_api.expressions import Words
from graphql_api.fields import in_sql, key_in, label_of
from graphql_api.files import StoredFile
from graphql_api.inputs import decision_input
from graphql_api.municipalities import Municipality, municipality_of
from graphql_api.public import public
from workflows import engine, municipal_acts
from workflows.decisions import municipal_acts as decisions
from workflows.parameters import ParametersApproval

ParametersStatus = enum_of(proposals.ParameterProposal.Status, "ParametersStatus")
Area, Direction = enum_of(Areas), enum_of(Directions)
TOWN_FIRST = "-area"  # RURAL, URBAN


@strawberry.interface(
    description="Figures of a municipality for town or country: inputs of the normative cost (R 1.7)."
)
class ParameterFigures:
    area: Area = strawberry_django.field(description="Town or country.")
    area_label = label_of("area")
    monthly_pay: Decimal = strawberry_django.field(description="ZP: average monthly pay, roubles.")
    rates_per_person: Decimal = strawberry_django.field(description="St: average number of rates on a person.")
    extra_teachers: Decimal = strawberry_django.field(description="Kd: coefficient.")
    other_staff_share: Decimal = strawberry_django.field(description="Ko: share of other staff.")
    payroll_tax: Decimal = strawberry_django.field(description="Kt: coefficient.")
    vacation: Decimal = strawberry_django.field(description="Kv: coefficient.")
    useful_hours: Decimal = strawberry_django.field(description="U: useful hours of premises.")
    purchased_services: Decimal = strawberry_django.field(description="S1: roubles.")
    training_and_medical: Decimal = strawberry_django.field(description="S2: roubles.")


@strawberry_django.type(models.TeachingMeansCost, description="Bd: base cost of teaching means for a direction.")
class TeachingMeansCost:
    direction: str = strawberry_django.field(description="The direction, as the enum Direction names it.")

    @strawberry_django.field(
        only=["direction"],
        metadata=in_sql(lambda info: Words("direction", Directions.choices)),
        description="The direction in Russian.",
    )
    def direction_label(self) -> str:
        return Directions(self.direction).label

    roubles: Decimal = strawberry_django.field(description="Bd: roubles.")


@strawberry_django.type(
    proposals.ProposedTeachingMeans, description="Bd: proposed base cost of teaching means. Read with its proposal."
)
class ProposedTeachingMeans:
    direction: Direction = strawberry_django.field(description="The direction.")
    direction_label = label_of("direction")
    roubles: Decimal = strawberry_django.field(description="Bd: roubles.")


@strawberry_django.type(
    models.MunicipalParameters,
    description="Figures of a municipality for town or country in force from a day on: inputs of the normative cost"
    " (R 1.7, R 2.9). Everybody may read them.",
)
class MunicipalParameters(ParameterFigures):
    valid_from: dt.date = strawberry_django.field(description="First day in force.")
    valid_to: dt.date | None = strawberry_django.field(description="First day no longer in force; null: open.")
    municipality = municipality_of("territory", "Whose figures.")
    basis: LegalAct = strawberry_django.field(description="The act that they rest on.")
    paragraph: str = strawberry_django.field(description="Paragraph of the act.")
    is_default: bool = strawberry_django.field(description="True: invented by us for lack of an act.")
    teaching_means: list[TeachingMeansCost] = strawberry_django.field(description="Base cost of teaching means.")


@strawberry_django.type(
    proposals.ProposedParameters, description="Proposed figures for town or country. Read with their proposal."
)
class ProposedParameters(ParameterFigures):
    teaching_means: list[ProposedTeachingMeans] = strawberry_django.field(description="Base cost of teaching means.")


@strawberry_django.type(
    proposals.ParameterProposal,
    description="New municipal parameters on their way to the head's act (R 1.7, R 2.9). Seen by the municipality and"
    " by those who read the region.",
)
class ParameterProposal(relay.Node):
    municipality: Municipality = strawberry_django.field(description="Whose figures.")
    valid_from: dt.date = strawberry_django.field(description="First day in force.")
    file: StoredFile | None = strawberry_django.field(description="Where the figures come from.")
    status: ParametersStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    version: int = strawberry_django.field(description="Rises with every change; send it as expectedVersion.")
    remark: str = strawberry_django.field(description="What the operator remarked; empty: nothing.")
    reason: str = strawberry_django.field(description="Why the head returned it.")
    act: LegalAct | None = strawberry_django.field(description="The act that approved it; null before.")

    @strawberry_django.field(description="The figures, for town and country.")
    def parameters(self) -> list[ProposedParameters]:
        return proposals.ProposedParameters.objects.filter(proposal=self.pk).order_by(TOWN_FIRST)

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class ParametersQuery:
    @strawberry_django.field(
        description="The parameters of a municipality in force on a day (today by default), one row for town, then"
        " one for country. Open to everybody."
    )
    @public
    def municipal_parameters(self, municipality: strawberry.ID, on: dt.date | None = None) -> list[MunicipalParameters]:
        territory = key_in(municipality, "Municipality")
        own = models.MunicipalParameters.objects.filter(territory=territory)
        return own.ruling("area", on=on or today(), territory=territory).order_by(TOWN_FIRST)

    @strawberry_django.field(description="One proposal, or null if there is none that you may see.")
    def parameter_proposal(self, id: strawberry.ID) -> ParameterProposal | None:
        return proposals.ParameterProposal.objects.filter(pk=key_in(id, "ParameterProposal"))

    @strawberry_django.connection(
        KeysetConnection[ParameterProposal], description="Proposals that you may see, newest first."
    )
    def parameter_proposals(self, info: Info, status: ParametersStatus | None = None) -> list[ParameterProposal]:
        seen = proposals.ParameterProposal.objects.visible_to(info.context.viewer)
        return (seen if status is None else seen.filter(status=status)).order_by("-pk")


OF_TOWN = {"on": "municipality", "of": "Municipality", "versioned": False, "keyed": True}
OF_PROPOSAL = {"on": "parameter_proposal", "of": "ParameterProposal"}
DraftParametersInput = decision_input(decisions.DraftParameters, **OF_TOWN)
SaveParametersInput = decision_input(decisions.SaveParameters, **OF_PROPOSAL)
SubmitParametersInput = decision_input(decisions.SubmitParameters, **OF_PROPOSAL)
CheckParametersInput = decision_input(decisions.CheckParameters)
ApproveParametersInput = decision_input(decisions.ApproveParameters, keyed=True)
ResubmitParametersInput = decision_input(decisions.ResubmitParameters)
WithdrawParametersInput = decision_input(decisions.WithdrawParameters, on="case", of="Case")


def _result(name: str, words: str = "The proposal as it is now"):
    return Annotated[ParameterProposal | Refused, strawberry.union(name, description=f"{words}, or why not.")]


DraftParametersResult = _result("DraftParametersResult", "The new proposal")
SaveParametersResult = _result("SaveParametersResult")
SubmitParametersResult = _result("SubmitParametersResult")
CheckParametersResult = _result("CheckParametersResult")
ApproveParametersResult = _result("ApproveParametersResult")
ResubmitParametersResult = _result("ResubmitParametersResult")
WithdrawParametersResult = _result("WithdrawParametersResult")


@strawberry.type
class ParametersMutation:
    @mutation
    def draft_parameters(self, info: Info, input: DraftParametersInput) -> DraftParametersResult:
        """Begin new municipal parameters. Needs save_parameters in the municipality."""
        return municipal_acts.draft_parameters(by=info.context.viewer, **input.submission())

    @mutation
    def save_parameters(self, info: Info, input: SaveParametersInput) -> SaveParametersResult:
        """Write drafted or returned parameters. Needs save_parameters in the municipality."""
        return municipal_acts.save_parameters(by=info.context.viewer, **input.submission())

    @mutation
    def submit_parameters(self, info: Info, input: SubmitParametersInput) -> SubmitParametersResult:
        """Hand the parameters over to the operator. Needs submit_parameters in the municipality."""
        submission = input.submission()
        key, viewer = submission.pop("parameter_proposal_id"), info.context.viewer
        case = engine.start(ParametersApproval.start, subject_id=key, by=viewer, **submission)
        return case.parameter_proposal

    @mutation
    def check_parameters(self, info: Info, input: CheckParametersInput) -> CheckParametersResult:
        """Look at the parameters and remark on them, or not. Needs check_parameters in the regional operator."""
        return _complete(ParametersApproval.check_parameters, info, input)

    @mutation
    def approve_parameters(self, info: Info, input: ApproveParametersInput) -> ApproveParametersResult:
        """Put the parameters in force by an act, or return them. Needs approve_parameters in the municipality."""
        return _complete(ParametersApproval.approve_parameters, info, input)

    @mutation
    def resubmit_parameters(self, info: Info, input: ResubmitParametersInput) -> ResubmitParametersResult:
        """Hand the corrected parameters over again. Needs resubmit_parameters in the municipality."""
        return _complete(ParametersApproval.resubmit_parameters, info, input)

    @mutation
    def withdraw_parameters(self, info: Info, input: WithdrawParametersInput) -> WithdrawParametersResult:
        """Take the parameters back before they are approved. Needs withdraw_parameters in the municipality."""
        case = engine.withdraw(ParametersApproval, by=info.context.viewer, **input.submission())
        return case.parameter_proposal


def _complete(node, info: Info, input):
    return engine.complete(node, by=info.context.viewer, **input.submission()).process.parameter_proposal
