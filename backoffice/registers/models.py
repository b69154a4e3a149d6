"""Registers: numbered, dated, append-only entries, and the exits that end them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, F, Q, When

from backoffice.acts.models import LegalAct
from backoffice.municipalities.models import Municipality
from backoffice.programs.models import ProgramEdition, TeachingPlace
from backoffice.providers.models import Provider


class RegisterKind(models.TextChoices):
    CERTIFIED = "CERTIFIED", "Реестр сертифицированных программ"
    PRE_PROFESSIONAL = "PRE_PROFESSIONAL", "Реестр предпрофессиональных программ"
    SIGNIFICANT = "SIGNIFICANT", "Реестр значимых программ"
    GENERAL_DEVELOPMENT = "GENERAL_DEVELOPMENT", "Реестр общеразвивающих программ"


class BudgetRegister(models.TextChoices):
    """The three registers that a municipality keeps for programs paid from its budget (C 2.3)."""

    PRE_PROFESSIONAL = "PRE_PROFESSIONAL", "Реестр предпрофессиональных программ"
    SIGNIFICANT = "SIGNIFICANT", "Реестр значимых программ"
    GENERAL_DEVELOPMENT = "GENERAL_DEVELOPMENT", "Реестр общеразвивающих программ"


class EntryQuerySet(models.QuerySet):
    """Entries of a register. Everybody may read them."""

    def in_force(self, *, on: date):
        """Entries that stand in the register on day `on`."""
        return self.filter(Q(included_on__lte=on), Q(exit=None) | Q(exit__excluded_on__gt=on))


class ProviderRegisterEntry(models.Model):
    """A provider stands in the register of providers (L 6). Append-only; ended by its exit."""

    number = models.CharField(max_length=20, unique=True, help_text="Number in the register.")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="entries", help_text="Who.")
    included_on = models.DateField(help_text="First day in the register.")
    case_id = models.UUIDField(help_text="The case that decided it.")

    objects = EntryQuerySet.as_manager()

    def __str__(self) -> str:
        return self.number


class ProviderRegisterExit(models.Model):
    """The end of a provider's entry. Append-only."""

    entry = models.OneToOneField(ProviderRegisterEntry, models.PROTECT, related_name="exit", help_text="Which entry.")
    excluded_on = models.DateField(help_text="First day no longer in the register.")
    ground = models.CharField(max_length=60, help_text="Code of the ground.")
    reason = models.TextField(help_text="Why, in words.")


class ProgramEntryQuerySet(EntryQuerySet):
    """Entries of programs, which may have an end from the beginning."""

    def in_force(self, *, on: date):
        """Entries that stand in the register on day `on`."""
        return super().in_force(on=on).filter(Q(valid_until=None) | Q(valid_until__gt=on))

    def nearest_first(self, taught_in: Any, of_provider: Any):
        """Budgets in the order in which they pay for a group: of the municipality where it is taught, of the
        provider's, any other; of several the newest. Keys, or references to them in SQL."""
        near = Case(When(municipality=taught_in, then=0), When(municipality=of_provider, then=1), default=2)
        return self.alias(nearness=near).order_by("nearness", "-pk")

    def near(self, kind: str, there: Q):
        """Of a register: certified programs taught in a municipality, or its own entries; `there` names it."""
        if kind == RegisterKind.CERTIFIED:
            return self.filter(edition__in=TeachingPlace.objects.filter(there).values("edition"))
        return self.filter(there)


class ProgramRegisterEntry(models.Model):
    """An edition of a program stands in one of the four registers (C 2.3). Append-only; ended by its exit, or by time.

    CERTIFIED belongs to the region and has no end; the budget registers belong to a municipality and count places. The
    database keeps a program in at most one budget register of a municipality on a day.
    """

    kind = models.CharField(max_length=20, choices=RegisterKind.choices, help_text="Which register.")
    number = models.CharField(max_length=20, unique=True, help_text="Number in the register.")
    edition = models.ForeignKey(ProgramEdition, models.PROTECT, related_name="entries", help_text="What.")
    included_on = models.DateField(help_text="First day in the register.")
    valid_until = models.DateField(null=True, help_text="First day it no longer holds; empty: until its exit.")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, related_name="+", help_text="Whose register; empty: the region's."
    )
    max_funded_pupils = models.PositiveIntegerField(null=True, help_text="Pupils the budget pays for (C 2.5.1).")
    ground = models.CharField(max_length=500, blank=True, help_text="Minutes and order it rests on, in Russian.")
    act = models.ForeignKey(
        LegalAct, models.PROTECT, null=True, related_name="+", help_text="The order of the authority, if there is one."
    )
    case_id = models.UUIDField(help_text="The case that decided it.")

    objects = ProgramEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=Q(kind="CERTIFIED"), name="an_edition_is_certified_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="CERTIFIED", municipality=None, valid_until=None, max_funded_pupils=None)
                | ~Q(kind="CERTIFIED")
                & Q(municipality__isnull=False, valid_until__isnull=False, max_funded_pupils__gte=1, act__isnull=False),
                name="a_budget_entry_has_municipality_end_places_and_order",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "included_on", "id"], name="register_in_order"),
            models.Index(fields=["municipality", "kind", "included_on", "id"], name="budget_register_in_order"),
        ]

    def __str__(self) -> str:
        return self.number


class EntryPlaces(models.Model):
    """How many of an entry's places are taken; the database never lets them be more than there are."""

    entry = models.OneToOneField(
        ProgramRegisterEntry, models.PROTECT, primary_key=True, related_name="places", help_text="Of which entry."
    )
    maximum = models.PositiveIntegerField(help_text="Pupils at the cost of the budget at most.")
    taken = models.PositiveIntegerField(default=0, help_text="Held or filled.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(taken__lte=F("maximum")), name="no_place_is_given_twice")]


class ProgramRegisterExit(models.Model):
    """The end of a program's entry. Append-only."""

    entry = models.OneToOneField(ProgramRegisterEntry, models.PROTECT, related_name="exit", help_text="Which entry.")
    excluded_on = models.DateField(help_text="First day no longer in the register.")
    ground = models.CharField(max_length=60, help_text="Code of the ground.")
    reason = models.TextField(help_text="Why, in words.")
