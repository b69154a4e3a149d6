"""Contracts in force, made by rows with their money reserved, and what becomes of them. All of it is made up."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.accounts import viewers
from backoffice.accounts.models import User
from backoffice.certificates.models import Certificate
from backoffice.contracts import ending, plan, proof, spending
from backoffice.contracts.models import Contract, ContractLine
from backoffice.enrollments import proof as places_proof
from backoffice.enrollments import pupils
from backoffice.enrollments.models import Enrollment
from backoffice.funding import quotas
from backoffice.funding.models import FundingPeriod, Quota
from backoffice.groups.models import StudyGroup
from backoffice.journal import Act
from backoffice.ledger import proof as ledger_proof
from backoffice.ledger import services as ledger
from backoffice.ledger.models import CertificateAccount, LedgerEntry
from backoffice.payments.models import AuthorisedOrganisation, PaymentAgreement
from tests import contracts, enrollments, families
from tests.contracts import Making
from tests.enrollments import School
from workflows import contract_acts, engine
from workflows.decisions import contract_endings as decisions

_numbers = itertools.count(1)
PART = 900000  # kopecks of the certificate: vector CT-2


@transaction.atomic
def live(
    at: School,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    kopecks: int = PART,
    on: date | None = None,
) -> Contract:
    """A contract in force with its pupil, by rows: its days may be of any year. `on`: when it was signed."""
    on = on or timezone.localdate()
    request = contracts.prepared(at).request
    first, last = starts_on or request.starts_on, ends_on or request.ends_on
    request.starts_on, request.ends_on = first, last
    request.save(update_fields=["starts_on", "ends_on"])
    StudyGroup.objects.filter(pk=at.group.pk, ends_on__lt=last).update(ends_on=last)
    case = enrollments.case_of(request)
    engine.cancel(case)
    pupils.enroll(request, "Д-1", on, Act(at.manager, on, case.case_id))
    Contract.objects.filter(request=request).update(
        number=str(next(_numbers)),
        year=on.year,
        status=Contract.Status.ACTIVE,
        starts_on=first,
        ends_on=last,
        price=kopecks,
        certificate_part=kopecks,
        family_part=0,
        offered_on=on,
        accepted_on=on,
        signed_on=on,
    )
    made = Contract.objects.get(request=request)
    _fund(made, on)
    _reserve(made, kopecks, on)
    spending.write_off_begun(ending.lock(made.pk), Act(None, on))
    return made


def in_force(at: School | None = None) -> Making:
    """A contract in force since today, for some months where the year has them, and those who made it."""
    return contracts.active(at or contracts.school(capacity=1, ends_on=months_from(timezone.localdate(), 4)))


def _fund(contract: Contract, on: date) -> None:
    """The certificate has the money of every year of the contract."""
    for year in range(contract.starts_on.year, contract.ends_on.year + 1):
        period = families.period(year=year)
        quota = Quota.objects.filter(period=period).first() or families.funding_program(year=year, count=1000)
        if not CertificateAccount.objects.filter(certificate=contract.certificate, period=period, nominal__gt=0):
            account = ledger.account_of(contract.certificate, period)
            quotas.take(quota, account, quota.nominal, Act(None, on), key=f"test:{contract.pk}:{year}")


def _reserve(contract: Contract, kopecks: int, on: date) -> None:
    """Its months, and their money period by period."""
    payer = AuthorisedOrganisation.objects.get(municipality=contract.municipality_id)
    sums: dict[FundingPeriod, list[ContractLine]] = {}
    months = plan.monthly_split(kopecks, contract.starts_on, contract.ends_on)
    for month in months:
        last = min(ending.last_day_of_month(month.starts_on), contract.ends_on)
        of_year = {"provider_id": contract.provider_id, "payer": payer, "year": month.starts_on.year}
        values = {"status": "ACTIVE", "number": "1", "signed_on": on, "requested_on": on}
        agreement = PaymentAgreement.objects.get_or_create(**of_year, defaults=values)[0]
        period = FundingPeriod.objects.get(
            municipality=contract.municipality_id, starts_on__lte=month.starts_on, ends_on__gte=month.starts_on
        )
        line = ContractLine.objects.create(
            contract=contract,
            starts_on=month.starts_on,
            ends_on=last,
            certificate_part=month.kopecks,
            family_part=0,
            period=period,
            agreement=agreement,
        )
        sums.setdefault(period, []).append(line)
    for period, lines in sums.items():
        account = ledger.account_of(contract.certificate, period)
        total = sum(line.certificate_part for line in lines)
        if total:
            key = f"contract:{contract.pk}:reserve:{period.pk}"
            ledger.reserve(account, total, Act(None, on), spending.ground(contract, lines), key=key)


def fresh(contract: Contract) -> Contract:
    """The contract as it is now."""
    return Contract.objects.get(pk=contract.pk)


def pupil_of(contract: Contract) -> Enrollment:
    """Who is taught by it, as it is now."""
    return Enrollment.objects.get(request=contract.request_id)


def parent_of(contract: Contract) -> User:
    """Somebody who answers for its child."""
    return Certificate.objects.get(pk=contract.certificate_id).child.guardianships.get(valid_to=None).user


def global_id(contract: Contract) -> str:
    """The certificate that pays, as the API names it."""
    return to_base64("Certificate", contract.certificate_id)


def lines(contract: Contract) -> list[str]:
    """States of its months, the first one first."""
    return [*contract.lines.order_by("starts_on").values_list("status", flat=True)]


def parts(contract: Contract) -> tuple[int, int, int]:
    """Balance, reserved and written off of its certificate, over all periods of the contract."""
    periods = contract.lines.values("period")
    rows = CertificateAccount.objects.filter(certificate=contract.certificate_id, period__in=periods)
    sums = [*rows.values_list("balance", "reserved", "written_off")]
    return tuple(map(sum, zip(*sums, strict=True)))


def notes(contract: Contract) -> list[str]:
    """What the entries of the ledger say of it."""
    rows = LedgerEntry.objects.filter(subject_type="contract", subject_id=contract.pk)
    return [*rows.order_by("pk").values_list("note", flat=True)]


def found(on: date | None = None) -> str:
    """What does not agree on a day, today by default, in Russian; empty: all is well. In the ledger and places too."""
    on = on or timezone.localdate()
    reports = (proof.count(on=on), places_proof.count(on=on), ledger_proof.replay(on=on))
    return "\n".join(line for report in reports for line in report.lines)


@transaction.atomic
def terminate(contract: Contract, by: User, *, ground: str = "", reason: str = "") -> Contract:
    """Somebody ends a contract by the act."""
    return contract_acts.terminate(
        contract_id=contract.pk,
        decision=decisions.TerminateContract(ground=ground, reason=reason),
        expected_version=fresh(contract).version,
        by=viewers.viewer_of_user(by),
        key=enrollments.key(),
    )


@transaction.atomic
def notice(contract: Contract, on: date, *, side=ending.Side.FAMILY) -> Contract:
    """A side ends a contract on a day, past the API."""
    locked = ending.lock(contract.pk)
    ending.terminate(locked, side, "", "Так решили.", Act(None, on))
    return locked


def months_from(day: date, count: int) -> date:
    """The last day of so many calendar months from that of a day."""
    for _ in range(count - 1):
        day = ending.last_day_of_month(day) + timedelta(days=1)
    return ending.last_day_of_month(day)
