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
    costs, certificate_part = _by_periods(means, paying, limit, first, last)
    return Price(last, costs, certificate_part, all_funds - certificate_part)


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


def _by_periods(
    means: Means, paying: Sequence[FundingPeriod], limit: int, first: date, last: date
) -> tuple[tuple[tuple[date, int], ...], int]:
    """What each period is asked for, and what they pay together: each no more than its balance.

    A period with an empty balance is asked for its whole share, so that the family hears why it does not pay.
    """
    there = [period for period in paying if period.starts_on <= last]
    spans = [pricing.Span(period.starts_on, period.ends_on) for period in there]
    shares = pricing.by_periods(limit, first, last, spans)
    costs, certificate_part = [], 0
    for period, share in zip(there, shares, strict=True):
        paid = min(share, means.accounts[period.pk].balance)
        certificate_part += paid
        costs.append((max(period.starts_on, first), paid or share))
    return tuple(costs), certificate_part
