"""Documents that the system makes. Writes inside the caller's transaction."""

from __future__ import annotations

from backoffice.commissions.dossiers import Dossier
from backoffice.commissions.meetings import Meeting
from backoffice.documents.models import DocumentKind, IssuedDocument
from backoffice.documents.papers import Paper
from backoffice.journal import Act


def issue(
    kind: DocumentKind, paper: Paper, *, number: str, meeting: Meeting, act: Act, dossier: Dossier | None = None
) -> IssuedDocument:
    """Typeset a paper by the template in force, keep the PDF and give it a check number."""
    raise NotImplementedError
