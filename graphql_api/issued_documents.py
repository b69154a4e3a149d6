"""Documents that the system has made: the list for those concerned, and the check by number for everybody."""

from __future__ import annotations

import datetime as dt

import strawberry
import strawberry_django
from strawberry import relay

from backoffice.documents import checking, endings, models
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.fields import label_of, points_at
from graphql_api.files import StoredFile
from graphql_api.municipalities import Municipality
from graphql_api.public import public

DocumentKind = enum_of(
    models.DocumentKind,
    "DocumentKind",
    description="What a document is.",
    values={
        "AGENDA": "The agenda of a meeting of a commission.",
        "MINUTES": "The minutes of a meeting, or minutes that correct them.",
        "EXTRACT": "What the minutes say about one program; tells nobody's vote.",
        "DRAFT_ORDER": "Draft of the authority's order about one program.",
        "CONTRACT": "A contract on education as the provider offers it; names neither child nor customer.",
        "APPLICATION": "The application for enrollment, by which the family accepts an offer; names both.",
        "TERMINATION": "The notice that a contract ends before its term; names neither child nor customer.",
    },
)
DocumentState = enum_of(
    endings.State,
    "DocumentState",
    description="Whether a document is valid.",
    values={
        "VALID": "It is.",
        "UNCONFIRMED": "Minutes that secretary and chair have not both confirmed yet.",
        "CORRECTED": "Later minutes correct it: read it together with them.",
        "SUPERSEDED": "What it says does not hold any more; `endedWhy` says why.",
        "EXECUTED": "A draft order whose order has been issued: that holds.",
        "WITHDRAWN": "Correcting minutes that were taken back before both had confirmed them: they correct nothing.",
        "OFFERED": "The contract is not signed by both sides yet.",
        "NOT_CONCLUDED": "The contract was never made, or without this application.",
        "TERMINATING": "The contract is in force up to `endedOn`: it was terminated.",
        "TERMINATED": "The contract was terminated before its term.",
        "COMPLETED": "The term of the contract is over.",
        "ANNULLED": "The contract was made by mistake and taken back.",
    },
)


