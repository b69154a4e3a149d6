"""The operator's seal over documents that are signed by all."""

from __future__ import annotations

from backoffice.documents.models import IssuedDocument
from backoffice.jobs import services as jobs
from backoffice.jobs.models import Job


def seal_later(document: IssuedDocument) -> None:
    """Ask for the seal: it is added after the act, once."""
    jobs.add(Job.Kind.SEAL_DOCUMENT, document.pk)
