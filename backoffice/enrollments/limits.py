"""What is left of the contracts that a provider may have in a direction (R6). Only programs of CERTIFIED count.

Contracts count that run at a time: whoever has left by the first day of another is no more there, and a pupil whose
place has passed on counts with whoever follows, who begins the day after.

Locks: the row of the limit is the last one, after the places of the group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import DateField, Exists, F, OuterRef, Q, Subquery, Value

from backoffice.enrollments.contract_limits import ContractLimit
from backoffice.enrollments.models import Enrollment, EnrollmentRequest, PlaceHold
from backoffice.enrollments.request_rules import why_limit_reached
from backoffice.errors import Refused
from backoffice.registers.models import RegisterKind

Pair = tuple[int, str]  # provider and direction
Asked = tuple[Pair, date]  # with the first day


def of_days(
    asked: Collection[Asked], *, on: date, without: EnrollmentRequest | None = None
) -> dict[Asked, tuple[int, int]]:
    """Limit of day `on` and how much of it is taken for each first day; nothing of those without a limit.

    One statement for limits, another where there are any. `without` is a request that does not count.
    """
    if not asked:
        return {}
    pairs = {pair for pair, _ in asked}
    providers, directions = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    rows = [*_in_force(providers, directions, on)]
    ruling = {pair: row.limit for pair in pairs if (row := _ruling(rows, pair))}
    limits = {pair: limit for pair, limit in ruling.items() if limit is not None}
    there = _there(limits, without)
    return {(pair, first): (limits[pair], _taken(there, pair, first)) for pair, first in asked if pair in limits}


def keep(request: EnrollmentRequest, *, on: date) -> None:
    """See, with the limit locked, that the contract which a request asks for is within it.

    :raises Refused: CONTRACT_LIMIT_REACHED
    """
    pair = (request.provider_id, request.module.edition.direction)
    row = _in_force({pair[0]}, {pair[1]}, on).select_for_update(no_key=True).first()
    if row is None or row.limit is None:
        return
    taken = _taken(_there([pair], request), pair, request.starts_on)
    if reasons := [*why_limit_reached(row.limit, taken)]:
        raise Refused(*reasons)


def _in_force(providers: Collection[int], directions: Collection[str], on: date):
    """Limits of day `on` for some providers and directions, the one that decides first."""
    rows = ContractLimit.objects.in_force(on=on).filter(Q(provider=None) | Q(provider__in=providers))
    return rows.filter(direction__in=directions).order_by(F("provider").asc(nulls_last=True), "-valid_from")


def _ruling(rows: Iterable[ContractLimit], pair: Pair) -> ContractLimit | None:
    provider, direction = pair
    return next((row for row in rows if row.direction == direction and row.provider_id in (provider, None)), None)


def _there(pairs: Collection[Pair], without: EnrollmentRequest | None) -> Counter[tuple[int, str, date | None]]:
    """How many pupils and requests that hold a place there are in CERTIFIED, by provider, direction and last day.

    The last day is that of a pupil who leaves; those whose place has passed on are counted as whoever follows.
    """
    there: Counter[tuple[int, str, date | None]] = Counter()
    if not pairs:
        return there
    where = {
        "provider__in": {pair[0] for pair in pairs},
        "module__edition__direction__in": {pair[1] for pair in pairs},
    }
    asked = EnrollmentRequest.objects.filter(
        **where, register=RegisterKind.CERTIFIED, status__in=EnrollmentRequest.HOLDING
    )
    if without is not None:
        asked = asked.exclude(pk=without.pk)
    taught = Enrollment.objects.filter(
        **where, request__register=RegisterKind.CERTIFIED, status=Enrollment.Status.ACTIVE
    )
    leaving = PlaceHold.objects.filter(request=OuterRef("request"), leaves_on__isnull=False)
    passed_on = Exists(leaving.filter(status=PlaceHold.Status.FREED))
    last = Subquery(leaving.filter(status=PlaceHold.Status.FILLED).values("leaves_on"))
    pair = ("provider", "module__edition__direction")
    still = taught.exclude(passed_on).values_list(*pair, last)
    there.update(asked.values_list(*pair, Value(None, DateField())).union(still, all=True))
    return there


def _taken(there: Counter[tuple[int, str, date | None]], pair: Pair, first: date) -> int:
    """How many of them are there on a day, or hold a place for later."""
    return sum(
        number for (*mine, last), number in there.items() if tuple(mine) == pair and (last is None or last >= first)
    )
