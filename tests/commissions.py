"""The commission of a municipality as tests need it: its people by post, cards as they should be."""

from __future__ import annotations

import itertools
from datetime import date

from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.acts.models import LegalAct
from backoffice.commissions.composition_card import CommissionSeatCard, CompositionCard
from backoffice.commissions.models import Commission, CommissionComposition, CommissionOrder, CommissionSeat
from backoffice.commissions.models import RegisterCondition as Condition
from backoffice.commissions.order_card import CommissionOrderCard, RegisterConditionCard
from backoffice.registers.models import BudgetRegister
from backoffice.units.models import Membership
from tests import factories
from tests.towns import today

Post = CommissionSeat.Post
# Five with a vote, and the secretary without one. Each is a key of `Seated.people`.
FIVE = {
    "chair": Post.CHAIR,
    "deputy": Post.DEPUTY,
    "first": Post.MEMBER,
    "second": Post.MEMBER,
    "third": Post.MEMBER,
    "secretary": Post.SECRETARY,
}
ROLES = {
    Post.CHAIR: Role.COMMISSION_CHAIR,
    Post.DEPUTY: Role.COMMISSION_DEPUTY,
    Post.SECRETARY: Role.COMMISSION_SECRETARY,
    Post.MEMBER: Role.COMMISSION_MEMBER,
}
ORGANISATION = "Управление образования"
_acts = itertools.count(1)


def commission(code: str = "kemerovo-city") -> Commission:
    """The commission of a municipality; the reference data have one for each."""
    return Commission.objects.select_related("unit", "municipality__unit").get(municipality__unit__code=code)


class Seated:
    """A composition in force with its people and seats by name; the rows are written past the head's act."""

    def __init__(self, code: str = "kemerovo-city", *, valid_from: date | None = None, posts: dict | None = None):
        self.commission = commission(code)
        first = valid_from or date(today().year, 1, 1)
        number = self.commission.compositions.filter(year=first.year).count() + 1
        self.composition = CommissionComposition.objects.create(
            commission=self.commission, year=first.year, number=number, valid_from=first, act=_act(self.commission)
        )
        self.people: dict[str, User] = {}
        self.seats: dict[str, CommissionSeat] = {}
        for name, post in (posts or FIVE).items():
            self._sit(name, post)

    def _sit(self, name: str, post: Post) -> None:
        person, first = factories.user(name), self.composition.valid_from
        Membership.objects.create(
            user=person,
            role=ROLES[post],
            unit=self.commission.unit,
            valid_from=first,
            valid_to=date(first.year + 1, 1, 1),
        )
        self.people[name] = person
        self.seats[name] = CommissionSeat.objects.create(
            composition=self.composition, person=person, post=post, organisation=ORGANISATION
        )


def _act(owner: Commission) -> LegalAct:
    return LegalAct.objects.create(
        code=f"commission-act-{next(_acts)}",
        title="О составе комиссии",
        number="12-п",
        adopted_on=factories.SINCE,
        in_force_from=factories.SINCE,
        territory=owner.municipality.unit,
    )


def seat_card(person: User | str, post: Post = Post.MEMBER, **changes) -> CommissionSeatCard:
    """One place for an account, or for a username."""
    username = person if isinstance(person, str) else person.username
    return CommissionSeatCard(**{"username": username, "post": post, "organisation": ORGANISATION, **changes})


def newcomers() -> dict[str, User]:
    """People with accounts and without places, by the names of `FIVE`."""
    return {name: factories.user(name) for name in FIVE}


def seats_of(people: dict[str, User]) -> tuple[CommissionSeatCard, ...]:
    return tuple(seat_card(person, FIVE[name]) for name, person in people.items())


def composition_card(*seats: CommissionSeatCard, **changes) -> CompositionCard:
    """A composition of this year from today on, of five newcomers and a secretary unless told."""
    values = {"year": today().year, "valid_from": today(), "seats": seats or seats_of(newcomers())}
    return CompositionCard(**{**values, **changes})


def condition_card(**changes) -> RegisterConditionCard:
    values = {
        "register": BudgetRegister.SIGNIFICANT,
        "code": "HOURS",
        "text": "Не меньше 144 часов",
        "check_kind": Condition.Check.HOURS_AT_LEAST,
        "number": 144,
    }
    return RegisterConditionCard(**{**values, **changes})


def order_card(*conditions: RegisterConditionCard, **changes) -> CommissionOrderCard:
    """Two thirds for a quorum, the mean of the votes."""
    values = {
        "valid_from": today(),
        "quorum_percent": 66,
        "places_rule": CommissionOrder.PlacesRule.MEAN,
        "conditions": conditions or (condition_card(),),
    }
    return CommissionOrderCard(**{**values, **changes})


def commission_id(code: str = "kemerovo-city") -> str:
    """The global id of a municipality's commission."""
    return to_base64("Commission", commission(code).pk)
