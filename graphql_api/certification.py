"""What certification leaves behind, for those who follow it: remarks, opinions, refusals, appeals."""

from __future__ import annotations

import datetime as dt

import strawberry
import strawberry_django
from django.db.models import Case, F, Q, When

from backoffice.access import ROLES, Scope, Thing, Viewer, among
from backoffice.certification import experts, models
from backoffice.programs.models import ProgramEdition as Edition
from backoffice.providers.models import Provider
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.fields import in_sql, label_of

RefusalStage = enum_of(models.CertificationRefusal.Stage, "RefusalStage")
AppealStatus = enum_of(models.Appeal.Status, "AppealStatus")


def _followed(viewer: Viewer, prefix: str = "edition") -> Q:
    return among(prefix, Edition.objects.concerning(viewer))


def _is_changed() -> Case:
    unanswered = When(value_after=None, then=None)
    return Case(unanswered, When(value_after=F("value_before"), then=False), default=True)


@strawberry_django.type(
    models.Remark, description="A remark on one field of a returned card. Seen by those who follow the case."
)
class Remark:
    round: int = strawberry_django.field(description="Which return: 1 for the first.")
    field: str = strawberry_django.field(description="Path of the field, for example modules.2.hours.")
    label: str = strawberry_django.field(description="The field in Russian, as the form named it then.")
    text: str = strawberry_django.field(description="What is wrong and what to do.")
    value_before: str = strawberry_django.field(
        field_name="shown_before",
        description="What stood there when it was returned, in Russian; of a part each of its fields on a line.",
    )
    value_after: str | None = strawberry_django.field(
        field_name="shown_after", description="The same at the resubmission; null until then."
    )
    made_at: dt.datetime = strawberry_django.field(description="When.")

    @strawberry_django.field(
        only=["value_before", "value_after"],
        metadata=in_sql(lambda info: _is_changed()),
        description="Whether what stands there was changed, though it may read the same: a file replaced by another of"
        " its name; null until the resubmission.",
    )
    def is_changed(self) -> bool | None:
        return None if self.value_after is None else self.value_after != self.value_before

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        viewer = info.context.viewer
        provider = among("provider", Provider.objects.concerning(viewer))
        return queryset.filter(_followed(viewer) | provider).order_by("round", "pk")


@strawberry_django.type(models.CriterionScore, description="One mark of an opinion.")
class CriterionScore:
    points: int = strawberry_django.field(description="From 0 to the criterion's best.")

    @strawberry_django.field(
        select_related=["criterion"],
        only=["criterion__label"],
        metadata=in_sql(lambda info: F("criterion__label")),
        description="The criterion in Russian.",
    )
    def criterion(self) -> str:
        return self.criterion.label


@strawberry_django.type(
    models.ExpertOpinion,
    description="What one expert found, without the name. The provider reads it once the review is closed.",
)
class ExpertOpinion:
    text: str = strawberry_django.field(description="Reasoned opinion.")
    points: int = strawberry_django.field(description="Sum of the marks.")
    max_points: int = strawberry_django.field(description="Largest possible sum that day.")
    given_at: dt.datetime = strawberry_django.field(description="When.")

    @strawberry_django.field(description="The marks, one for each criterion, in the order of the sheet.")
    def scores(self) -> list[CriterionScore]:
        return models.CriterionScore.objects.filter(opinion=self.pk).order_by("criterion__position", "pk")


@strawberry_django.type(
    models.CertificationRefusal, description="A refusal on a coded ground. Seen by those who follow the case."
)
class CertificationRefusal:
    stage: RefusalStage = strawberry_django.field(description="At which step.")
    stage_label = label_of("stage")
    text: str = strawberry_django.field(description="Reasons in words.")
    refused_at: dt.datetime = strawberry_django.field(description="When.")

    @strawberry_django.field(
        select_related=["ground"],
        only=["ground__code"],
        metadata=in_sql(lambda info: F("ground__code")),
        description="Code of the ground.",
    )
    def ground(self) -> str:
        return self.ground.code

    @strawberry_django.field(
        select_related=["ground"],
        only=["ground__text"],
        metadata=in_sql(lambda info: F("ground__text")),
        description="The ground in Russian.",
    )
    def ground_text(self) -> str:
        return self.ground.text

    @strawberry_django.field(
        select_related=["ground"],
        only=["ground__paragraph"],
        metadata=in_sql(lambda info: F("ground__paragraph")),
        description="Paragraph that the ground rests on.",
    )
    def rule(self) -> str:
        return self.ground.paragraph

    @strawberry_django.field(
        select_related=["module"],
        only=["module__number"],
        metadata=in_sql(lambda info: F("module__number")),
        description="Number of the module; null: the whole program.",
    )
    def module(self) -> int | None:
        return self.module.number if self.module else None

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(_followed(info.context.viewer)).order_by("pk")


@strawberry_django.type(models.Appeal, description="An appeal against a refusal. Seen by those who follow the case.")
class Appeal:
    status: AppealStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    text: str = strawberry_django.field(description="What the provider says.")
    reason: str = strawberry_django.field(description="Why the head decided so; empty until then.")
    filed_on: dt.date = strawberry_django.field(description="Day it was filed.")
    decided_on: dt.date | None = strawberry_django.field(description="Day it was decided; null until then.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(_followed(info.context.viewer)).order_by("pk")


@strawberry.type(description="What certification has said of an edition so far. Null for those who may not follow it.")
class CertificationRecord:
    edition: strawberry.Private[Edition]

    @strawberry_django.field(description="Remarks of every return.")
    def remarks(self) -> list[Remark]:
        return self.edition.remarks.all()

    @strawberry_django.field(description="Refusals, and modules left out.")
    def refusals(self) -> list[CertificationRefusal]:
        return self.edition.refusals.all()

    @strawberry_django.field(description="Appeals.")
    def appeals(self) -> list[Appeal]:
        return self.edition.appeals.all()

    @strawberry_django.field(description="Opinions of the experts; none for the provider while the review is open.")
    def opinions(self, info: Info) -> list[ExpertOpinion]:
        given = models.ExpertOpinion.objects.filter(assignment__edition=self.edition).order_by("pk")
        closed = self.edition.status != Edition.Status.QUALITY_REVIEW
        return given if closed or _reads_region(info.context.viewer) else given.none()

    @strawberry.field(
        description="What the opinions give together, in Russian: mean, pass mark, verdict; empty until all are given,"
        " and for the provider while the review is open."
    )
    def quality(self, info: Info) -> str:
        closed = self.edition.status != Edition.Status.QUALITY_REVIEW
        return experts.quality_told(self.edition) if closed or _reads_region(info.context.viewer) else ""


def _reads_region(viewer: Viewer) -> bool:
    return any(ROLES[role].sees.get(Thing.CERTIFICATION) is Scope.REGION for role in viewer.units)


def record_of(edition: Edition, viewer: Viewer) -> CertificationRecord | None:
    """The record of an edition for a viewer who may follow its certification."""
    if Edition.objects.concerning(viewer).filter(pk=edition.pk).exists():
        return CertificationRecord(edition=edition)
    return None
