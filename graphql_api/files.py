"""Files and the documents made of them; attaching an uploaded file. The bytes travel through `file_views.py`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import strawberry
import strawberry_django
from django.urls import reverse
from django.utils import timezone
from strawberry import relay

from backoffice import errors
from backoffice.files import attaching, services
from backoffice.files import models as files
from backoffice.journal import Act
from backoffice.programs import documents as program_documents
from backoffice.programs import models as programs
from backoffice.providers import documents as provider_documents
from backoffice.providers import models as providers
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation
from graphql_api.fields import key_in, label_of
from workflows import child_reading
from workflows.engine import CHANGED, NOT_FOUND

ProgramDocumentKind = enum_of(
    programs.ProgramDocument.Kind,
    name="ProgramDocumentKind",
    description="What a document of a program is.",
    values={
        "PROGRAM": "The text of the program. One; a newer one replaces it.",
        "PHOTO": "A photograph for the card. One; a newer one replaces it.",
        "OTHER": "Anything else, at most five.",
    },
)
ProviderDocumentKind = enum_of(
    providers.ProviderDocument.Kind,
    name="ProviderDocumentKind",
    description="What a document of a provider is.",
    values={
        "LICENCE": "The licence. One; a newer one replaces it.",
        "CHARTER": "The charter. One; a newer one replaces it.",
        "REGISTER_EXTRACT": "Extract from the state register of organisations. One; a newer one replaces it.",
        "OTHER": "Anything else, at most three.",
    },
)


@strawberry_django.type(
    files.StoredFile,
    description="An uploaded file; its bytes never change. Seen by whoever uploaded it and by those who see a document"
    " made of it. `POST /files/` with one multipart field `file` makes it.",
)
class StoredFile(relay.Node):
    name: str = strawberry_django.field(description="Name that the person gave it.")
    media_type: str = strawberry_django.field(description="Type read from the bytes, for example application/pdf.")
    size: int = strawberry_django.field(description="Bytes.")
    sha256: str = strawberry_django.field(description="SHA-256 of the bytes, hexadecimal.")
    uploaded_at: dt.datetime = strawberry_django.field(description="When it was uploaded.")

    @strawberry_django.field(
        only=["id", "uploaded_by"],
        description="Path of a download link on this server, for the viewer alone and for five minutes. A link to the"
        " paper of somebody else's child is written down for its family.",
    )
    def url(self, info: Info) -> str:
        child_reading.note_document(self, info.context.viewer)
        return reverse("download", args=[services.download_token(self, info.context.viewer.user)])

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(info.context.viewer.rule(services.seen_by))


@strawberry_django.type(
    programs.ProgramDocument,
    description="A file of an edition. Seen by those concerned with its certification and by the experts asked to score"
    " it; never by the public.",
)
class ProgramDocument(relay.Node):
    kind: ProgramDocumentKind = strawberry_django.field(description="What it is.")
    kind_label = label_of("kind")
    file: StoredFile = strawberry_django.field(description="The file.")
    replaced: bool = strawberry_django.field(description="True: a newer file took its place.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(program_documents.seen_by(info.context.viewer)).order_by("pk")


@strawberry_django.type(
    providers.ProviderDocument,
    description="A file of a provider's application. Seen by those concerned with its entry; never by the public.",
)
class ProviderDocument(relay.Node):
    kind: ProviderDocumentKind = strawberry_django.field(description="What it is.")
    kind_label = label_of("kind")
    file: StoredFile = strawberry_django.field(description="The file.")
    replaced: bool = strawberry_django.field(description="True: a newer file took its place.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(provider_documents.seen_by(info.context.viewer)).order_by("pk")


@strawberry.input(description="A file for an edition of a program.")
class AttachProgramDocumentInput:
    edition: strawberry.ID = strawberry.field(description="Global id of the ProgramEdition.")
    expected_version: int = strawberry.field(
        description="Version of the edition that you saw; if it has risen since, you get CASE_CHANGED."
    )
    kind: ProgramDocumentKind = strawberry.field(description="What the file is.")
    file: strawberry.ID = strawberry.field(description="Global id of the StoredFile, uploaded by you.")


@strawberry.input(description="A file for a provider's application.")
class AttachProviderDocumentInput:
    provider: strawberry.ID = strawberry.field(description="Global id of the Provider.")
    expected_version: int = strawberry.field(
        description="Version of the provider that you saw; if it has risen since, you get CASE_CHANGED."
    )
    kind: ProviderDocumentKind = strawberry.field(description="What the file is.")
    file: strawberry.ID = strawberry.field(description="Global id of the StoredFile, uploaded by you.")


AttachProgramDocumentResult = Annotated[
    ProgramDocument | Refused,
    strawberry.union("AttachProgramDocumentResult", description="The new document, or why not."),
]
AttachProviderDocumentResult = Annotated[
    ProviderDocument | Refused,
    strawberry.union("AttachProviderDocumentResult", description="The new document, or why not."),
]


@strawberry.type
class FilesMutation:
    @mutation
    def attach_program_document(self, info: Info, input: AttachProgramDocumentInput) -> AttachProgramDocumentResult:
        """Attach an uploaded file to an edition. Needs `save_program` in the provider; raises the edition's version."""
        edition = program_documents.lock(key_in(input.edition, "ProgramEdition"), info.context.viewer)
        return _attach(program_documents, edition, input, info.context.viewer.user)

    @mutation
    def attach_provider_document(self, info: Info, input: AttachProviderDocumentInput) -> AttachProviderDocumentResult:
        """Attach an uploaded file to a provider. Needs `save_provider` in it; raises the provider's version."""
        provider = provider_documents.lock(key_in(input.provider, "Provider"), info.context.viewer)
        return _attach(provider_documents, provider, input, info.context.viewer.user)


def _attach(documents, subject, input, user) -> Any:
    """Attach through one of the two modules of documents, `subject` being locked already.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason of `documents.why_not_attach`
    """
    if subject is None:
        raise errors.Refused(NOT_FOUND)
    if subject.version != input.expected_version:
        raise errors.Refused(CHANGED)
    file = attaching.brought_by(user, key_in(input.file, "StoredFile"))
    if reasons := [*documents.why_not_attach(subject, input.kind, file)]:
        raise errors.Refused(*reasons)
    case_id = subject.cases.filter(finished=None).values_list("case_id", flat=True).first()
    return documents.attach(subject, input.kind, file, Act(user, timezone.localdate(), case_id))
