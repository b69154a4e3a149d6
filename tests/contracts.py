"""Contracts as tests need them, at every step of their making. All of it is made up."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db import transaction
from django.utils import timezone

from backoffice.access import Role
from backoffice.accounts import viewers
from backoffice.accounts.models import User
from backoffice.certificates.models import Certificate
from backoffice.contracts.models import Contract, ContractLine
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.ledger.models import CertificateAccount
from backoffice.payments.models import AuthorisedOrganisation, PaymentAgreement
from backoffice.signatures import codes
from backoffice.units.models import Membership
from tests import eligible, enrollments, factories, families, payers
from tests.enrollments import Family, School
from workflows import contract_signing_acts, engine
from workflows.contract_signing import ContractSigning
from workflows.decisions import contracts as decisions
from workflows.models import Process, Task

_keys = itertools.count(1)
TICKS = {"has_read_terms": True, "consents_to_processing": True}
OFFER = decisions.OfferContract(verdict=decisions.OfferVerdict.OFFER)


@dataclass
class Making:
    """A contract that is made, with those who make it."""

    school: School
    family: Family
    contract: Contract

    @property
    def request(self) -> EnrollmentRequest:
        return EnrollmentRequest.objects.get(pk=self.contract.request_id)

    @property
    def account(self) -> CertificateAccount:
        return CertificateAccount.objects.filter(certificate=self.family.certificate).latest("pk")


def key() -> str:
    """A fresh idempotency key."""
    return f"contract-{next(_keys)}"


def fresh(contract: Contract) -> Contract:
    """The contract as it is now."""
    return Contract.objects.get(pk=contract.pk)


def at_noon(monkeypatch, day: date) -> None:
    """The clock stands at noon of a day in the region."""
    moment = datetime.combine(day, time(5), UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


@transaction.atomic
def school(
    *, price: int = eligible.PRICE, normative: int = eligible.NORMATIVE, capacity: int = 3, **of_group
) -> School:
    """A certified program with a group at a price, whose provider has an agreement with the payer of Kemerovo."""
    edition = eligible.certified(agreed=False, cost=normative, since=date(2020, 1, 1))
    owner = edition.program.provider
    payers.agreement(of=owner, by=payers.payer())
    return School(
        provider=owner,
        manager=factories.member(Role.PROVIDER_MANAGER, owner.unit),
        edition=edition,
        entry=edition.entries.get(),
        group=eligible.group(edition, capacity=capacity, price=price, **of_group),
        clerk=families.clerk(),
        head=families.head(),
    )


@transaction.atomic
def family(*, nominal: int = families.NOMINAL, **of_child) -> Family:
    """A family whose certificate has so much money of this year."""
    made = enrollments.family(**of_child)
    families.funded(made.certificate, _quota(nominal))
    made.certificate = Certificate.objects.select_related("child").get(pk=made.certificate.pk)
    return made


def _quota(nominal: int):
    there = families.Quota.objects.filter(period=families.period(), nominal=nominal).first()
    return there or families.funding_program(count=20, nominal=nominal)


def prepared(at: School | None = None, of: Family | None = None, **asked) -> Making:
    """A request that was found possible: its contract is to be offered."""
    at, of = at or school(), of or family()
    request = enrollments.accept(enrollments.apply(of, at.group, **asked), at.manager)
    return Making(at, of, Contract.objects.get(request=request))


def offered(at: School | None = None, of: Family | None = None, **content) -> Making:
    """An offer that waits for the family."""
    made = prepared(at, of)
    return decided(made, "offer_contract", made.school.manager, _changed(OFFER, content))


def accepted(at: School | None = None, of: Family | None = None, **content) -> Making:
    """An offer that the parent has accepted by a code."""
    made = offered(at, of, **content)
    return accept(made, made.family.parent)


def active_from(made: Making) -> Making:
    """Offered, accepted by the parent and signed, one after another."""
    decided(made, "offer_contract", made.school.manager, OFFER)
    return sign(accept(made, made.family.parent))


def active(at: School | None = None, of: Family | None = None, **content) -> Making:
    """A contract in force, and its pupil."""
    return sign(accepted(at, of, **content))


def accept(made: Making, by: User, step: str = "accept_contract") -> Making:
    """Somebody of the family accepts by a code, or agrees to what the child has accepted."""
    code = tried_code_for(made, by, step)
    if step == "accept_contract":
        decision: object = decisions.AcceptContract(answer=decisions.OfferAnswer.ACCEPT, code=code, **TICKS)
    else:
        decision = decisions.ConsentToContract(answer=decisions.ConsentAnswer.CONSENT, code=code)
    return decided(made, step, by, decision)


def sign(made: Making) -> Making:
    """The provider signs by a code, with an order of today."""
    code = tried_code_for(made, made.school.manager, "sign_contract")
    return decided(made, "sign_contract", made.school.manager, signature(code=code))


def signature(**changes) -> decisions.SignContract:
    """The provider's signature with an order of today."""
    values = {"verdict": decisions.SigningVerdict.SIGN, "order_number": "15-з", "order_date": timezone.localdate()}
    return decisions.SignContract(**{**values, **changes})


