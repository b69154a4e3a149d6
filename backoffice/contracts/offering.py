"""A contract is prepared and offered, and its money reserved (domain 4d-1, 4d-2). Inside the caller's transaction.

Locks: case → request → contract → certificate → numbers of the provider → accounts → caps of the direction, the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.db.models import F, Sum

from backoffice.acts import services as acts
from backoffice.contracts import rules, spending, texts, unmade
from backoffice.contracts.models import Contract, ContractLine
from backoffice.contracts.terms import Terms, costs, first_day, terms_of
from backoffice.enrollments import facts as use_facts
from backoffice.enrollments import leaving, sending
from backoffice.enrollments.assessments import MunicipalAssessment
from backoffice.enrollments.facts import Use
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.enrollments.rules import why_cap_reached
from backoffice.errors import Refusal, Refused, unknown_ground
from backoffice.funding import services as funding
from backoffice.funding.models import DirectionCap, MunicipalFundingProgram
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.models import LedgerEntry
from backoffice.programs.words import Direction
from backoffice.registers.models import RegisterKind

Status = Contract.Status
PROCESS = "ContractSigning"


def prepare(request: EnrollmentRequest, act: Act) -> Contract:
    """Begin the contract of a request that was found possible; nothing is promised yet."""
    contract = Contract.objects.create(
        request=request,
        certificate=request.certificate,
        child=request.child,
        municipality_id=request.municipality_id,
        provider_id=request.provider_id,
        module=request.module,
        parent=_before(request),
    )
    unmade.note("contract.prepared", contract, act)
    return contract


def _before(request: EnrollmentRequest) -> Contract | None:
    """The contract that this one prolongs: the child's newest for another part of the same program."""
    program = request.module.edition.program_id
    signed = Contract.objects.filter(child=request.child_id, module__edition__program=program, signed_on__isnull=False)
    return signed.exclude(module=request.module_id).exclude(status=Status.ANNULLED).order_by("-pk").first()


def why_not_ground(ground: str, *, on: date) -> Iterator[Refusal]:
    """Yield why a provider may not refuse a contract on that ground on day `on`."""
    if ground not in {each.code for each in acts.grounds(PROCESS, on=on)}:
        yield unknown_ground(rules.RULE, "ground")


