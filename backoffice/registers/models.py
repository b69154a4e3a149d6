"""Registers: numbered, dated, append-only entries, and the exits that end them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from backoffice.programs.models import ProgramEdition
from backoffice.providers.models import Provider


class RegisterKind(models.TextChoices):
    CERTIFIED = "CERTIFIED", "Реестр сертифицированных программ"
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


class ProgramRegisterEntry(models.Model):
    """An edition of a program stands in one of the four registers (C 2.3). Append-only; ended by its exit."""

    kind = models.CharField(max_length=20, choices=RegisterKind.choices, help_text="Which register.")
    number = models.CharField(max_length=20, unique=True, help_text="Number in the register.")
    edition = models.OneToOneField(ProgramEdition, models.PROTECT, related_name="entry", help_text="What.")
    included_on = models.DateField(help_text="First day in the register.")
    case_id = models.UUIDField(help_text="The case that decided it.")

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "included_on", "id"], name="register_in_order")]

    def __str__(self) -> str:
        return self.number


class ProgramRegisterExit(models.Model):
    """The end of a program's entry. Append-only."""

    entry = models.OneToOneField(ProgramRegisterEntry, models.PROTECT, related_name="exit", help_text="Which entry.")
    excluded_on = models.DateField(help_text="First day no longer in the register.")
    ground = models.CharField(max_length=60, help_text="Code of the ground.")
    reason = models.TextField(help_text="Why, in words.")
