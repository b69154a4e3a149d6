"""The composition of a commission: which one is in force, and how a new one is approved (C 2.5.1).

Writes inside the caller's transaction. A composition is never edited: a newer one takes its place on its first day, and
none outlives its calendar year.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest

from backoffice import journal
from backoffice.access import ROLES, Role, Viewer
from backoffice.accounts.models import User
from backoffice.acts import adoption
from backoffice.acts.card import ActCard
from backoffice.acts.services import setting
from backoffice.certificates.models import Certificate
from backoffice.commissions import composition_rules as rules
from backoffice.commissions.composition_card import CompositionCard
from backoffice.commissions.meetings import Meeting
from backoffice.commissions.models import Commission, CommissionComposition, CommissionSeat
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.providers.models import Provider
from backoffice.statements import Param
from backoffice.units.models import Membership, Unit

POSTS = {
    CommissionSeat.Post.CHAIR: Role.COMMISSION_CHAIR,
    CommissionSeat.Post.DEPUTY: Role.COMMISSION_DEPUTY,
    CommissionSeat.Post.SECRETARY: Role.COMMISSION_SECRETARY,
    CommissionSeat.Post.MEMBER: Role.COMMISSION_MEMBER,
}
OF_COMMISSIONS = [role for role, powers in ROLES.items() if powers.held_in == Unit.Kind.COMMISSION]


def ruling(commission_id, on) -> QuerySet[CommissionComposition]:
    """The composition of `in_force` as a queryset of at most one.

    Both arguments may be parameters of a statement, and the commission may be an outer row's.
    """
    return CommissionComposition.objects.filter(_rules(on), commission=commission_id)


def seats_ruling(commission_id, on) -> QuerySet[CommissionSeat]:
    """The seats of the composition of `in_force`, as its act lists them; both arguments as of `ruling`."""
    return CommissionSeat.objects.filter(_rules(on, "composition__"), composition__commission=commission_id).order_by(
        "pk"
    )


def _rules(on, of: str = "") -> Q:
    """That a composition is the newest of its year that has begun; `of` is the way to it."""
    year = on.map(lambda day: day.year, "year") if isinstance(on, Param) else on.year
    begun = CommissionComposition.objects.filter(year=year, valid_from__lte=on)
    newer = begun.filter(commission=OuterRef(f"{of}commission"), valid_from__gt=OuterRef(f"{of}valid_from"))
    return Q(~Exists(newer), **{f"{of}year": year, f"{of}valid_from__lte": on})


def in_force(commission_id: int, on: date) -> CommissionComposition | None:
    """The composition that decides on day `on`: of its year the newest that has begun; None: no meeting is possible."""
    return ruling(commission_id, on).first()


def why_not_approve(
    commission: Commission, card: CompositionCard, legal: ActCard, by: Viewer, *, on: date
) -> Iterator[Refusal]:
    """Yield every reason against approving the composition on day `on`; the municipality's row is locked."""
    yield from adoption.why_not_adopt(legal, by.user, on)
    yield from _why_not_while_voting(commission, card.valid_from)
    of_year = commission.compositions.filter(year=card.year)
    named = {seat.provider for seat in card.seats} - {None}
    seen = Provider.objects.visible_to(by).filter(pk__in=named).values_list("pk", flat=True) if named else ()
    yield from rules.why_not_approve(
        card,
        accounts=_people(card).keys(),
        providers=set(seen),
        members_min=int(setting("COMMISSION_MEMBERS_MIN", on=on, territory=commission.municipality_id)),
        latest=of_year.aggregate(latest=Max("valid_from"))["latest"],
        on=on,
    )


def may_preside(commission_id: int, person: User, *, on: date) -> bool:
    """Whether a person is chair or deputy of a commission on day `on`."""
    held = Membership.objects.filter(unit=commission_id, user=person, valid_from__lte=on)
    posts = (POSTS[CommissionSeat.Post.CHAIR], POSTS[CommissionSeat.Post.DEPUTY])
    return held.filter(Q(valid_to=None) | Q(valid_to__gt=on), role__in=posts).exists()


def _why_not_while_voting(commission: Commission, valid_from: date) -> Iterator[Refusal]:
    """An item that is being voted on keeps its members: they have their roles until the vote is over."""
    going_on = Meeting.objects.filter(commission=commission, status=Meeting.Status.VOTING)
    last = going_on.filter(held_on__gte=valid_from).order_by("held_on").last()
    if last is not None:
        text = f"На заседании № {last.number} идёт голосование, оно продлится до {last.held_on:%d.%m.%Y}."
        remedy = "Утвердите состав со следующего дня или дождитесь подсчёта голосов."
        yield Refusal("MEETING_IN_PROGRESS", text, "Концепция, п. 2.5.1", remedy, ("composition", "valid_from"))


def approve(commission: Commission, card: CompositionCard, legal: ActCard, act: Act) -> CommissionComposition:
    """Approve a composition by an act of the municipality; its people get their roles until the end of the year."""
    territory = commission.municipality.unit
    composition = CommissionComposition.objects.create(
        commission=commission,
        year=card.year,
        number=commission.compositions.filter(year=card.year).count() + 1,
        valid_from=card.valid_from,
        act=adoption.adopt(legal, territory, card.valid_from, act.by),
    )
    people = _people(card)
    seats = CommissionSeat.objects.bulk_create(
        CommissionSeat(
            composition=composition,
            person_id=people[seat.account],
            post=seat.post,
            organisation=seat.organisation.strip(),
            provider_id=seat.provider,
        )
        for seat in card.seats
    )
    _seat(composition, seats)
    note = f"{card.year} год, с {card.valid_from:%d.%m.%Y}. {legal}"
    journal.record("composition.approved", composition, act, note, municipality_id=territory.pk)
    return composition


def _people(card: CompositionCard) -> dict[str, int]:
    """The accounts of the card that may be named, by username.

    A seat opens the name of its holder to officials. Who has that account as a family, in a child's cabinet or with an
    application for a certificate, did not make it for that; a colleague who is a parent too is no private person.
    """
    named = User.objects.filter(username__in={seat.account for seat in card.seats}, is_active=True)
    at_home = Membership.objects.filter(user=OuterRef("pk"), unit__kind=Unit.Kind.CHILD)
    applied = Certificate.objects.filter(applied_by=OuterRef("pk"))
    of_families = Q(Exists(at_home) | Exists(applied), is_private=True)
    return dict(named.exclude(of_families).values_list("username", "pk"))


def _seat(composition: CommissionComposition, seats: list[CommissionSeat]) -> None:
    """End the roles of the composition before and give those of this one; none lasts beyond the year."""
    first, after = composition.valid_from, date(composition.year + 1, 1, 1)
    held = Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=first),
        unit=composition.commission_id,
        role__in=OF_COMMISSIONS,
        valid_from__lt=after,  # the composition of the next year may stand already
    )
    held.update(valid_to=Greatest("valid_from", Value(first)))
    Membership.objects.bulk_create(
        Membership(
            user_id=seat.person_id,
            role=POSTS[CommissionSeat.Post(seat.post)],
            unit_id=composition.commission_id,
            valid_from=first,
            valid_to=after,
        )
        for seat in seats
    )
    # who sits on a commission is no private person any more: officials read the name
    User.objects.filter(pk__in=[seat.person_id for seat in seats], is_private=True).update(is_private=False)
