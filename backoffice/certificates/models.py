"""Certificates, their categories, moves and refusals."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from backoffice.access import NEAR, Thing, Viewer
from backoffice.acts.models import RefusalGround
from backoffice.municipalities.models import Municipality
from backoffice.people.models import Child
from backoffice.units.models import Unit


class CertificateCategoryQuerySet(models.QuerySet["CertificateCategory"]):
    def visible_to(self, viewer: Viewer):
        """All of them for families and municipalities; which child has which is asked by `told_of`."""
        return self if set(NEAR) & viewer.units.keys() else self.filter(is_sensitive=False)

    def told_of(self, rows: models.QuerySet, viewer: Viewer, **columns: str):
        """The category of the row of an outer query; if it tells of health or fate, only to those near to that row.

        `rows` are all of the outer table, `columns` say where they name the child and the municipality.
        """
        near = rows.filter(viewer.is_near(**columns), pk=OuterRef(OuterRef("pk")))
        return self.filter(Q(is_sensitive=False) | Exists(near), pk=OuterRef("category_id"))


class CertificateCategory(models.Model):
    """A group of children that a funding program treats alike (C 1.5): general, orphans, special needs …"""

    code = models.CharField(max_length=30, unique=True, help_text="Stable code, upper case.")
    title = models.CharField(max_length=200, help_text="Name in Russian.")
    needs_document = models.BooleanField(default=False, help_text="Whether a paper must show it.")
    is_sensitive = models.BooleanField(default=False, help_text="Whether it tells of the child's health or fate.")
    position = models.PositiveSmallIntegerField(unique=True, help_text="Order in lists.")

    objects = CertificateCategoryQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


def applied(viewer: Viewer) -> Q:
    """Certificates for which the viewer has applied, while nothing is issued."""
    return viewer.assigned("applied_by") & Q(status__in=Certificate.APPLICANTS)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Certificates."""

    def visible_to(self, viewer: Viewer):
        """The family, whoever applied while it is open, the issuing municipality, those who read the region."""
        return self.filter(viewer.sees(Thing.CERTIFICATE, child="child", municipality="issuer") | applied(viewer))

    def worded_to(self, viewer: Viewer):
        """Those of whose child the viewer may read what people wrote: not the operator, who needs figures alone."""
        return self.filter(viewer.sees(Thing.CHILD, child="child", municipality="issuer") | applied(viewer))


class Certificate(models.Model):
    """A register record that a child is in the system (C 1.4); issued once, ends with the 18th birthday (L 7).

    APPLIED → REJECTED, WITHDRAWN, ISSUED_INACTIVE or ACTIVE; ISSUED_INACTIVE → ACTIVE, DELETED or TERMINATED;
    ACTIVE ↔ SUSPENDED; ACTIVE or SUSPENDED → TERMINATED. A move changes the issuer within ACTIVE or SUSPENDED.
    """

    class Status(models.TextChoices):
        APPLIED = "APPLIED", "Подано заявление"
        REJECTED = "REJECTED", "Отказано"
        WITHDRAWN = "WITHDRAWN", "Заявление отозвано"
        ISSUED_INACTIVE = "ISSUED_INACTIVE", "Выдан, не активирован"
        ACTIVE = "ACTIVE", "Действует"
        SUSPENDED = "SUSPENDED", "Приостановлен"
        TERMINATED = "TERMINATED", "Прекращён"
        DELETED = "DELETED", "Удалён до активации"

    class FundingStatus(models.TextChoices):
        ACCOUNTING = "ACCOUNTING", "Сертификат учёта"
        PERSONALISED_FUNDING = "PERSONALISED_FUNDING", "Сертификат персонифицированного финансирования"

    class Channel(models.TextChoices):
        FAMILY = "FAMILY", "Семья"
        CHILD = "CHILD", "Сам ребёнок с 14 лет"
        ORGANISATION = "ORGANISATION", "Организация"
        MUNICIPALITY = "MUNICIPALITY", "Муниципалитет"
        IMPORT = "IMPORT", "Загрузка из файла"

    VOID = (Status.REJECTED, Status.WITHDRAWN, Status.DELETED)  # as if there had been none
    APPLICANTS = (Status.APPLIED, Status.REJECTED, Status.WITHDRAWN)
    ISSUED = (Status.ISSUED_INACTIVE, Status.ACTIVE, Status.SUSPENDED)

    child = models.ForeignKey(Child, models.PROTECT, related_name="certificates", help_text="Its holder.")
    issuer = models.ForeignKey(
        Municipality, models.PROTECT, related_name="certificates", help_text="Who issued it, or has taken it over."
    )
    number = models.CharField(max_length=11, blank=True, help_text="Number; empty until it is issued.")
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.APPLIED, help_text="State.")
    funding_status = models.CharField(
        max_length=20, choices=FundingStatus.choices, default=FundingStatus.ACCOUNTING, help_text="Rights (C 1.4)."
    )
    category = models.ForeignKey(
        CertificateCategory, models.PROTECT, related_name="+", help_text="The group of children it belongs to (C 1.5)."
    )
    channel = models.CharField(max_length=12, choices=Channel.choices, help_text="How it was applied for.")
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Who applied."
    )
    applied_through = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", help_text="The organisation that brought it, if one did."
    )
    applied_on = models.DateField(help_text="Day of the application.")
    issued_on = models.DateField(null=True, help_text="Day of issue.")
    activated_on = models.DateField(null=True, help_text="Day of activation.")
    funded_on = models.DateField(null=True, help_text="Day of the present funding status, if it is not accounting.")
    return_due_on = models.DateField(
        null=True, help_text="Day on which unused funding goes back by itself; empty: nobody was told so."
    )
    suspended_on = models.DateField(null=True, help_text="Day of suspension; empty: it is not suspended.")
    was_funded = models.BooleanField(default=False, help_text="Whether suspension took its funding.")
    expires_on = models.DateField(help_text="The 18th birthday: first day no longer valid.")
    ended_on = models.DateField(null=True, help_text="Day of termination.")
    end_ground = models.CharField(max_length=60, blank=True, help_text="Code of the ground of termination.")
    end_reason = models.TextField(blank=True, help_text="Why it ended, in words.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change of state.")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child"],
                condition=~Q(status__in=["REJECTED", "WITHDRAWN", "DELETED"]),
                name="one_certificate_per_child_for_life",
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="a_number_is_given_once"),
            models.CheckConstraint(
                condition=Q(status__in=["APPLIED", "REJECTED", "WITHDRAWN"], number="")
                | (~Q(status__in=["APPLIED", "REJECTED", "WITHDRAWN"]) & ~Q(number="")),
                name="an_issued_certificate_has_its_number",
            ),
            models.CheckConstraint(
                condition=Q(funding_status="ACCOUNTING") | Q(status="ACTIVE", funded_on__isnull=False),
                name="only_active_certificates_are_funded",
            ),
            models.CheckConstraint(
                condition=Q(status="SUSPENDED", suspended_on__isnull=False)
                | (~Q(status="SUSPENDED") & Q(suspended_on=None)),
                name="a_suspended_certificate_has_its_day",
            ),
        ]
        indexes = [
            models.Index(fields=["issuer", "status", "id"], name="certificates_of_an_issuer"),
            models.Index(
                fields=["expires_on"],
                condition=Q(status__in=["APPLIED", "ISSUED_INACTIVE", "ACTIVE", "SUSPENDED"]),
                name="certificates_to_expire",
            ),
            models.Index(
                fields=["issuer", "funded_on", "id"],
                condition=Q(funding_status="PERSONALISED_FUNDING"),
                name="funded_certificates",
            ),
        ]

    def __str__(self) -> str:
        return f"Сертификат {self.number or '(заявление)'}: {self.child.initials}"

    @property
    def municipality_id(self) -> int:
        """Whose case it is."""
        return self.issuer_id

    invitation: Any = None  # made along with the issue: its key is readable in that answer only

    @property
    def is_funded(self) -> bool:
        """Whether money may stand on it."""
        return self.funding_status == self.FundingStatus.PERSONALISED_FUNDING

    provider_id = None