def why_not_offer(contract: Contract, number: str, starts_on: date | None, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against an offer today. Keeps on the contract what it comes to, for `offer`."""
    contract.certificate = contract.request.certificate = funding.lock(contract.certificate_id)
    _lock_numbers(contract, on)
    terms = contract.terms = terms_of(contract, first_day(contract, starts_on, on=on), on=on)
    found = contract.request.assessments.latest("pk")
    by_rules = found.way == MunicipalAssessment.Way.RULES
    yield from rules.why_not_offer(terms.plan.facts, found_by_rules=by_rules)
    yield from rules.why_not_days(_days(contract, terms, on=on))
    yield from leaving.why_not_begin(contract.request_id, terms.plan.starts_on)
    yield from rules.why_not_months(terms.without_agreement)
    yield from rules.why_not_number(
        number, is_taken=bool(number) and _numbers(contract, on).filter(number=number).exists()
    )


def _days(contract: Contract, terms: Terms, *, on: date) -> rules.Days:
    group = terms.plan.group
    return rules.Days(
        starts_on=terms.plan.starts_on,
        today=on,
        group_starts_on=group.starts_on,
        group_ends_on=group.ends_on,
        period_starts_on=terms.today.starts_on if terms.today else None,
        backdating=terms.backdating,
    )


def offer(contract: Contract, number: str, until: date, act: Act, said: str = "") -> None:
    """Offer a contract against which `why_not_offer` had no reason: its terms stand from now on, its place is kept.

    :raises Refused: DIRECTION_CAP_REACHED, when another was first; VOLUME_EXCEEDED
    """
    terms = contract.terms
    sending.settle_terms(contract.request, terms.plan, until, act)
    contract.number, contract.year = number or _next_number(contract, act.on), act.on.year
    contract.starts_on, contract.ends_on = terms.plan.starts_on, terms.plan.ends_on
    contract.certificate_part, contract.family_part = terms.plan.certificate_part, terms.plan.family_part
    contract.price = contract.certificate_part + contract.family_part
    contract.status, contract.offered_on, contract.version = Status.OFFERED, act.on, contract.version + 1
    contract.save()
    contract.months = ContractLine.objects.bulk_create(_lines(contract, terms))
    texts.issue_contract(contract, until, act)
    unmade.note("contract.offered", contract, act, said)
    if not terms.is_reserved_later:
        reserve(contract, act)


def _lines(contract: Contract, terms: Terms) -> Iterator[ContractLine]:
    periods = {period.pk: period for period in terms.plan.means.periods}
    for line in terms.lines:
        yield ContractLine(
            contract=contract,
            starts_on=line.starts_on,
            ends_on=line.ends_on,
            certificate_part=line.certificate,
            family_part=line.family,
            period=None if line.key is None else periods[line.key],
            agreement=terms.agreements[line.starts_on] if line.certificate else None,
        )


def is_reserved(contract: Contract) -> bool:
    """Whether the certificate's part was reserved already, or there is none."""
    mine = LedgerEntry.objects.filter(subject_type=Contract._meta.model_name, subject_id=contract.pk)
    return not contract.certificate_part or mine.exists()


def reserve(contract: Contract, act: Act) -> None:
    """Reserve the certificate's part, period by period, when all was judged but the cap with its row locked.

    :raises Refused: DIRECTION_CAP_REACHED, when another was first
    """
    months = [month for month in contract.months if month.certificate_part]
    by_period = {month.period_id: [each for each in months if each.period_id == month.period_id] for month in months}
    sums = {key: sum(month.certificate_part for month in of_one) for key, of_one in by_period.items()}
    periods = {month.period_id: month.period for month in months if month.period}
    accounts = {key: ledger.account_of(contract.certificate, period) for key, period in periods.items()}
    if reasons := [*_why_cap_reached(contract, sums)]:
        raise Refused(*reasons)
    for key, of_one in by_period.items():
        ground, named = spending.ground(contract, of_one), f"contract:{contract.pk}:reserve:{key}"
        ledger.reserve(accounts[key], sums[key], act, ground, key=named, is_fresh=True)


def why_not_reserve(contract: Contract, *, on: date) -> Iterator[Refusal]:
    """Yield what speaks against reserving what an offered contract says today (R1, R5, R10, R12)."""
    asked = costs(contract.months)
    if not asked:
        return
    use = Use(
        register=RegisterKind.CERTIFIED,
        starts_on=contract.starts_on or on,
        direction=contract.module.edition.direction,
        provider_id=contract.provider_id,
        costs=asked,
    )
    facts = use_facts.gather(contract.certificate, use, on=on)
    yield from rules.why_not_money(facts)


def _why_cap_reached(contract: Contract, sums: dict[int | None, int]) -> Iterator[Refusal]:
    """R12 under the last lock: whoever reserves money of a direction under a cap waits here for the other."""
    direction = contract.module.edition.direction
    in_force = MunicipalFundingProgram.Status.IN_FORCE
    caps = DirectionCap.objects.filter(program__period__in=sums, program__status=in_force, direction=direction)
    rows = caps.select_related("program__period").select_for_update(no_key=True, of=("self",)).order_by("pk")
    full = [
        str(cap.program.period)
        for cap in rows
        if _taken(cap.program.period_id, direction) + sums[cap.program.period_id] > cap.amount
    ]
    yield from why_cap_reached(str(Direction(direction).label), full)


def _taken(period_id: int, direction: str) -> int:
    """What is promised and spent of a direction in a period, kopecks."""
    entries = LedgerEntry.objects.filter(account__period=period_id, direction=direction)
    return int(entries.aggregate(taken=Sum(F("reserved") + F("written_off"), default=0))["taken"])


def _lock_numbers(contract: Contract, on: date) -> None:
    """Two offers of a provider in a year get their numbers one after another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"contract {contract.provider_id} {on.year}"])


def _numbers(contract: Contract, on: date):
    return Contract.objects.filter(provider=contract.provider_id, year=on.year)


def _next_number(contract: Contract, on: date) -> str:
    """The next whole number of the provider in the year; what was typed otherwise does not count."""
    plain = _numbers(contract, on).filter(number__regex=r"^[0-9]{1,9}$").values_list("number", flat=True)
    return str(max(map(int, plain), default=0) + 1)
