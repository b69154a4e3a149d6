"""Who pays what for a group that is wanted, by the money of a certificate (domain 5.2–5.4). Sums in kopecks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.contracts import plan as pricing
from backoffice.enrollments.facts import Means
from backoffice.funding.models import FundingPeriod
from backoffice.groups.models import StudyGroup


@dataclass(frozen=True)
class Price:
    """What a group costs from a day on. `costs` is what is asked of each period, by its first day there."""

    last: date  # the last day that is paid for, or of the group
    costs: tuple[tuple[date, int], ...] = ()
    certificate_part: int = 0
    family_part: int = 0
    shares: tuple[pricing.Share, ...] = ()  # what each period is asked for and pays; its key is the period's


def price(means: Means, group: StudyGroup, first: date, normative: int) -> Price:
    """The price of a certified program from a day on; `normative` is the cost of the whole module, 0 if unknown.

    A funded certificate pays by the money of the periods that it has, one after another; days after them wait for their
    own money. A certificate of accounting pays nothing. A day outside of the group has no price.
    """
    if group.price is None or not group.starts_on <= first <= group.ends_on:
        return Price(group.ends_on)
    paying = _paying(means, first) if means.certificate.is_funded else []
    last = min(group.ends_on, paying[-1].ends_on) if paying else group.ends_on
    days, of_group = pricing.days(first, last), pricing.days(group.starts_on, group.ends_on)
    all_funds = pricing.part(group.price, days, of_group)
    if not means.certificate.is_funded:
        return Price(last, (), 0, all_funds)
    limit = min(all_funds, pricing.part(normative, days, of_group))
    if not paying:
        return Price(last, ((first, limit),), 0, all_funds)
    shares = _shares(means, paying, limit, first, last)
    costs = tuple((max(share.span.starts_on, first), share.paid or share.asked) for share in shares)
    certificate_part = sum(share.paid for share in shares)
    return Price(last, costs, certificate_part, all_funds - certificate_part, shares)


def _paying(means: Means, first: date) -> list[FundingPeriod]:
    """The periods that have money of the certificate, from that of the first day on, without a gap."""
    row: list[FundingPeriod] = []
    for period in means.periods:
        begins = period.starts_on == row[-1].ends_on + timedelta(days=1) if row else period.starts_on <= first
        if period.ends_on < first:
            continue
        if not begins or period.pk not in means.accounts:
            break
        row.append(period)
    return row


def _shares(
    means: Means, paying: Sequence[FundingPeriod], limit: int, first: date, last: date
) -> tuple[pricing.Share, ...]:
    """What each period is asked for, and what it pays of that: no more than its balance."""
    there = [period for period in paying if period.starts_on <= last]
    spans = [pricing.Span(period.starts_on, period.ends_on) for period in there]
    asked = pricing.by_periods(limit, first, last, spans)
    return tuple(
        pricing.Share(period.pk, span, share, min(share, means.accounts[period.pk].balance))
        for period, span, share in zip(there, spans, asked, strict=True)
    )
