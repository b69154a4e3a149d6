"""What a municipality found of a request for a place, as people read it."""

from __future__ import annotations

import datetime as dt

import strawberry_django
from strawberry import relay

from backoffice.enrollments import assessments
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.fields import Kopecks, label_of, text_of

AssessmentVerdictKind = enum_of(assessments.MunicipalAssessment.Verdict, "AssessmentVerdictKind")
AssessmentWay = enum_of(assessments.MunicipalAssessment.Way, "AssessmentWay")


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
