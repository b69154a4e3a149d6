"""One of everything that belongs to a family or a municipality, all of it in Kemerovo, as rows."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from backoffice.acts.models import RefusalGround
from backoffice.assignments.models import MunicipalAssignment
from backoffice.certificates.models import CertificateMove, CertificateRefusal
from backoffice.commissions.dossiers import Dossier
from backoffice.contracts.models import ContractAnnulment
from backoffice.enrollments.checks import PlacesCheck
from backoffice.files.models import StoredFile
from backoffice.funding import services as funding
from backoffice.funding.models import MunicipalFundingProgram, Replenishment, ReplenishmentLine
from backoffice.funding.waiting import FundingRequest
from backoffice.imports.models import Export, Import, ImportRefusal, ImportRow, IssueProblem, IssueRun
from backoffice.journal import Act
from backoffice.ledger.models import LedgerCheck, LedgerEntry
from backoffice.municipalities.proposals import ParameterProposal
from backoffice.payments.models import PaymentAgreement
from backoffice.people.models import Child, ChildRead, DuplicatePair
from backoffice.units.models import Unit
from tests import contracts, documents, dossiers, enrollments, families, meetings, payers


@dataclass(frozen=True)
class World:
    """The rows, whose child it is, and the units in which somebody is at home."""

    rows: dict[str, Model]
    child: Child
    provider: Unit
    payer: Unit


def file_of(person) -> StoredFile:
    """A file that somebody brought."""
    return StoredFile.objects.create(
        storage_name=str(uuid.uuid4()),
        name="файл.pdf",
        media_type="application/pdf",
        size=3,
        sha256="0" * 64,
        uploaded_by=person,
    )


@transaction.atomic
def make(provider) -> World:
    """One row of every type, by the name of its GraphQL type; `provider` is the one with an agreement."""
    clerk, today = families.clerk(), timezone.localdate()
    account = families.funded(quota=families.funding_program(count=1))
    certificate, child = account.certificate, account.certificate.child
    waiting = families.certificate()
    request = FundingRequest.objects.create(certificate=waiting, category=certificate.category)
    entry = funding.join_queue(request, Act(None, today), "Квота исчерпана.")
    payer = payers.payer()
    run = Replenishment.objects.create(
        municipality=child.municipality, period=account.period, started_by=clerk, status="DONE"
    )
    imported = Import.objects.create(
        municipality=child.municipality, file=file_of(clerk), is_dry=True, started_by=clerk
    )
    ground = RefusalGround.objects.filter(process="FundingStatusChange").earliest("pk")
    CertificateRefusal.objects.create(
        certificate=certificate, ground=ground, text="Не подтверждено.", case_id=uuid.uuid4()
    )
    DuplicatePair.objects.create(earlier=families.child(), later=families.child(), match="NAME_AND_BIRTH_DATE")
    row = ImportRow.objects.create(import_of=imported, number=2, status="REFUSED")
    issue = IssueRun.objects.create(municipality=child.municipality, up_to=1, total=1, started_by=clerk)
    rows: dict[str, Model] = {
        "Child": child,
        "Certificate": certificate,
        "CertificateAccount": account,
        "LedgerEntry": LedgerEntry.objects.get(account=account),
        "CertificateMove": CertificateMove.objects.create(
            certificate=certificate,
            leaves=child.municipality,
            enters=families.municipality("yurga-city"),
            address="ул. Новая, 1",
            requested_on=today,
        ),
        "ChildRead": ChildRead.objects.create(
            child=child, by=clerk, role="MUNICIPAL_CLERK", unit=child.municipality.unit, part="CARD", purpose="TASK"
        ),
        "FundingRequest": request,
        "QuotaQueueEntry": entry,
        "FundingProgram": MunicipalFundingProgram.objects.create(
            municipality=child.municipality,
            period=families.period(year=today.year + 1),
            number=1,
            total=1,
            current_from=date(today.year + 1, 1, 1),
            current_to=date(today.year + 1, 12, 31),
        ),
        "ParameterProposal": ParameterProposal.objects.create(municipality=child.municipality, valid_from=today),
        "PaymentAgreement": PaymentAgreement.objects.create(
            provider=provider, payer=payer, year=today.year, requested_on=today
        ),
        "MunicipalAssignment": MunicipalAssignment.objects.create(
            provider=provider, municipality=child.municipality, number=1, starts_on=today, ends_on=today
        ),
        "Dossier": Dossier.objects.create(
            commission=dossiers.commission(),
            edition=provider.programs.first().editions.first()
            if provider.programs.exists()
            else dossiers.edition(provider, clerk),
            register="SIGNIFICANT",
            places=1,
            need="Нужна.",
            priorities="Главные.",
            submitted_on=today,
        ),
        "Replenishment": run,
        "ReplenishmentLine": ReplenishmentLine.objects.create(
            replenishment=run, certificate=certificate, outcome="GRANTED", amount=1
        ),
        "Import": imported,
        "ImportRow": row,
        "ImportRefusal": ImportRefusal.objects.create(row=row, field="snils", code="SNILS_INVALID", message="Нет."),
        "IssueRun": issue,
        "IssueProblem": IssueProblem.objects.create(
            run=issue, certificate=certificate, code="DUPLICATE_UNRESOLVED", message="Похожая запись."
        ),
        "IssuedDocument": documents.issued(),
        "LedgerCheck": LedgerCheck.objects.create(on=today, accounts=1, entries=1, findings=0, text="Сходится."),
        "PlacesCheck": PlacesCheck.objects.create(on=today, groups=1, holds=1, findings=0, text="Сходится."),
        "Export": Export.objects.create(
            municipality=child.municipality, register="CERTIFICATES", format="CSV", started_by=clerk
        ),
    }
    rows |= meetings.rows(provider, file_of(clerk))
    rows["StudyGroup"] = enrollments.group(rows["Dossier"].edition, status="DRAFT", opens_at=None)
    rows |= enrollments.rows(provider, certificate, account.period)
    rows["Contract"] = contracts.row(rows["EnrollmentRequest"], payer)
    rows["ContractAnnulment"] = ContractAnnulment.objects.create(
        contract=rows["Contract"],
        reason="Ошибка.",
        letter=file_of(clerk),
        requested_by=clerk,
        requested_on=today,
    )
    return World(rows, child, provider.unit, payer.unit)
