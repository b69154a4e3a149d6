"""Programs and their editions: reading, drafting, saving."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import relay

from backoffice.access import among
from backoffice.programs import models
from backoffice.programs.words import Area, Direction, Form, Provision, Qualification
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation
from graphql_api.expressions import Says, or_null
from graphql_api.fields import Kopecks, in_sql, key_in, label_of, points_at, text_of
from graphql_api.files import ProgramDocument
from graphql_api.inputs import decision_input
from graphql_api.municipalities import Municipality
from graphql_api.providers import Provider
from workflows import program_acts
from workflows.decisions import program_acts as decisions

if TYPE_CHECKING:
    from graphql_api.registers import ProgramRegisterEntry

EditionStatus = enum_of(models.ProgramEdition.Status, "EditionStatus")
ModuleStatus = enum_of(models.ProgramModule.Status, "ModuleStatus")
ProgramKind = enum_of(models.Program.Kind, "ProgramKind")
FundingMode = enum_of(models.Program.FundingMode, "FundingMode")
AreaKind = enum_of(Area)
DirectionKind = enum_of(Direction)
StudyForm = enum_of(Form, "StudyForm")
QualificationClass = enum_of(Qualification)
ProvisionLevel = enum_of(Provision)


@strawberry_django.type(models.Program, description="A program of one provider; what it says stands in its editions.")
class Program(relay.Node):
    kind: ProgramKind = strawberry_django.field(description="Kind of program (C 2.3).")
    kind_label = label_of("kind")
    funding_mode: FundingMode = strawberry_django.field(description="How it is paid (C 2.3).")
    funding_mode_label = label_of("funding_mode")
    provider: Provider | None = strawberry_django.field(description="Who teaches it; null if you may not see it.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        visible = models.ProgramEdition.objects.visible_to(info.context.viewer)
        return queryset.filter(pk__in=visible.values("program"))


@strawberry_django.type(models.TeachingPlace, description="Where an edition is taught.")
class TeachingPlace:
    number: int = strawberry_django.field(description="1 for the first.")
    municipality: Municipality = strawberry_django.field(description="Territory.")
    area: AreaKind = strawberry_django.field(description="Town or country.")
    area_label = label_of("area")
    address: str = strawberry_django.field(description="Address.")


@strawberry_django.type(models.NormativeCost, description="The frozen normative cost of a module in one place (C 2.3).")
class NormativeCost:
    kopecks: Kopecks = strawberry_django.field(description="Cost per pupil for the whole module, kopecks.")
    kopecks_text = text_of("kopecks")
    decided_on: dt.date = strawberry_django.field(description="The decision date whose figures were used.")
    place: TeachingPlace = strawberry_django.field(description="Where it is taught.")


@strawberry_django.type(models.ProgramModule, description="A priced part of an edition, usually a year.")
class ProgramModule(relay.Node):
    number: int = strawberry_django.field(description="1 for the first.")
    status: ModuleStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    name: str = strawberry_django.field(description="Name.")
    months: int = strawberry_django.field(description="How long, months.")
    hours: int = strawberry_django.field(description="H: hours in all.")
    individual_hours: int = strawberry_django.field(description="Hi: of them individual hours.")
    second_teacher_hours: int = strawberry_django.field(description="Hd: hours of a second teacher.")
    main_teacher: str = strawberry_django.field(description="Qualification of the main teacher, in words.")
    second_teacher: str = strawberry_django.field(description="Qualification of the second teacher, in words.")
    min_children: int = strawberry_django.field(description="Smallest group.")
    max_children: int = strawberry_django.field(description="Largest group.")
    expected_results: str = strawberry_django.field(description="What pupils will know and can do.")
    asked_price: Kopecks | None = strawberry_django.field(description="Price the provider asks, kopecks.")
    asked_price_text = text_of("asked_price")
    normative_costs: list[NormativeCost] = strawberry_django.field(
        description="Frozen costs, one for each place; empty until certified."
    )

    @strawberry_django.field(
        only=["main_qualification"],
        metadata=in_sql(lambda info: or_null("main_qualification")),
        description="Class of the main teacher; null until set.",
    )
    def main_qualification(self) -> QualificationClass | None:
        return Qualification(self.main_qualification) if self.main_qualification else None

    main_qualification_label = label_of("main_qualification")

    @strawberry_django.field(
        only=["second_qualification"],
        metadata=in_sql(lambda info: or_null("second_qualification")),
        description="Class of the second teacher; null until set.",
    )
    def second_qualification(self) -> QualificationClass | None:
        return Qualification(self.second_qualification) if self.second_qualification else None

    second_qualification_label = label_of("second_qualification")

    @strawberry_django.field(
        only=["provision"],
        metadata=in_sql(lambda info: or_null("provision")),
        description="Provision with teaching means; null until set.",
    )
    def provision(self) -> ProvisionLevel | None:
        return Provision(self.provision) if self.provision else None

    provision_label = label_of("provision")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        visible = models.ProgramEdition.objects.visible_to(info.context.viewer)
        return queryset.filter(among("edition", visible))


@strawberry_django.type(
    models.ProgramEdition,
    description="What a program says at one time. Everybody sees certified ones; others the provider, its municipality,"
    " its experts and those who read the region.",
)
class ProgramEdition(relay.Node):
    number: int = strawberry_django.field(description="1 for the first edition.")
    status: EditionStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    version: int = strawberry_django.field(description="Rises with every saved change.")
    returns: int = strawberry_django.field(description="How many times it was returned.")
    name: str = strawberry_django.field(description="Name.")
    short_name: str = strawberry_django.field(description="Short name.")
    direction: DirectionKind = strawberry_django.field(description="Direction.")
    direction_label = label_of("direction")
    form: StudyForm = strawberry_django.field(description="Form of teaching.")
    form_label = label_of("form")
    activities: str = strawberry_django.field(description="Kinds of activity.")
    annotation: str = strawberry_django.field(description="Annotation for families.")
    aims: str = strawberry_django.field(description="Aims and tasks.")
    age_from: int = strawberry_django.field(description="Youngest pupil, full years.")
    age_to: int = strawberry_django.field(description="Oldest pupil, full years.")
    for_gifted: bool = strawberry_django.field(description="For gifted children (C pre).")
    for_special_needs: bool = strawberry_django.field(description="For children with special needs (C pre).")
    equipment: str = strawberry_django.field(description="Norms of equipment.")
    submitted_on: dt.date | None = strawberry_django.field(description="Day of the first submission.")
    program: Program = strawberry_django.field(description="Of which program.")
    modules: list[ProgramModule] = strawberry_django.field(description="Its modules, in order.")
    places: list[TeachingPlace] = strawberry_django.field(description="Where it is taught.")
    documents: list[ProgramDocument] = strawberry_django.field(
        description="Its files, replaced ones too; empty for those who may not follow its certification."
    )
    entries: list[Annotated[ProgramRegisterEntry, strawberry.lazy("graphql_api.registers")]] = strawberry_django.field(
        description="Its entries in the registers of programs, oldest first, those that have ended too."
    )

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class ProgramsQuery:
    @strawberry_django.field(description="One edition, or null if there is none that you may see.")
    def program_edition(self, id: strawberry.ID) -> ProgramEdition | None:
        return models.ProgramEdition.objects.filter(pk=key_in(id, "ProgramEdition"))

    @strawberry_django.connection(
        KeysetConnection[ProgramEdition],
        description="Editions whose certification you may follow: your own, your municipality's, the region's.",
    )
    def program_editions(
        self,
        info: Info,
        status: EditionStatus | None = None,
        provider: strawberry.ID | None = None,
        text: str | None = None,
    ) -> list[ProgramEdition]:
        following = models.ProgramEdition.objects.concerning(info.context.viewer)
        if text is not None:
            following = following.filter(Says("name", text))
        if provider is not None:
            following = following.filter(points_at("program__provider", provider, "Provider"))
        return (following.filter(status=status) if status else following).order_by("-id")


DraftProgramInput = decision_input(decisions.DraftProgram, on="provider", of="Provider", versioned=False, keyed=True)
SaveProgramInput = decision_input(decisions.SaveProgram, on="edition", of="ProgramEdition")
ReviseProgramInput = decision_input(decisions.ReviseProgram, on="edition", of="ProgramEdition")
DiscardProgramInput = decision_input(decisions.DiscardProgram, on="edition", of="ProgramEdition")
RevokeProgramInput = decision_input(decisions.RevokeProgram, on="edition", of="ProgramEdition")
DraftProgramResult = Annotated[
    ProgramEdition | Refused, strawberry.union("DraftProgramResult", description="The new edition, or why not.")
]
SaveProgramResult = Annotated[
    ProgramEdition | Refused, strawberry.union("SaveProgramResult", description="The edition as it is now, or why not.")
]
ReviseProgramResult = Annotated[
    ProgramEdition | Refused, strawberry.union("ReviseProgramResult", description="The new edition, or why not.")
]
DiscardProgramResult = Annotated[
    ProgramEdition | Refused, strawberry.union("DiscardProgramResult", description="The edition now, or why not.")
]
RevokeProgramResult = Annotated[
    ProgramEdition | Refused,
    strawberry.union("RevokeProgramResult", description="The edition now, or why not."),
]


@strawberry.type
class ProgramsMutation:
    @mutation
    def draft_program(self, info: Info, input: DraftProgramInput) -> DraftProgramResult:
        """Begin a program with its first edition. Needs save_program in the provider."""
        return program_acts.draft(by=info.context.viewer, **input.submission())

    @mutation
    def save_program(self, info: Info, input: SaveProgramInput) -> SaveProgramResult:
        """Write the card of a draft, or the remarked fields of a returned one. Needs save_program in the provider."""
        return program_acts.save(by=info.context.viewer, **input.submission())

    @mutation
    def revise_program(self, info: Info, input: ReviseProgramInput) -> ReviseProgramResult:
        """Begin the next edition as a copy of one that is decided. Needs save_program in the provider."""
        return program_acts.revise(by=info.context.viewer, **input.submission())

    @mutation
    def discard_program(self, info: Info, input: DiscardProgramInput) -> DiscardProgramResult:
        """Give up a draft that was never submitted. Needs save_program in the provider."""
        return program_acts.discard(by=info.context.viewer, **input.submission())

    @mutation
    def revoke_program(self, info: Info, input: RevokeProgramInput) -> RevokeProgramResult:
        """Take a certified program out of the register. Needs revoke_program in the regional operator."""
        return program_acts.revoke(by=info.context.viewer, **input.submission())
