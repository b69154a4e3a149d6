"""Authorised organisations and payment agreements."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from backoffice.access import Thing, Viewer
from backoffice.acts.models import LegalAct, RefusalGround
from backoffice.municipalities.models import Municipality
from backoffice.providers.models import Provider
from backoffice.units.models import Unit


class AuthorisedOrganisation(models.Model):
    """The organisation that pays for a municipality from a day on, appointed by an act (R 1.12). Open to everybody."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments", help_text="The organisation.")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="payers", help_text="For whom it pays.")
    inn = models.CharField(max_length=12, help_text="ИНН.")
    kpp = models.CharField(max_length=9, blank=True, help_text="КПП.")
    valid_from = models.DateField(help_text="First day.")
    valid_to = models.DateField(null=True, blank=True, help_text="First day no longer.")
    act = models.ForeignKey(LegalAct, models.PROTECT, related_name="+", help_text="The act that appointed it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"], condition=Q(valid_to=None), name="one_payer_without_end_per_municipality"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="an_appointment_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return self.unit.name


class PaymentAgreementQuerySet(models.QuerySet["PaymentAgreement"]):
    def visible_to(self, viewer: Viewer):
        """The provider, the payer, the municipality it pays for, those who read the region."""
        return self.filter(
            viewer.sees(
                Thing.AGREEMENT,
                provider="provider",
                authorised_organisation="payer__unit",
                municipality="payer__municipality",
            )
        )


class PaymentAgreement(models.Model):
    """A provider and the payer of a municipality agree on payment (Rules 8.1).

    NEW → CONFIRMED or REJECTED; CONFIRMED → ACTIVE; ACTIVE → ARCHIVED; NEW or CONFIRMED → WITHDRAWN or EXPIRED;
    REJECTED → APPEALED → CONFIRMED or REJECTED for good.
    """

    class Status(models.TextChoices):
        NEW = "NEW", "Новое"
        CONFIRMED = "CONFIRMED", "Подтверждено"
        ACTIVE = "ACTIVE", "Действует"
        REJECTED = "REJECTED", "Отклонено"
        APPEALED = "APPEALED", "Обжаловано"
        WITHDRAWN = "WITHDRAWN", "Отозвано"
        EXPIRED = "EXPIRED", "Истёк срок"
        ARCHIVED = "ARCHIVED", "В архиве"

    LIVE = (Status.NEW, Status.CONFIRMED, Status.ACTIVE, Status.APPEALED)

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="agreements", help_text="Who teaches.")
    payer = models.ForeignKey(AuthorisedOrganisation, models.PROTECT, related_name="agreements", help_text="Who pays.")
    year = models.PositiveSmallIntegerField(help_text="The calendar year it is for.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.NEW, help_text="State.")
    limit = models.BigIntegerField(null=True, blank=True, help_text="Kopecks a year at most; empty: no limit.")
    number = models.CharField(max_length=60, blank=True, help_text="Number, once it is signed.")
    signed_on = models.DateField(null=True, blank=True, help_text="Day of signing.")
    reason = models.TextField(blank=True, help_text="Why it was rejected.")
    appeal = models.TextField(blank=True, help_text="What the provider says against that.")
    requested_on = models.DateField(help_text="Day of the request.")
    ended_on = models.DateField(null=True, help_text="Day of the archive; empty: none, or it was not kept yet.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change.")

    objects = PaymentAgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "payer", "year"],
                condition=Q(status__in=["NEW", "CONFIRMED", "ACTIVE", "APPEALED"]),
                name="one_live_agreement_per_provider_payer_and_year",
            ),
            models.CheckConstraint(
                condition=~Q(status="ACTIVE") | (~Q(number="") & Q(signed_on__isnull=False)),
                name="an_active_agreement_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"Договор об оплате {self.year}: {self.provider}"

    @property
    def municipality_id(self) -> int:
        """For whom the payer pays."""
        return self.payer.municipality_id


class PaymentAgreementRefusal(models.Model):
    """A payer's rejection of an agreement, on a coded ground. Append-only."""

    agreement = models.ForeignKey(
        PaymentAgreement, models.PROTECT, related_name="refusals", help_text="What was rejected."
    )
    ground = models.ForeignKey(RefusalGround, models.PROTECT, related_name="+", help_text="On which ground.")
    text = models.TextField(help_text="Reasons in words.")
    refused_at = models.DateTimeField(auto_now_add=True, help_text="When.")

    def __str__(self) -> str:
        return f"{self.agreement}: {self.ground.code}"
