"""Stand-in."""

from django.core.files.base import ContentFile

from backoffice.documents import check_numbers
from backoffice.documents.models import DocumentKind, DocumentTemplate, IssuedDocument
from backoffice.files import services as files


def _issue(kind, contract, act, note=""):
    template = DocumentTemplate.objects.filter(kind=kind).first() or DocumentTemplate.objects.first()
    return IssuedDocument.objects.create(
        check_number=check_numbers.new(),
        kind=kind,
        title=kind.label,
        number=contract.number,
        issued_on=act.on,
        municipality_id=contract.municipality_id,
        template=template,
        contract=contract,
        file=files.keep(ContentFile(f"%PDF-1.7 {kind} {contract.pk} {note}".encode()), f"{kind}.pdf", None),
    )


def issue_contract(contract, act):
    return _issue(DocumentKind.CONTRACT, contract, act)


def issue_application(contract, signer, act):
    found = IssuedDocument.objects.filter(contract=contract, kind="APPLICATION").select_related("file").first()
    return found or _issue(DocumentKind.APPLICATION, contract, act, signer.pk)


def document_of(contract, kind):
    return IssuedDocument.objects.filter(contract=contract, kind=kind).select_related("file").order_by("-pk").first()
