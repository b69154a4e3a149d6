"""One person in each role, here and in the neighbouring place."""

from __future__ import annotations

from dataclasses import dataclass

from backoffice.access import ROLES, Role
from backoffice.accounts.models import User
from backoffice.units.models import Unit
from tests import factories, families, payers
from tests.commissions import commission

HERE, NEXT_DOOR = "kemerovo-city", "belovo-district"


@dataclass(frozen=True)
class Someone:
    """A person, the role, and whether it is held where the deed is done."""

    user: User | None
    role: Role | None
    is_here: bool

    def __str__(self) -> str:
        return f"{self.role or 'newcomer' if self.user else 'stranger'} {'here' if self.is_here else 'next door'}"


def everybody(provider: Unit | None = None, payer: Unit | None = None, child: Unit | None = None) -> list[Someone]:
    """A stranger, somebody without any role, and each role here and next door; the region has no next door."""
    here = {Unit.Kind.PROVIDER: provider, Unit.Kind.AUTHORISED_ORGANISATION: payer, Unit.Kind.CHILD: child}
    people = [Someone(None, None, False), Someone(factories.user("newcomer"), None, False)]
    for role, powers in ROLES.items():
        for unit, is_here in _places(powers.held_in, here.get(powers.held_in)):
            people.append(Someone(factories.member(role, unit), role, is_here))
    return people


def _places(kind: str, here: Unit | None) -> list[tuple[Unit, bool]]:
    """Where a role is held: in the place of the deed, if there is one of that kind, and in a foreign place."""
    if kind == Unit.Kind.MUNICIPALITY:
        return [(Unit.objects.get(code=HERE), True), (Unit.objects.get(code=NEXT_DOOR), False)]
    if kind == Unit.Kind.COMMISSION:
        return [(commission(HERE).unit, True), (commission(NEXT_DOOR).unit, False)]
    if kind == Unit.Kind.PROVIDER:
        return [*_if_any(here), (factories.provider().unit, False)]
    if kind == Unit.Kind.AUTHORISED_ORGANISATION:
        return [*_if_any(here), (payers.payer(NEXT_DOOR).unit, False)]
    if kind == Unit.Kind.CHILD:
        return [*_if_any(here), (families.child().unit, False)]
    if kind == Unit.Kind.COMMISSION:
        return [(Unit.objects.get(code=f"{town}-commission"), town == HERE) for town in (HERE, NEXT_DOOR)]
    return [(Unit.objects.filter(kind=kind).earliest("pk"), True)]


def _if_any(here: Unit | None) -> list[tuple[Unit, bool]]:
    return [(here, True)] if here else []
