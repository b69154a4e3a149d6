"""Who is let into the cabinet of a child. Writes inside the caller's transaction."""

from __future__ import annotations

from backoffice import journal
from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.journal import Act
from backoffice.people.models import Child, Guardianship
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
    """Give the account to whoever answered for the child in its application: the first without an account."""
    open_ones = Guardianship.objects.filter(child=child, valid_to=None)
    if open_ones.filter(user=user).exists():
        return
    first = open_ones.filter(user=None).order_by("pk").first()
    if first:
        Guardianship.objects.filter(pk=first.pk).update(user=user)


def close_to_guardians(child: Child, act: Act) -> None:
    """End what grown-ups hold in the cabinet of a child that has come of age."""
    guardians = Membership.objects.filter(unit_id=child.pk, role=Role.GUARDIAN, valid_to=None)
    if guardians.update(valid_to=act.on):
        journal.record("cabinet.closed", child, act, str(Role.GUARDIAN.label), municipality_id=child.municipality_id)
    Guardianship.objects.filter(child=child, valid_to=None).update(valid_to=act.on)
