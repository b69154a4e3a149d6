"""A municipality that adopts things: its people, cards as they should be, lives of a program and of parameters."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.acts.card import ActCard
from backoffice.certificates.models import Certificate
from backoffice.entitlements.models import UseOrderRule
from backoffice.entitlements.order_card import UseOrderCard, UseOrderRuleCard
from backoffice.files.models import StoredFile
from backoffice.funding.models import MunicipalFundingProgram
from backoffice.funding.program_card import FundedCategoryCard, FundingProgramCard
from backoffice.municipalities.parameters_card import AreaCard, ParametersCard, TeachingMeansCard
from backoffice.municipalities.proposals import ParameterProposal
from backoffice.payments.payers import PayerCard
from backoffice.programs.words import Area, Direction
from backoffice.registers.models import RegisterKind
from graphql_api.fields import camel
from tests import factories, families
from workflows import engine, municipal_acts
from workflows.decisions import municipal_acts as decisions
from workflows.funding_program import FundingProgramApproval
from workflows.models import Process, Task
from workflows.parameters import ParametersApproval

INN, KPP = "7707083893", "420501001"
_keys = itertools.count(1)


def today() -> date:
    return timezone.localdate()


def tomorrow() -> date:
    return today() + timedelta(days=1)


def act_card(**changes) -> ActCard:
    """An act of yesterday."""
    values = {"number": "77-п", "adopted_on": today() - timedelta(days=1), "title": "О персонифицированном учёте"}
    return ActCard(**{**values, **changes})


def category(code: str = "GENERAL", count: int = 3, nominal: int = families.NOMINAL, **changes) -> FundedCategoryCard:
    return FundedCategoryCard(code=code, count=count, nominal=nominal, **changes)


def program_card(*categories: FundedCategoryCard, **changes) -> FundingProgramCard:
    """A program of this year that funds what it says and not a kopeck more."""
    categories = categories or (category(),)
    values = {
        "total": sum(each.limit for each in categories),
        "current_from": date(today().year, 1, 1),
        "current_to": date(today().year, 12, 31),
        "categories": categories,
    }
    return FundingProgramCard(**{**values, **changes})


def area_card(area: Area = Area.URBAN, **changes) -> AreaCard:
    """The figures of the vectors, with dearer pay."""
    values = {
        "monthly_pay": Decimal(40000),
        "rates_per_person": Decimal("1.2"),
        "extra_teachers": Decimal("1.1"),
        "other_staff_share": Decimal("0.4"),
        "payroll_tax": Decimal("1.302"),
        "vacation": Decimal("1.17"),
        "useful_hours": Decimal(30),
        "purchased_services": Decimal(12000),
        "training_and_medical": Decimal(5000),
        "teaching_means": tuple(TeachingMeansCard(direction=each, roubles=Decimal(6000)) for each in Direction),
    }
    return AreaCard(area=area, **{**values, **changes})


def parameters_card(*areas: AreaCard, **changes) -> ParametersCard:
    values = {"valid_from": today(), "areas": areas or (area_card(),), "file": None}
    return ParametersCard(**{**values, **changes})


def order_card(*changed: UseOrderRuleCard, **changes) -> UseOrderCard:
    """The region's own order, with other rules for the pairs named."""
    statuses, units = Certificate.FundingStatus, UseOrderRule.LimitUnit
    rules = {}
    for register, status in itertools.product(RegisterKind, statuses):
        certified, funded = register == "CERTIFIED", status == statuses.PERSONALISED_FUNDING
        rules[register, status] = UseOrderRuleCard(
            register=register,
            funding_status=status,
            is_allowed=funded or not certified,
            unit=units.MONEY if certified and funded else units.PROGRAMS,
        )
    rules |= {(each.register, each.funding_status): each for each in changed}
    values = {"valid_from": today(), "rules": tuple(rules.values())}
    return UseOrderCard(**{**values, **changes})


def payer_card(**changes) -> PayerCard:
    values = {"name": "МАУ «Центр учёта»", "inn": INN, "kpp": KPP, "valid_from": today()}
    return PayerCard(**{**values, **changes})


def stored(by: User) -> StoredFile:
    """A file that this person brought."""
    return StoredFile.objects.create(
        storage_name=str(uuid.uuid4()),
        name="расчёт.pdf",
        media_type="application/pdf",
        size=3,
        sha256="0" * 64,
        uploaded_by=by,
    )


def as_input(given: Any, *, file: str = "StoredFile") -> Any:
    """A card, or a part of it, as a client sends it."""
    if is_dataclass(given):
        values = {camel(each.name): as_input(getattr(given, each.name)) for each in fields(given)}
        if values.get("file") is not None:
            values["file"] = to_base64(file, values["file"])
        return values
    if isinstance(given, tuple):
        return [as_input(each) for each in given]
    if isinstance(given, Enum):
        return given.value
    if isinstance(given, Decimal):
        return str(given)
    return given.isoformat() if isinstance(given, date) else given


