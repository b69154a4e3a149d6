"""What a municipality found of a request, and upon which facts (C 2.15)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from backoffice.access import Thing, Viewer
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.entitlements.models import UseOrder, UseOrderRule


class MunicipalAssessmentQuerySet(models.QuerySet["MunicipalAssessment"]):
    def visible_to(self, viewer: Viewer):
        """The family and the municipality; the provider sees the verdict alone, on the request itself."""
        return self.filter(viewer.sees(Thing.ASSESSMENT, child="request__child", municipality="request__municipality"))


class MunicipalAssessment(models.Model):
    """Whether an enrollment is possible, with the services received at that moment. Append-only (C 2.15).

    MANUAL is what the rules alone cannot say: a person decides next. A head's override is one more row.
    """

    class Verdict(models.TextChoices):
        POSSIBLE = "POSSIBLE", "Возможно"
        NOT_POSSIBLE = "NOT_POSSIBLE", "Невозможно"
        MANUAL = "MANUAL", "Решает специалист"

    class Way(models.TextChoices):
        RULES = "RULES", "По правилам, автоматически"
        CLERK = "CLERK", "Решение специалиста"
        HEAD = "HEAD", "Решение руководителя"

    request = models.ForeignKey(EnrollmentRequest, models.PROTECT, related_name="assessments", help_text="Of what.")
    verdict = models.CharField(max_length=12, choices=Verdict.choices, help_text="What was found.")
    way = models.CharField(max_length=5, choices=Way.choices, help_text="Who found it, and how.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Who; empty: the rules."
    )
    decided_at = models.DateTimeField(auto_now_add=True, help_text="When.")
    decided_on = models.DateField(help_text="Day.")
    ground = models.CharField(max_length=60, blank=True, help_text="Code of the ground a person gave.")
    reason = models.TextField(blank=True, help_text="What a person said.")
    order = models.ForeignKey(
        UseOrder, models.PROTECT, null=True, related_name="+", help_text="By which use order; empty: none is in force."
    )
    # The snapshot: what the certificate had taken of the register in the period, without this request.
    unit = models.CharField(
        max_length=10, choices=UseOrderRule.LimitUnit.choices, blank=True, help_text="What the limit counts."
    )
    limit = models.BigIntegerField(null=True, help_text="The limit in that unit; empty: none.")
    taken = models.BigIntegerField(null=True, help_text="What was taken already, in that unit.")
    asked = models.BigIntegerField(null=True, help_text="What this request asks for, in that unit.")
    programs_taken = models.PositiveIntegerField(default=0, help_text="Programs of the register, held and begun.")
    hours_taken = models.PositiveIntegerField(default=0, help_text="Hours of the register, held and begun.")
    balance = models.BigIntegerField(null=True, help_text="Free money of the period of the first lesson, kopecks.")
    is_funded = models.BooleanField(help_text="Whether the certificate carried money.")
    age = models.PositiveSmallIntegerField(help_text="Full years on the first lesson.")

    objects = MunicipalAssessmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["request", "id"], name="assessments_of_a_request")]
        constraints = [
            models.CheckConstraint(
                condition=Q(way="RULES", decided_by=None) | ~Q(way="RULES") & Q(decided_by__isnull=False),
                name="a_person_answers_for_an_assessment",
            )
        ]


class AssessmentFinding(models.Model):
    """One rule that spoke against, or asked for a person. Append-only."""

    assessment = models.ForeignKey(
        MunicipalAssessment, models.PROTECT, related_name="findings", help_text="Of which assessment."
    )
    code = models.CharField(max_length=60, help_text="Code of the reason.")
    message = models.CharField(max_length=500, help_text="The reason in Russian.")
    rule = models.CharField(max_length=200, help_text="The paragraph it rests on.")
    remedy = models.CharField(max_length=500, blank=True, help_text="What can be done.")
    forbids = models.BooleanField(help_text="True: against the enrollment; false: a person is to look.")
