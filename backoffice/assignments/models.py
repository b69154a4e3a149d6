"""Municipal assignments: how many pupils the budget pays an institution for (C 2.5.2)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from backoffice.access import Thing, Viewer
from backoffice.acts.models import LegalAct
from backoffice.commissions.meetings import Minutes
from backoffice.municipalities.models import Municipality
from backoffice.providers.models import Provider
from backoffice.registers.models import ProgramRegisterEntry


class MunicipalAssignmentQuerySet(models.QuerySet["MunicipalAssignment"]):
    def visible_to(self, viewer: Viewer):
        """The institution, the municipality, those who read the region."""
        return self.filter(viewer.sees(Thing.ASSIGNMENT, provider="provider", municipality="municipality"))


class MunicipalAssignment(models.Model):
    """What a municipality as founder assigns to a budget or autonomous institution from a day to a day.

    DRAFT → APPROVED by an act → AMENDED by the next one, or CLOSED when its time is over.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Проект"
        APPROVED = "APPROVED", "Утверждено"
        AMENDED = "AMENDED", "Изменено новой редакцией"
        CLOSED = "CLOSED", "Завершено"

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="assignments", help_text="Which institution.")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", help_text="The founder.")
    number = models.PositiveSmallIntegerField(help_text="Edition of the period: 1 for the first.")
    starts_on = models.DateField(help_text="First day.")
    ends_on = models.DateField(help_text="Last day.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, help_text="State.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change.")
    act = models.ForeignKey(LegalAct, models.PROTECT, null=True, related_name="+", help_text="What approved it.")

    objects = MunicipalAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "ends_on", "number"], name="editions_of_an_assignment_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["provider", "ends_on"], condition=Q(status="DRAFT"), name="one_draft_assignment_per_period"
            ),
            models.UniqueConstraint(
                fields=["provider", "ends_on"], condition=Q(status="APPROVED"), name="one_assignment_per_period"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="an_assignment_runs_forward"),
        ]

    def __str__(self) -> str:
        return f"Муниципальное задание, {self.provider}, до {self.ends_on:%d.%m.%Y}"


class AssignmentLine(models.Model):
    """One program of an assignment, with the decision that it rests on."""

    assignment = models.ForeignKey(MunicipalAssignment, models.PROTECT, related_name="lines", help_text="Of which.")
    entry = models.ForeignKey(ProgramRegisterEntry, models.PROTECT, related_name="+", help_text="Which entry.")
    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="+", help_text="By which minutes (C 2.5.2).")
    places = models.PositiveIntegerField(help_text="Pupils at most.")
    hours = models.PositiveIntegerField(help_text="Hours of the program for one pupil.")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["assignment", "entry"], name="one_line_per_entry")]
