"""What a family keeps before it asks: a draft over HTTP, its terms, and a request that a person has to look at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from strawberry.relay import to_base64

from backoffice.enrollments.assessments import AssessmentFinding
from backoffice.enrollments.models import EnrollmentRequest, PlaceHold
from backoffice.entitlements.models import ServiceVolume
from backoffice.groups.models import StudyGroup
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.models import CertificateAccount
from backoffice.ledger.services import Ground
from tests import contracting, eligible, enrollments, factories, families, groups
from tests.conftest import codes
from tests.deeds import of_task
from tests.deeds_enrollments import KEY, TICKS, about
from tests.graphql_api.test_enrollments import state

pytestmark = pytest.mark.django_db


def leave(family, kopecks: int) -> None:
    """The certificate has so much left; the rest is promised to something else."""
    account = CertificateAccount.objects.get(certificate=family.certificate)
    ground = Ground(eligible.basis(), "п. 1", direction="TECHNICAL")
    ledger.reserve(account, account.balance - kopecks, Act(None, eligible.today()), ground, key="promised")


def save(api, by, family, group, **changes):
    return api(by, "SaveEnrollmentDraft", input=about(family, group, **changes))


def submit(api, family, request):
    """The family sends its draft as it is by then."""
    task = enrollments.task_of(request, "submit_enrollment")
    deed = of_task(family.parent, "SubmitEnrollment", task, **KEY, **TICKS)
    return api(deed.by, deed.operation, input=deed.input)


def test_a_family_keeps_a_draft_that_holds_nothing(api):
    school, family = enrollments.school(), enrollments.family()
    found = save(api, family.parent, family, school.group).data["saveEnrollmentDraft"]
    saved = EnrollmentRequest.objects.get()
    assert (found["id"], found["status"], found["sentOn"]) == (
        to_base64("EnrollmentRequest", saved.pk),
        "DRAFT",
        None,
    )
    assert (saved.asked_by, enrollments.steps_of(saved)) == (family.parent, ["submit_enrollment"])
    assert (school.places.taken, school.places.waiting, PlaceHold.objects.count()) == (0, 0, 0)
    assert not ServiceVolume.objects.filter(programs_reserved__gt=0).exists()


def test_a_draft_that_cannot_be_is_refused_with_every_reason_and_nothing_is_kept(api):
    school, family = enrollments.school(), enrollments.family()
    StudyGroup.objects.update(status="CLOSED")
    day = (school.group.ends_on + timedelta(days=1)).isoformat()
    before = state()
    assert codes(save(api, family.parent, family, school.group, startsOn=day)) == [
        "GROUP_NOT_OPEN",
        "START_DAY_INVALID",
    ]
    assert state() == before


def test_nobody_but_the_family_keeps_a_draft_for_its_child(api):
    school, family = enrollments.school(), enrollments.family()
    others = [school.manager, school.clerk, school.head, families.clerk("belovo-city"), enrollments.family().parent]
    before = state()
    for person in (*others, factories.user()):
        assert codes(save(api, person, family, school.group)) == ["NOT_FOUND"]
    assert save(api, None, family, school.group).error_codes == ["UNAUTHENTICATED"]
    assert state() == before


def test_a_draft_does_not_hold_the_terms_and_is_not_sent_on_others(api, people):
    """The provider may raise the price while nobody has sent a request; the family agrees to the new one anew."""
    school, family = contracting.school(people), contracting.family()
    leave(family, 950_000)
    request = enrollments.draft(family, school.group)
    assert (request.certificate_part, request.family_part) == (eligible.PRICE, 0)
    club = groups.Club(school.provider, school.manager, school.edition, eligible.PRICE, school.group)
    there = {"starts_on": school.group.starts_on, "ends_on": school.group.ends_on, "capacity": 8}
    club.save(price=1_100_000, **there)
    before = state()

    refused = submit(api, family, request)

    (refusal,) = refused.data["submitEnrollment"]["refusals"]
    assert refusal["code"] == "TERMS_CHANGED"
    assert "часть семьи — 1\N{NO-BREAK SPACE}500,00" in refusal["message"]
    assert "а в черновике — 0,00" in refusal["message"]
    assert state() == before

    club.save(price=eligible.PRICE, **there)
    assert submit(api, family, request).data["submitEnrollment"]["status"] == "SENT_TO_PROVIDER"


def test_a_lower_price_is_no_reason_against_a_draft(api, people):
    school, family = contracting.school(people), contracting.family()
    request = enrollments.draft(family, school.group)
    StudyGroup.objects.update(price=eligible.PRICE // 2)
    found = submit(api, family, request).data["submitEnrollment"]
    assert found["status"] == "SENT_TO_PROVIDER"
    assert enrollments.fresh(request).certificate_part < request.certificate_part


def test_where_every_request_is_looked_at_the_rules_find_that_and_decide_nothing(api):
    made = enrollments.to_be_assessed()
    read = api(made.family.parent, "EnrollmentRequest", id=to_base64("EnrollmentRequest", made.request.pk))
    found = read.data["enrollmentRequest"]
    (assessment,) = found["assessments"]
    assert (found["status"], assessment["verdict"], assessment["way"]) == ("MANUAL", "MANUAL", "RULES")
    assert [(each["code"], each["forbids"]) for each in assessment["findings"]] == [("ASSESSED_BY_A_PERSON", False)]
    assert AssessmentFinding.objects.get().message == "В вашем муниципалитете каждую заявку смотрит специалист."
    assert enrollments.steps_of(made.request) == ["assess_enrollment"]
    hold = PlaceHold.objects.get()
    assert (hold.status, hold.held_until, made.school.places.taken) == ("HELD", None, 1)
    assert found["reason"] == ""
