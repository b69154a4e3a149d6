"""Signatures under documents and the operator's seal, for those who see the document."""

from __future__ import annotations

import datetime as dt

import strawberry_django

from backoffice.signatures import models
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.fields import label_of
from graphql_api.files import StoredFile

SignatureKind = enum_of(
    models.Signature.Kind,
    "SignatureKind",
    description="How a document is signed.",
    values={
        "SIMPLE": "A simple electronic signature: signed in, and a one-time code (63-FZ, art. 5).",
        "PAPER": "With a pen; the scan is kept.",
    },
)
SignatureParty = enum_of(
    models.Signature.Party,
    "SignatureParty",
    description="For which side somebody signs.",
    values={
        "CUSTOMER": "Who orders the lessons: the family.",
        "REPRESENTATIVE": "The representative consents to what a child of 14 or older has signed.",
        "PROVIDER": "Who teaches.",
    },
)


@strawberry_django.type(
    models.Signature,
    description="A signature under a document; never changed. Seen with the document, but never by the payer.",
)
class Signature:
    party: SignatureParty = strawberry_django.field(description="For which side.")
    party_label = label_of("party")
    kind: SignatureKind = strawberry_django.field(description="How.")
    kind_label = label_of("kind")
    name: str = strawberry_django.field(description="Name of the signer on that day.")
    authority: str = strawberry_django.field(description="By what right, in Russian.")
    signed_on: dt.date = strawberry_django.field(description="Day; of paper the day on the paper.")
    signed_at: dt.datetime = strawberry_django.field(description="When it was given, or the scan was kept.")
    sha256: str = strawberry_django.field(description="SHA-256 of the PDF that was signed, hexadecimal.")
    scan: StoredFile | None = strawberry_django.field(description="Of the paper; null: signed by code.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry_django.type(
    models.DocumentSeal,
    description="The operator's electronic seal (PAdES) over the PDF of a document. Seen with the document.",
)
class DocumentSeal:
    file: StoredFile = strawberry_django.field(
        description="The sealed PDF: begins with the very bytes that were signed. Anybody can verify it."
    )
    subject: str = strawberry_django.field(description="Whose certificate it is.")
    serial: str = strawberry_django.field(description="Serial number of the certificate, hexadecimal.")
    sealed_at: dt.datetime = strawberry_django.field(description="When.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)
