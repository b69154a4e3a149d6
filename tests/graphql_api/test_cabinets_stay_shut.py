"""A cabinet opens to the family of a certificate that stands, and to nobody else."""

from __future__ import annotations

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.certificates import services as certificates
from backoffice.certificates.models import Certificate
from backoffice.journal import Entry
from backoffice.people.models import Child, Guardianship, Invitation
from backoffice.units.models import Membership
from tests import applications, cards, families
from tests import certificates as life
from tests.conftest import codes

pytestmark = pytest.mark.django_db
NEWCOMER = {"username": "olga", "password": "Длинный-пароль-7"}


def invited() -> tuple[Certificate, str]:
    """A certificate that is not active yet, and the key that was given out with it."""
    decided = applications.decide(applications.by_clerk())
    return decided, decided.invitation.key


def accept(api, key: str, by: User | None = None):
    return api(by, "AcceptInvitation", input={"key": key, **({} if by else NEWCOMER)})


def test_the_key_of_a_discarded_certificate_opens_nothing(api):
    certificate, key = invited()
    life.carry_out("discard", certificate, families.clerk(), reason="Выдан по чужим документам.")
    assert codes(accept(api, key)) == ["INVITATION_INVALID"]
    assert not User.objects.filter(username="olga").exists()
    assert Invitation.objects.get().expires_at <= timezone.now()
    assert Guardianship.objects.get().valid_to == timezone.localdate()


def test_the_key_of_a_terminated_certificate_opens_nothing(api):
    certificate, key = invited()
    ground = min(certificates.grounds_in_force(on=timezone.localdate()) - {"AGE_18"})
    life.carry_out("terminate", certificate, families.clerk(), ground=ground, reason="Ложные сведения.")
    assert codes(accept(api, key)) == ["INVITATION_INVALID"]
    assert Invitation.objects.get().expires_at <= timezone.now()


def test_a_key_needs_a_certificate_that_stands(api):
    certificate, key = invited()
    Certificate.objects.filter(pk=certificate.pk).update(status="TERMINATED")
    assert codes(accept(api, key)) == ["INVITATION_INVALID"]


def test_whoever_was_let_in_by_a_discarded_certificate_does_not_stay():
    certificate, _ = invited()
    wrong = families.guardian(certificate.child)
    life.carry_out("discard", certificate, families.clerk(), reason="Выдан по чужим документам.")
    assert not Membership.objects.filter(user=wrong, role=Role.GUARDIAN, valid_to=None).exists()
    assert not Guardianship.objects.filter(child=certificate.child, valid_to=None).exists()


def ended(guardianship: Guardianship, /, **changes) -> dict:
    """The input that ends a guardianship."""
    child = Child.objects.get(pk=guardianship.child_id)
    named = {"child": cards.id_of(child), "guardianship": to_base64("Guardianship", guardianship.pk)}
    return {**named, "expectedVersion": child.version, "reason": "Решение суда.", **changes}


def test_a_clerk_ends_a_guardianship_and_the_account_leaves_the_cabinet(api):
    certificate, key = invited()
    invitation = Invitation.objects.get()
    accept(api, key)
    user = User.objects.get(username="olga")
    assert api(user, "Children").data["children"]["edges"]
    answer = api(families.clerk(), "EndGuardianship", input=ended(Guardianship.objects.get()))
    assert answer.data["endGuardianship"]["version"] == certificate.child.version + 1
    assert Guardianship.objects.get().valid_to == timezone.localdate()
    assert not Membership.objects.filter(user=user, valid_to=None).exists()
    assert not api(user, "Children").data["children"]["edges"]
    entry = Entry.objects.get(what="guardianship.ended")
    assert (entry.note, entry.subject_id) == ("Решение суда.", certificate.child_id)
    invitation.refresh_from_db()
    assert invitation.accepted_by == user


def test_the_key_of_an_ended_guardianship_opens_nothing(api):
    _, key = invited()
    api(families.clerk(), "EndGuardianship", input=ended(Guardianship.objects.get()))
    assert Invitation.objects.get().expires_at <= timezone.now()
    assert codes(accept(api, key)) == ["INVITATION_INVALID"]


def test_a_guardianship_ends_with_a_reason_on_the_card_as_it_is_and_of_this_child(api):
    certificate, _ = invited()
    other = families.child()
    families.guardian(other)
    mine, clerk = Guardianship.objects.get(child=certificate.child), families.clerk()
    foreign = to_base64("Guardianship", other.guardianships.get().pk)
    assert codes(api(clerk, "EndGuardianship", input=ended(mine, reason=" "))) == ["REASON_REQUIRED"]
    assert codes(api(clerk, "EndGuardianship", input=ended(mine, expectedVersion=99))) == ["CASE_CHANGED"]
    assert codes(api(clerk, "EndGuardianship", input=ended(mine, guardianship=foreign))) == ["NOT_FOUND"]
    assert not Guardianship.objects.exclude(valid_to=None).exists()
    api(clerk, "EndGuardianship", input=ended(mine))
    assert codes(api(clerk, "EndGuardianship", input=ended(mine))) == ["NOT_FOUND"]


@pytest.mark.parametrize("who", ("guardian", "itself", "head", "auditor", "neighbour", "provider", "operator"))
def test_for_others_there_is_no_guardianship_to_end(api, who):
    child = cards.child()
    person = cards.everybody(child)[who]
    given = ended(child.guardianships.first())
    assert codes(api(person, "EndGuardianship", input=given)) == ["NOT_FOUND"]
    assert not Guardianship.objects.exclude(valid_to=None).exists()


def test_whoever_invites_or_decides_does_not_come_in_by_the_key(api):
    certificate, key = invited()
    abroad = families.clerk("belovo-city")
    for person in (families.clerk(), families.head()):
        assert codes(accept(api, key, person)) == ["INVITATION_INVALID"]
    Invitation.objects.update(made_by=abroad)
    assert codes(accept(api, key, abroad)) == ["INVITATION_INVALID"]
    Invitation.objects.update(made_by=None)
    Child.objects.filter(pk=certificate.child_id).update(municipality=families.municipality("belovo-city"))
    assert codes(accept(api, key, abroad)) == ["INVITATION_INVALID"]
    assert not Membership.objects.filter(role=Role.GUARDIAN).exists()
    assert not accept(api, key, families.clerk("novokuznetsk-city")).errors
    assert Membership.objects.get(role=Role.GUARDIAN).unit_id == certificate.child_id
