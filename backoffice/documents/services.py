"""Documents that the system makes. Writes inside the caller's transaction."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models import F, Q, Subquery

from backoffice import journal
from backoffice.acts.services import RuleMissing
from backoffice.commissions.dossiers import Dossier
from backoffice.commissions.meetings import Meeting
from backoffice.contracts.models import Contract
from backoffice.documents import check_numbers
from backoffice.documents.models import DocumentKind, DocumentTemplate, IssuedDocument, RegimeRule
from backoffice.documents.papers import MinutesPaper, Paper
from backoffice.documents.render import Mark, render
from backoffice.files import services as files
from backoffice.journal import Act


def issue(
    kind: DocumentKind,
    paper: Paper,
    *,
    number: str,
    act: Act,
    meeting: Meeting | None = None,
    dossier: Dossier | None = None,
    contract: Contract | None = None,
    author=None,
) -> IssuedDocument:
    """Typeset a paper by the template in force, keep the PDF and give it a check number.

    It is of a meeting or of a contract. The file belongs to nobody in person (whoever casts the last vote does not own
    the minutes), but for what somebody says of himself: the `author` of an application.

    :raises RuleMissing: no template of that kind is in force on the day of the act
    """
    about = meeting or contract
    if about is None or (meeting and contract):
        raise ValueError("A document is of a meeting or of a contract.")
    template = template_of(kind, on=act.on, territory=about.municipality_id)
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
        municipality_id=about.municipality_id,
        template=template,
        file=files.keep(content, f"{title} {number} {act.on:%d.%m.%Y}.pdf".replace("/", "-"), author),
        meeting=meeting,
        dossier=dossier,
        contract=contract,
    )
    of_units = {"provider_id": contract and contract.provider_id, "municipality_id": about.municipality_id}
    journal.record("document.issued", document, act, str(document), **of_units)
    return document


def template_of(kind: DocumentKind, *, on: date, territory: int) -> DocumentTemplate:
    """The template of a kind for a municipality: that of its legal regime before one for any, then its own first.

    :raises RuleMissing: none is in force on the day
    """
    regime = RegimeRule.objects.in_force(on=on, territory=territory).values("regime")[:1]
    rows = DocumentTemplate.objects.in_force(on=on, territory=territory)
    fit = rows.filter(Q(regime="") | Q(regime=Subquery(regime)), kind=kind)
    found = fit.order_by("-regime", F("territory").asc(nulls_last=True), "-valid_from").first()
    if found is None:
        raise RuleMissing(f"No template of {kind} is in force on {on:%Y-%m-%d}.")
    return found


def address_of(check_number: str) -> str:
    """Where anybody checks a document."""
    return f"{settings.PUBLIC_URL}/check/{check_number}"


def _title(kind: DocumentKind, paper: Paper) -> str:
    """What it is, in words that name nobody."""
    corrects = isinstance(paper, MinutesPaper) and paper.correction.strip()
    return "Протокол об исправлении" if corrects else DocumentKind(kind).label
