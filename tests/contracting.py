"""A certified program with a group, and families whose certificates have money. All of it is made up."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from backoffice.certificates.models import Certificate
from backoffice.enrollments import pupils
from backoffice.enrollments.models import Enrollment, EnrollmentRequest
from backoffice.journal import Act
from tests import deeds, eligible, enrollments, families, payers
from tests.enrollments import Asked, Family, School
from workflows import engine
from workflows.enrollment_approval import EnrollmentApproval


@transaction.atomic
def school(people, *, capacity: int = 2) -> School:
    """A certified program of `people["owner"]`, who has an agreement with the payer of Kemerovo, and its group."""
    edition = deeds.certified(people).edition
    payers.agreement(of=people["owner"], by=payers.payer())
    families.funding_program(count=10)
    return School(
        provider=people["owner"],
        manager=people["provider"],
        edition=edition,
        entry=edition.entries.get(),
        group=eligible.group(edition, capacity=capacity, price=eligible.PRICE),
        clerk=families.clerk(),
        head=families.head(),
    )


@transaction.atomic
def family() -> Family:
    """A family whose certificate has money of this year."""
    made = enrollments.family()
    families.funded(made.certificate)
    made.certificate = Certificate.objects.select_related("child").get(pk=made.certificate.pk)
    return made


def contracting(at: School) -> Asked:
    """A request that was found possible: a contract is to be made."""
    one = family()
    return Asked(at, one, enrollments.accept(enrollments.apply(one, at.group), at.manager))


@transaction.atomic
def taught(at: School) -> Enrollment:
    """A pupil of a certified program: the contract is made, and the case goes on from where it waited for that."""
    request = EnrollmentRequest.objects.get(pk=contracting(at).request.pk)
    today = timezone.localdate()
    made = pupils.enroll(request, "Д-1", today, Act(at.manager, today, enrollments.case_of(request).case_id))
    engine.go_on(EnrollmentApproval.contracting, enrollment_request=request.pk)
    return made
