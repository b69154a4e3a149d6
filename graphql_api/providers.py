"""Providers: their card, what only those concerned may read of it, and the lists of applications."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from django.db.models import Exists, F, OuterRef
from strawberry import relay

from backoffice import journal
from backoffice.access import Viewer, among
from backoffice.providers import models
from backoffice.registers.models import ProviderRegisterEntry as ProviderEntry
from graphql_api.certification import Remark
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.expressions import or_null
from graphql_api.fields import in_sql, key_in, label_of, points_at
from graphql_api.files import ProviderDocument
from graphql_api.journal import JournalEntry
from graphql_api.municipalities import Municipality

if TYPE_CHECKING:
    from graphql_api.registers import ProviderRegisterEntry

ProviderStatus = enum_of(models.Provider.Status, "ProviderStatus")
ProviderKind = enum_of(models.Provider.Kind, "ProviderKind")
Ownership = enum_of(models.Provider.Ownership, "Ownership")
InstitutionType = enum_of(models.Provider.InstitutionType, "InstitutionType")
REQUISITES = (
    "legal_address",
    "bank_name",
    "bik",
    "settlement_account",
    "correspondent_account",
    "head_name",
    "head_position",
    "acts_on",
    "contact_name",
    "contact_phone",
    "contact_email",
)


@strawberry.type(description="What only those concerned with a provider read: its bank, its people, its legal address.")
class ProviderRequisites:
    legal_address: str = strawberry.field(description="Legal address; of an entrepreneur it may be the home.")
    bank_name: str = strawberry.field(description="Bank.")
    bik: str = strawberry.field(description="БИК of the bank.")
    settlement_account: str = strawberry.field(description="Settlement account, 20 digits.")
    correspondent_account: str = strawberry.field(description="Correspondent account, 20 digits.")
    head_name: str = strawberry.field(description="Name of the head.")
    head_position: str = strawberry.field(description="Post of the head.")
    acts_on: str = strawberry.field(description="Charter or proxy with number and date.")
    contact_name: str = strawberry.field(description="Contact person.")
    contact_phone: str = strawberry.field(description="Telephone.")
    contact_email: str = strawberry.field(description="E-mail.")


@strawberry_django.type(
    models.ProviderRefusal,
    description="A refusal to enter a provider into the register, on a coded ground. Seen by those concerned with it.",
)
class ProviderRefusal:
    text: str = strawberry_django.field(description="Reasons in words.")
    refused_at: dt.datetime = strawberry_django.field(description="When.")

    @strawberry_django.field(
        select_related=["ground"],
        only=["ground__code"],
        metadata=in_sql(lambda info: F("ground__code")),
        description="Code of the ground.",
    )
    def ground(self) -> str:
        return self.ground.code

    @strawberry_django.field(
        select_related=["ground"],
        only=["ground__text"],
        metadata=in_sql(lambda info: F("ground__text")),
        description="The ground in Russian.",
    )
    def ground_text(self) -> str:
        return self.ground.text

    @strawberry_django.field(
        select_related=["ground"],
        only=["ground__paragraph"],
        metadata=in_sql(lambda info: F("ground__paragraph")),
        description="Paragraph that the ground rests on.",
    )
    def rule(self) -> str:
        return self.ground.paragraph

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        followed = models.Provider.objects.concerning(info.context.viewer)
        return queryset.filter(among("provider", followed)).order_by("pk")


def _followed(info: Info) -> Exists:
    return Exists(models.Provider.objects.concerning(info.context.viewer).filter(pk=OuterRef("pk")))


def _is_followed(provider: models.Provider, viewer: Viewer) -> bool:
    """Whether the viewer is concerned with the provider: as the list was annotated, or else asked now."""
    if hasattr(provider, "is_followed"):
        return provider.is_followed
    return models.Provider.objects.concerning(viewer).filter(pk=provider.pk).exists()


@strawberry_django.type(
    models.Provider,
    description="One who teaches. Everybody sees those in the register; drafts only the provider, its municipality and"
    " those who read the region.",
)
class Provider(relay.Node):
    status: ProviderStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    version: int = strawberry_django.field(description="Rises with every change of card or state.")
    submitted_on: dt.date | None = strawberry_django.field(description="Day of the last application; null: none yet.")
    returns: int = strawberry_django.field(description="How many times the last application was returned.")
    excluded_on: dt.date | None = strawberry_django.field(description="Day of the last exclusion; null: never.")
    kind: ProviderKind = strawberry_django.field(description="Kind of provider.")
    kind_label = label_of("kind")
    ownership: Ownership = strawberry_django.field(description="Ownership (C 1.4).")
    ownership_label = label_of("ownership")
    institution_type_label = label_of("institution_type")
    founder: str = strawberry_django.field(description="Founder; of a state or municipal one only (C 2.5.2).")
    legal_form: str = strawberry_django.field(description="Legal form in words.")
    full_name: str = strawberry_django.field(description="Full name.")
    short_name: str = strawberry_django.field(description="Short name.")
    inn: str = strawberry_django.field(description="ИНН.")
    kpp: str = strawberry_django.field(description="КПП; empty of an entrepreneur.")
    ogrn: str = strawberry_django.field(description="ОГРН or ОГРНИП.")
    actual_address: str = strawberry_django.field(description="Where it is found.")
    municipality: Municipality = strawberry_django.field(description="Where it works.")
    licence_number: str = strawberry_django.field(description="Licence; empty of an entrepreneur without staff.")
    licence_issued_on: dt.date | None = strawberry_django.field(description="Day of the licence.")
    licence_issuer: str = strawberry_django.field(description="Who gave the licence.")
    services_last_year: str = strawberry_django.field(description="Services rendered last year, in words.")
    documents: list[ProviderDocument] = strawberry_django.field(description="Its files; none if you may not see them.")
    remarks: list[Remark] = strawberry_django.field(
        description="Remarks of every return; none if you may not see them."
    )
    refusals: list[ProviderRefusal] = strawberry_django.field(description="Refusals; none if you may not see them.")

    @strawberry_django.field(
        only=["institution_type"],
        metadata=in_sql(lambda info: or_null("institution_type")),
        description="Type of a state or municipal institution; null of others.",
    )
    def institution_type(self) -> InstitutionType | None:
        return models.Provider.InstitutionType(self.institution_type) if self.institution_type else None

    @strawberry_django.field(
        only=list(REQUISITES),
        annotate={"is_followed": _followed},
        metadata=in_sql(lambda info: models.Provider.objects.concerning(info.context.viewer).filter(pk=OuterRef("pk"))),
        description="Bank, people, legal address; null unless you are concerned with the provider.",
    )
    def requisites(self, info: Info) -> ProviderRequisites | None:
        if not _is_followed(self, info.context.viewer):
            return None
        return ProviderRequisites(**{name: getattr(self, name) for name in REQUISITES})

    @strawberry_django.field(
        prefetch_related=["entries__exit"],
        metadata=in_sql(lambda info: ProviderEntry.objects.filter(provider=OuterRef("pk"), exit=None)),
        description="Its entry in the register; null while it is not there.",
    )
    def entry(self) -> Annotated[ProviderRegisterEntry, strawberry.lazy("graphql_api.registers")] | None:
        return next((entry for entry in self.entries.all() if not hasattr(entry, "exit")), None)

    @strawberry_django.connection(
        KeysetConnection[JournalEntry],
        description="What happened to it, oldest first: its applications, suspensions, exclusions; empty if you are not"
        " concerned with it.",
    )
    def history(self) -> list[JournalEntry]:
        return journal.Entry.objects.filter(subject_type="provider", subject_id=self.pk).order_by("id")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class ProvidersQuery:
    @strawberry_django.field(description="One provider, or null if there is none that you may see.")
    def provider(self, id: strawberry.ID) -> Provider | None:
        return models.Provider.objects.filter(pk=key_in(id, "Provider"))

    @strawberry_django.connection(
        KeysetConnection[Provider],
        description="Providers that you are concerned with, newest first: your own, your municipality's, the region's.",
    )
    def providers(
        self, info: Info, status: ProviderStatus | None = None, municipality: strawberry.ID | None = None
    ) -> list[Provider]:
        concerning = models.Provider.objects.concerning(info.context.viewer)
        if municipality is not None:
            concerning = concerning.filter(points_at("municipality", municipality, "Municipality"))
        return (concerning.filter(status=status) if status else concerning).order_by("-pk")
