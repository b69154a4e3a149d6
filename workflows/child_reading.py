"""The one door to a child's personal data: the family walks in, everybody else says why and is written down first."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from backoffice.access import ROLES, Role, Scope, Thing, Viewer
from backoffice.certificates.models import CertificateMove
from backoffice.contracts.models import Contract, ContractAnnulment
from backoffice.documents.models import DocumentKind, IssuedDocument
from backoffice.enrollments import told
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.errors import Refused
from backoffice.files.models import StoredFile
from backoffice.funding.waiting import FundingRequest
from backoffice.people import reading
from backoffice.people.models import Child
from backoffice.signatures.models import Signature
from workflows import queue
from workflows.engine import NOT_FOUND
from workflows.models import Process

Part = reading.Part
Purpose = reading.Purpose


def open_card(*, child_id, purpose: Purpose | None, note: str, by: Viewer) -> Child:
    """The whole record of a child, whose read is written down and committed before anything of it is read.

    :raises Refused: NOT_FOUND, PURPOSE_REQUIRED, NOTE_REQUIRED, TEXT_TOO_LONG
    """
    return _opened(child_id, Part.CARD, purpose, note, by)


def open_health(*, child_id, purpose: Purpose | None, note: str, by: Viewer) -> Child:
    """The same for health data: only for the family and the municipality in which the child lives.

    :raises Refused: NOT_FOUND, PURPOSE_REQUIRED, NOTE_REQUIRED, TEXT_TOO_LONG
    """
    return _opened(child_id, Part.HEALTH, purpose, note, by)


def open_trajectory(*, child_id, purpose: Purpose | None, note: str, by: Viewer) -> Child:
    """The same for the path of a child: for the family, the issuers of its certificates and those who audit.

    :raises Refused: NOT_FOUND, PURPOSE_REQUIRED, NOTE_REQUIRED, TEXT_TOO_LONG
    """
    return _opened(child_id, Part.TRAJECTORY, purpose, note, by)


def open_requested(*, request_id, by: Viewer) -> EnrollmentRequest:
    """A request with its child, for the provider that has it in hand; written down and committed first, like a card.

    It needs no purpose: the request is what it is read for.

    :raises Refused: NOT_FOUND
    """
    request = told.request_told_to(by, request_id)  # keys only
    if request is None:
        raise Refused(NOT_FOUND)
    reader = reading.reader_at_provider(by, request.provider_id, told.ANSWERS)
    if reader is None:
        raise Refused(NOT_FOUND)
    cases = Process.objects.filter(enrollment_request=request).order_by("-pk")
    reading.log_first(
        request.child, by, reader, Part.REQUEST, Purpose.TASK, cases.values_list("case_id", flat=True).first(), ""
    )
    return EnrollmentRequest.objects.select_related("child", "certificate").get(pk=request.pk)


def may_read_health(child: Child, viewer: Viewer) -> bool:
    """Whether the viewer is close enough to a child's health: its family, its municipality; never the region."""
    return _is_own(child, viewer) or _reader(child, [child.municipality_id], viewer, Part.HEALTH) is not None


def note_document(file: StoredFile, by: Viewer) -> None:
    """Write down that the viewer gets a paper that tells of a child, if it is not of its own family.

    Nobody is passed over who brought the paper, or had it made: the family reads of everybody outside of it.
    """
    _note_request(file, by)
    _note_contract(file, by)


def _note_request(file: StoredFile, by: Viewer) -> None:
    """The paper of a request for money."""
    request = FundingRequest.objects.filter(document=file).select_related("certificate__child").first()
    if request is None or _is_own(request.certificate.child, by):
        return
    case_id = request.cases.order_by("pk").values_list("case_id", flat=True).first()
    about = (Purpose.TASK, case_id) if by.may("review_funding", request.certificate.issuer_id) else (Purpose.AUDIT,)
    reading.log(request.certificate.child, by, Part.DOCUMENT, *about)