@strawberry_django.type(
    models.IssuedDocument,
    description="A document as it was issued; never changed. Seen by the commission, its municipality and those who"
    " read the region; an EXTRACT also by the institution it is about. CONTRACT and TERMINATION are seen by whoever"
    " sees the contract, the APPLICATION by the family, the provider, the issuer of the certificate and auditors.",
)
class IssuedDocument(relay.Node):
    kind: DocumentKind = strawberry_django.field(description="What it is.")
    kind_label = label_of("kind")
    title: str = strawberry_django.field(description="Title as printed; names nobody.")
    number: str = strawberry_django.field(description="Number as printed.")
    issued_on: dt.date = strawberry_django.field(description="Day of issue.")
    check_number: str = strawberry_django.field(description="By which anybody may check it.")
    file: StoredFile = strawberry_django.field(description="The PDF.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type(description="Minutes that correct a document.")
class DocumentCorrection:
    number: str = strawberry.field(description="Number as printed.")
    issued_on: dt.date = strawberry.field(description="Day of issue.")
    check_number: str = strawberry.field(description="By which they are checked themselves.")


@strawberry.type(description="A document that was issued in the place of another.")
class ReplacingDocument:
    title: str = strawberry.field(description="Title as printed.")
    number: str = strawberry.field(description="Number as printed.")
    issued_on: dt.date = strawberry.field(description="Day of issue.")
    check_number: str = strawberry.field(description="By which it is checked itself: it may have ended too.")


@strawberry.type(description="That a side has signed; who did is not told here.")
class DocumentSigning:
    party_label: str = strawberry.field(description="Russian label of the side.")
    kind_label: str = strawberry.field(description="How, in Russian.")
    signed_on: dt.date = strawberry.field(description="Day.")


@strawberry.type(description="What anybody may know of a document by its check number. Names nobody.")
class DocumentCheck:
    check_number: str = strawberry.field(description="The check number as printed.")
    state: DocumentState = strawberry.field(description="Whether it is valid.")
    state_label: str = strawberry.field(description="Russian label of `state`.")
    kind: DocumentKind = strawberry.field(description="What it is.")
    title: str = strawberry.field(description="Title as printed.")
    number: str = strawberry.field(description="Number as printed.")
    issued_on: dt.date = strawberry.field(description="Day of issue.")
    municipality: Municipality = strawberry.field(
        description="Who issued it; of a contract, who issued the certificate."
    )
    provider: str = strawberry.field(
        description="Who offers the contract, an entrepreneur by its ИНН; empty: it is of no contract."
    )
    signatures: list[DocumentSigning] = strawberry.field(description="Of a contract: who has signed, in order.")
    sha256: str = strawberry.field(description="SHA-256 of the PDF, hexadecimal: a true copy has the same.")
    confirmed_on: dt.date | None = strawberry.field(
        description="Day on which both had confirmed the minutes; null if they have not, and of other documents."
    )
    ended_on: dt.date | None = strawberry.field(
        description="Day on which it was superseded, executed or withdrawn, or the last of its contract; null: it was"
        " not, or the day is not kept."
    )
    ended_why: str = strawberry.field(description="Why, in Russian; empty: it was not.")
    instead: ReplacingDocument | None = strawberry.field(
        description="The newest document in its place; null: there is none."
    )
    corrections: list[DocumentCorrection] = strawberry.field(description="Later minutes that correct it, in order.")


@strawberry.type
class IssuedDocumentsQuery:
    @strawberry_django.connection(
        KeysetConnection[IssuedDocument],
        description="Documents that you may see, newest first: of one meeting, about one dossier, of one contract, or"
        " all.",
    )
    def issued_documents(
        self,
        info: Info,
        meeting: strawberry.ID | None = None,
        dossier: strawberry.ID | None = None,
        contract: strawberry.ID | None = None,
    ) -> list[IssuedDocument]:
        seen = models.IssuedDocument.objects.visible_to(info.context.viewer)
        if meeting is not None:
            seen = seen.filter(points_at("meeting", meeting, "Meeting"))
        if dossier is not None:
            seen = seen.filter(points_at("dossier", dossier, "Dossier"))
        if contract is not None:
            seen = seen.filter(points_at("contract", contract, "Contract"))
        return seen.order_by("-pk")

    @strawberry_django.field(
        description="Check a document by the number printed on it, typed in any case, with dashes or without; null if"
        " there is none. Open to everybody; the same as the page `/check/<number>`."
    )
    @public
    def document_check(self, number: str) -> DocumentCheck | None:
        found = checking.check(number)
        return None if found is None else _told(found)


def _told(found: checking.Checked) -> DocumentCheck:
    document, ending = found.document, found.ending
    return DocumentCheck(
        check_number=document.check_number,
        state=found.state,
        state_label=found.state.label,
        kind=models.DocumentKind(document.kind),
        title=document.title,
        number=document.number,
        issued_on=document.issued_on,
        municipality=document.municipality,
        provider=found.provider,
        signatures=[
            DocumentSigning(
                party_label=each.get_party_display(), kind_label=each.get_kind_display(), signed_on=each.signed_on
            )
            for each in found.signatures
        ],
        sha256=document.file.sha256,
        confirmed_on=found.confirmed_on,
        ended_on=ending.on if ending else None,
        ended_why=ending.why if ending else "",
        instead=_instead(ending.instead) if ending and ending.instead else None,
        corrections=[
            DocumentCorrection(number=each.number, issued_on=each.issued_on, check_number=each.check_number)
            for each in found.corrections
        ],
    )


def _instead(document: models.IssuedDocument) -> ReplacingDocument:
    return ReplacingDocument(
        title=document.title,
        number=document.number,
        issued_on=document.issued_on,
        check_number=document.check_number,
    )