@transaction.atomic
def code_for(made: Making, by: User, step: str) -> str:
    """The code that somebody gets for an open step."""
    asked = {"task_id": task_of(made.contract, step).pk, "decision": decisions.RequestSigningCode()}
    return contract_signing_acts.request_code(**asked, by=viewers.viewer_of_user(by)).code.shown


@transaction.atomic
def printed(made: Making) -> Making:
    """The provider has printed the application."""
    by = viewers.viewer_of_user(made.school.manager)
    about = {"contract_id": made.contract.pk, "expected_version": made.contract.version, "by": by}
    contract_signing_acts.print_application(**about, decision=decisions.PrintApplication())
    return made


def tried_code_for(made: Making, by: User, step: str) -> str:
    """The same code, tried as the door does."""
    code = code_for(made, by, step)
    codes.try_it(by, code)
    return code


@transaction.atomic
def complete(contract: Contract, step: str, decision, by: User, *, by_key: str | None = None) -> Contract:
    """A person decides at a step; returns the contract as it is then."""
    task = task_of(contract, step)
    version = Process.objects.get(pk=task.process_id).version
    said = {"task_id": task.pk, "decision": decision, "expected_version": version, "key": by_key or key()}
    engine.complete(task.flow_task, **said, by=viewers.viewer_of_user(by))
    return fresh(contract)


def decided(made: Making, step: str, by: User, decision) -> Making:
    """Somebody decides at a step; the making with its contract as it is then."""
    made.contract = complete(made.contract, step, decision, by)
    return made


def _changed(decision, content: dict):
    return type(decision)(**{**vars(decision), **content})


def task_of(contract: Contract, step: str) -> Task:
    """The open task of a contract at a step."""
    return Task.objects.get(process__contract=contract, flow_task=getattr(ContractSigning, step), finished=None)


def steps_of(contract: Contract) -> list[str]:
    """Names of the open steps of a contract's case."""
    return [task.flow_task.name for task in Task.objects.filter(process__contract=contract, finished=None)]


def case_of(contract: Contract) -> Process:
    """The case in which a contract is made."""
    return Process.objects.get(contract=contract)


def child_account(of: Family) -> User:
    """The child's own account in its cabinet."""
    person = factories.user("child")
    User.objects.filter(pk=person.pk).update(is_private=True)
    unit = of.certificate.child.unit
    Membership.objects.create(user=person, role=Role.CHILD, unit=unit, valid_from=factories.SINCE)
    return person


def standing(made: Making) -> tuple[int, int, int]:
    """What is free, reserved and spent on the certificate of a contract."""
    account = made.account
    return account.balance, account.reserved, account.written_off


def row(request: EnrollmentRequest, payer: AuthorisedOrganisation) -> Contract:
    """A contract in force as a row, whose only month is paid by an agreement with a payer."""
    today = timezone.localdate()
    names = ("certificate", "child", "municipality", "provider", "module", "starts_on", "ends_on")
    made = Contract.objects.create(
        request=request,
        number="1",
        year=today.year,
        status="ACTIVE",
        price=100,
        certificate_part=100,
        offered_on=today,
        signed_on=today,
        **{name: getattr(request, name) for name in names},
    )
    agreement = PaymentAgreement.objects.filter(provider=request.provider, payer=payer).latest("pk")
    ContractLine.objects.create(
        contract=made,
        starts_on=made.starts_on,
        ends_on=made.ends_on,
        certificate_part=100,
        family_part=0,
        period=request.period,
        agreement=agreement,
    )
    return made
