"""Requests for places, their assessments, waiting lists and what comes of them, as people read them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from django.db.models import Case as SqlCase
from django.db.models import F, IntegerField, Q, TextField, Value, When
from strawberry import relay

from backoffice.access import Thing
from backoffice.contracts.models import Contract as ContractRow
from backoffice.enrollments import assessments, models, waiting, waiting_list
from graphql_api.certificates import Certificate
from graphql_api.children import Child
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.fields import Kopecks, in_sql, key_in, label_of, points_at, text_of
from graphql_api.groups import StudyGroup
from graphql_api.municipalities import Municipality
from graphql_api.next_steps import next_step
from graphql_api.registers import ProgramRegisterEntry, RegisterKind
from workflows.models import Process

if TYPE_CHECKING:
    from graphql_api.cases import Case
    from graphql_api.contracts import Contract

EnrollmentRequestStatus = enum_of(models.EnrollmentRequest.Status, "EnrollmentRequestStatus")
EnrollmentStatus = enum_of(models.Enrollment.Status, "EnrollmentStatus")
AssessmentVerdictKind = enum_of(assessments.MunicipalAssessment.Verdict, "AssessmentVerdictKind")
AssessmentWay = enum_of(assessments.MunicipalAssessment.Way, "AssessmentWay")
WaitingStatus = enum_of(waiting.WaitingListEntry.Status, "WaitingStatus")
WaitingMoveKind = enum_of(waiting.WaitingListMove.What, "WaitingMoveKind")


@strawberry_django.type(
    assessments.AssessmentFinding, description="One rule that spoke against, or asked for a person, with its paragraph."
)
class AssessmentFinding:
    code: str = strawberry_django.field(description="Code of the reason.")
    message: str = strawberry_django.field(description="The reason in Russian.")
    rule: str = strawberry_django.field(description="The paragraph it rests on.")
    remedy: str = strawberry_django.field(description="What can be done; empty if nothing.")
    forbids: bool = strawberry_django.field(description="True: against; false: a person is to look.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        seen = assessments.MunicipalAssessment.objects.visible_to(info.context.viewer)
        return queryset.filter(assessment__in=seen)


@strawberry_django.type(
    assessments.MunicipalAssessment,
    description="Whether an enrollment is possible, with the services received at that moment (C 2.15). Seen by the"
    " family, the municipality and those who audit.",
)
class MunicipalAssessment(relay.Node):
    verdict: AssessmentVerdictKind = strawberry_django.field(description="What was found.")
    verdict_label = label_of("verdict")
    way: AssessmentWay = strawberry_django.field(description="By rules, by a clerk or by the head.")
    way_label = label_of("way")
    decided_at: dt.datetime = strawberry_django.field(description="When.")
    ground: str = strawberry_django.field(description="Code of the ground that a person gave; empty if none.")
    reason: str = strawberry_django.field(description="What a person said; empty if nothing.")
    unit: str = strawberry_django.field(
        description="MONEY, PROGRAMS or HOURS: what the limit counts; empty if unknown."
    )
    programs_taken: int = strawberry_django.field(description="Programs of the register taken before this one.")
    hours_taken: int = strawberry_django.field(description="Hours of the register taken before this one.")
    balance: Kopecks | None = strawberry_django.field(description="Free money of the period, kopecks; null: none.")
    balance_text = text_of("balance")
    is_funded: bool = strawberry_django.field(description="Whether the certificate carried money.")
    age: int = strawberry_django.field(description="Full years on the first lesson.")

    @strawberry_django.field(description="The rules that spoke; none: all were content.")
    def findings(self) -> list[AssessmentFinding]:
        return assessments.AssessmentFinding.objects.filter(assessment=self.pk).order_by("pk")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry_django.type(
    waiting.WaitingListMove, description="One thing that happened in a waiting list, told without naming anybody."
)
class WaitingListMove:
    what: WaitingMoveKind = strawberry_django.field(description="What happened.")
    what_label = label_of("what")
    reason: str = strawberry_django.field(description="Why, in Russian; names nobody.")
    at: dt.datetime = strawberry_django.field(description="When.")


def _position() -> SqlCase:
    """The place of an entry that waits, in SQL over its row."""
    return SqlCase(When(status="WAITING", then=waiting_list.ahead() + 1), output_field=IntegerField())


@strawberry_django.type(
    waiting.WaitingListEntry,
    description="A place in the waiting list of a group. Seen by the family, the provider and the municipality.",
)
class WaitingListEntry(relay.Node):
    status: WaitingStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    ticket: int = strawberry_django.field(description="Number in the list of the group, in the order of joining.")
    rank_label = label_of("rank")
    joined_at: dt.datetime = strawberry_django.field(description="When it joined.")

    @strawberry_django.field(
        annotate={"place": _position()},
        metadata=in_sql(lambda info: _position()),
        description="Its place, 1 is the next; null: it waits no longer.",
    )
    def position(self) -> int | None:
        if not hasattr(self, "place"):
            rows = waiting.WaitingListEntry.objects.filter(pk=self.pk)
            self.place = rows.values_list(_position(), flat=True).get()
        return self.place

    @strawberry_django.field(description="Why its place has moved: what happened ahead of it since it joined.")
    def moves_ahead(self) -> list[WaitingListMove]:
        return waiting_list.moves_ahead_of(self).order_by("-pk")[:50]

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


def _near(info: Info) -> Q:
    """Requests of which the viewer may know what the municipality found."""
    return info.context.viewer.sees(Thing.ASSESSMENT, child="child", municipality="municipality")


def _said(info: Info) -> SqlCase:
    """The reason of a request, without what is not for the viewer, in SQL over its row."""
    hidden = ~Q(status=models.EnrollmentRequest.Status.PROVIDER_REFUSED) & ~_near(info)
    return SqlCase(When(hidden, then=Value("")), default=F("reason"), output_field=TextField())


def _objected(info: Info) -> SqlCase:
    return SqlCase(When(_near(info), then=F("appeal")), default=Value(""), output_field=TextField())


def _annotated(request: models.EnrollmentRequest, name: str, expression: SqlCase) -> str:
    """A column that the statement has brought along, or brings now."""
    if not hasattr(request, name):
        rows = models.EnrollmentRequest.objects.filter(pk=request.pk)
        setattr(request, name, rows.values_list(expression, flat=True).get())
    return getattr(request, name)


@strawberry_django.type(
    models.EnrollmentRequest,
    description="A family asks for a place in a group (C 2.13). Seen by the family and those who read the region; once"
    " it is sent by the provider and the municipality that issued the certificate.",
)
class EnrollmentRequest(relay.Node):
    status: EnrollmentRequestStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    version: int = strawberry_django.field(description="Rises with every change; send it as expectedVersion.")
    register: RegisterKind = strawberry_django.field(description="In which register the program stands.")
    register_label = label_of("register")
    starts_on: dt.date = strawberry_django.field(description="First lesson of this child.")
    ends_on: dt.date = strawberry_django.field(description="Last lesson.")
    hours: int = strawberry_django.field(description="Hours counted against the limit.")
    certificate_part: Kopecks = strawberry_django.field(description="What the certificate would pay, kopecks.")
    certificate_part_text = text_of("certificate_part")
    family_part: Kopecks = strawberry_django.field(description="What the family would pay, kopecks.")
    family_part_text = text_of("family_part")
    asked_at: dt.datetime = strawberry_django.field(description="When it was begun.")
    sent_on: dt.date | None = strawberry_django.field(description="Day it was sent; null: a draft.")
    group: StudyGroup | None = strawberry_django.field(description="Where to.")
    entry: ProgramRegisterEntry = strawberry_django.field(description="By which entry of a register.")
    municipality: Municipality = strawberry_django.field(
        description="Who issued the certificate, and answers (C 2.14)."
    )
    certificate: Certificate | None = strawberry_django.field(
        description="The certificate; null if you may not see it."
    )
    child: Child | None = strawberry_django.field(
        description="Who is to be taught; null if you may not see the record."
    )

    @strawberry_django.field(
        metadata=in_sql(lambda info: F("pk")), only=["pk"], description="Number of the request, as people name it."
    )
    def number(self) -> int:
        return self.pk

    @strawberry_django.field(
        only=["status", "reason"],
        annotate={"said": _said},
        metadata=in_sql(_said),
        description="What was said of a refusal or at the end; empty if nothing. What the municipality said: the family"
        " and the municipality alone.",
    )
    def reason(self, info: Info) -> str:
        return _annotated(self, "said", _said(info))

    @strawberry_django.field(
        only=["status", "appeal"],
        annotate={"objected": _objected},
        metadata=in_sql(_objected),
        description="What the family said against a refusal; empty for all but the family and the municipality.",
    )
    def appeal(self, info: Info) -> str:
        return _annotated(self, "objected", _objected(info))

    @strawberry_django.field(
        annotate={"comes_next": next_step()},
        metadata=in_sql(lambda info: next_step()),
        description="What comes next, who acts and until when, in Russian; empty when nothing does.",
    )
    def next_step(self) -> str:
        return _annotated(self, "comes_next", next_step())

    @strawberry_django.field(description="Its case: steps, history, tracker; null if you may not see it.")
    def case(self) -> Annotated[Case, strawberry.lazy("graphql_api.cases")] | None:
        return Process.objects.filter(enrollment_request=self.pk)

    @strawberry_django.field(description="The contract that is made by it; null if there is none that you may see.")
    def contract(self) -> Annotated[Contract, strawberry.lazy("graphql_api.contracts")] | None:
        return ContractRow.objects.filter(request=self.pk)

    @strawberry_django.field(
        select_related=["child"],
        only=["child__initials"],
        metadata=in_sql(lambda info: F("child__initials")),
        description="Initials and year of birth of the child.",
    )
    def child_initials(self) -> str:
        return self.child.initials

    @strawberry_django.field(
        select_related=["certificate"],
        only=["certificate__number"],
        metadata=in_sql(lambda info: F("certificate__number")),
        description="Number of the certificate.",
    )
    def certificate_number(self) -> str:
        return self.certificate.number

    @strawberry_django.field(description="What the municipality found, oldest first; the family and the issuer see it.")
    def assessments(self) -> list[MunicipalAssessment]:
        return assessments.MunicipalAssessment.objects.filter(request=self.pk).order_by("pk")

    @strawberry_django.field(description="Its places in the waiting list, oldest first.")
    def waiting_entries(self) -> list[WaitingListEntry]:
        return waiting.WaitingListEntry.objects.filter(request=self.pk).order_by("pk")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry_django.type(
    models.Enrollment,
    description="A child is taught in a group by an order of its provider (C 2.13). Seen by the family, the provider,"
    " the municipality and those who read the region.",
)
class Enrollment(relay.Node):
    status: EnrollmentStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    version: int = strawberry_django.field(description="Rises with every change; send it as expectedVersion.")
    order_number: str = strawberry_django.field(description="Number of the provider's order.")
    order_date: dt.date = strawberry_django.field(description="Date of the provider's order.")
    starts_on: dt.date = strawberry_django.field(description="First lesson.")
    ends_on: dt.date = strawberry_django.field(description="Last lesson, as planned.")
    ended_on: dt.date | None = strawberry_django.field(description="Last day, once it is over.")
    ground: str = strawberry_django.field(description="Code of the ground on which the provider ended it; empty: none.")
    reason: str = strawberry_django.field(description="Why it ended early; empty if it did not.")
    result: str = strawberry_django.field(description="What the pupil has reached; empty until told.")
    group: StudyGroup | None = strawberry_django.field(description="In which group now.")
    request: EnrollmentRequest | None = strawberry_django.field(description="What it came from.")

    @strawberry_django.field(
        select_related=["child"],
        only=["child__initials"],
        metadata=in_sql(lambda info: F("child__initials")),
        description="Initials and year of birth of the child.",
    )
    def child_initials(self) -> str:
        return self.child.initials

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class EnrollmentsQuery:
    @strawberry_django.field(description="One request for a place, or null if there is none that you may see.")
    def enrollment_request(self, id: strawberry.ID) -> EnrollmentRequest | None:
        return models.EnrollmentRequest.objects.filter(pk=key_in(id, "EnrollmentRequest"))

    @strawberry_django.connection(
        KeysetConnection[EnrollmentRequest], description="Requests for places that you may see, newest first."
    )
    def enrollment_requests(
        self,
        info: Info,
        status: EnrollmentRequestStatus | None = None,
        group: strawberry.ID | None = None,
        child: strawberry.ID | None = None,
    ) -> list[EnrollmentRequest]:
        seen = models.EnrollmentRequest.objects.visible_to(info.context.viewer)
        if status is not None:
            seen = seen.filter(status=status)
        if group is not None:
            seen = seen.filter(points_at("group", group, "StudyGroup"))
        if child is not None:
            seen = seen.filter(points_at("child", child, "Child"))
        return seen.order_by("-pk")

    @strawberry_django.connection(
        KeysetConnection[Enrollment], description="Enrollments that you may see, newest first."
    )
    def enrollments(
        self,
        info: Info,
        status: EnrollmentStatus | None = None,
        group: strawberry.ID | None = None,
        child: strawberry.ID | None = None,
    ) -> list[Enrollment]:
        seen = models.Enrollment.objects.visible_to(info.context.viewer)
        if status is not None:
            seen = seen.filter(status=status)
        if group is not None:
            seen = seen.filter(points_at("group", group, "StudyGroup"))
        if child is not None:
            seen = seen.filter(points_at("child", child, "Child"))
        return seen.order_by("-pk")
