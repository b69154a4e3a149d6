"""Requests of families for money, and the queue for it (C 1.4, C 2.10)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from backoffice.access import Thing, Viewer
from backoffice.certificates.models import Certificate, CertificateCategory
from backoffice.files.models import StoredFile
from backoffice.municipalities.models import Municipality


class FundingRequestQuerySet(models.QuerySet["FundingRequest"]):
    def visible_to(self, viewer: Viewer):
        """The family, the issuing municipality, those who read the region."""
        family = viewer.sees(Thing.CERTIFICATE, child="certificate__child", municipality="certificate__issuer")
        return self.filter(family)

    def documented_to(self, viewer: Viewer):
        """Requests whose paper the viewer may open: it tells of the child, so the operator does not."""
        close = viewer.sees(Thing.CHILD, child="certificate__child", municipality="certificate__issuer")
        return self.filter(close, document__isnull=False)


class FundingRequest(models.Model):
    """A family asks for money on its certificate, in a category (C 1.4, C 2.10).

    SUBMITTED → GRANTED, QUEUED, REFUSED or WITHDRAWN; QUEUED → GRANTED, WITHDRAWN or REMOVED.
    """

    class Status(models.TextChoices):
        SUBMITTED = "SUBMITTED", "На рассмотрении"
        QUEUED = "QUEUED", "В очереди"
        GRANTED = "GRANTED", "Средства закреплены"
        REFUSED = "REFUSED", "Отказано"
        WITHDRAWN = "WITHDRAWN", "Отозвано"
        REMOVED = "REMOVED", "Снято с очереди"

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="funding_requests", help_text="For what.")
    category = models.ForeignKey(CertificateCategory, models.PROTECT, related_name="+", help_text="In which category.")
    document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", help_text="The paper that shows it."
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.SUBMITTED, help_text="State.")
    reason = models.TextField(blank=True, help_text="Why it was refused or removed.")
    requested_at = models.DateTimeField(auto_now_add=True, help_text="When.")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Who asked; empty: the system."
    )
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change.")

    objects = FundingRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(status__in=["SUBMITTED", "QUEUED"]),
                name="one_open_funding_request_per_certificate",
            )
        ]

    def __str__(self) -> str:
        return f"Средства на сертификат {self.certificate.number}: {self.certificate.child.initials}"

    @property
    def municipality_id(self) -> int:
        """Whose case it is."""
        return self.certificate.issuer_id

    provider_id = None


class QuotaQueueEntryQuerySet(models.QuerySet["QuotaQueueEntry"]):
    def visible_to(self, viewer: Viewer):
        """The family, the municipality, those who read the region."""
        return self.filter(viewer.sees(Thing.CERTIFICATE, child="certificate__child", municipality="municipality"))


class QuotaQueueEntry(models.Model):
    """A place in the queue for money of a category in a municipality: first come, first served.

    WAITING → SERVED, WITHDRAWN or REMOVED. Its key is the ticket: who came earlier has a lower one.
    """

    class Status(models.TextChoices):
        WAITING = "WAITING", "Ожидает"
        SERVED = "SERVED", "Средства закреплены"
        WITHDRAWN = "WITHDRAWN", "Отозвано семьёй"
        REMOVED = "REMOVED", "Снято с очереди"

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", help_text="Whose queue.")
    category = models.ForeignKey(CertificateCategory, models.PROTECT, related_name="+", help_text="Which queue.")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="queue_entries", help_text="Who waits.")
    request = models.OneToOneField(
        FundingRequest, models.PROTECT, related_name="queue_entry", help_text="The request it serves."
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING, help_text="State.")
    joined_at = models.DateTimeField(auto_now_add=True, help_text="When it joined.")

    objects = QuotaQueueEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(status="WAITING"), name="a_certificate_waits_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["municipality", "category", "id"], condition=Q(status="WAITING"), name="quota_queue_in_order"
            )
        ]


class QuotaQueueMove(models.Model):
    """One thing that happened in a queue, so that everybody behind it knows why it moved. Append-only."""

    class What(models.TextChoices):
        JOINED = "JOINED", "встал в очередь"
        SERVED = "SERVED", "средства закреплены"
        WITHDRAWN = "WITHDRAWN", "семья отозвала заявление"
        REMOVED = "REMOVED", "снят с очереди"

    entry = models.ForeignKey(QuotaQueueEntry, models.PROTECT, related_name="moves", help_text="Who moved.")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", help_text="Whose queue.")
    category = models.ForeignKey(CertificateCategory, models.PROTECT, related_name="+", help_text="Which queue.")
    what = models.CharField(max_length=10, choices=What.choices, help_text="What happened.")
    reason = models.CharField(max_length=300, help_text="Why, in words that name nobody.")
    at = models.DateTimeField(auto_now_add=True, help_text="When.")

    class Meta:
        indexes = [models.Index(fields=["municipality", "category", "id"], name="moves_of_a_queue")]
