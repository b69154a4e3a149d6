"""Use orders and their rules; the volume of services a certificate has received."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from backoffice.access import Thing, Viewer
from backoffice.acts.models import Rule, one_each
from backoffice.certificates.models import Certificate
from backoffice.funding.models import FundingPeriod
from backoffice.registers.models import RegisterKind


class UseOrder(Rule):
    """How certificates may be used in a territory from a day on (C 2.12): its rules, adopted by an act.

    Everybody may read it. The region's own, without a territory, holds where a municipality has adopted none.
    """

    excludes_certified_with_general = models.BooleanField(
        default=False, help_text="Whether a certificate may not be used for CERTIFIED and GENERAL_DEVELOPMENT together."
    )
    assesses_by_itself = models.BooleanField(
        default=True, help_text="Whether a request that breaks no rule is answered without a person (C 2.17)."
    )

    class Meta:
        constraints = [one_each(name="one_use_order_per_territory_and_first_day")]

    def __str__(self) -> str:
        return f"{self.territory or 'Регион'}: порядок с {self.valid_from:%d.%m.%Y}"


class UseOrderRule(models.Model):
    """What a use order allows to a funding status in one register: not at all, or up to a limit (domain 5.7)."""

    class LimitUnit(models.TextChoices):
        MONEY = "MONEY", "деньги"
        PROGRAMS = "PROGRAMS", "программы"
        HOURS = "HOURS", "часы"

    order = models.ForeignKey(UseOrder, models.PROTECT, related_name="rules", help_text="Of which order.")
    register = models.CharField(max_length=20, choices=RegisterKind.choices, help_text="In which register.")
    funding_status = models.CharField(
        max_length=20, choices=Certificate.FundingStatus.choices, help_text="For which certificates (C 1.4)."
    )
    is_allowed = models.BooleanField(help_text="Whether they may be used there at all.")
    unit = models.CharField(max_length=10, choices=LimitUnit.choices, help_text="What the limit counts.")
    limit = models.PositiveIntegerField(null=True, blank=True, help_text="So many in a period; empty: no limit.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "register", "funding_status"], name="one_rule_per_register_and_funding_status"
            ),
            models.CheckConstraint(
                condition=~Q(register="CERTIFIED", funding_status="ACCOUNTING", is_allowed=True)
                | Q(unit__in=["PROGRAMS", "HOURS"]),
                name="an_accounting_certificate_never_pays",
            ),
            models.CheckConstraint(
                condition=Q(register="CERTIFIED") | Q(unit__in=["PROGRAMS", "HOURS"]),
                name="money_is_for_certified_programs",
            ),
        ]


class ServiceVolumeQuerySet(models.QuerySet["ServiceVolume"]):
    def visible_to(self, viewer: Viewer):
        """The family, the issuing municipality, those who read the region."""
        return self.filter(viewer.sees(Thing.LEDGER, child="certificate__child", municipality="certificate__issuer"))


class ServiceVolume(models.Model):
    """How much of a register a certificate has taken in a period: held for open requests, and really begun (C 2.15)."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="volumes", help_text="Whose.")
    period = models.ForeignKey(FundingPeriod, models.PROTECT, related_name="+", help_text="In which period.")
    register = models.CharField(max_length=20, choices=RegisterKind.choices, help_text="Of which register.")
    programs_reserved = models.PositiveIntegerField(default=0, help_text="Programs held for open requests.")
    programs_used = models.PositiveIntegerField(default=0, help_text="Programs begun.")
    hours_reserved = models.PositiveIntegerField(default=0, help_text="Hours held for open requests.")
    hours_used = models.PositiveIntegerField(default=0, help_text="Hours of programs begun.")

    objects = ServiceVolumeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "period", "register"], name="one_volume_per_certificate_period_and_register"
            )
        ]
