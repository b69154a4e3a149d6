"""The documents of a contract, made of its rows: nothing is retyped. Writes inside the caller's transaction."""

from __future__ import annotations

from datetime import date

from backoffice.accounts.models import User
from backoffice.acts.models import RefusalGround
from backoffice.contracts import wording
from backoffice.contracts.models import Contract
from backoffice.documents import services as documents
from backoffice.documents.contract_papers import ApplicationPaper, ContractPaper, TerminationPaper
from backoffice.documents.models import DocumentKind, IssuedDocument
from backoffice.journal import Act
from backoffice.people import consents
from backoffice.people.models import ConsentText, Guardianship

GROUNDS = {Contract.Side.PROVIDER: "ContractTerminationByProvider", Contract.Side.PAYER: "ContractTerminationByPayer"}


def issue_contract(contract: Contract, accept_until: date, act: Act) -> IssuedDocument:
    """Make the text that the provider offers. Number, days, sums and months of the contract are written already."""
    paper = contract_paper(contract, accept_until)
    return documents.issue(DocumentKind.CONTRACT, paper, number=contract.number, contract=contract, act=act)


def issue_application(contract: Contract, signer: User, act: Act) -> IssuedDocument:
    """The application that this person signs: the same file however often it is asked for. The contract is locked.

    It is the signer's own paper, so the file is kept as brought by the signer. Whoever is neither a representative nor
    the child (the provider that prints it for a family without a cabinet) gets lines to fill in by hand.
    """
    made = contract.documents.filter(kind=DocumentKind.APPLICATION, file__uploaded_by=signer)
    found = made.select_related("file").order_by("pk").last()
    if found is not None:
        return found
    paper = application_paper(contract, signer, act)
    return documents.issue(
        DocumentKind.APPLICATION, paper, number=contract.number, contract=contract, act=act, author=signer
    )


def issue_termination(contract: Contract, act: Act) -> IssuedDocument:
    """Make the notice that the contract ends early; who ends it, on what ground and when is written already."""
    paper = termination_paper(contract)
    return documents.issue(DocumentKind.TERMINATION, paper, number=contract.number, contract=contract, act=act)


def contract_paper(contract: Contract, accept_until: date) -> ContractPaper:
    """What the offer says."""
    parent = contract.parent
    return ContractPaper(
        provider=wording.party(contract.provider),
        municipality=contract.municipality.unit.name,
        study=wording.study(contract),
        price=wording.sum_of(contract.price),
        certificate_part=wording.sum_of(contract.certificate_part),
        family_part=wording.sum_of(contract.family_part),
        months=wording.months(contract.months),
        agreements=wording.agreements(contract.months),
        accept_until=accept_until,
        continues=f"№ {parent.number} от {parent.signed_on:%d.%m.%Y}" if parent and parent.signed_on else "",
    )


def application_paper(contract: Contract, signer: User, act: Act) -> ApplicationPaper:
    """What the family says when it accepts."""
    offer = contract.text
    guardianships = Guardianship.objects.filter(child=contract.child_id, user=signer, valid_to=None)
    guardian = guardianships.order_by("pk").first()
    by_child = guardian is None and wording.is_child(contract.child, signer, on=act.on)
    return ApplicationPaper(
        provider=contract.provider.full_name,
        has_licence=bool(contract.provider.licence_number),
        applicant=wording.applicant(contract.child, guardian, signer, by_child=by_child),
        by_child=by_child,
        child=contract.child.full_name,
        birth_date=contract.child.birth_date,
        address=contract.child.address,
        certificate=contract.certificate.number,
        offer_number=offer.number,
        offer_on=offer.issued_on,
        offer_check_number=offer.check_number,
        offer_sha256=offer.file.sha256,
        study=wording.study(contract),
        family_part=wording.sum_of(contract.family_part),
        consent=consents.wording(ConsentText.Purpose.ENROLLMENT, on=act.on).text,
    )


def termination_paper(contract: Contract) -> TerminationPaper:
    """What the notice says. What people wrote as the reason is left out: it may name the child."""
    assert contract.notice_on and contract.ended_on and contract.starts_on and contract.offered_on
    agreements = wording.agreements(contract.months)
    return TerminationPaper(
        provider=contract.provider.full_name,
        contract_number=contract.number,
        contract_on=contract.signed_on or contract.offered_on,
        program=contract.module.edition.name,
        module=contract.module.name,
        ended_by=contract.ended_by,
        payer=agreements[-1].payer if agreements else "",
        ground=_ground_of(contract),
        notice_on=contract.notice_on,
        ended_on=contract.ended_on,
        has_begun=contract.ended_on >= contract.starts_on,
    )


def _ground_of(contract: Contract) -> str:
    """The ground in the words of the day of the notice; empty: the family needs none."""
    process = GROUNDS.get(Contract.Side(contract.ended_by)) if contract.ended_by else None
    if process is None or not contract.ground or contract.notice_on is None:
        return ""
    rows = RefusalGround.objects.in_force(on=contract.notice_on, territory=contract.municipality_id)
    found = rows.filter(process=process, code=contract.ground).first()
    return found.text if found else ""
