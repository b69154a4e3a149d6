"""Providers and their register."""

from __future__ import annotations

import strawberry
import strawberry_django
from strawberry import relay

from backoffice.providers import models
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.fields import key_in, label_of
from graphql_api.municipalities import Municipality

ProviderStatus = enum_of(models.Provider.Status, "ProviderStatus")
ProviderKind = enum_of(models.Provider.Kind, "ProviderKind")
Ownership = enum_of(models.Provider.Ownership, "Ownership")


@strawberry_django.type(
    models.Provider,
    description="One who teaches. Everybody sees those in the register; drafts only the provider, its municipality and"
    " those who read the region.",
)
class Provider(relay.Node):
    status: ProviderStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    kind: ProviderKind = strawberry_django.field(description="Kind of provider.")
    kind_label = label_of("kind")
    ownership: Ownership = strawberry_django.field(description="Ownership (C 1.4).")
    ownership_label = label_of("ownership")
    full_name: str = strawberry_django.field(description="Full name.")
    short_name: str = strawberry_django.field(description="Short name.")
    inn: str = strawberry_django.field(description="ИНН.")
    ogrn: str = strawberry_django.field(description="ОГРН or ОГРНИП.")
    municipality: Municipality = strawberry_django.field(description="Where it works.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class ProvidersQuery:
    @strawberry_django.field(description="One provider, or null if there is none that you may see.")
    def provider(self, info: Info, id: strawberry.ID) -> Provider | None:
        return models.Provider.objects.visible_to(info.context.viewer).filter(pk=key_in(id, "Provider")).first()
