"""Who may see what and do what: the whole permission matrix as one table, and the viewer who asks.

The matrix says only what is built. Enrollment and contracts join it with their processes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from operator import or_
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import (
    BigAutoField,
    Exists,
    ForeignKey,
    Lookup,
    OneToOneField,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
)

from backoffice.statements import Param
from backoffice.units.models import Unit

NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING  # not an empty Q: `Q() | other` would be the other alone


class Role(TextChoices):
    """What a person is in a unit."""

    APPLICANT = "APPLICANT", "Заявитель"
    PROVIDER_MANAGER = "PROVIDER_MANAGER", "Руководитель поставщика"
    OPERATOR_CLERK = "OPERATOR_CLERK", "Специалист оператора"
    OPERATOR_HEAD = "OPERATOR_HEAD", "Руководитель оператора"
    QUALITY_EXPERT = "QUALITY_EXPERT", "Эксперт по качеству"
    MUNICIPAL_CLERK = "MUNICIPAL_CLERK", "Специалист муниципалитета"
    MUNICIPAL_HEAD = "MUNICIPAL_HEAD", "Руководитель муниципалитета"
    DEPARTMENT_OFFICER = "DEPARTMENT_OFFICER", "Специалист департамента"
    AUDITOR = "AUDITOR", "Контролёр"
    SYSTEM_ADMIN = "SYSTEM_ADMIN", "Администратор системы"
    GUARDIAN = "GUARDIAN", "Представитель ребёнка"
    CHILD = "CHILD", "Ребёнок с 14 лет"
    ACCOUNTANT = "ACCOUNTANT", "Бухгалтер уполномоченной организации"


class Thing(StrEnum):
    """A column of the matrix."""

    PROVIDER = "provider card"
    CERTIFICATION = "program in certification"
    ROADMAP = "roadmap"
    JOURNAL = "journal"
    CHILD = "child and consents"
    READ_LOG = "who read a child's data"
    CERTIFICATE = "certificate"
    LEDGER = "money of a certificate"
    LEDGER_CHECK = "checks of the whole ledger"
    FUNDING = "funding program and parameters"
    AGREEMENT = "payment agreement"
    BULK = "imports, bulk issue and exports"


class Scope(StrEnum):
    """How far a role sees."""

    UNIT = "what belongs to the unit in which the role is held"
    REGION = "everything in the region"


@dataclass(frozen=True)
class Powers:
    """One row of the matrix: where a role is held, what it sees, which decisions it may take."""

    held_in: Unit.Kind
    sees: dict[Thing, Scope] = field(default_factory=dict)
    may: frozenset[str] = frozenset()


_READS_REGION: dict[Thing, Scope] = {thing: Scope.REGION for thing in Thing if thing is not Thing.BULK}
_PROVIDER_ENTRY = {"save_provider", "submit_provider", "resubmit_provider", "withdraw_provider"}
_PROVIDER_ACTS = {"withdraw_program", "submit_program", "resubmit_program", "appeal_refusal", "save_program"}
_AGREEMENT_ACTS = {"save_requisites", "request_agreement", "sign_agreement", "withdraw_agreement", "appeal_agreement"}
_FAMILY_ACTS = {
    "withdraw_certificate",
    "request_funding",
    "withdraw_funding",
    "return_funding",
    "request_move",
    "withdraw_move",
    "give_consent",
    "revoke_consent",
    "give_up_certificate",
}
_FAMILY = (Thing.CHILD, Thing.READ_LOG, Thing.CERTIFICATE, Thing.LEDGER)
_FAMILY_SEES: dict[Thing, Scope] = {thing: Scope.UNIT for thing in _FAMILY}
_OFFICE = (Thing.PROVIDER, Thing.CERTIFICATION, Thing.ROADMAP, Thing.CERTIFICATE, Thing.FUNDING, Thing.AGREEMENT)
_MUNICIPAL_SEES: dict[Thing, Scope] = {thing: Scope.UNIT for thing in (*_OFFICE, Thing.CHILD, Thing.LEDGER, Thing.BULK)}
_OPERATOR_SEES: dict[Thing, Scope] = {thing: Scope.REGION for thing in _OFFICE}

ROLES: dict[Role, Powers] = {
    Role.APPLICANT: Powers(Unit.Kind.PROVIDER, sees={Thing.PROVIDER: Scope.UNIT}, may=frozenset(_PROVIDER_ENTRY)),
    Role.PROVIDER_MANAGER: Powers(
        Unit.Kind.PROVIDER,
        sees={Thing.PROVIDER: Scope.UNIT, Thing.CERTIFICATION: Scope.UNIT, Thing.AGREEMENT: Scope.UNIT},
        may=frozenset(
            _PROVIDER_ENTRY | _PROVIDER_ACTS | _AGREEMENT_ACTS | {"apply_for_a_child", "look_up_certificate"}
        ),
    ),
    Role.OPERATOR_CLERK: Powers(
        Unit.Kind.REGIONAL_OPERATOR,
        sees=_OPERATOR_SEES,
        may=frozenset({"review_provider", "check_program", "classify_program", "certify_program", "check_parameters"}),
    ),
    Role.OPERATOR_HEAD: Powers(
        Unit.Kind.REGIONAL_OPERATOR,
        sees=_OPERATOR_SEES | {Thing.LEDGER_CHECK: Scope.REGION},
        may=frozenset(
            {
                "assign_experts",
                "decide_appeal",
                "decide_agreement_appeal",
                "relieve_expert",
                "record_expert_tie",
                "revoke_program",
                "assign_task",
                "suspend_provider",
                "resume_provider",
                "exclude_provider",
            }
        ),
    ),
    Role.QUALITY_EXPERT: Powers(Unit.Kind.REGIONAL_OPERATOR, may=frozenset({"score_program"})),
    Role.MUNICIPAL_CLERK: Powers(
        Unit.Kind.MUNICIPALITY,
        sees=_MUNICIPAL_SEES,
        may=frozenset(
            {
                "record_roadmap_duty",
                "apply_for_a_child",
                "issue_certificate",
                "activate_certificate",
                "discard_certificate",
                "suspend_certificate",
                "resume_certificate",
                "terminate_certificate",
                "invite_family",
                "end_guardianship",
                "review_move",
                "resolve_duplicate",
                "correct_child",
                "record_special_needs",
                "record_consent",
                "read_child",
                "review_funding",
                "remove_from_queue",
                "save_funding_program",
                "submit_funding_program",
                "resubmit_funding_program",
                "withdraw_funding_program",
                "save_parameters",
                "submit_parameters",
                "resubmit_parameters",
                "withdraw_parameters",
                "run_bulk",
            }
        ),
    ),
    Role.MUNICIPAL_HEAD: Powers(
        Unit.Kind.MUNICIPALITY,
        sees=_MUNICIPAL_SEES,
        may=frozenset(
            {
                "record_roadmap_duty",
                "read_child",
                "approve_funding_program",
                "approve_parameters",
                "adopt_use_order",
                "appoint_payer",
                "replenish",
                "assign_task",
            }
        ),
    ),
    Role.DEPARTMENT_OFFICER: Powers(
        Unit.Kind.DEPARTMENT,
        sees={
            Thing.PROVIDER: Scope.REGION,
            Thing.CERTIFICATION: Scope.REGION,
            Thing.ROADMAP: Scope.REGION,
            Thing.FUNDING: Scope.REGION,
            Thing.AGREEMENT: Scope.REGION,
        },
        may=frozenset({"record_roadmap_duty"}),
    ),
    Role.AUDITOR: Powers(Unit.Kind.REGION, sees=_READS_REGION, may=frozenset({"read_child"})),
    Role.SYSTEM_ADMIN: Powers(Unit.Kind.REGION, may=frozenset({"correct_calendar_day"})),
    Role.GUARDIAN: Powers(Unit.Kind.CHILD, sees=_FAMILY_SEES, may=frozenset(_FAMILY_ACTS)),
    Role.CHILD: Powers(Unit.Kind.CHILD, sees=_FAMILY_SEES, may=frozenset(_FAMILY_ACTS)),
    Role.ACCOUNTANT: Powers(
        Unit.Kind.AUTHORISED_ORGANISATION,
        sees={Thing.AGREEMENT: Scope.UNIT},
        may=frozenset({"confirm_agreement", "archive_agreement"}),
    ),
}


NEAR = (Role.GUARDIAN, Role.CHILD, Role.MUNICIPAL_CLERK, Role.MUNICIPAL_HEAD)  # to a child: family and municipality
# How many objects the answer to one operation may hold: graphql_api/cost.py counts them, docs/endpoint.md tells how.
STRANGERS_LIMIT, NEWCOMERS_LIMIT = 10_000, 12_000  # a newcomer is signed in and has no role yet
COST_LIMITS: dict[Role, int] = {
    Role.APPLICANT: 15_000,
    Role.PROVIDER_MANAGER: 15_000,
    Role.QUALITY_EXPERT: 15_000,
    Role.MUNICIPAL_CLERK: 20_000,
    Role.MUNICIPAL_HEAD: 20_000,
    Role.OPERATOR_CLERK: 30_000,
    Role.OPERATOR_HEAD: 30_000,
    Role.DEPARTMENT_OFFICER: 30_000,
    Role.AUDITOR: 30_000,
    Role.SYSTEM_ADMIN: 30_000,
    Role.GUARDIAN: 15_000,
    Role.CHILD: 15_000,
    Role.ACCOUNTANT: 20_000,
}


def is_all(rows: QuerySet) -> bool:
    """Whether a queryset leaves nothing of its table out."""
    try:
        return not rows.query.where.as_sql(rows.query.get_compiler(connection=connection), connection)[0]
    except FullResultSet:
        return True
    except EmptyResultSet:
        return False


def among(column: str, rows: QuerySet) -> Any:
    """Rows whose `column` holds the key of one of `rows`; without a look into that table if it is all of them.

    EXISTS, because in an OR PostgreSQL would read the whole table for an IN.
    """
    if is_all(rows):
        return EVERYTHING if column == "pk" else Q(**{f"{column}__isnull": False})
    return Exists(rows.filter(pk=OuterRef(column)))


@BigAutoField.register_lookup
@ForeignKey.register_lookup
@OneToOneField.register_lookup
class EqualsAny(Lookup):
    """`holder__any=Param(…)` is `holder_id = ANY(%s)`: the text is the same for one unit and for a hundred."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, self.rhs]


