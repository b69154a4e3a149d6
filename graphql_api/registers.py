"""The registers. Everybody may read them, as of any day."""

from __future__ import annotations

import datetime as dt

import strawberry
import strawberry_django
from django.db.models import OuterRef
from strawberry import relay

from backoffice.programs.models import TeachingPlace
from backoffice.registers import models
from backoffice.statements import today
from graphql_api.connections import KeysetConnection
from graphql_api.enums import enum_of
from graphql_api.fields import in_sql, label_of, points_at
from graphql_api.programs import ProgramEdition
from graphql_api.providers import Provider
from graphql_api.public import public

RegisterKind = enum_of(models.RegisterKind, "RegisterKind")


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
        description="Entries of one register that stand in it on a day (today by default), oldest first. Open to"
        " everybody.",
    )
    @public
    def program_register(
        self, kind: RegisterKind, as_of: dt.date | None = None, municipality: strawberry.ID | None = None
    ) -> list[ProgramRegisterEntry]:
        entries = models.ProgramRegisterEntry.objects.in_force(on=as_of or today()).filter(kind=kind)
        if municipality is not None:
            there = points_at("municipality", municipality, "Municipality")
            taught = TeachingPlace.objects.filter(there).values("edition")
            entries = entries.filter(edition__in=taught)
        return entries.order_by("included_on", "id")

    @strawberry_django.connection(
        KeysetConnection[ProviderRegisterEntry],
        description="Providers in the register on a day (today by default), oldest first. Open to everybody.",
    )
    @public
    def provider_register(self, as_of: dt.date | None = None) -> list[ProviderRegisterEntry]:
        entries = models.ProviderRegisterEntry.objects.in_force(on=as_of or today())
        return entries.order_by("included_on", "id")
