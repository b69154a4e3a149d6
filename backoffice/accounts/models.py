"""People who sign in, their sessions and the tokens of machine clients."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower

from backoffice.access import ROLES, Viewer
from backoffice.units.models import Membership, Unit

PRIVATE = (Unit.Kind.PROVIDER, Unit.Kind.CHILD)  # places that are no public body


class UserQuerySet(models.QuerySet["User"]):
    """People."""

    def visible_to(self, viewer: Viewer):
        """Those who work in the system, for those who work in a public body; for others themselves and colleagues.

        Parents and children are nobody's colleagues but of those in the same cabinet.
        """
        if viewer.user is None:
            return self.none()
        if any(ROLES[role].held_in not in PRIVATE for role in viewer.units):
            return self.filter(models.Q(is_private=False) | models.Q(pk=viewer.me))
        colleagues = Membership.objects.filter(unit__any=viewer.all_places).values("user")
        return self.filter(models.Q(pk=viewer.me) | models.Q(pk__in=colleagues))


class User(AbstractBaseUser):
    """A person, or a machine client, that signs in. Never deleted, only deactivated; rights come from memberships."""

    username = models.CharField(max_length=60, unique=True, help_text="Sign-in name, lower case.")
    full_name = models.CharField(max_length=200, help_text="Name as colleagues see it.")
    email = models.EmailField(blank=True, help_text="Where notices go.")
    is_active = models.BooleanField(default=True, help_text="False: can no longer sign in.")
    is_private = models.BooleanField(default=False, help_text="True: a parent or a child, who holds no office.")
    created_at = models.DateTimeField(auto_now_add=True, help_text="When the account was made.")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    objects = BaseUserManager.from_queryset(UserQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(username=Lower("username")), name="usernames_are_lower_case")
        ]

    def __str__(self) -> str:
        return self.full_name


class Session(AbstractBaseSession):
    """A browser's session, with its user as a column, so that the viewer of a request loads in one statement."""

    user = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="sessions", help_text="Whose session; empty before sign-in."
    )

    @classmethod
    def get_session_store_class(cls):
        from .sessions import SessionStore

        return SessionStore


class AccessToken(models.Model):
    """A bearer token of a machine client. Only its SHA-256 digest is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens", help_text="Who acts with the token.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, hexadecimal.")
    created_at = models.DateTimeField(auto_now_add=True, help_text="When it was issued.")
    expires_at = models.DateTimeField(help_text="First moment it no longer works.")

    def __str__(self) -> str:
        return f"{self.user} до {self.expires_at:%d.%m.%Y}"


class RegistrationAttempt(models.Model):
    """A stranger's attempt to register, so that one address cannot register without end. Kept for an hour."""

    address = models.GenericIPAddressField(help_text="Where the attempt came from.")
    at = models.DateTimeField(auto_now_add=True, db_index=True, help_text="When.")

    def __str__(self) -> str:
        return f"{self.address} {self.at:%d.%m.%Y %H:%M}"
