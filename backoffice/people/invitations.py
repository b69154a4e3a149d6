"""A family is invited into the cabinet of its child, and comes. Writes inside the caller's transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from backoffice import journal
from backoffice.access import Role
from backoffice.accounts import services as accounts
from backoffice.accounts.models import User
from backoffice.accounts.viewers import digest_of
from backoffice.acts import services as acts
from backoffice.certificates.models import Certificate
from backoffice.errors import Refusal, Refused
from backoffice.journal import Act
from backoffice.people import ages, cabinets
from backoffice.people.models import Child, Guardianship, Invitation
from backoffice.people.reading import municipalities_of
from backoffice.people.rules import RULE, why_not_14
from backoffice.units.models import Membership

OFFICE = (Role.MUNICIPAL_CLERK, Role.MUNICIPAL_HEAD)
INVALID = Refusal(
    "INVITATION_INVALID",
    "Приглашение не подходит: ключ неверен, уже использован или просрочен.",
    RULE,
    "Проверьте ключ или попросите новое приглашение в своём муниципалитете.",
    ("key",),
)


@dataclass(frozen=True)
class Issued:
    """An invitation with its key, which nobody can read again."""

    key: str
    expires_at: datetime


def why_not_invite(child: Child, guardianship: Guardianship | None, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against inviting a grown-up, or the child itself, on day `on`."""
    if not _has_certificate(child):
        text = "Сертификат ещё не выдан, кабинет открывать рано."
        yield Refusal("CERTIFICATE_NOT_ISSUED", text, RULE, "Сначала выдайте сертификат.")
    if guardianship is None:
        if not ages.acts_in_person(child.birth_date, on):
            yield why_not_14()
    elif guardianship.user_id is not None:
        text = "У этого представителя уже есть вход в кабинет."
        yield Refusal("GUARDIAN_HAS_ACCOUNT", text, RULE, "Приглашение не нужно: пусть войдёт.", ("guardianship",))


def invite(child: Child, guardianship: Guardianship | None, act: Act) -> Issued:
    """Make the one invitation that works for this person; earlier ones work no longer."""
    now, key = timezone.now(), secrets.token_urlsafe(32)
    days = int(acts.setting("INVITATION_DAYS", on=act.on, territory=child.municipality_id))
    earlier = Invitation.objects.filter(child=child, guardianship=guardianship, accepted_at=None, expires_at__gt=now)
    earlier.update(expires_at=now)
    made = Invitation.objects.create(
        child=child,
        guardianship=guardianship,
        digest=digest_of(key),
        made_by=act.by,
        expires_at=now + timedelta(days=days),
    )
    journal.record("family.invited", child, act, str(made.role.label), municipality_id=child.municipality_id)
    return Issued(key, made.expires_at)


def found(key: str) -> Invitation:
    """The invitation behind a key, not yet locked.

    :raises Refused: INVITATION_INVALID, whatever is wrong with it
    """
    rows = Invitation.objects.select_related("child", "guardianship").filter(digest=digest_of(key.strip()))
    invitation = rows.first()
    if invitation is None or not _works(invitation):
        raise Refused(INVALID)
    return invitation


def hold(invitation: Invitation) -> Invitation:
    """The invitation, ours alone until the end of the act; its certificate has been locked before.

    :raises Refused: INVITATION_INVALID: somebody else was faster
    """
    rows = Invitation.objects.select_related("child", "guardianship").select_for_update(no_key=True, of=("self",))
    held = rows.get(pk=invitation.pk)
    if not _works(held):
        raise Refused(INVALID)
    return held


def _works(invitation: Invitation) -> bool:
    guardianship = invitation.guardianship
    is_open = guardianship is None or (guardianship.valid_to is None and guardianship.user_id is None)
    is_fresh = invitation.accepted_at is None and invitation.expires_at > timezone.now()
    return (
        is_fresh and is_open and invitation.child.status == Child.Status.ACTIVE and _has_certificate(invitation.child)
    )


def _has_certificate(child: Child) -> bool:
    return Certificate.objects.filter(child=child, status__in=Certificate.ISSUED).exists()


def why_not_accept(invitation: Invitation, user: User | None, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against this person's coming into the cabinet on day `on`.

    Whoever decides on the child's certificate does not take the family's place by the key that was shown at the desk.
    """
    if user is not None and (invitation.made_by_id == user.pk or _decides_on(invitation.child, user, on=on)):
        yield INVALID
        return
    if invitation.guardianship is None and not ages.acts_in_person(invitation.child.birth_date, on):
        yield why_not_14()
    places = Membership.objects.filter(unit=invitation.child_id, user=user, valid_to=None)
    if user is not None and places.exists():
        text = "Кабинет этого ребёнка у вас уже открыт."
        yield Refusal("ALREADY_IN_CABINET", text, RULE, "Передайте приглашение тому, кому его выдали.")


def _decides_on(child: Child, user: User, *, on: date) -> bool:
    held = Membership.objects.filter(user=user, role__in=OFFICE, unit__in=municipalities_of(child))
    return held.filter(Q(valid_to=None) | Q(valid_to__gt=on)).exists()


def newcomer(invitation: Invitation, username: str, password: str) -> User:
    """Make an account for whoever was invited, under the name that the municipality knows.

    :raises Refused: every reason against the sign-in name and the password
    """
    guardianship = invitation.guardianship
    name = guardianship.full_name if guardianship else invitation.child.full_name
    return accounts.register_applicant(username, name, guardianship.email if guardianship else "", password)


def accept(invitation: Invitation, user: User, act: Act) -> None:
    """Let the person into the cabinet; the invitation is used."""
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    cabinets.open_to(invitation.child, invitation.role, user, act)
    if invitation.guardianship_id:
        Guardianship.objects.filter(pk=invitation.guardianship_id).update(user=user)