class CertificateRefusal(models.Model):
    """A refusal to issue a certificate or to give it money, on a coded ground. Append-only."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="refusals", help_text="What was refused.")
    ground = models.ForeignKey(RefusalGround, models.PROTECT, related_name="+", help_text="The coded ground.")
    text = models.TextField(help_text="Reasons in words.")
    refused_at = models.DateTimeField(auto_now_add=True, help_text="When.")
    case_id = models.UUIDField(help_text="The case that decided it.")


class CertificateMoveQuerySet(models.QuerySet["CertificateMove"]):
    def visible_to(self, viewer: Viewer):
        """The family, both municipalities, those who read the region."""
        leaving = viewer.sees(Thing.CERTIFICATE, child="certificate__child", municipality="leaves")
        return self.filter(leaving | viewer.sees(Thing.CERTIFICATE, municipality="enters"))

    def telling_address(self, viewer: Viewer):
        """Moves whose new address the viewer may read: the family's own, and until the decision who decides.

        Everybody else opens the card, with a purpose.
        """
        deciding = viewer.is_near(municipality="enters") & Q(status=CertificateMove.Status.REQUESTED)
        return self.filter(viewer.is_near(child="certificate__child") | deciding)


class CertificateMove(models.Model):
    """A certificate goes from one municipality to another with the child. REQUESTED → ACCEPTED, REFUSED, WITHDRAWN."""

    class Status(models.TextChoices):
        REQUESTED = "REQUESTED", "Запрошен"
        ACCEPTED = "ACCEPTED", "Принят"
        REFUSED = "REFUSED", "Отказано"
        WITHDRAWN = "WITHDRAWN", "Отозван"

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="moves", help_text="What moves.")
    leaves = models.ForeignKey(Municipality, models.PROTECT, related_name="+", help_text="Where from.")
    enters = models.ForeignKey(Municipality, models.PROTECT, related_name="+", help_text="Where to.")
    address = models.CharField(max_length=500, help_text="The new address.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.REQUESTED, help_text="State.")
    reason = models.TextField(blank=True, help_text="Why it was refused.")
    requested_on = models.DateField(help_text="Day of the request.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change.")

    objects = CertificateMoveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(status="REQUESTED"), name="one_open_move_per_certificate"
            ),
            models.CheckConstraint(condition=~Q(leaves=F("enters")), name="a_move_goes_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"Перевод сертификата {self.certificate.number}: {self.certificate.child.initials}"

    @property
    def municipality_id(self) -> int:
        """Who decides: the municipality that takes it over."""
        return self.enters_id

    provider_id = None


class CertificateLookup(models.Model):
    """A provider looked a number up. Counted, so that nobody tries all numbers. Append-only."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Who.")
    provider = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text="For which provider.")
    number = models.CharField(max_length=20, help_text="The number that was asked for.")
    at = models.DateTimeField(auto_now_add=True, help_text="When.")

    class Meta:
        indexes = [models.Index(fields=["by", "at"], name="lookups_of_a_person")]
