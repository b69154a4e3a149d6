"""Certificates in every state, money on them, and moves: what tests of their life begin with."""

from __future__ import annotations

import itertools

from django.db import transaction
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.accounts.models import User
from backoffice.acts.models import LegalAct
from backoffice.certificates.models import Certificate, CertificateMove
from backoffice.funding import services as funding
from backoffice.funding.waiting import FundingRequest
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.models import CertificateAccount
from backoffice.ledger.services import Ground
from tests import factories, families
from workflows import certificate_life
from workflows.decisions import certificate_life as decisions
from workflows.models import Process, Task

Status = Certificate.Status
HERE, THERE = "kemerovo-city", "novokuznetsk-city"
_keys = itertools.count(1)


def in_status(status: str) -> Certificate:
    """A certificate of accounting in that state."""
    bare = {"number": "", "issued_on": None, "activated_on": None}
    changes = {
        Status.APPLIED: bare,
        Status.REJECTED: bare,
        Status.WITHDRAWN: bare,
        Status.ISSUED_INACTIVE: {"activated_on": None},
        Status.SUSPENDED: {"suspended_on": timezone.localdate()},
    }
    return families.certificate(status=status, **changes.get(Status(status), {}))


def act(by: User | None = None) -> Act:
    return Act(by, timezone.localdate())


def ground() -> Ground:
    return Ground(LegalAct.objects.get(code="defaults"), "п. 1")


@transaction.atomic
def promise(account: CertificateAccount, kopecks: int) -> None:
    """Reserve money as a contract would."""
    ledger.reserve(account, kopecks, act(), ground(), key=f"contract:{next(_keys)}")


@transaction.atomic
def spend(account: CertificateAccount, kopecks: int) -> None:
    """Reserve money and spend all of it."""
    promise(account, kopecks)
    ledger.write_off(account, kopecks, act(), ground(), key=f"lessons:{next(_keys)}")


@transaction.atomic
def waiting(certificate: Certificate) -> FundingRequest:
    """Put a certificate into the queue for money."""
    request = FundingRequest.objects.create(certificate=certificate, category=certificate.category)
    funding.join_queue(request, act(), "Средств нет.")
    return request


@transaction.atomic
def carry_out(name: str, certificate: Certificate, by: User, **content):
    """Carry an act of `workflows.certificate_life` out on the certificate as it is now."""
    kind = getattr(decisions, DECISIONS[name])
    keyed = {} if name in ("activate", "discard") else {"key": f"key-{next(_keys)}"}
    version = Certificate.objects.values_list("version", flat=True).get(pk=certificate.pk)
    about = {"certificate_id": certificate.pk, "expected_version": version, "by": factories.viewer(by)}
    return getattr(certificate_life, name)(decision=kind(**content), **about, **keyed)


DECISIONS = {
    "activate": "ActivateCertificate",
    "discard": "DiscardCertificate",
    "suspend": "SuspendCertificate",
    "resume": "ResumeCertificate",
    "terminate": "TerminateCertificate",
    "give_up": "GiveUpCertificate",
    "request_move": "RequestMove",
}


def request_move(certificate: Certificate, parent: User | None = None, enters: str = THERE) -> CertificateMove:
    """The family asks for a move."""
    parent = parent or families.guardian(certificate.child)
    return carry_out("request_move", certificate, parent, enters=enters, address="пр. Новый, 2, кв. 3")


def case_of(move: CertificateMove) -> Process:
    return Process.objects.get(move=move)


def review_of(move: CertificateMove, **content) -> dict:
    """The input of the decision on a move."""
    case = case_of(move)
    task = Task.objects.get(process=case, flow_task__endswith=".review_move")
    given = {"task": to_base64("Task", task.pk), "expectedVersion": case.version}
    return {**given, "idempotencyKey": f"review-{move.pk}", "verdict": "ACCEPT", **content}


def about(certificate: Certificate, **content) -> dict:
    """The input of an act on a certificate as it is now."""
    certificate.refresh_from_db()
    return {"certificate": to_base64("Certificate", certificate.pk), "expectedVersion": certificate.version, **content}


def keyed(certificate: Certificate, **content) -> dict:
    """The same with an idempotency key."""
    return about(certificate, idempotencyKey=f"key-{next(_keys)}", **content)
