"""What the nightly checks of places found."""

from __future__ import annotations

from django.db import models

from backoffice.access import Thing, Viewer


class PlacesCheckQuerySet(models.QuerySet["PlacesCheck"]):
    def visible_to(self, viewer: Viewer):
        """Those who audit, the head of the operator: as checks of the ledger."""
        return self.filter(viewer.sees(Thing.LEDGER_CHECK))


class PlacesCheck(models.Model):
    """One count of all places, waiting lists and volumes: how much it read, what did not agree."""

    at = models.DateTimeField(auto_now_add=True, help_text="When it ended.")
    on = models.DateField(help_text="The day in the region; the worker checks once a day.")
    groups = models.BigIntegerField(help_text="How many groups it read.")
    holds = models.BigIntegerField(help_text="How many places that somebody has it read.")
    findings = models.BigIntegerField(help_text="How many things did not agree; 0: all is well.")
    text = models.TextField(help_text="The report, in Russian.")

    objects = PlacesCheckQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["on"], name="places_checks_of_a_day")]

    def __str__(self) -> str:
        return f"Сверка мест {self.on:%d.%m.%Y}: расхождений {self.findings}"
