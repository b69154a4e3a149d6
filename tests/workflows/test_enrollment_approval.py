"""The enrollment by a certificate: every way through it, by the engine."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from backoffice.enrollments.assessments import MunicipalAssessment
from backoffice.enrollments.models import Enrollment, PlaceHold
from backoffice.entitlements.models import ServiceVolume
from backoffice.errors import Refused
from backoffice.people import ages
from backoffice.registers.models import EntryPlaces, ProgramRegisterExit
from tests import enrollments, registers
from workflows.decisions import enrollments as decisions

pytestmark = pytest.mark.django_db


def test_a_child_is_enrolled_in_a_budget_program():
    school, family = enrollments.school(), enrollments.family()
    request = enrollments.apply(family, school.group)
    assert (request.status, enrollments.steps_of(request)) == ("SENT_TO_PROVIDER", ["answer_enrollment"])
    assert (school.places.taken, PlaceHold.objects.get(request=request).status) == (1, "HELD")

    request = enrollments.accept(request, school.manager)
    assert (request.status, enrollments.steps_of(request)) == ("POSSIBLE", ["enroll"])
    found = MunicipalAssessment.objects.get(request=request)
    assert (found.verdict, found.way, found.programs_taken) == ("POSSIBLE", "RULES", 0)
    assert found.age == ages.age_on(request.child.birth_date, request.starts_on)

    pupil = enrollments.enroll(request, school.manager)
    assert (pupil.status, pupil.group, enrollments.fresh(request).status) == ("ACTIVE", school.group, "ENROLLED")
    volume = ServiceVolume.objects.get(certificate=family.certificate)
    assert (volume.programs_reserved, volume.programs_used, volume.hours_used) == (0, 1, 72)
    assert (school.places.taken, PlaceHold.objects.get(request=request).status) == (1, "FILLED")


def test_the_last_place_is_one_and_who_waits_is_offered_it_when_it_comes_free():
    school = enrollments.school(capacity=1)
    first, second = enrollments.family(), enrollments.family()
    held = enrollments.apply(first, school.group)
    with pytest.raises(Refused) as refused:
        enrollments.apply(second, school.group)
    assert [each.code for each in refused.value.refusals] == ["NO_PLACES"]
    waits = enrollments.apply(second, school.group, waits=True)
    assert (waits.status, enrollments.steps_of(waits)) == ("WAITING_LIST", ["wait_for_place"])

    assert enrollments.cancel(held, first.parent).status == "CANCELLED"
    enrollments.run_jobs()
    assert (enrollments.fresh(waits).status, enrollments.steps_of(waits)) == ("OFFERED", ["accept_place"])
    assert (school.places.taken, school.places.waiting) == (1, 0)
    take = decisions.AcceptPlace(answer=decisions.PlaceAnswer.TAKE)
    assert enrollments.complete(waits, "accept_place", take, second.parent).status == "SENT_TO_PROVIDER"


def test_nobody_is_enrolled_without_a_positive_assessment():
    school, family = enrollments.school(), enrollments.family()
    request = enrollments.apply(family, school.group)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrollment.objects.create(
            request=request,
            certificate=request.certificate,
            child=request.child,
            municipality=request.municipality,
            provider=request.provider,
            module=request.module,
            group=request.group,
            order_number="1",
            order_date=timezone.localdate(),
            starts_on=request.starts_on,
            ends_on=request.ends_on,
        )


def test_who_waited_is_offered_a_place_of_the_entry_that_stands_by_then():
    """The register was renewed meanwhile: the place is counted where the budget pays for it now."""
    school = enrollments.school(capacity=1)
    first, second = enrollments.family(), enrollments.family()
    held = enrollments.apply(first, school.group)
    waits = enrollments.apply(second, school.group, waits=True)
    ProgramRegisterExit.objects.create(
        entry=school.entry, excluded_on=enrollments.day(0), ground="LOW_DEMAND", reason="Новая запись"
    )
    renewed = registers.standing(on=enrollments.day(0), edition=school.edition, of=school.provider).entry
    enrollments.cancel(held, first.parent)
    enrollments.run_jobs()
    waits = enrollments.fresh(waits)
    assert (waits.status, waits.entry) == ("OFFERED", renewed)
    assert PlaceHold.objects.get(request=waits).entry == renewed
    assert [EntryPlaces.objects.get(pk=each.pk).taken for each in (school.entry, renewed)] == [0, 1]