def _note_contract(file: StoredFile, by: Viewer) -> None:
    """A paper of a contract that names the child."""
    contract = Contract.objects.filter(pk__in=_contracts_of(file)).select_related("child").first()
    if contract is None or _is_own(contract.child, by):
        return
    cases = Process.objects.filter(enrollment_request=contract.request_id).order_by("-pk")
    reader = reading.reader_at_provider(by, contract.provider_id, "sign_contract")
    is_task = reader is not None or by.may("assess_enrollment", contract.municipality_id)
    about = (Purpose.TASK, cases.values_list("case_id", flat=True).first()) if is_task else (Purpose.AUDIT,)
    reader = reader or reading.reader_of(by, reading.municipalities_of(contract.child))
    reader = reader or reading.reader_by_scope(by, Thing.CONTRACT)  # the operator's office
    reading.log(contract.child, by, Part.DOCUMENT, *about, reader=reader)


def _contracts_of(file: StoredFile) -> QuerySet:
    """The contract of an application, sealed or not, of a paper that was signed, of a letter about a mistake."""
    applications = IssuedDocument.objects.filter(kind=DocumentKind.APPLICATION)
    papers = (
        applications.filter(seal__file=file).values("contract"),
        Signature.objects.filter(scan=file, document__contract__isnull=False).values("document__contract"),
        ContractAnnulment.objects.filter(letter=file).values("contract"),
    )
    return applications.filter(file=file).values("contract").union(*papers)


def _opened(child_id, part: Part, purpose: Purpose | None, note: str, by: Viewer) -> Child:
    child = _found(child_id, by)  # keys only
    if not _is_own(child, by):
        entering = _entering(child.pk, by)
        reader = _reader(child, [*reading.municipalities_of(child), *entering], by, part)
        if reader is None:
            raise Refused(NOT_FOUND)
        case_id = case_of_task(child.pk, by)
        if reasons := [*reading.why_not_read(purpose, note, has_task=case_id is not None)]:
            raise Refused(*reasons)
        stated = None if purpose is None or purpose == Purpose.TASK else purpose
        about = {"purpose": stated or Purpose.TASK, "case_id": None if stated else case_id, "note": note}
        reading.log_first(child, by, reader, part, **about)
    return Child.objects.select_related("municipality__unit").get(pk=child.pk)


def _is_own(child: Child, viewer: Viewer) -> bool:
    return reading.is_own(viewer, child, on=timezone.localdate())


def case_of_task(child_id: int, viewer: Viewer) -> UUID | None:
    """The case of this child in which a task lies open on the viewer's own desks, the most urgent first."""
    steps = queue.entrusted_to(viewer).filter(queue.OPEN, _about(child_id))
    return steps.order_by("due_at", "id").values_list("process__case_id", flat=True).first()


def _about(child_id: int) -> Q:
    """Steps about a child. Of two records that may be one child, about the later one: it is the one being judged."""
    return (
        Q(process__certificate__child=child_id)
        | Q(process__move__certificate__child=child_id)
        | Q(process__duplicate__later=child_id)
        | Q(process__funding_request__certificate__child=child_id)
        | Q(process__enrollment_request__child=child_id)
    )


def _found(child_id, viewer: Viewer) -> Child:
    """The child with nothing but its keys, if the viewer may see it, or decides whether it moves here."""
    keys = Child.objects.only("unit_id", "municipality_id")
    child = keys.visible_to(viewer).filter(pk=child_id).first()
    if child is None and child_id is not None and _entering(child_id, viewer):
        child = keys.filter(pk=child_id).first()
    if child is None:
        raise Refused(NOT_FOUND)
    return child


def _entering(child_id: int, viewer: Viewer) -> list[int]:
    """Municipalities on whose desks lies the viewer's open task about a move of this child."""
    steps = queue.entrusted_to(viewer).filter(queue.OPEN, process__move__certificate__child=child_id)
    open_moves = CertificateMove.objects.filter(status=CertificateMove.Status.REQUESTED)
    return list(steps.filter(process__move__in=open_moves).values_list("process__move__enters", flat=True))


def _reader(child: Child, municipalities: list[int], viewer: Viewer, part: Part) -> tuple[Role, int] | None:
    """In which role and unit the viewer reads; health only where the child lives, its path only its issuers."""
    if part is Part.HEALTH:
        municipalities = [child.municipality_id]
    if part is Part.TRAJECTORY:
        municipalities = reading.issuers_of(child)
    reader = reading.reader_of(viewer, municipalities)
    if part is Part.HEALTH and reader and ROLES[reader[0]].sees.get(Thing.CHILD) is Scope.REGION:
        return None
    return reader
