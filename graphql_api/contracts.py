"""Contracts on education as people read them: terms, months, documents, signatures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from django.db.models import Case as SqlCase
from django.db.models import F
from strawberry import relay

from backoffice.contracts import models
from backoffice.documents.models import IssuedDocument as IssuedDocumentRow
from graphql_api import contract_words as words
from graphql_api import of_contract
from graphql_api.agreements import PaymentAgreement
from graphql_api.children import Child
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enrollments import EnrollmentRequest
from graphql_api.enums import enum_of
from graphql_api.fields import Kopecks, in_sql, key_in, label_of, points_at, text_of
from graphql_api.funding_periods import FundingPeriod
from graphql_api.issued_documents import IssuedDocument
from graphql_api.municipalities import Municipality
from graphql_api.programs import ProgramModule
from graphql_api.providers import Provider
from workflows.models import Process

if TYPE_CHECKING:
    from graphql_api.cases import Case

ContractStatus = enum_of(models.Contract.Status, "ContractStatus")
ContractLineStatus = enum_of(models.ContractLine.Status, "ContractLineStatus")


@strawberry_django.type(
    models.ContractLine,
    description="A calendar month of a contract: what certificate and family pay for its days. Seen by those who see"
    " the contract.",
)
class ContractLine:
    starts_on: dt.date = strawberry_django.field(description="First of its days.")
    ends_on: dt.date = strawberry_django.field(description="Last of its days.")
    certificate_part: Kopecks = strawberry_django.field(description="From the certificate, kopecks.")
    certificate_part_text = text_of("certificate_part")
    family_part: Kopecks = strawberry_django.field(description="From the family, kopecks.")
    family_part_text = text_of("family_part")
    status: ContractLineStatus = strawberry_django.field(description="What has become of the certificate's part.")
    status_label = label_of("status")
    period: FundingPeriod | None = strawberry_django.field(description="Whose money pays; null: the family all of it.")
    agreement: PaymentAgreement | None = strawberry_django.field(
        description="By which agreement it is paid; null: by none, or you may not see it."
    )

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


def _initials(info: Info) -> SqlCase:
    return of_contract.pupil(info.context.viewer)


def _said(info: Info) -> SqlCase:
    return of_contract.said(info.context.viewer)


@strawberry_django.type(
    models.Contract,
    description="A family and a provider agree on lessons that a certificate pays for (C 2.9). Seen by the family, the"
    " provider, the municipality that issued the certificate, whoever pays for it, those who read the region; before"
    " the offer by the provider alone. Whoever only pays sees numbers and sums, never the child.",
)
class Contract(relay.Node):
    number: str = strawberry_django.field(description="Number; empty before the offer.")
    year: int | None = strawberry_django.field(description="Year of the offer: in it the provider's number is unique.")
    status: ContractStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    version: int = strawberry_django.field(description="Rises with every change; send it as expectedVersion.")
    starts_on: dt.date | None = strawberry_django.field(description="First day; null before the offer.")
    ends_on: dt.date | None = strawberry_django.field(description="Last day, as agreed.")
    price: Kopecks = strawberry_django.field(description="All of it, kopecks.")
    price_text = text_of("price")
    certificate_part: Kopecks = strawberry_django.field(description="What the certificate pays of it, kopecks.")
    certificate_part_text = text_of("certificate_part")
    family_part: Kopecks = strawberry_django.field(description="What the family pays of it, kopecks.")
    family_part_text = text_of("family_part")
    offered_on: dt.date | None = strawberry_django.field(description="Day of the offer.")
    accepted_on: dt.date | None = strawberry_django.field(description="Day of the family's acceptance.")
    signed_on: dt.date | None = strawberry_django.field(
        description="Day on which the provider signed: since then it is in force."
    )
    notice_on: dt.date | None = strawberry_django.field(description="Day of the notice that ends it early.")
    ended_on: dt.date | None = strawberry_django.field(description="Last day, once it ends early or is over.")
    ended_by: str = strawberry_django.field(
        description="Who ended it early: FAMILY, PROVIDER, PAYER or SYSTEM; empty: nobody."
    )
    ended_by_label = label_of("ended_by")
    ground: str = strawberry_django.field(description="Code of the ground of a refusal or an early end; empty: none.")
    provider: Provider | None = strawberry_django.field(description="Who teaches; null if you may not see it.")
    municipality: Municipality = strawberry_django.field(description="Whose certificate it is, and whose money.")
    module: ProgramModule | None = strawberry_django.field(description="What is taught; null if you may not see it.")
    child: Child | None = strawberry_django.field(description="Who is taught; null if you may not see the record.")
    request: EnrollmentRequest | None = strawberry_django.field(
        description="The request that led to it; null if you may not see it."
    )

    @strawberry_django.field(
        only=["reason"],
        annotate={"said": _said},
        metadata=in_sql(_said),
        description="Why it was not made or ended early; empty if it was not, and for whoever only pays.",
    )
    def reason(self, info: Info) -> str:
        return of_contract.read(self, "said", info.context.viewer)

    @strawberry_django.field(
        annotate={"pupil": _initials},
        metadata=in_sql(_initials),
        description="Initials and year of birth of the child; empty for whoever only pays.",
    )
    def child_initials(self, info: Info) -> str:
        return of_contract.read(self, "pupil", info.context.viewer)

    @strawberry_django.field(
        select_related=["certificate"],
        only=["certificate__number"],
        metadata=in_sql(lambda info: F("certificate__number")),
        description="Number of the certificate.",
    )
    def certificate_number(self) -> str:
        return self.certificate.number

    @strawberry_django.field(
        annotate={"plan": words.plan_text()},
        metadata=in_sql(lambda info: words.plan_text()),
        description="Who pays what for each month, in Russian; empty before the offer.",
    )
    def plan_text(self, info: Info) -> str:
        return of_contract.read(self, "plan", info.context.viewer)

    @strawberry_django.field(
        annotate={"comes_next": words.next_step()},
        metadata=in_sql(lambda info: words.next_step()),
        description="What comes next, who acts and until when, in Russian; empty when nothing does.",
    )
    def next_step(self, info: Info) -> str:
        return of_contract.read(self, "comes_next", info.context.viewer)

    @strawberry_django.field(description="Its months in order; none before the offer.")
    def lines(self) -> list[ContractLine]:
        return models.ContractLine.objects.filter(contract=self.pk).order_by("starts_on")

    @strawberry_django.field(description="Its documents that you may see, oldest first.")
    def documents(self) -> list[IssuedDocument]:
        return IssuedDocumentRow.objects.filter(contract=self.pk).order_by("pk")

    @strawberry_django.field(
        description="The case in which it is made: steps, history, what you may do; null if you may not see it."
    )
    def case(self) -> Annotated[Case, strawberry.lazy("graphql_api.cases")] | None:
        return Process.objects.filter(contract=self.pk)

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class ContractsQuery:
    @strawberry_django.field(description="One contract, or null if there is none that you may see.")
    def contract(self, id: strawberry.ID) -> Contract | None:
        return models.Contract.objects.filter(pk=key_in(id, "Contract"))

    @strawberry_django.connection(KeysetConnection[Contract], description="Contracts that you may see, newest first.")
    def contracts(
        self,
        info: Info,
        status: ContractStatus | None = None,
        group: strawberry.ID | None = None,
        child: strawberry.ID | None = None,
    ) -> list[Contract]:
        seen = models.Contract.objects.visible_to(info.context.viewer)
        if status is not None:
            seen = seen.filter(status=status)
        if group is not None:
            seen = seen.filter(points_at("request__group", group, "StudyGroup"))
        if child is not None:
            seen = seen.filter(of_contract.near_to(info.context.viewer), points_at("child", child, "Child"))
        return seen.order_by("-pk")
