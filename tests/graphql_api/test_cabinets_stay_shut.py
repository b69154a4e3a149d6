"""A cabinet opens to the family of a certificate that stands, and to nobody else."""

from __future__ import annotations

import pytest
from django.utils import timezone

from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.certificates import services as certificates
from backoffice.certificates.models import Certificate
from backoffice.people.models import Guardianship, Invitation
from backoffice.units.models import Membership
from tests import applications, families
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
