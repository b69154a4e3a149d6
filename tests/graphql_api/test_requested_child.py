"""A provider is told of a child while it has its request in hand, and every look of it is shown to the family."""

from __future__ import annotations

import pytest
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.acts import services as acts
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.journal import Act
from backoffice.people import consents
from backoffice.people.models import ChildRead, ConsentText, Guardianship
from tests import cards, enrollments, factories, families
from tests.conftest import codes
from workflows.decisions import enrollments as decisions

pytestmark = pytest.mark.django_db
Status = EnrollmentRequest.Status


@pytest.fixture
def school():
    return enrollments.school()


@pytest.fixture
def family():
    return enrollments.family()


def ask(api, by, request):
    return api(by, "RequestedChild", request=to_base64("EnrollmentRequest", request.pk))


def test_the_provider_is_told_whom_it_is_to_teach_and_no_more_and_the_family_sees_who_looked(api, school, family):
    request, child = enrollments.apply(family, school.group), family.certificate.child
    Guardianship.objects.filter(child=child).update(phone="+7 900 000-00-00")
    answer = ask(api, school.manager, request)
    told = answer.data["requestedChild"]
    assert told == {
        "request": to_base64("EnrollmentRequest", request.pk),
        "lastName": child.last_name,
        "firstName": child.first_name,
        "patronymic": child.patronymic,
        "birthDate": child.birth_date.isoformat(),
        "certificateNumber": family.certificate.number,
        "guardians": [
            {
                "fullName": family.parent.full_name,
                "relation": "PARENT",
                "relationLabel": told["guardians"][0]["relationLabel"],
                "phone": "+7 900 000-00-00",
                "email": "",
            }
        ],
    }
    (row,) = ChildRead.objects.all()
    case = enrollments.case_of(request)
    assert (row.child, row.by, row.role, row.unit) == (child, school.manager, "PROVIDER_MANAGER", school.provider.unit)
    assert (row.part, row.purpose, row.case_id) == ("REQUEST", "TASK", case.case_id)
    seen = api(family.parent, "ChildReads", id=cards.id_of(child)).data["child"]["reads"]["edges"]
    assert len(seen) == 1
    assert school.provider.unit.name in seen[0]["node"]["sentence"]


def unheard(api, by, request) -> bool:
    answer = ask(api, by, request)
    heard = codes(answer)
    assert not ChildRead.objects.exists()
    return heard == ["NOT_FOUND"]


def test_a_draft_tells_the_provider_nothing_not_even_when_it_has_expired(api, school, family):
    request = enrollments.apply(family, school.group)
    EnrollmentRequest.objects.filter(pk=request.pk).update(status=Status.DRAFT, sent_on=None)
    assert unheard(api, school.manager, request)
    EnrollmentRequest.objects.filter(pk=request.pk).update(status=Status.EXPIRED)
    assert unheard(api, school.manager, request)
    assert not EnrollmentRequest.objects.visible_to(factories.viewer(school.manager)).exists()


def test_another_provider_the_offices_the_family_and_strangers_ask_for_nothing(api, school, family):
    request = enrollments.apply(family, school.group)
    others = (
        factories.member(Role.PROVIDER_MANAGER, factories.provider().unit),
        factories.member(Role.APPLICANT, school.provider.unit),
        enrollments.family().parent,
        family.parent,
        school.clerk,
        school.head,
        families.clerk("yurga-city"),
        cards.auditor(),
    )
    for other in others:
        assert unheard(api, other, request), other
    assert api(None, "RequestedChild", request="?").error_codes == ["UNAUTHENTICATED"]
    assert codes(api(school.manager, "RequestedChild", request="?")) == ["NOT_FOUND"]


@pytest.mark.parametrize("status", ["DRAFT", "WAITING_LIST", "OFFERED"])
def test_not_before_it_is_sent_to_the_provider(api, school, family, status):
    request = enrollments.apply(family, school.group)
    EnrollmentRequest.objects.filter(pk=request.pk).update(status=status)
    assert unheard(api, school.manager, request)


@pytest.mark.parametrize(
    "status", ["SENT_TO_PROVIDER", "MANUAL", "POSSIBLE", "NOT_POSSIBLE", "APPEALED", "CONTRACTING"]
)
def test_while_it_is_in_hand(api, school, family, status):
    request = enrollments.apply(family, school.group)
    EnrollmentRequest.objects.filter(pk=request.pk).update(status=status)
    assert "requestedChild" in ask(api, school.manager, request).data
    assert ChildRead.objects.count() == 1


def test_not_after_the_provider_refused_nor_after_the_family_took_it_back(api, school, family):
    request = enrollments.apply(family, school.group)
    refuse = decisions.AnswerEnrollment(
        answer=decisions.ProviderAnswer.REFUSE, ground=_ground(), reason="Набор завершён раньше срока."
    )
    assert enrollments.complete(request, "answer_enrollment", refuse, school.manager).status == "PROVIDER_REFUSED"
    assert unheard(api, school.manager, request)
    again = enrollments.apply(family, school.group)
    assert enrollments.cancel(again, family.parent).status == "CANCELLED"
    assert unheard(api, school.manager, again)


def _ground() -> str:
    return next(iter(acts.grounds("EnrollmentApproval", on=enrollments.day(0)))).code


@pytest.mark.parametrize("status", ["PROVIDER_REFUSED", "REFUSED", "EXPIRED", "CANCELLED"])
def test_not_after_it_came_to_nothing(api, school, family, status):
    request = enrollments.apply(family, school.group)
    EnrollmentRequest.objects.filter(pk=request.pk).update(status=status)
    assert unheard(api, school.manager, request)


def test_a_pupil_is_known_while_it_is_taught(api, school, family):
    request = enrollments.accept(enrollments.apply(family, school.group), school.manager)
    pupil = enrollments.enroll(request, school.manager)
    assert ask(api, school.manager, request).data["requestedChild"]["lastName"]
    type(pupil).objects.filter(pk=pupil.pk).update(status="COMPLETED", ended_on=pupil.ends_on)
    assert codes(ask(api, school.manager, request)) == ["NOT_FOUND"]


def test_without_the_consent_of_the_family_nothing_is_told(api, school, family):
    request = enrollments.apply(family, school.group)
    child = family.certificate.child
    consents.revoke(child, ConsentText.Purpose.ENROLLMENT, Act(family.parent, enrollments.day(0)))
    assert unheard(api, school.manager, request)


def test_each_look_is_a_row_and_so_is_each_alias(send, school, family):
    request = to_base64("EnrollmentRequest", enrollments.apply(family, school.group).pk)
    one = "requestedChild(request: $request) { ... on RequestedChild { lastName } }"
    answer = send(school.manager, f"query ($request: ID!) {{ a: {one} b: {one} }}", request=request)
    assert answer.errors == []
    assert ChildRead.objects.count() == 2
