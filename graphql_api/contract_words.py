"""A contract in Russian sentences, in SQL: what comes next, and the plan of its payments."""

from __future__ import annotations

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, Exists, F, Func, OuterRef, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, Concat

from backoffice.contracts.models import Contract, ContractLine
from graphql_api.expressions import MoneyText, Written
from graphql_api.next_steps import LastDay
from workflows.contract_signing import ContractSigning
from workflows.models import Task

Status = Contract.Status


def next_step() -> Case:
    """What comes next, who acts and until when, over the row of a contract; empty when nothing does."""
    due = _text(_steps().values_list(LastDay("due_at"))[:1])
    consents = Exists(_steps().filter(flow_task=ContractSigning.consent_to_contract))
    offers = _said("Организация предлагает договор до ", due, "; место закреплено.")
    accepts = _said("Семья принимает договор до ", due, ", иначе он не будет заключён, а место освободится.")
    agrees = _said("Законный представитель соглашается с договором до ", due, "; место закреплено.")
    signs = _said("Организация подписывает договор до ", due, "; место закреплено.")
    begun = _said("Договор действует, занятия до ", Written("ends_on"), ".")
    ends = _said("Договор расторгается: последний день ", Written("ended_on"), ".")
    return Case(
        When(status=Status.DRAFT, then=offers),
        When(status=Status.OFFERED, then=accepts),
        When(consents, status=Status.ACCEPTED, then=agrees),
        When(status=Status.ACCEPTED, then=signs),
        When(status=Status.ACTIVE, then=begun),
        When(status=Status.TERMINATING, then=ends),
        default=_words(""),
        output_field=TextField(),
    )


def plan_text() -> Coalesce:
    """Who pays what for each month, over the row of a contract; empty before the offer."""
    month = Concat(
        *(Written("starts_on"), _words("–"), Written("ends_on"), _words(": сертификат ")),
        *(MoneyText("certificate_part"), _words(", семья "), MoneyText("family_part")),
        output_field=TextField(),
    )
    lines = ContractLine.objects.filter(contract=OuterRef("pk")).order_by().values("contract")
    return _text(lines.annotate(words=StringAgg(month, "; ", order_by="starts_on")).values("words"))


def _steps():
    open_steps = Task.objects.filter(process__contract=OuterRef("pk"), finished=None, due_at__isnull=False)
    return open_steps.order_by("pk")


def _said(before: str, middle: Func | Coalesce | F, after: str) -> Concat:
    return Concat(_words(before), middle, _words(after), output_field=TextField())


def _text(rows) -> Coalesce:
    return Coalesce(Subquery(rows, output_field=TextField()), _words(""))


def _words(text: str) -> Value:
    return Value(text, output_field=TextField())
