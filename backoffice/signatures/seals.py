"""The operator's seal over documents that are signed by all: asked for in the act, added after it, once."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from backoffice import journal
from backoffice.documents.models import IssuedDocument
from backoffice.files import services as files
from backoffice.jobs import services as jobs
from backoffice.jobs.models import Job
from backoffice.journal import Act
from backoffice.signatures.keys import the_key
from backoffice.signatures.models import DocumentSeal


class FileChanged(Exception):
    """The bytes in the store are not those that were issued and signed. Nobody vouches for them."""


def seal_later(document: IssuedDocument) -> None:
    """Ask for the seal. Asking twice is harmless."""
    jobs.add(Job.Kind.SEAL_DOCUMENT, document.pk)


def seal(document_id: int) -> bool:
    """Seal a document that is not sealed yet. True: nothing is left.

    :raises FileChanged: its file is not the one that was issued
    """
    rows = IssuedDocument.objects.select_related("file").select_for_update(of=("self",), no_key=True)
    document = rows.get(pk=document_id)
    if DocumentSeal.objects.filter(document=document).exists():
        return True
    with default_storage.open(document.file.storage_name) as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != document.file.sha256:
        raise FileChanged(document.pk)
    from backoffice.signatures.pades import sealed  # takes seconds to load, and only here is it needed

    key, name = the_key(), document.file.name.removesuffix(".pdf")[:180]
    kept = files.keep(ContentFile(sealed(content, key)), f"{name} с печатью.pdf", None)
    DocumentSeal.objects.create(document=document, file=kept, serial=key.serial, subject=key.subject[:300])
    act = Act(None, timezone.localdate())
    journal.record("document.sealed", document, act, key.subject, municipality_id=document.municipality_id)
    return True
