"""Who is let into the cabinet of a child. Writes inside the caller's transaction."""

from __future__ import annotations

from django.utils import timezone

from backoffice import journal
from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.journal import Act
from backoffice.people.models import Child, Guardianship, Invitation
from backoffice.units.models import Membership, Unit


def open_to(child: Child, role: Role, user: User, act: Act) -> None:
    """Let a person into the cabinet of a child. Who holds no other place is nobody's colleague."""
    Membership.objects.get_or_create(
        user=user, role=role, unit_id=child.pk, valid_to=None, defaults={"valid_from": act.on}
    )
    if not Membership.objects.filter(user=user).exclude(unit__kind=Unit.Kind.CHILD).exists():
        User.objects.filter(pk=user.pk).update(is_private=True)
        user.is_private = True
    journal.record("cabinet.opened", child, act, str(role.label), municipality_id=child.municipality_id)


def bind(child: Child, user: User) -> None:
    """Give the account to whoever answered for the child in its application: the latest without an account."""
    open_ones = Guardianship.objects.filter(child=child, valid_to=None)
    if open_ones.filter(user=user).exists():
        return
    latest = open_ones.filter(user=None).order_by("-pk").first()
    if latest:
        Guardianship.objects.filter(pk=latest.pk).update(user=user)


def close_to_guardians(child: Child, act: Act) -> None:
    """End what grown-ups hold in the cabinet of a child that has come of age."""
    _close(child, Role.GUARDIAN, act)
    Guardianship.objects.filter(child=child, valid_to=None).update(valid_to=act.on)


def close(child: Child, act: Act) -> None:
    """End what anybody holds in the cabinet of a child whose certificate was issued by mistake."""
    close_to_guardians(child, act)
    _close(child, Role.CHILD, act)


def _close(child: Child, role: Role, act: Act) -> None:
    held = Membership.objects.filter(unit_id=child.pk, role=role, valid_to=None)
    if held.update(valid_to=act.on):
        journal.record("cabinet.closed", child, act, str(role.label), municipality_id=child.municipality_id)


def end_invitations(child: Child) -> None:
    """Let no key that was given out open the cabinet any more: there is no certificate behind it."""
    now = timezone.now()
    Invitation.objects.filter(child=child, accepted_at=None, expires_at__gt=now).update(expires_at=now)


def end_guardianship(guardianship: Guardianship, reason: str, act: Act) -> None:
    """End what a grown-up is to a child, with the place in its cabinet and the keys that nobody has used yet."""
    child, now = guardianship.child, timezone.now()
    guardianship.valid_to = act.on
    guardianship.save(update_fields=["valid_to"])
    guardianship.invitations.filter(accepted_at=None, expires_at__gt=now).update(expires_at=now)
    if guardianship.user_id is not None:
        places = Membership.objects.filter(unit=child.pk, role=Role.GUARDIAN, user=guardianship.user_id, valid_to=None)
        places.update(valid_to=act.on)
    child.version += 1
    child.save(update_fields=["version"])
    journal.record("guardianship.ended", child, act, reason, municipality_id=child.municipality_id)
