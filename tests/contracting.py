"""A certified program with a group, and families whose certificates have money. All of it is made up."""

from __future__ import annotations

from django.db import transaction

from backoffice.certificates.models import Certificate
from backoffice.contracts.models import Contract
from backoffice.enrollments.models import Enrollment
from tests import contracts, deeds, eligible, enrollments, families, payers
from tests.enrollments import Asked, Family, School


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


def taught(at: School) -> Enrollment:
    """A pupil of a certified program, by a contract in force."""
    made = contracting(at)
    contract = Contract.objects.get(request=made.request)
    contracts.active_from(contracts.Making(at, made.family, contract))
    return Enrollment.objects.get(request=made.request)
