"""Documents of an edition: who reads them, what may be attached. Writes inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from backoffice import cards, journal
from backoffice.access import Viewer, among
from backoffice.errors import Refusal
from backoffice.files import attaching
from backoffice.files.models import StoredFile
from backoffice.journal import Act
from backoffice.programs.models import ProgramDocument, ProgramEdition
from backoffice.programs.services import RETURNED_RULE, hold, why_closed
from backoffice.providers.models import ProviderDocument

OTHERS = 5  # live documents of the kind OTHER; of every other kind the newest one replaces the last


def visible_to(viewer: Viewer) -> QuerySet[ProgramDocument]:
    """Documents for those concerned with the certification and the experts asked to score; never for the public."""
    return ProgramDocument.objects.filter(seen_by(viewer))


def seen_by(viewer: Viewer) -> Q:
    """The same as a condition, for a queryset that exists already."""
    concerning = ProgramEdition.objects.concerning(viewer)
    assigned = ProgramEdition.objects.filter(viewer.assigned("assignments__expert"))
    return among("edition", concerning) | among("edition", assigned)


def lock(edition_id, viewer: Viewer) -> ProgramEdition | None:
    """Find and lock an edition that the viewer sees and may write; None if there is none."""
    edition = ProgramEdition.objects.visible_to(viewer).select_related("program").filter(pk=edition_id).first()
    if edition is None or not viewer.may("save_program", edition.provider_id):
        return None
    hold(edition)
    return edition


def why_not_attach(edition: ProgramEdition, kind: str, file: StoredFile | None) -> Iterator[Refusal]:
    """Yield every reason against the document: the state of the edition, its remarks, the file, the number."""
    yield from why_closed(edition)
    if edition.status == ProgramEdition.Status.RETURNED:
        opened = edition.remarks.filter(round=edition.returns).values_list("field", flat=True)
        yield from cards.why_not_change({"documents": ""}, {"documents": "+"}, opened, rule=RETURNED_RULE)
    yield from attaching.why_not_attach(file, ProgramDocument.objects.all(), ProviderDocument.objects.all())
    if kind == ProgramDocument.Kind.OTHER:
        yield from attaching.why_not_another(edition.documents.filter(kind=kind, replaced=False), limit=OTHERS)


def attach(edition: ProgramEdition, kind: str, file: StoredFile, act: Act) -> ProgramDocument:
    """Attach the file, after `why_not_attach` had no reason; what it replaces stays for history."""
    if kind != ProgramDocument.Kind.OTHER:
        edition.documents.filter(kind=kind, replaced=False).update(replaced=True)
    document = ProgramDocument.objects.create(edition=edition, kind=kind, file=file)
    edition.version += 1
    edition.save(update_fields=["version"])
    journal.record(
        "program.document_attached",
        edition,
        act,
        str(document),
        provider_id=edition.provider_id,
        municipality_id=edition.municipality_id,
    )
    return document
