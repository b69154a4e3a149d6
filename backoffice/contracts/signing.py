"""A contract is accepted by the family, agreed to by a representative and signed by the provider (ГК 26, 438).

Inside the caller's transaction; locks as in `offering`, places of the group after the certificate's accounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from backoffice.accounts.models import User
from backoffice.contracts import offering, rules, signers, spending, texts, unmade
from backoffice.contracts.models import Contract
from backoffice.contracts.signers import CHILD
from backoffice.documents.models import DocumentKind, IssuedDocument
from backoffice.enrollments import consents, pupils, requests
from backoffice.errors import Refusal
from backoffice.funding import services as funding
from backoffice.journal import Act
from backoffice.payments import services as payments
from backoffice.signatures import services as signatures
from backoffice.signatures.kinds import Answer, Signer
from backoffice.signatures.models import Signature
from backoffice.signatures.seals import seal_later

Status, Party = Contract.Status, Signature.Party
PROVIDER = "Представитель организации"


@dataclass(frozen=True)
class Acceptance:
    """An acceptance as it was judged."""

    signer: Signer
    documents: list[IssuedDocument]
    is_reserved: bool  # whether the money was, at the offer


def to_accept(contract: Contract, signer: User, act: Act) -> list[IssuedDocument]:
    """What the family signs: the offer, and its own application by which it accepts it."""
    contracts, applications = Q(kind=DocumentKind.CONTRACT), Q(kind=DocumentKind.APPLICATION, file__uploaded_by=signer)
    rows = contract.documents.filter(contracts | applications).select_related("file").order_by("pk")
    newest = {document.kind: document for document in rows}
    application = newest.get(DocumentKind.APPLICATION) or texts.issue_application(contract, signer, act)
    return [newest[DocumentKind.CONTRACT], application]


def printed(contract: Contract, *, by: date) -> list[IssuedDocument]:
    """What somebody could sign on paper on a day: the offer, and the newest application there was; none: no papers."""
    rows = contract.documents.filter(kind=DocumentKind.APPLICATION, issued_on__lte=by)
    application = rows.select_related("file").order_by("pk").last()
    return [contract.text, application] if application else []


def to_consent(contract: Contract) -> list[IssuedDocument]:
    """What a representative consents to: the very documents that the child has signed."""
    signed = Signature.objects.filter(document__contract=contract, party=Party.CUSTOMER).order_by("document_id")
    return [each.document for each in signed.select_related("document__file")]


def to_sign(contract: Contract) -> list[IssuedDocument]:
    """What the provider signs: the contract."""
    return [contract.text]


def why_not_accept(contract: Contract, signer: Signer, given: list[IssuedDocument], answer: Answer, act: Act):
    """Yield every reason against the acceptance by somebody of the family; whoever acts may only bring the paper."""
    contract.certificate = funding.lock(contract.certificate_id)
    contract.acceptance = seen = Acceptance(signer, given, offering.is_reserved(contract))
    yield from rules.why_over(contract.ends_on, on=act.on)
    yield from rules.why_not_signer(contract.child.birth_date, is_child=signer.authority == CHILD, on=act.on)
    yield from signatures.why_not_sign(act.by, given, answer, on=act.on)
    if not seen.is_reserved:
        yield from offering.why_not_reserve(contract, on=act.on)


def accept(contract: Contract, answer: Answer, until: date, act: Act) -> None:
    """The family accepts the offer: the contract waits for the provider, its place is kept until a day.

    `why_not_accept` had no reason against it.

    :raises Refused: DIRECTION_CAP_REACHED, where the money is reserved only now and another was first
    """
    seen = contract.acceptance
    is_paper, name = answer.way == Signature.Kind.PAPER, seen.signer.name
    consents.give_for_enrollment(contract.request, act, signer=name, on_paper=is_paper, given_on=answer.signed_on)
    signed, *_ = signatures.sign(act.by, seen.documents, answer, act, party=Party.CUSTOMER, signer=seen.signer)
    contract.status, contract.accepted_on = Status.ACCEPTED, signed.signed_on
    _save(contract, "contract.accepted", act, "status", "accepted_on")
    requests.keep_place(contract.request, until)
    if not seen.is_reserved:
        offering.reserve(contract, act)


def needs_consent(contract: Contract) -> bool:
    """Whether the child itself accepts in this act, so that a representative has to agree (ГК 26)."""
    return contract.acceptance.signer.authority == CHILD


def why_not_consent(contract: Contract, signer: User, answer: Answer, act: Act) -> Iterator[Refusal]:
    """Yield every reason against the consent of a representative."""
    yield from rules.why_not_signed_on(answer.signed_on, accepted_on=contract.accepted_on or act.on)
    yield from signatures.why_not_sign(signer, to_consent(contract), answer, on=act.on)


def consent(contract: Contract, signer: User, answer: Answer, until: date, act: Act) -> None:
    """A representative agrees to what the child has signed."""
    who = signers.by_account(contract, signer)
    signatures.sign(signer, to_consent(contract), answer, act, party=Party.REPRESENTATIVE, signer=who)
    requests.keep_place(contract.request, until)
    _save(contract, "contract.consented", act)


def why_not_sign(
    contract: Contract, signer: User, answer: Answer, order_date: date | None, act: Act
) -> Iterator[Refusal]:
    """Yield every reason against the provider's signature: an agreement may have ended since the offer."""
    yield from rules.why_over(contract.ends_on, on=act.on)
    yield from rules.why_not_months(_unpayable(contract, on=act.on))
    yield from rules.why_not_signed_on(answer.signed_on, accepted_on=contract.accepted_on or act.on)
    yield from signatures.why_not_sign(signer, to_sign(contract), answer, on=act.on)
    yield from pupils.why_not_enroll(contract.request, order_date, on=act.on)


def _unpayable(contract: Contract, *, on: date) -> Sequence[date]:
    paid = [month for month in contract.months if month.certificate_part]
    return [month.starts_on for month in paid if not payments.still_pays(month.agreement, on=on)]


def sign(contract: Contract, signer: User, answer: Answer, order: tuple[str, date], act: Act, said: str = "") -> None:
    """The provider signs: the contract is in force, the child is enrolled, months that have begun are written off."""
    document = contract.text
    (signed,) = signatures.sign(signer, [document], answer, act, party=Party.PROVIDER, authority=PROVIDER)
    contract.status, contract.signed_on = Status.ACTIVE, signed.signed_on
    _save(contract, "contract.signed", act, "status", "signed_on", note=said)
    contract.certificate = contract.request.certificate = funding.lock(contract.certificate_id)
    spending.write_off_begun(contract, act)
    pupils.enroll_locked(contract.request, *order, act)
    seal_later(document)


def _save(contract: Contract, what: str, act: Act, *columns: str, note: str = "") -> None:
    contract.version += 1
    contract.save(update_fields=["version", *columns])
    unmade.note(what, contract, act, note)
