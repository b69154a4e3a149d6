"""What becomes of a contract in force: months begin, it is ended by notice or by its term, its place passes on."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from backoffice.contracts import ending
from backoffice.enrollments.models import PlaceHold
from backoffice.entitlements.models import ServiceVolume
from tests import contracting, contracts, enrollments, families, pupils
from workflows import contract_sweeps

pytestmark = pytest.mark.django_db
YEAR = 2024  # of the vectors


@pytest.fixture
def school(people):
    return contracting.school(people, capacity=1)


@pytest.fixture
def autumn(people):
    """A contract of vector CT-2, on its first day: 9 000 of 11 609 roubles for four months."""
    return of_2024(people)


def of_2024(people, starts_on=date(YEAR, 9, 1), ends_on=date(YEAR, 12, 31), **changes):
    school = contracting.school(people, capacity=1)
    quota = families.funding_program(year=YEAR)
    made = contracting.family
    contracting_family = made  # the money of the vectors' year besides this one's

    def with_money():
        found = contracting_family()
        families.funded_in(found.certificate, quota)
        return found

    contracting.family = with_money
    try:
        return contracts.live(school, starts_on=starts_on, ends_on=ends_on, on=starts_on, **changes)
    finally:
        contracting.family = made