@dataclass(frozen=True)
class Viewer:
    """A user, or a stranger, and the units in which each of its roles is held today.

    Row rules branch on the roles alone; who it is and where it works enter their SQL as parameters.
    """

    user: Any = None  # a User; None: a stranger
    units: dict[Role, list[int]] = field(default_factory=dict)

    def sees(self, thing: Thing, **columns: str) -> Q:
        """Rows of `thing` that the viewer's roles show; `columns` names the column for each kind of unit."""
        branches = []
        for role in self.units:
            scope = ROLES[role].sees.get(thing)
            if scope is Scope.REGION:
                return EVERYTHING
            column = columns.get(ROLES[role].held_in.lower())
            if scope is Scope.UNIT and column:
                branches.append(Q(**{f"{column}__any": self.places(role)}))
        return reduce(or_, branches, NOTHING)

    def is_near(self, **columns: str) -> Q:
        """Rows of the viewer's own children and of the municipalities in which it works; never the region's.

        Each row by itself: who works in one office, or has a child, is as far from all other children as anybody.
        """
        held = [(role, columns.get(ROLES[role].held_in.lower())) for role in self.units if role in NEAR]
        return reduce(or_, [Q(**{f"{column}__any": self.places(role)}) for role, column in held if column], NOTHING)

    def is_at(self, **units: int | None) -> bool:
        """The same of one row whose units are at hand: `child=…, municipality=…`."""
        return any(units.get(ROLES[role].held_in.lower()) in self.units.get(role, ()) for role in NEAR)

    def assigned(self, column: str) -> Q:
        """Rows on which the viewer is named in person."""
        return Q(**{column: self.me}) if self.user else NOTHING

    @property
    def me(self) -> Param:
        """The key of the user as a parameter. Not for strangers."""
        return Param("me", lambda request: request.viewer.user.pk, self.user.pk)

    def places(self, role: Role) -> Param:
        """The units in which a role is held as one parameter."""
        return Param(role, lambda request: request.viewer.units[role], self.units[role])

    @property
    def all_places(self) -> Param:
        """All units in which any role is held, as one parameter."""
        return Param("places", lambda request: _all_units(request.viewer), _all_units(self))

    def may(self, permission: str, unit_id: int | None) -> bool:
        """Whether one of the viewer's roles in that unit has the permission."""
        return any(permission in ROLES[role].may and unit_id in units for role, units in self.units.items())

    @property
    def cost_limit(self) -> int:
        """How much one operation may cost: what the widest of the viewer's roles may spend."""
        if self.user is None:
            return STRANGERS_LIMIT
        return max((COST_LIMITS[role] for role in self.units), default=NEWCOMERS_LIMIT)

    def desks(self) -> Iterator[tuple[int, str]]:
        """Each (unit, permission) pair whose tasks the viewer may complete."""
        pairs = {(unit, name) for role, units in self.units.items() for name in ROLES[role].may for unit in units}
        return iter(sorted(pairs))


def _all_units(viewer: Viewer) -> list[int]:
    return sorted({unit for units in viewer.units.values() for unit in units})


STRANGER = Viewer()
NOBODY = SimpleNamespace(pk=None)  # a user without a face: for statements that are made for everybody with some roles
