"""«Why can't we enroll?» over HTTP: for the family and the issuer, of groups they may see, never of another's child."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from strawberry.relay import to_base64

from backoffice.access import Role
from tests import eligible, enrollments, factories, families

pytestmark = pytest.mark.django_db


def ask(api, person, certificate, *groups, **variables):
    ids = [to_base64("StudyGroup", group.pk) for group in groups]
    answer = api(person, "Eligibility", certificate=to_base64("Certificate", certificate.pk), groups=ids, **variables)
    assert not answer.errors, answer.errors
    return answer.data["eligibility"]


def test_a_family_hears_what_a_request_would_come_to(api):
    school, family = enrollments.school(), enrollments.family()
    (told,) = ask(api, family.parent, family.certificate, school.group)
    assert told == {
        "group": to_base64("StudyGroup", school.group.pk),
        "isPossible": True,
        "waitingListPossible": False,
        "refusals": [],
        "warnings": [],
        "register": "SIGNIFICANT",
        "startsOn": f"{school.group.starts_on}",
        "endsOn": f"{school.group.ends_on}",
        "certificatePart": 0,
        "certificatePartText": "0,00\u00a0₽",
        "familyPart": 0,
        "familyPartText": "0,00\u00a0₽",
    }


def test_a_price_is_told_as_money(api):
    account = families.funded()
    parent = families.guardian(account.certificate.child)
    group = eligible.group(eligible.certified(), ends_on=eligible.today(), price=1200000)
    (told,) = ask(api, parent, account.certificate, group)
    assert (told["register"], told["certificatePart"], told["familyPart"]) == ("CERTIFIED", 1137800, 62200)
    assert told["familyPartText"] == "622,00\u00a0₽"


def test_every_reason_comes_with_its_paragraph_and_what_to_do(api):
    school, family = enrollments.school(status="CLOSED"), enrollments.family(birth_date=families.born(15))
    (told,) = ask(api, family.parent, family.certificate, school.group)
    assert (told["isPossible"], told["waitingListPossible"]) == (False, False)
    assert [each["code"] for each in told["refusals"]] == ["GROUP_NOT_OPEN", "PROGRAM_AGE"]
    assert all(each["message"] and each["rule"] and each["remedy"] for each in told["refusals"])


def test_who_only_lacks_a_place_may_wait_for_one(api):
    school, family = enrollments.school(capacity=1), enrollments.family()
    enrollments.apply(enrollments.family(), school.group)
    (told,) = ask(api, family.parent, family.certificate, school.group)
    assert (told["isPossible"], told["waitingListPossible"]) == (False, True)
    assert [each["code"] for each in told["refusals"]] == ["NO_PLACES"]


def test_a_day_to_begin_may_be_asked_for(api):
    school, family = enrollments.school(), enrollments.family()
    day = school.group.ends_on
    (told,) = ask(api, family.parent, family.certificate, school.group, startsOn=f"{day}")
    assert (told["startsOn"], told["isPossible"]) == (f"{day}", True)
    (told,) = ask(api, family.parent, family.certificate, school.group, startsOn=f"{eligible.day(100)}")
    (reason,) = told["refusals"]
    assert (reason["code"], reason["path"]) == ("START_DAY_INVALID", ["startsOn"])


def test_the_answer_keeps_the_order_and_leaves_out_what_one_may_not_see(api):
    school, family = enrollments.school(), enrollments.family()
    draft = enrollments.group(school.edition, status="DRAFT", opens_at=None)
    second = enrollments.group(school.edition)
    told = ask(api, family.parent, family.certificate, second, draft, school.group, second)
    assert [each["group"] for each in told] == [to_base64("StudyGroup", g.pk) for g in (second, school.group)]
    answer = api(
        family.parent,
        "Eligibility",
        certificate=to_base64("Certificate", family.certificate.pk),
        groups=["?", to_base64("Certificate", school.group.pk), to_base64("StudyGroup", 10**18)],
    )
    assert answer.data["eligibility"] == []


def test_whoever_may_not_know_the_money_of_a_certificate_hears_nothing(api):
    school, family = enrollments.school(), enrollments.family()
    for person in (family.parent, families.clerk()):
        assert len(ask(api, person, family.certificate, school.group)) == 1
    strangers = (
        enrollments.family().parent,
        school.manager,  # a provider sees no child before its request
        families.clerk("novokuznetsk-city"),
        factories.member(Role.OPERATOR_CLERK, factories.operator_unit()),
    )
    for person in strangers:
        assert ask(api, person, family.certificate, school.group) is None
    answer = api(None, "Eligibility", certificate=to_base64("Certificate", family.certificate.pk), groups=[])
    assert answer.error_codes == ["UNAUTHENTICATED"]


def test_fifty_groups_cost_the_statements_of_one_and_more_are_too_many(api):
    school, family = enrollments.school(), enrollments.family()
    groups = [school.group, *(enrollments.group(school.edition) for _ in range(49))]
    ask(api, family.parent, family.certificate, school.group)  # signs in
    counted = []
    for some in (groups[:1], groups):
        with CaptureQueriesContext(connection) as sent:
            assert len(ask(api, family.parent, family.certificate, *some)) == len(some)
        counted.append(len(sent))
    assert counted[0] == counted[1]
    answer = api(
        family.parent,
        "Eligibility",
        certificate=to_base64("Certificate", family.certificate.pk),
        groups=["?"] * 51,
    )
    assert answer.error_codes == ["BAD_USER_INPUT"]
