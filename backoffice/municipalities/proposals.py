"""New municipal parameters on their way to the head's act (R 1.7, R 2.9)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from backoffice.access import Thing, Viewer
from backoffice.acts.models import LegalAct
from backoffice.files.models import StoredFile
from backoffice.municipalities.models import Municipality, ParameterFigures
from backoffice.programs.words import Direction


class ParameterProposalQuerySet(models.QuerySet["ParameterProposal"]):
    def visible_to(self, viewer: Viewer):
        """The municipality, those who read the region."""
        return self.filter(viewer.sees(Thing.FUNDING, municipality="municipality"))


class ParameterProposal(models.Model):
    """Figures that a municipality wants to put in force from a day on, with the file that shows where they come from.

    DRAFT → SUBMITTED → CHECKED by the operator, who may remark but not veto → APPROVED by an act or RETURNED;
    RETURNED → SUBMITTED; DRAFT, SUBMITTED, CHECKED or RETURNED → WITHDRAWN.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Черновик"
        SUBMITTED = "SUBMITTED", "На проверке у оператора"
        CHECKED = "CHECKED", "Проверено оператором"
        RETURNED = "RETURNED", "Возвращено на исправление"
        APPROVED = "APPROVED", "Утверждено"
        WITHDRAWN = "WITHDRAWN", "Отозвано"

    EDITABLE = (Status.DRAFT, Status.RETURNED)

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", help_text="Whose figures.")
    valid_from = models.DateField(help_text="First day in force.")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", help_text="Where the figures come from."
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, help_text="State.")
    remark = models.TextField(blank=True, help_text="What the operator remarked; empty: nothing.")
    reason = models.TextField(blank=True, help_text="Why the head returned it.")
    act = models.ForeignKey(
        LegalAct, models.PROTECT, null=True, related_name="+", help_text="The act that approved it; empty before."
    )
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change.")

    objects = ParameterProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(status__in=["DRAFT", "SUBMITTED", "CHECKED", "RETURNED"]),
                name="one_open_proposal_per_municipality",
            )
        ]

    def __str__(self) -> str:
        return f"Муниципальные параметры, {self.municipality}, с {self.valid_from:%d.%m.%Y}"

    provider_id = None


class ProposedParameters(ParameterFigures):
    """Proposed figures for town or country."""

    proposal = models.ForeignKey(ParameterProposal, models.PROTECT, related_name="parameters", help_text="Of which.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "area"], name="one_proposed_set_per_area"),
            models.CheckConstraint(
                condition=Q(monthly_pay__gt=0, rates_per_person__gt=0, useful_hours__gt=0),
                name="proposed_parameters_are_positive",
            ),
        ]


class ProposedTeachingMeans(models.Model):
    """Bd: proposed base cost of teaching means for a direction."""

    parameters = models.ForeignKey(
        ProposedParameters, models.PROTECT, related_name="teaching_means", help_text="Of which set."
    )
    direction = models.CharField(max_length=20, choices=Direction.choices, help_text="A direction of programs.")
    roubles = models.DecimalField(max_digits=12, decimal_places=2, help_text="Bd: roubles.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parameters", "direction"], name="one_proposed_cost_per_direction")
        ]
