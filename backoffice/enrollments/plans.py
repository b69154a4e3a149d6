"""What a request for a place would come to: by which entry, for which days, who pays what, and what speaks against it.

The same plan answers the family before it asks and decides the request itself, so both say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from backoffice.certificates.models import Certificate
from backoffice.contracts import plan as pricing
from backoffice.enrollments import facts as use_facts
from backoffice.enrollments.facts import Unit, Use
from backoffice.enrollments.models import Enrollment, EnrollmentRequest
from backoffice.enrollments.request_rules import RequestFacts
from backoffice.enrollments.rules import CERTIFIED, Facts
from backoffice.funding.models import FundingPeriod
from backoffice.groups.models import GroupPlaces, ScheduleSlot, StudyGroup
from backoffice.ledger.models import CertificateAccount
from backoffice.programs.models import NormativeCost
from backoffice.providers.models import Provider
from backoffice.registers.models import EntryPlaces, ProgramRegisterEntry, RegisterKind

READ_ALONG = ("module__edition__program__provider", "place")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A request as it would be made. Sums in kopecks."""

    group: StudyGroup
    entry: ProgramRegisterEntry | None  # None: the program stands in no register on the first lesson
    starts_on: date
    ends_on: date
    hours: int
    certificate_part: int
    family_part: int
    facts: RequestFacts

    @property
    def register(self) -> str:
        """In which register the program stands; empty: in none."""
        return self.entry.kind if self.entry else ""


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
    return [_plan(certificate, group, on, starts_on, without) for group in groups]


def _plan(certificate, group: StudyGroup, on: date, starts_on, without) -> Plan:
    first = starts_on or max(group.starts_on, on)
    edition = group.module.edition
    paid = Q(kind=RegisterKind.CERTIFIED) if group.price else ~Q(kind=RegisterKind.CERTIFIED)
    entries = ProgramRegisterEntry.objects.filter(paid, edition=edition).in_force(on=first)
    entry = entries.order_by("-pk").first()
    last, costs, certificate_part, family_part = _money(certificate, group, entry, first)
    use = None
    if entry is not None:
        use = use_facts.gather(
            certificate,
            Use(
                register=entry.kind,
                starts_on=first,
                direction=edition.direction,
                provider_id=group.provider_id,
                hours=group.module.hours,
                costs=costs,
            ),
            on=on,
        )
        if without is not None and without.status in EnrollmentRequest.HOLDING:
            use = _without(use, without)
    child = certificate.child
    requests = EnrollmentRequest.objects.filter(child=child, module=group.module, status__in=EnrollmentRequest.OPEN)
    if without is not None:
        requests = requests.exclude(pk=without.pk)
    taught = Enrollment.objects.filter(child=child, module=group.module, status=Enrollment.Status.ACTIVE)
    facts = RequestFacts(
        use=use,
        group_status=group.status,
        opens_at=timezone.localtime(group.opens_at) if group.opens_at else None,
        now=timezone.localtime(),
        group_starts_on=group.starts_on,
        group_ends_on=group.ends_on,
        starts_on=first,
        today=on,
        provider_is_active=edition.program.provider.status == Provider.Status.ACTIVE,
        born=child.birth_date,
        age_from=edition.age_from,
        age_to=edition.age_to,
        places_left=_places_left(group, entry),
        is_asked_for=requests.exists(),
        is_taught=taught.exists(),
        clashes=_clashes(child, group, first, last, without),
    )
    return Plan(
        group=group,
        entry=entry,
        starts_on=first,
        ends_on=last,
        hours=group.module.hours,
        certificate_part=certificate_part,
        family_part=family_part,
        facts=facts,
    )


def _without(use: Facts, request: EnrollmentRequest) -> Facts:
    """The facts as if the request, which holds its volume already, had taken nothing."""
    own = request.hours if use.volume.unit == Unit.HOURS else 1 if use.volume.unit == Unit.PROGRAMS else 0
    return replace(use, volume=replace(use.volume, taken=max(use.volume.taken - own, 0)))


def _money(certificate, group, entry, first: date):
    """The last day, what each period pays at most, and who pays what (domain 5.2–5.4).

    A funded certificate pays by the money of the periods that it has; days after them wait for their own money.
    """
    last = group.ends_on
    if entry is None or entry.kind != CERTIFIED or group.price is None or not first <= last:
        return last, (), 0, 0
    group_days = pricing.days(group.starts_on, group.ends_on)
    if not certificate.is_funded:
        return last, (), 0, pricing.part(group.price, pricing.days(first, last), group_days)
    periods = [
        *FundingPeriod.objects.filter(
            municipality=certificate.issuer_id, starts_on__lte=last, ends_on__gte=first
        ).order_by("starts_on")
    ]
    balances = {
        account.period_id: account.balance
        for account in CertificateAccount.objects.filter(certificate=certificate, period__in=periods)
    }
    paying = [period for period in periods if period.pk in balances]
    if paying and paying[0].starts_on <= first:
        last = min(last, _end_of_row(paying))
    else:
        paying = []
    days = pricing.days(first, last)
    all_funds = pricing.part(group.price, days, group_days)
    normative = NormativeCost.objects.filter(module=group.module_id, place=group.place_id).order_by("-pk").first()
    limit = min(all_funds, pricing.part(normative.kopecks, days, group_days)) if normative else 0
    if not paying:
        return last, ((first, limit),), 0, all_funds
    spans = [pricing.Span(period.starts_on, period.ends_on) for period in paying]
    shares = pricing.by_periods(limit, first, last, spans)
    costs, certificate_part = [], 0
    for period, share in zip(paying, shares, strict=True):
        paid = min(share, balances[period.pk])
        certificate_part += paid
        costs.append((max(period.starts_on, first), paid or share))
    return last, tuple(costs), certificate_part, all_funds - certificate_part


def _end_of_row(periods: list[FundingPeriod]) -> date:
    """The last day of the periods that follow the first one without a gap."""
    end = periods[0].ends_on
    for period in periods[1:]:
        if period.starts_on != end + timedelta(days=1):
            break
        end = period.ends_on
    return end


def _places_left(group: StudyGroup, entry: ProgramRegisterEntry | None) -> int:
    places = GroupPlaces.objects.get(pk=group.pk)
    left = places.capacity - places.taken - places.waiting
    if entry is not None and entry.max_funded_pupils is not None:
        of_entry = EntryPlaces.objects.get(pk=entry.pk)
        left = min(left, of_entry.maximum - of_entry.taken)
    return left


def _clashes(child, group, first: date, last: date, without) -> tuple[str, ...]:
    """Lessons of the group that meet those of another group of the child, in Russian."""
    others = StudyGroup.objects.filter(
        Q(enrollments__child=child, enrollments__status=Enrollment.Status.ACTIVE)
        | Q(requests__child=child, requests__status__in=EnrollmentRequest.HOLDING)
    ).exclude(pk=group.pk)
    others = others.filter(starts_on__lte=last, ends_on__gte=first)
    mine = [*group.slots.all()]
    found = ScheduleSlot.objects.filter(group__in=others.values("pk")).select_related("group")
    days = ("", "пн", "вт", "ср", "чт", "пт", "сб", "вс")
    return tuple(
        f"{days[slot.weekday]} {slot.begins_at:%H:%M}–{slot.ends_at:%H:%M}, {slot.group}"
        for slot in found.order_by("weekday", "begins_at", "pk")
        if any(
            one.weekday == slot.weekday and one.begins_at < slot.ends_at and slot.begins_at < one.ends_at
            for one in mine
        )
    )
