"""Who I am; signing in and out; an account for a newcomer."""

from typing import Annotated, Any

import strawberry
import strawberry_django
from django.db import transaction
from django.db.models import OuterRef, Q
from strawberry import relay

from backoffice import access
from backoffice.accounts import models as accounts
from backoffice.accounts import services, viewers
from backoffice.units import models as units
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation_without_rollback
from graphql_api.expressions import Words
from graphql_api.fields import in_sql, label_of
from graphql_api.public import public

Role = enum_of(
    access.Role,
    name="Role",
    description="What a person is in a unit.",
    values={
        "APPLICANT": "Has applied for entry of a provider into the register.",
        "PROVIDER_MANAGER": "Acts for a provider.",
        "OPERATOR_CLERK": "Works for the regional operator.",
        "OPERATOR_HEAD": "Heads the work of the regional operator.",
        "QUALITY_EXPERT": "Scores programs for the regional operator.",
        "MUNICIPAL_CLERK": "Works for a municipality.",
        "MUNICIPAL_HEAD": "Heads the work of a municipality.",
        "DEPARTMENT_OFFICER": "Works for the department.",
        "AUDITOR": "Reads everything in the region, changes nothing.",
        "SYSTEM_ADMIN": "Looks after the system and its reference data.",
    },
)
UnitKind = enum_of(
    units.Unit.Kind,
    name="UnitKind",
    description="What sort of place a unit is.",
    values={
        "REGION": "The region as a whole.",
        "DEPARTMENT": "A department of the region's government.",
        "REGIONAL_OPERATOR": "The operator of personalised financing.",
        "MUNICIPALITY": "A municipality.",
        "AUTHORISED_ORGANISATION": "An organisation that pays on behalf of a municipality.",
        "COMMISSION": "A commission that decides by vote.",
        "PROVIDER": "A provider of education.",
    },
)


def is_official(viewer: access.Viewer) -> bool:
    """Whether the viewer works in a public body, and so may know who works in the others."""
    return any(access.ROLES[role].held_in not in accounts.PRIVATE for role in viewer.units)


@strawberry_django.type(
    accounts.User,
    description="A person or machine client. Officials see everybody, others themselves and the people of their units.",
)
class User(relay.Node):
    full_name: str = strawberry_django.field(description="Name as colleagues see it.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


def person_at(path: str, description: str) -> Any:
    """A field: the person behind a key, at the end of a way through the tables."""

    def person(self) -> User | None:
        found = self
        for name in path.split("__"):
            found = getattr(found, name, None)
        return found

    return strawberry_django.field(
        resolver=person,
        select_related=[path],
        metadata=in_sql(lambda info: accounts.User.objects.filter(pk=OuterRef(path))),
        description=description,
    )


@strawberry_django.type(
    units.Unit,
    description="A place in which a role is held. Officials see every unit, others public bodies and their own units.",
)
class Unit(relay.Node):
    kind: UnitKind = strawberry_django.field(description="What sort of place this is.")
    kind_label = label_of("kind")
    code: str = strawberry_django.field(description="Our own stable code.")
    name: str = strawberry_django.field(description="Full name in Russian.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        viewer = info.context.viewer
        if viewer.user is None:
            return queryset.none()
        if is_official(viewer):
            return queryset
        return queryset.filter(~Q(kind__in=accounts.PRIVATE) | Q(pk__any=viewer.all_places))


@strawberry_django.type(units.Membership, description="A role that a user holds in a unit. Seen by the user alone.")
class Membership:
    role: Role = strawberry_django.field(description="Which role.")
    unit: Unit = strawberry_django.field(description="Where it is held.")

    @strawberry_django.field(
        only=["role"],
        metadata=in_sql(lambda info: Words("role", access.Role.choices)),
        description="Russian label of `role`.",
    )
    def role_label(self) -> str:
        return access.Role(self.role).label

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        user = info.context.viewer.user
        return queryset.filter(user=info.context.viewer.me) if user else queryset.none()


@strawberry.type(description="The viewer: who is signed in.")
class Me:
    user: User = strawberry.field(
        metadata=in_sql(lambda info: accounts.User.objects.filter(pk=OuterRef("pk"))), description="The account."
    )

    @strawberry_django.field(
        metadata=in_sql(lambda info: _held(OuterRef("pk"))),
        description="Roles that the viewer holds today. Never a long list.",
    )
    def memberships(self) -> list[Membership]:
        return _held(self.user)


def _held(user):
    return viewers.roles_of(user).filter(role__in=access.Role.values)


@strawberry.type(description="The session has ended.")
class SignedOut:
    signed_out: bool = strawberry.field(description="Always true: nobody is signed in any more.")


@strawberry.input(description="What a person types to sign in.")
class SignInInput:
    username: str = strawberry.field(description="Sign-in name.")
    password: str = strawberry.field(description="Password.")


@strawberry.input(description="Details of a new account.")
class RegisterApplicantInput:
    username: str = strawberry.field(description="Sign-in name: 3 to 60 of a-z, 0-9, dot, dash, underscore.")
    full_name: str = strawberry.field(description="Full name of the person, at most 200 characters.")
    email: str = strawberry.field(default="", description="Where notices go; may be empty.")
    password: str = strawberry.field(description="Password, 10 to 200 characters.")


SignInResult = Annotated[Me | Refused, strawberry.union("SignInResult", description="Who signed in, or why not.")]
RegisterApplicantResult = Annotated[
    User | Refused, strawberry.union("RegisterApplicantResult", description="The new account, or why not.")
]


@strawberry.type
class AccountsQuery:
    @strawberry_django.field(
        metadata=in_sql(lambda info: accounts.User.objects.filter(pk=info.context.viewer.me)),
        description="The viewer. Needs nothing but being signed in.",
    )
    def me(self, info: Info) -> Me:
        return Me(user=info.context.viewer.user)


@strawberry.type
class AccountsMutation:
    @mutation_without_rollback
    @public
    def sign_in(self, info: Info, input: SignInInput) -> SignInResult:
        """Begin a session; open to strangers. Failures are counted and lock the account for this address."""
        info.context.viewer = services.sign_in(info.context.request, input.username, input.password)
        return Me(user=info.context.viewer.user)

    @mutation_without_rollback
    @public
    def sign_out(self, info: Info) -> SignedOut:
        """End the session; open to strangers."""
        services.sign_out(info.context.request)
        info.context.viewer = access.STRANGER
        return SignedOut(signed_out=True)

    @mutation_without_rollback
    @public
    def register_applicant(self, info: Info, input: RegisterApplicantInput) -> RegisterApplicantResult:
        """Make an account without any role; open to strangers, ten attempts an hour from one address."""
        services.count_registration(info.context.request)
        with transaction.atomic():
            return services.register_applicant(input.username, input.full_name, input.email, input.password)
