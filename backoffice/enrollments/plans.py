"""What a request for a place would come to: by which entry, for which days, who pays what, and what speaks against it.

The same plan answers the family before it asks and decides the request itself, so both say the same. Any number of
groups takes the same statements as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from backoffice.certificates.models import Certificate
from backoffice.enrollments import around, limits, pricing
from backoffice.enrollments import facts as use_facts
from backoffice.enrollments.around import Own
from backoffice.enrollments.facts import Means, Unit, Use
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.enrollments.pricing import Price
from backoffice.enrollments.request_rules import RequestFacts
from backoffice.enrollments.rules import Facts
from backoffice.funding.models import FundingPeriod
from backoffice.groups.models import StudyGroup
from backoffice.programs.models import ProgramEdition
from backoffice.providers.models import Provider
from backoffice.registers.models import ProgramRegisterEntry, RegisterKind

READ_ALONG = ("module__edition__program__provider", "place", "places")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A request as it would be made. Sums in kopecks."""

    group: StudyGroup
    entry: ProgramRegisterEntry | None  # None: the program stands in no register on the first lesson
    starts_on: date
    ends_on: date
    hours: int
    price: Price
    facts: RequestFacts
    means: Means  # what the certificate had when it was planned

    @property
    def period(self) -> FundingPeriod | None:
        """Of the first lesson; None: none is open there yet."""
        return self.means.period(self.starts_on)

    @property
    def register(self) -> str:
        """In which register the program stands; empty: in none."""
        return self.entry.kind if self.entry else ""

    @property
    def certificate_part(self) -> int:
        """What the certificate would pay."""
        return self.price.certificate_part

    @property
    def family_part(self) -> int:
        """What the family would pay."""
        return self.price.family_part


@dataclass(frozen=True)
class Wish:
    """A group that is wanted from a day on, by an entry, at a price; `use` is what the rules of use say of it."""

    group: StudyGroup
    first: date
    entry: ProgramRegisterEntry | None
    price: Price
    use: Facts | None = None

    @property
    def edition(self) -> ProgramEdition:
        """What is taught there."""
        return self.group.module.edition

    @property
    def direction(self) -> tuple[int, str]:
        """Whose contracts would be one more: provider and direction."""
        return self.group.provider_id, self.edition.direction

    @property
    def is_certified(self) -> bool:
        """Whether a contract would follow."""
        return self.entry is not None and self.entry.kind == RegisterKind.CERTIFIED


def plan(
    certificate: Certificate,
    group: StudyGroup,
    *,
    on: date,
    starts_on: date | None = None,
    without: EnrollmentRequest | None = None,
) -> Plan:
    """Plan a request of a certificate, whose child is read, for a group on day `on`.

    `without` is a request that is judged itself: what it has taken does not count against it.
    """
    (made,) = plans(certificate, [group], on=on, starts_on=starts_on, without=without)
    return made


def plans(
    certificate: Certificate,
    groups: Sequence[StudyGroup],
    *,
    on: date,
    starts_on: date | None = None,
    without: EnrollmentRequest | None = None,
) -> list[Plan]:
    """The same for several groups, in their order; each is read with `READ_ALONG`."""
    if not groups:
        return []
    wanted = [(group, starts_on or max(group.starts_on, on)) for group in groups]
    last = max(max(first, group.ends_on) for group, first in wanted)
    means = use_facts.means_of(certificate, min(first for _, first in wanted), last, on=on)
    wishes = _with_use(means, _wishes(means, wanted), without)
    own = around.own_of(certificate.child, groups, without=without)
    asked = {(wish.direction, wish.first) for wish in wishes if wish.is_certified}
    contracts = limits.of_days(asked, on=on, without=without)
    found = (_facts(certificate, wish, own, contracts, on) for wish in wishes)
    return [_plan(wish, facts, means) for wish, facts in zip(wishes, found, strict=True)]


def _wishes(means: Means, wanted: Sequence[tuple[StudyGroup, date]]) -> list[Wish]:
    """With its entry and its price each; only certified programs have one."""
    entries = around.entries_of(wanted)
    certified = [entry is not None and entry.kind == RegisterKind.CERTIFIED for entry in entries]
    paid = [group for (group, _), is_paid in zip(wanted, certified, strict=True) if is_paid]
    normatives = around.normatives_of(paid if means.certificate.is_funded else ())
    wishes = []
    for (group, first), entry, is_paid in zip(wanted, entries, certified, strict=True):
        normative = normatives.get((group.module_id, group.place_id), 0)
        price = pricing.price(means, group, first, normative) if is_paid else Price(group.ends_on)
        wishes.append(Wish(group, first, entry, price))
    return wishes


def _with_use(means: Means, wishes: Sequence[Wish], without: EnrollmentRequest | None) -> list[Wish]:
    """With what the rules of use judge; they say nothing of a program that stands in no register."""
    uses = [
        Use(
            register=wish.entry.kind,
            starts_on=wish.first,
            direction=wish.edition.direction,
            provider_id=wish.group.provider_id,
            hours=wish.group.module.hours,
            costs=wish.price.costs,
        )
        for wish in wishes
        if wish.entry is not None
    ]
    found = iter(use_facts.facts_of(means, uses))
    made = [replace(wish, use=next(found)) if wish.entry is not None else wish for wish in wishes]
    return [replace(wish, use=_without(means, wish.use, without)) for wish in made] if without else made


def _without(means: Means, use: Facts | None, request: EnrollmentRequest) -> Facts | None:
    """The facts as if the request, which may hold its volume already, had taken nothing."""
    period = means.period(use.starts_on) if use else None
    held = (request.register, request.period_id) if request.status in EnrollmentRequest.HOLDING else None
    if use is None or period is None or held != (use.register, period.pk):
        return use
    own = request.hours if use.volume.unit == Unit.HOURS else 1 if use.volume.unit == Unit.PROGRAMS else 0
    return replace(use, volume=replace(use.volume, taken=max(use.volume.taken - own, 0)))


def _facts(certificate: Certificate, wish: Wish, own: Own, contracts, on: date) -> RequestFacts:
    group, edition, places = wish.group, wish.edition, wish.group.places.left_for_newcomers
    counted = wish.entry is not None and wish.entry.max_funded_pupils is not None
    return RequestFacts(
        use=wish.use,
        group_status=group.status,
        opens_at=timezone.localtime(group.opens_at) if group.opens_at else None,
        now=timezone.localtime(),
        group_starts_on=group.starts_on,
        group_ends_on=group.ends_on,
        starts_on=wish.first,
        today=on,
        provider_is_active=edition.program.provider.status == Provider.Status.ACTIVE,
        born=certificate.child.birth_date,
        age_from=edition.age_from,
        age_to=edition.age_to,
        places_left=min(places, wish.entry.left) if counted else places,  # type: ignore[union-attr]  # annotated
        contracts=contracts.get((wish.direction, wish.first)) if wish.is_certified else None,
        is_asked_for=group.module_id in own.asked,
        is_taught=group.module_id in own.taught,
        clashes=around.clashes(own, group, wish.first, wish.price.last),
    )


def _plan(wish: Wish, facts: RequestFacts, means: Means) -> Plan:
    return Plan(
        group=wish.group,
        entry=wish.entry,
        starts_on=wish.first,
        ends_on=wish.price.last,
        hours=wish.group.module.hours,
        price=wish.price,
        facts=facts,
        means=means,
    )
