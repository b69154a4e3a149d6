"""What is left of the contracts that a provider may have in a direction (R6). Only programs of CERTIFIED count.

Locks: the row of the limit is the last one, after the places of the group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import F, Q

from backoffice.enrollments.contract_limits import ContractLimit
from backoffice.enrollments.models import Enrollment, EnrollmentRequest
from backoffice.enrollments.request_rules import why_limit_reached
from backoffice.errors import Refused
from backoffice.registers.models import RegisterKind

Pair = tuple[int, str]  # provider and direction


def of_pairs(
    pairs: Collection[Pair], *, on: date, without: EnrollmentRequest | None = None
) -> dict[Pair, tuple[int, int]]:
    """Limit of day `on` and how much of it is taken, by provider and direction; nothing of those without a limit.

    One statement for limits, another where there are any. `without` is a request that does not count.
    """
    if not pairs:
        return {}
    providers, directions = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    rows = [*_in_force(providers, directions, on)]
    ruling = {pair: row.limit for pair in pairs if (row := _ruling(rows, pair))}
    limits = {pair: limit for pair, limit in ruling.items() if limit is not None}
    taken = _taken(limits, without)
    return {pair: (limit, taken[pair]) for pair, limit in limits.items()}


def keep(request: EnrollmentRequest, *, on: date) -> None:
    """See, with the limit locked, that the contract which a request asks for is within it.

    :raises Refused: CONTRACT_LIMIT_REACHED
    """
    pair = (request.provider_id, request.module.edition.direction)
    row = _in_force({pair[0]}, {pair[1]}, on).select_for_update(no_key=True).first()
    if row is None or row.limit is None:
        return
    if reasons := [*why_limit_reached(row.limit, _taken([pair], request)[pair])]:
        raise Refused(*reasons)


def _in_force(providers: Collection[int], directions: Collection[str], on: date):
    """Limits of day `on` for some providers and directions, the one that decides first."""
    rows = ContractLimit.objects.in_force(on=on).filter(Q(provider=None) | Q(provider__in=providers))
    return rows.filter(direction__in=directions).order_by(F("provider").asc(nulls_last=True), "-valid_from")


def _ruling(rows: Iterable[ContractLimit], pair: Pair) -> ContractLimit | None:
    provider, direction = pair
    return next((row for row in rows if row.direction == direction and row.provider_id in (provider, None)), None)


def _taken(pairs: Collection[Pair], without: EnrollmentRequest | None) -> Counter[Pair]:
    """How many pupils and requests that hold a place there are in CERTIFIED, by provider and direction."""
    taken: Counter[Pair] = Counter()
    if not pairs:
        return taken
    there = {
        "provider__in": {pair[0] for pair in pairs},
        "module__edition__direction__in": {pair[1] for pair in pairs},
    }
    asked = EnrollmentRequest.objects.filter(
        **there, register=RegisterKind.CERTIFIED, status__in=EnrollmentRequest.HOLDING
    )
    if without is not None:
        asked = asked.exclude(pk=without.pk)
    taught = Enrollment.objects.filter(
        **there, request__register=RegisterKind.CERTIFIED, status=Enrollment.Status.ACTIVE
    )
    pair = ("provider", "module__edition__direction")
    taken.update(asked.values_list(*pair).union(taught.values_list(*pair), all=True))
    return taken
