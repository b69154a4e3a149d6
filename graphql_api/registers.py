"""The registers. Everybody may read them, as of any day."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry
import strawberry_django
from django.db.models import F, OuterRef
from django.db.models.expressions import CombinedExpression
from strawberry import relay

from backoffice.enrollments.places import going_on
from backoffice.registers import models
from backoffice.statements import today
from graphql_api.acts import LegalAct
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation
from graphql_api.expressions import Says
from graphql_api.fields import in_sql, label_of, points_at
from graphql_api.inputs import decision_input
from graphql_api.municipalities import Municipality
from graphql_api.programs import ProgramEdition
from graphql_api.providers import Provider
from graphql_api.public import public
from workflows import register_acts
from workflows.decisions.registers import ExcludeFromRegister

RegisterKind = enum_of(models.RegisterKind, "RegisterKind")


def _free() -> CombinedExpression:
    return F("places__maximum") - F("places__taken") - going_on(F("pk"))


@strawberry_django.type(models.ProgramRegisterExit, description="The end of a program's entry.")
class ProgramRegisterExit:
    excluded_on: dt.date = strawberry_django.field(description="First day no longer in the register.")
    ground: str = strawberry_django.field(description="Code of the ground.")
    reason: str = strawberry_django.field(description="Why, in words.")


@strawberry_django.type(
    models.ProgramRegisterEntry,
    description="An edition of a program in one of the four registers (C 2.3). Open to everybody.",
)
class ProgramRegisterEntry(relay.Node):
    kind: RegisterKind = strawberry_django.field(description="Which register.")
    kind_label = label_of("kind")
    number: str = strawberry_django.field(description="Number in the register.")
    included_on: dt.date = strawberry_django.field(description="First day in the register.")
    edition: ProgramEdition | None = strawberry_django.field(description="What stands in the register.")
    valid_until: dt.date | None = strawberry_django.field(
        description="First day it no longer holds; null: until its exit, as in the register of certified programs."
    )
    municipality: Municipality | None = strawberry_django.field(
        description="Whose register it is; null: the region's, that of certified programs."
    )
    max_funded_pupils: int | None = strawberry_django.field(
        description="Pupils that the budget pays for at most (C 2.5.1); null in the register of certified programs."
    )
    ground: str = strawberry_django.field(description="Minutes and order it rests on, in Russian; empty if certified.")
    act: LegalAct | None = strawberry_django.field(description="The order of the authority; null if certified.")

    @strawberry_django.field(
        annotate={"free": lambda info: _free()},
        metadata=in_sql(lambda info: _free()),
        description="Places at the cost of the budget that nobody has, nor goes on to from the entry that this one"
        " renews; null in the register of certified programs.",
    )
    def free_places(self) -> int | None:
        if not hasattr(self, "free"):  # the answer of a mutation
            self.free = models.ProgramRegisterEntry.objects.filter(pk=self.pk).values_list(_free(), flat=True).get()
        return self.free

    @strawberry_django.field(
        select_related=["exit"],
        metadata=in_sql(lambda info: models.ProgramRegisterExit.objects.filter(entry=OuterRef("pk"))),
        description="The end of the entry; null while it stands in the register.",
    )
    def exit(self) -> ProgramRegisterExit | None:
        return getattr(self, "exit", None)


@strawberry_django.type(models.ProviderRegisterExit, description="The end of a provider's entry.")
class ProviderRegisterExit:
    excluded_on: dt.date = strawberry_django.field(description="First day no longer in the register.")
    ground: str = strawberry_django.field(description="Code of the ground.")
    reason: str = strawberry_django.field(description="Why, in words.")


@strawberry_django.type(
    models.ProviderRegisterEntry, description="A provider in the register of providers (L 6). Open to everybody."
)
class ProviderRegisterEntry(relay.Node):
    number: str = strawberry_django.field(description="Number in the register.")
    included_on: dt.date = strawberry_django.field(description="First day in the register.")
    provider: Provider | None = strawberry_django.field(description="Who stands in the register.")

    @strawberry_django.field(
        select_related=["exit"],
        metadata=in_sql(lambda info: models.ProviderRegisterExit.objects.filter(entry=OuterRef("pk"))),
        description="The end of the entry; null while it stands in the register.",
    )
    def exit(self) -> ProviderRegisterExit | None:
        return getattr(self, "exit", None)


@strawberry.type
class RegistersQuery:
    @strawberry_django.connection(
        KeysetConnection[ProgramRegisterEntry],
        description="Entries of one register that stand in it on a day (today by default), oldest first; with a"
        " municipality: certified programs that are taught there, or its own budget register. Open to everybody.",
    )
    @public
    def program_register(
        self,
        kind: RegisterKind,
        as_of: dt.date | None = None,
        municipality: strawberry.ID | None = None,
        text: str | None = None,
    ) -> list[ProgramRegisterEntry]:
        entries = models.ProgramRegisterEntry.objects.in_force(on=as_of or today()).filter(kind=kind)
        if municipality is not None:
            entries = entries.near(kind, points_at("municipality", municipality, "Municipality"))
        if text is not None:
            entries = entries.filter(Says("edition__name", text))
        return entries.order_by("included_on", "id")

    @strawberry_django.connection(
        KeysetConnection[ProviderRegisterEntry],
        description="Providers in the register on a day (today by default), oldest first. Open to everybody.",
    )
    @public
    def provider_register(self, as_of: dt.date | None = None) -> list[ProviderRegisterEntry]:
        entries = models.ProviderRegisterEntry.objects.in_force(on=as_of or today())
        return entries.order_by("included_on", "id")


ExcludeFromRegisterInput = decision_input(
    ExcludeFromRegister, on="entry", of="ProgramRegisterEntry", versioned=False, keyed=True
)
ExcludeFromRegisterResult = Annotated[
    ProgramRegisterEntry | Refused,
    strawberry.union("ExcludeFromRegisterResult", description="The entry with its end, or why not."),
]


@strawberry.type
class RegistersMutation:
    @mutation
    def exclude_from_register(self, info: Info, input: ExcludeFromRegisterInput) -> ExcludeFromRegisterResult:
        """Take a program out of a budget register. Needs exclude_from_register in its municipality."""
        return register_acts.exclude(by=info.context.viewer, **input.submission())