class Town:
    """A municipality with a clerk and a head, and the operator's clerk."""

    def __init__(self, code: str = "kemerovo-city"):
        self.municipality = families.municipality(code)
        self.clerk, self.head = families.clerk(code), families.head(code)
        self.operator = factories.member(Role.OPERATOR_CLERK, factories.operator_unit())

    @property
    def id(self) -> str:
        return to_base64("Municipality", self.municipality.pk)

    def input(self, **rest) -> dict:
        """The input of an act about the municipality."""
        return {"municipality": self.id, "idempotencyKey": f"key-{next(_keys)}", **rest}


class _Case:
    """Something of a town on its way to an act."""

    model: Any
    flow: Any
    subject: str
    type_name: str

    def __init__(self, town: Town | None, row):
        self.town, self.row = town or Town(), row

    @property
    def case(self) -> Process:
        return Process.objects.filter(**{self.subject: self.row}).latest("pk")

    @property
    def task(self) -> Task:
        return Task.objects.get(process=self.case, flow_task_type="HUMAN", finished=None)

    def _again(self):
        self.row = self.model.objects.get(pk=self.row.pk)
        return self

    def about(self, **rest) -> dict:
        return {
            camel(self.subject): to_base64(self.type_name, self.row.pk),
            "expectedVersion": self.row.version,
            **rest,
        }

    def of_task(self, **rest) -> dict:
        return {"task": to_base64("Task", self.task.pk), "expectedVersion": self.case.version, **rest}

    def of_case(self, **rest) -> dict:
        return {"case": to_base64("Case", self.case.pk), "expectedVersion": self.case.version, **rest}

    @transaction.atomic
    def _start(self, decision, person: User):
        engine.start(
            self.flow.start,
            subject_id=self.row.pk,
            decision=decision,
            expected_version=self.row.version,
            by=factories.viewer(person),
        )
        return self._again()

    @transaction.atomic
    def _complete(self, decision, person: User):
        engine.complete(
            self.task.flow_task,
            task_id=self.task.pk,
            decision=decision,
            expected_version=self.case.version,
            by=factories.viewer(person),
        )
        return self._again()


class Program(_Case):
    """The life of a funding program."""

    model, flow = MunicipalFundingProgram, FundingProgramApproval
    subject, type_name = "funding_program", "FundingProgram"

    def __init__(self, card: FundingProgramCard | None = None, town: Town | None = None, **days):
        town = town or Town()
        decision = decisions.DraftFundingProgram(card=card or program_card(), **(days or {"year": today().year}))
        with transaction.atomic():
            row = municipal_acts.draft_program(
                municipality_id=town.municipality.pk,
                decision=decision,
                by=factories.viewer(town.clerk),
                key=f"program-{next(_keys)}",
            )
        super().__init__(town, row)

    def submit(self):
        return self._start(decisions.SubmitFundingProgram(), self.town.clerk)

    def approve(self, act: ActCard | None = None):
        verdict = decisions.ApprovalVerdict.APPROVE
        return self._complete(decisions.ApproveFundingProgram(verdict=verdict, act=act or act_card()), self.town.head)

    def send_back(self):
        verdict = decisions.ApprovalVerdict.RETURN
        return self._complete(
            decisions.ApproveFundingProgram(verdict=verdict, remark="Проверьте номинал."), self.town.head
        )


class Proposal(_Case):
    """The life of new parameters."""

    model, flow = ParameterProposal, ParametersApproval
    subject, type_name = "parameter_proposal", "ParameterProposal"

    def __init__(self, card: ParametersCard | None = None, town: Town | None = None, *, file: bool = True):
        town = town or Town()
        card = card or parameters_card()
        if file:
            card = ParametersCard(valid_from=card.valid_from, areas=card.areas, file=stored(town.clerk).pk)
        with transaction.atomic():
            row = municipal_acts.draft_parameters(
                municipality_id=town.municipality.pk,
                decision=decisions.DraftParameters(card=card),
                by=factories.viewer(town.clerk),
                key=f"parameters-{next(_keys)}",
            )
        super().__init__(town, row)

    def submit(self):
        return self._start(decisions.SubmitParameters(), self.town.clerk)

    def check(self, remark: str = ""):
        return self._complete(decisions.CheckParameters(remark=remark), self.town.operator)

    def approve(self, act: ActCard | None = None):
        verdict = decisions.ApprovalVerdict.APPROVE
        return self._complete(decisions.ApproveParameters(verdict=verdict, act=act or act_card()), self.town.head)

    def send_back(self):
        verdict = decisions.ApprovalVerdict.RETURN
        return self._complete(decisions.ApproveParameters(verdict=verdict, reason="Проверьте."), self.town.head)
