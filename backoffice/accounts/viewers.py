"""Who is asking: the user behind a session or a token, and the roles held today, in one statement made once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.contrib.auth import HASH_SESSION_KEY
from django.db.models import FilteredRelation, Q, QuerySet
from django.utils.crypto import constant_time_compare

from backoffice.access import STRANGER, Role, Viewer
from backoffice.accounts.models import AccessToken, Session, User
from backoffice.statements import Asked, Param, Statement, now, today
from backoffice.units.models import Membership

COLUMNS = [column.attname for column in User._meta.concrete_fields]
ROLE_AND_UNIT = ("held__role", "held__unit")
SHOWN = Param("key", lambda arrival: arrival.key)


@dataclass(frozen=True)
class Arrival(Asked):
    """What lets a person in: the key that was shown."""

    key: str


def viewer_of_session(session_key: str) -> Viewer:
    """Load session, user and roles of today in one statement. A session ends with a change of the password."""
    rows = _run(_by_session(), Arrival(session_key))
    if not rows:
        return STRANGER
    user, session_data = _user(rows[0]), rows[0][-1]
    session_hash = Session(session_data=session_data).get_decoded().get(HASH_SESSION_KEY, "")
    return _viewer(user, rows) if constant_time_compare(session_hash, user.get_session_auth_hash()) else STRANGER


def viewer_of_token(token: str) -> Viewer:
    """Load token, user and roles of today in one statement."""
    rows = _run(_by_token(), Arrival(digest_of(token)))
    return _viewer(_user(rows[0]), rows) if rows else STRANGER


@cache
def _by_session() -> Statement:
    sessions = Session.objects.filter(session_key=SHOWN, expire_date__gt=now())
    return _with_roles(sessions, "session_data")


@cache
def _by_token() -> Statement:
    return _with_roles(AccessToken.objects.filter(digest=SHOWN, expires_at__gt=now()), "pk")


def _with_roles(owned: QuerySet, *extra: str) -> Statement:
    """Columns of an active user, repeated for each role of today, once without a role if there is none."""
    held = FilteredRelation("user__memberships", condition=_valid_today("user__memberships__"))
    rows = owned.filter(user__is_active=True).annotate(held=held).order_by("held__pk")
    return Statement.of(rows.values_list(*(f"user__{column}" for column in COLUMNS), *ROLE_AND_UNIT, *extra))


def _run(statement: Statement, arrival: Arrival) -> list[tuple]:
    return statement.rows(statement.values(arrival))


def _user(row: tuple) -> User:
    return User.from_db("default", COLUMNS, row[: len(COLUMNS)])


def roles_of(user) -> QuerySet[Membership]:
    """The user's memberships that are valid today."""
    return Membership.objects.filter(_valid_today(), user=user).order_by("pk")


def viewer_of_user(user: User | None) -> Viewer:
    """The viewer that a user would be today; a stranger for nobody."""
    return Viewer(user, _units(roles_of(user).values_list("role", "unit"))) if user else STRANGER


def _valid_today(prefix: str = "") -> Q:
    day = today()
    ends = Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": day})
    return Q(**{f"{prefix}valid_from__lte": day}) & ends


def _viewer(user: User, rows: list[tuple]) -> Viewer:
    held = slice(len(COLUMNS), len(COLUMNS) + len(ROLE_AND_UNIT))
    return Viewer(user, _units(row[held] for row in rows))


def _units(held: Iterable) -> dict[Role, list[int]]:
    units: dict[Role, list[int]] = {}
    for role, unit in held:
        if role in Role.values:  # a role that has left the matrix gives no rights
            units.setdefault(Role(role), []).append(unit)
    return units


def digest_of(token: str) -> str:
    """What is kept of a bearer token."""
    return hashlib.sha256(token.encode()).hexdigest()
