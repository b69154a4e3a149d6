"""Documents that the system makes. Writes inside the caller's transaction."""

from __future__ import annotations

from django.conf import settings
from django.core.files.base import ContentFile

from backoffice import journal
from backoffice.acts.services import the_rule
from backoffice.commissions.dossiers import Dossier
from backoffice.commissions.meetings import Meeting
from backoffice.documents import check_numbers
from backoffice.documents.models import DocumentKind, DocumentTemplate, IssuedDocument
from backoffice.documents.papers import MinutesPaper, Paper
from backoffice.documents.render import Mark, render
from backoffice.files import services as files
from backoffice.journal import Act


def issue(
    kind: DocumentKind, paper: Paper, *, number: str, meeting: Meeting, act: Act, dossier: Dossier | None = None
) -> IssuedDocument:
    """Typeset a paper by the template in force, keep the PDF and give it a check number.

    The file belongs to nobody in person: whoever casts the last vote does not own the minutes.

    :raises RuleMissing: no template of that kind is in force on the day of the act
    """
    municipality_id = meeting.commission.municipality_id
    rows = DocumentTemplate.objects.filter(kind=kind)
    template = the_rule(rows, on=act.on, territory=municipality_id)
    title = _title(kind, paper)
    check_number = check_numbers.new()
    mark = Mark(
        title=title, number=number, issued_on=act.on, check_number=check_number, address=address_of(check_number)
    )
    content = ContentFile(render(template.source, paper, mark))
    document = IssuedDocument.objects.create(
        check_number=check_number,
        kind=kind,
        title=title,
        number=number,
        issued_on=act.on,
        municipality_id=municipality_id,
        template=template,
        file=files.keep(content, f"{title} {number} {act.on:%d.%m.%Y}.pdf".replace("/", "-"), None),
        meeting=meeting,
        dossier=dossier,
    )
    journal.record("document.issued", document, act, str(document), municipality_id=municipality_id)
    return document


def address_of(check_number: str) -> str:
    """Where anybody checks a document."""
    return f"{settings.PUBLIC_URL}/check/{check_number}"


def _title(kind: DocumentKind, paper: Paper) -> str:
    """What it is, in words that name nobody."""
    corrects = isinstance(paper, MinutesPaper) and paper.correction.strip()
    return "Протокол об исправлении" if corrects else DocumentKind(kind).label
