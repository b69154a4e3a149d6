"""Payers, their accountants and the life of a payment agreement, as tests need them. All of it is made up."""

from __future__ import annotations

import itertools
from datetime import date

from django.db import transaction
from django.utils import timezone

from backoffice.access import Role
from backoffice.accounts import viewers
from backoffice.accounts.models import User
from backoffice.acts.models import LegalAct
from backoffice.payments.models import AuthorisedOrganisation, PaymentAgreement
from backoffice.providers.models import Provider
from backoffice.units.models import Unit
from tests import factories, families
from workflows import agreement_acts, engine
from workflows.decisions import agreements as decisions
from workflows.decisions.program_certification import AppealVerdict
from workflows.models import Process, Task
from workflows.payment_agreement import PaymentAgreementSigning

_numbers = itertools.count(1)
BANK = {
    "bank_name": "Банк Примерный",
    "bik": "044525225",
    "settlement_account": "40702810200000000001",
    "correspondent_account": "30101810400000000225",
}
CONFIRM = decisions.ConfirmAgreement(verdict=decisions.AgreementVerdict.CONFIRM)
REJECT = decisions.ConfirmAgreement(
    verdict=decisions.AgreementVerdict.REJECT, grounds=("NO_FUNDS",), reason="Средства распределены."
)
APPEAL = decisions.AppealAgreement(text="Средства есть.")
UPHOLD = decisions.DecideAgreementAppeal(verdict=AppealVerdict.UPHOLD, reason="Средства есть.")
OVERRULE = decisions.DecideAgreementAppeal(verdict=AppealVerdict.REJECT, reason="Средств нет.")


def payer(code: str = "kemerovo-city", **changes) -> AuthorisedOrganisation:
    """The organisation that pays for a municipality: the one that stands, or a new one."""
    found = AuthorisedOrganisation.objects.filter(municipality__unit__code=code, valid_to=None).first()
    if found and not changes:
        return found
    number = next(_numbers)
    unit = Unit.objects.create(
        kind=Unit.Kind.AUTHORISED_ORGANISATION,
        code=f"payer-test-{number}",
        name=f"Центр расчётов {number}",
        valid_from=factories.SINCE,
    )
    values = {"municipality": families.municipality(code), "inn": f"{4200000000 + number}", "kpp": "420501001"}
    values |= {"valid_from": factories.SINCE, "act": LegalAct.objects.get(code="defaults")}
    return AuthorisedOrganisation.objects.create(unit=unit, **{**values, **changes})


def accountant(of: AuthorisedOrganisation) -> User:
    """An accountant of a payer."""
    return factories.member(Role.ACCOUNTANT, of.unit)


def provider(**changes) -> Provider:
    """A provider in the register whose bank is known."""
    return factories.provider(**{**BANK, **changes})


def agreement(of: Provider | None = None, by: AuthorisedOrganisation | None = None, **changes) -> PaymentAgreement:
    """An agreement in force, without its case."""
    today = timezone.localdate()
    values = {"year": today.year, "status": PaymentAgreement.Status.ACTIVE, "number": "1", "signed_on": today}
    values |= {"provider": of or provider(), "payer": by or payer(), "requested_on": today}
    return PaymentAgreement.objects.create(**{**values, **changes})


class Deal:
    """Plays the decisions about one agreement, each by the right person."""

    def __init__(self, *, code: str = "kemerovo-city", limit: int | None = None, **changes):
        self.head = factories.member(Role.OPERATOR_HEAD, factories.operator_unit())
        self.payer = payer(code)
        self.accountant = accountant(self.payer)
        self.provider = provider(**changes)
        self.manager = factories.member(Role.PROVIDER_MANAGER, self.provider.unit)
        self.limit = limit
        self.agreement: PaymentAgreement | None = None

    @property
    def wish(self) -> decisions.RequestAgreement:
        """The request of this year."""
        year = timezone.localdate().year
        return decisions.RequestAgreement(provider=self.provider.pk, payer=self.payer.pk, year=year, limit=self.limit)

    @property
    def case(self) -> Process:
        return Process.objects.get(agreement=self.agreement)

    @property
    def task(self) -> Task:
        return Task.objects.get(process=self.case, flow_task_type="HUMAN", finished=None)

    @transaction.atomic
    def request(self):
        by = viewers.viewer_of_user(self.manager)
        self.agreement = agreement_acts.request(decision=self.wish, by=by, key=f"deal-{next(_numbers)}")
        return self

    def review(self, decision=CONFIRM):
        return self._complete(PaymentAgreementSigning.confirm_agreement, decision, self.accountant)

    def sign(self, signed_on: date | None = None):
        decision = decisions.SignAgreement(number="12-ПФ", signed_on=signed_on or timezone.localdate())
        return self._complete(PaymentAgreementSigning.sign_agreement, decision, self.manager)

    def appeal(self):
        return self._complete(PaymentAgreementSigning.appeal_agreement, APPEAL, self.manager)

    def decide(self, decision=UPHOLD):
        return self._complete(PaymentAgreementSigning.decide_agreement_appeal, decision, self.head)

    @transaction.atomic
    def _complete(self, node, decision, person):
        by, version = viewers.viewer_of_user(person), self.case.version
        engine.complete(node, task_id=self.task.pk, decision=decision, expected_version=version, by=by)
        self.agreement.refresh_from_db()
        return self

    @transaction.atomic
    def expire(self):
        Task.objects.filter(pk=self.task.pk).update(due_at=timezone.now())
        assert engine.expire(self.task.pk)
        self.agreement.refresh_from_db()
        return self
