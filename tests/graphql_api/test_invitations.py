"""Families are invited into the cabinet of their child, and come: once, in time, and only they."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.accounts.models import RegistrationAttempt, User
from backoffice.certificates.models import Certificate
from backoffice.journal import Entry
from backoffice.people.models import Child, Guardianship, Invitation
from backoffice.people.words import Relation
from backoffice.units.models import Membership
from tests import applications, factories, families
from tests.applications import child_card
from tests.conftest import codes
from tests.graphql_api.test_certificate_issue import result, state

pytestmark = pytest.mark.django_db
NEWCOMER = {"username": "olga", "password": "Длинный-пароль-7"}


def inactive(**changes) -> Certificate:
    """A certificate whose family came with papers and has no account."""
    return applications.decide(applications.by_clerk(child_card(**changes)))


def about(child: Child, guardianship: Guardianship | None = None, **rest) -> dict:
    """The input of an invitation."""
    named = {"guardianship": to_base64("Guardianship", guardianship.pk)} if guardianship else {}
    return {"child": to_base64("Child", child.pk), "expectedVersion": child.version, **named, **rest}


def key_for(api, certificate: Certificate) -> str:
    """A fresh key for the grown-up of a certificate."""
    given = about(certificate.child, Guardianship.objects.get(child=certificate.child_id))
    return result_of_invitation(api(families.clerk(), "InviteFamily", input=given))["key"]


def result_of_invitation(answer) -> dict:
    assert not answer.errors, answer.errors
    (found,) = answer.data.values()
    assert "key" in found, found
    return found


def accept(api, key: str, by: User | None = None, **content):
    return api(by, "AcceptInvitation", input={"key": key, **content})


def test_the_issue_of_an_inactive_certificate_gives_a_key_that_opens_the_cabinet(api):
    certificate, clerk = applications.by_clerk(), families.clerk()
    given = applications.of_task(applications.case_of(certificate), verdict="ISSUE")

    answer = api(clerk, "IssueCertificate", input=given)

    done = answer.data["issueCertificate"]
    assert (done["certificate"]["status"], done["certificate"]["activatedOn"]) == ("ISSUED_INACTIVE", None)
    key = done["invitation"]["key"]
    assert key not in Invitation.objects.get().digest
    assert Invitation.objects.get().expires_at > timezone.now() + timedelta(days=29)

    came = result(accept(api, key, **NEWCOMER))

    assert came["fullName"] == "Образцова Ольга Петровна"
    user = User.objects.get(username="olga")
    assert (user.is_private, user.email) == (True, "parent@example.org")
    certificate.refresh_from_db()
    assert (certificate.status, certificate.activated_on) == ("ACTIVE", timezone.localdate())
    assert Guardianship.objects.get().user == user
    assert Membership.objects.get(user=user).unit_id == certificate.child_id
    assert Entry.objects.filter(what="certificate.activated", by=user).count() == 1
    assert result(api(user, "Certificates"))["edges"][0]["node"]["number"] == certificate.number


def test_somebody_with_an_account_comes_in_with_the_key_alone(api):
    clerk = families.clerk("novokuznetsk-city")
    certificate = inactive()
    found = result(accept(api, key_for(api, certificate), clerk))
    assert found["id"] == to_base64("User", clerk.pk)
    clerk.refresh_from_db()
    assert not clerk.is_private, "who holds an office stays a colleague"
    assert Membership.objects.filter(user=clerk, role=Role.GUARDIAN).exists()


def test_a_child_of_14_is_invited_itself_and_a_younger_one_is_not(api):
    clerk = families.clerk()
    young, grown = inactive(birth_date=applications.aged(14, days=1)), inactive(birth_date=applications.aged(14))
    before = state()
    assert codes(api(clerk, "InviteFamily", input=about(young.child))) == ["NOT_14"]
    assert state() == before
    key = result_of_invitation(api(clerk, "InviteFamily", input=about(grown.child)))["key"]
    assert result(accept(api, key, **NEWCOMER))["fullName"] == grown.child.full_name
    assert Membership.objects.get(user__username="olga").role == Role.CHILD


def test_one_code_for_every_key_that_does_not_work(api):
    certificate = inactive()
    old = key_for(api, certificate)
    key = key_for(api, certificate)
    for wrong in ("?", "", old):
        assert codes(accept(api, wrong, **NEWCOMER)) == ["INVITATION_INVALID"]
    Invitation.objects.filter(accepted_at=None).update(expires_at=timezone.now())
    assert codes(accept(api, key, **NEWCOMER)) == ["INVITATION_INVALID"]
    key = key_for(api, certificate)
    result(accept(api, key, **NEWCOMER))
    assert codes(accept(api, key, username="other", password=NEWCOMER["password"])) == ["INVITATION_INVALID"]
    assert User.objects.filter(username__in=("olga", "other")).count() == 1


def test_a_bad_name_or_password_is_told_and_the_invitation_still_works(api):
    key = key_for(api, inactive())
    before = state()
    assert codes(accept(api, key, username="?", password="1")) == [
        *("USERNAME_INVALID", "PASSWORD_TOO_SHORT", "PASSWORD_TOO_COMMON")
    ]
    assert state() == before
    result(accept(api, key, **NEWCOMER))


def test_keys_cannot_be_tried_without_end(api):
    for _ in range(10):
        assert codes(accept(api, "?")) == ["INVITATION_INVALID"]
    assert codes(accept(api, "?")) == ["TOO_MANY_REGISTRATIONS"]
    assert RegistrationAttempt.objects.count() == 11


def test_whom_nobody_need_invite(api):
    clerk, waiting = families.clerk(), applications.by_clerk()
    given = about(waiting.child, Guardianship.objects.get(child=waiting.child))
    assert codes(api(clerk, "InviteFamily", input=given)) == ["CERTIFICATE_NOT_ISSUED"]
    served = applications.issued()
    given = about(served.child, Guardianship.objects.get(child=served.child))
    assert codes(api(clerk, "InviteFamily", input=given)) == ["GUARDIAN_HAS_ACCOUNT"]


def test_who_is_in_the_cabinet_leaves_the_invitation_to_whom_it_was_given(api):
    served = applications.issued()
    father = Guardianship.objects.create(
        child=served.child, full_name="Образцов Иван", relation=Relation.PARENT, valid_from=timezone.localdate()
    )
    key = result_of_invitation(api(families.clerk(), "InviteFamily", input=about(served.child, father)))["key"]
    assert codes(accept(api, key, served.applied_by)) == ["ALREADY_IN_CABINET"]
    assert result(accept(api, key, **NEWCOMER))["fullName"] == "Образцов Иван"


def test_only_the_municipality_of_the_child_invites_and_only_its_own_grown_ups(api):
    certificate, other = inactive(), inactive()
    mine = Guardianship.objects.get(child=certificate.child)
    given = about(certificate.child, mine)
    before = Invitation.objects.count()
    for person in (families.clerk("novokuznetsk-city"), families.head(), factories.user()):
        assert codes(api(person, "InviteFamily", input=given)) == ["NOT_FOUND"]
    foreign = about(other.child, mine)
    assert codes(api(families.clerk(), "InviteFamily", input=foreign)) == ["NOT_FOUND"]
    stale = {**given, "expectedVersion": 7}
    assert codes(api(families.clerk(), "InviteFamily", input=stale)) == ["CASE_CHANGED"]
    assert Invitation.objects.count() == before
