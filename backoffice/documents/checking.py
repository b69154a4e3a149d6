"""What anybody may learn of a document by its check number: whether it is valid, and what a copy must agree with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max
from django.utils import timezone

from backoffice.commissions.meetings import THE_MINUTES, Minutes
from backoffice.documents import check_numbers
from backoffice.documents.contract_endings import standing_of
from backoffice.documents.endings import Ending, State, ending_of
from backoffice.documents.models import DocumentKind, IssuedDocument
from backoffice.signatures.models import Signature

CONFIRMATIONS = 2  # of the secretary and of whoever presided


@dataclass(frozen=True)
class Checked:
    """A document that was found. Names nobody."""

    document: IssuedDocument
    state: State
    confirmed_on: date | None  # day of the last of both confirmations; None: of minutes that wait, of other documents
    corrections: list[IssuedDocument]  # minutes drawn up later that correct it, in order; none of what was withdrawn
    ending: Ending | None  # what took its force; None: nothing
    signatures: tuple[Signature, ...] = ()  # under a document of a contract, in order; who signed is not told

    @property
    def provider(self) -> str:
        """Who offers a contract; of an entrepreneur the ИНН, which is no name. Empty: it is of no contract."""
        if self.document.contract is None:
            return ""
        provider = self.document.contract.provider
        return f"Индивидуальный предприниматель, ИНН {provider.inn}" if provider.is_entrepreneur else provider.full_name


def check(typed: str) -> Checked | None:
    """Find the document with a number as a person types it. A slip in the number asks the database nothing."""
    number = check_numbers.canonical(typed)
    if number is None:
        return None
    rows = IssuedDocument.objects.select_related("municipality__unit", "file", "contract__provider")
    document = rows.filter(check_number=number).first()
    if document is None:
        return None
    if document.contract_id:
        return _of_contract(document)
    confirmed_on, ending = _confirmed_on(document), ending_of(document)
    corrections = [] if ending and ending.state == State.WITHDRAWN else _corrections(document)
    waits = document.kind == DocumentKind.MINUTES and confirmed_on is None
    state = State.CORRECTED if corrections else State.UNCONFIRMED if waits else State.VALID
    return Checked(document, ending.state if ending else state, confirmed_on, corrections, ending)


def _of_contract(document: IssuedDocument) -> Checked:
    signatures = tuple(document.signatures.order_by("pk"))
    state, ending = standing_of(document, is_signed=bool(signatures), on=timezone.localdate())
    return Checked(document, state, None, [], ending, signatures)


def _corrections(document: IssuedDocument) -> list[IssuedDocument]:
    """Confirmed correcting minutes of the same meeting that are younger than the document; they correct no agenda."""
    if document.kind == DocumentKind.AGENDA:
        return []
    later = Minutes.objects.filter(meeting=document.meeting_id, number__gt=THE_MINUTES, document__gt=document.pk)
    corrections = later.alias(both=Count("confirmations")).filter(both__gte=CONFIRMATIONS)
    return [minutes.document for minutes in corrections.select_related("document").order_by("number")]


def _confirmed_on(document: IssuedDocument) -> date | None:
    if document.kind != DocumentKind.MINUTES:
        return None
    found = Minutes.objects.filter(document=document).aggregate(
        count=Count("confirmations"), at=Max("confirmations__confirmed_at")
    )
    return timezone.localdate(found["at"]) if found["count"] >= CONFIRMATIONS else None
