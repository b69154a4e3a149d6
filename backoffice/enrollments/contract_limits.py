"""How many contracts a provider may have in a direction at a time (R6): a rule of the region."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from backoffice.acts.models import Rule, one_each
from backoffice.programs.words import Direction
from backoffice.providers.models import Provider


class ContractLimit(Rule):
    """So many contracts of a provider in a direction at most. Its row is the lock of the count; no row, no limit.

    Everybody may read it. A provider's own limit goes before the one for all.
    """

    direction = models.CharField(max_length=20, choices=Direction.choices, help_text="In which direction.")
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="+", help_text="Whose; empty: of every provider."
    )
    limit = models.PositiveIntegerField(help_text="Contracts at a time at most, those asked for among them.")

    class Meta:
        constraints = [
            one_each("direction", "provider", name="one_contract_limit_per_direction_provider_and_first_day"),
            models.CheckConstraint(condition=Q(territory=None), name="a_contract_limit_is_the_regions"),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}: {self.limit}"
