"""Requests for a place in a group, the places they hold, and what comes of them: enrollments (C 2.13–2.15)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from backoffice.access import Thing, Viewer
from backoffice.certificates.models import Certificate
from backoffice.funding.models import FundingPeriod
from backoffice.groups.models import StudyGroup
from backoffice.municipalities.models import Municipality
from backoffice.people.models import Child
from backoffice.programs.models import ProgramModule
from backoffice.providers.models import Provider
from backoffice.registers.models import ProgramRegisterEntry, RegisterKind


class EnrollmentRequestQuerySet(models.QuerySet["EnrollmentRequest"]):
    def visible_to(self, viewer: Viewer):
        """The family; the provider, the issuer and those who read the region what was sent.

        What was never sent, though it has ended, is the family's alone.
        """
        of_units = viewer.sees(Thing.ENROLLMENT, child="child", provider="provider", municipality="municipality")
        return self.filter(viewer.is_near(child="child") | Q(sent_on__isnull=False) & of_units)


class EnrollmentRequest(models.Model):
    """A family asks for a place in a group; the municipality that issued the certificate says whether (C 2.14).

    DRAFT → SENT_TO_PROVIDER, WAITING_LIST or EXPIRED; WAITING_LIST → OFFERED or EXPIRED; OFFERED → SENT_TO_PROVIDER
    or EXPIRED; SENT_TO_PROVIDER → PROVIDER_REFUSED, POSSIBLE, NOT_POSSIBLE or MANUAL; MANUAL → POSSIBLE or
    NOT_POSSIBLE; NOT_POSSIBLE → APPEALED, POSSIBLE (the head) or REFUSED; APPEALED → POSSIBLE or REFUSED;
    POSSIBLE → ENROLLED, CONTRACTING, PROVIDER_REFUSED or EXPIRED. Any that is not over → CANCELLED.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Черновик"
        WAITING_LIST = "WAITING_LIST", "В листе ожидания"
        OFFERED = "OFFERED", "Предложено место"
        SENT_TO_PROVIDER = "SENT_TO_PROVIDER", "Ждёт ответа организации"
        MANUAL = "MANUAL", "Рассматривает муниципалитет"
        POSSIBLE = "POSSIBLE", "Зачисление возможно"
        NOT_POSSIBLE = "NOT_POSSIBLE", "Зачисление невозможно, можно обжаловать"
        APPEALED = "APPEALED", "Жалоба на рассмотрении"
        CONTRACTING = "CONTRACTING", "Заключается договор"
        ENROLLED = "ENROLLED", "Зачислен"
        PROVIDER_REFUSED = "PROVIDER_REFUSED", "Организация отказала"
        REFUSED = "REFUSED", "Муниципалитет отказал"
        EXPIRED = "EXPIRED", "Срок истёк"
        CANCELLED = "CANCELLED", "Отозвана или прекращена"

    OPEN = (
        *(Status.DRAFT, Status.WAITING_LIST, Status.OFFERED, Status.SENT_TO_PROVIDER, Status.MANUAL),
        *(Status.POSSIBLE, Status.NOT_POSSIBLE, Status.APPEALED, Status.CONTRACTING),
    )
    # The places of these are held: taken in the group, and in the budget's register.
    HOLDING = (
        *(Status.OFFERED, Status.SENT_TO_PROVIDER, Status.MANUAL, Status.POSSIBLE),
        *(Status.NOT_POSSIBLE, Status.APPEALED, Status.CONTRACTING),
    )

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="requests", help_text="Used for it.")
    child = models.ForeignKey(Child, models.PROTECT, related_name="requests", help_text="Who is to be taught.")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", help_text="Who issued the certificate, and answers (C 2.14)."
    )
    group = models.ForeignKey(StudyGroup, models.PROTECT, related_name="requests", help_text="Where to.")
    module = models.ForeignKey(ProgramModule, models.PROTECT, related_name="+", help_text="What is taught there.")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="requests", help_text="Who teaches it.")
    entry = models.ForeignKey(
        ProgramRegisterEntry, models.PROTECT, related_name="requests", help_text="By which entry of a register."
    )
    register = models.CharField(max_length=20, choices=RegisterKind.choices, help_text="In which register it stands.")
    period = models.ForeignKey(
        FundingPeriod, models.PROTECT, related_name="+", help_text="Of the first lesson: whose volume is held."
    )
    hours = models.PositiveSmallIntegerField(help_text="Hours that are counted against the limit (C 2.15).")
    starts_on = models.DateField(help_text="First lesson of this child.")
    ends_on = models.DateField(help_text="Last lesson.")
    certificate_part = models.BigIntegerField(default=0, help_text="What the certificate would pay, kopecks.")
    family_part = models.BigIntegerField(default=0, help_text="What the family would pay, kopecks.")
    status = models.CharField(max_length=20, choices=Status.choices, help_text="State.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Who asked.")
    asked_at = models.DateTimeField(auto_now_add=True, help_text="When it was begun.")
    sent_on = models.DateField(null=True, help_text="Day it was sent with all its consents; empty: a draft.")
    ground = models.CharField(max_length=60, blank=True, help_text="Code of the ground of a refusal.")
    reason = models.TextField(blank=True, help_text="What was said at the end, for the family.")
    appeal = models.TextField(blank=True, help_text="What the family says against a refusal.")
    needs_attention = models.BooleanField(default=False, help_text="Whether lessons meet those of another program.")
    plan: Any = None  # of today, where an act has made one: its rules judge it, and then it is followed

    objects = EnrollmentRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "module"],
                condition=Q(
                    status__in=[
                        *("DRAFT", "WAITING_LIST", "OFFERED", "SENT_TO_PROVIDER", "MANUAL", "POSSIBLE"),
                        *("NOT_POSSIBLE", "APPEALED", "CONTRACTING"),
                    ]
                ),
                name="a_child_asks_for_a_module_once_at_a_time",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_request_runs_forwards"),
            models.CheckConstraint(
                condition=Q(certificate_part__gte=0, family_part__gte=0), name="nobody_pays_less_than_nothing"
            ),
        ]
        indexes = [
            models.Index(fields=["child", "-id"], name="requests_of_a_child"),
            models.Index(fields=["group", "status", "id"], name="requests_for_a_group"),
            models.Index(fields=["provider", "-id"], name="requests_to_a_provider"),
            models.Index(fields=["municipality", "-id"], name="requests_to_a_municipality"),
            models.Index(fields=["certificate", "status"], name="requests_with_a_certificate"),
        ]

    def __str__(self) -> str:
        return f"Заявка № {self.pk}: {self.child.initials}, {self.group}"


class PlaceHold(models.Model):
    """A place that a request has: in its group, and in the register where the budget pays. One row, one place.

    HELD → FILLED → FREED, or HELD → FREED. As many rows of a group are HELD or FILLED as its places are taken.
    """

    class Status(models.TextChoices):
        HELD = "HELD", "Занято заявкой"
        FILLED = "FILLED", "Занято обучающимся"
        FREED = "FREED", "Освобождено"

    request = models.ForeignKey(EnrollmentRequest, models.PROTECT, related_name="holds", help_text="Whose.")
    group = models.ForeignKey(StudyGroup, models.PROTECT, related_name="holds", help_text="In which group.")
    entry = models.ForeignKey(
        ProgramRegisterEntry, models.PROTECT, null=True, related_name="holds", help_text="Of the budget's places."
    )
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.HELD, help_text="State.")
    held_until = models.DateField(null=True, help_text="Last day of a hold; empty: it does not run out by itself.")
    held_at = models.DateTimeField(auto_now_add=True, help_text="When it was taken.")
    freed_at = models.DateTimeField(null=True, help_text="When it was given back.")
    leaves_on = models.DateField(null=True, help_text="Last day of a pupil whose contract is ending; empty: stays.")
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="+", help_text="The leaving pupil's place that it takes over."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=~Q(status="FREED"), name="a_request_holds_one_place"),
            models.CheckConstraint(
                condition=Q(status="FREED", freed_at__isnull=False) | ~Q(status="FREED") & Q(freed_at=None),
                name="a_freed_place_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["group"], condition=~Q(status="FREED"), name="places_of_a_group"),
            models.Index(fields=["entry"], condition=~Q(status="FREED"), name="places_of_an_entry"),
            models.Index(
                fields=["group"], condition=Q(status="FILLED", leaves_on__isnull=False), name="places_that_come_free"
            ),
        ]


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    def visible_to(self, viewer: Viewer):
        """The family, the provider, the municipality that said it is possible, those who read the region."""
        return self.filter(
            viewer.sees(Thing.ENROLLMENT, child="child", provider="provider", municipality="municipality")
        )


class Enrollment(models.Model):
    """A child is taught in a group by an order of its provider. The database asks for a positive assessment (C 2.13).

    ACTIVE → WITHDRAWN or COMPLETED. A move to another group leaves it ACTIVE.
    """

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE", "Обучается"
        WITHDRAWN = "WITHDRAWN", "Отчислен"
        COMPLETED = "COMPLETED", "Окончил"

    request = models.OneToOneField(
        EnrollmentRequest, models.PROTECT, related_name="enrollment", help_text="What it came from."
    )
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="enrollments", help_text="Used for it.")
    child = models.ForeignKey(Child, models.PROTECT, related_name="enrollments", help_text="Who is taught.")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", help_text="Which municipality said it is possible."
    )
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="enrollments", help_text="Who teaches.")
    module = models.ForeignKey(ProgramModule, models.PROTECT, related_name="+", help_text="What is taught.")
    group = models.ForeignKey(StudyGroup, models.PROTECT, related_name="enrollments", help_text="In which group now.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE, help_text="State.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change.")
    order_number = models.CharField(max_length=60, help_text="Number of the provider's order.")
    order_date = models.DateField(help_text="Date of the provider's order.")
    starts_on = models.DateField(help_text="First lesson.")
    ends_on = models.DateField(help_text="Last lesson, as planned.")
    ended_on = models.DateField(null=True, help_text="Last day of an enrollment that is over.")
    ground = models.CharField(max_length=60, blank=True, help_text="Code of the ground of an early end, if it has one.")
    reason = models.TextField(blank=True, help_text="Why it ended early, in words.")
    result = models.TextField(blank=True, help_text="What the pupil has reached, as the provider says.")

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "module"],
                condition=Q(status="ACTIVE"),
                name="a_child_is_taught_a_module_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status="ACTIVE", ended_on=None) | ~Q(status="ACTIVE") & Q(ended_on__isnull=False),
                name="an_enrollment_that_is_over_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["child", "-id"], name="enrollments_of_a_child"),
            models.Index(fields=["group", "status", "id"], name="pupils_of_a_group"),
            models.Index(fields=["provider", "-id"], name="pupils_of_a_provider"),
            models.Index(fields=["ends_on"], condition=Q(status="ACTIVE"), name="enrollments_to_complete"),
        ]

    def __str__(self) -> str:
        return f"{self.child.initials}: {self.group}"


class GroupTransfer(models.Model):
    """A pupil moved from one group of a module to another. Append-only."""

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="transfers", help_text="Whose.")
    left = models.ForeignKey(StudyGroup, models.PROTECT, related_name="+", help_text="Which group.")
    entered = models.ForeignKey(StudyGroup, models.PROTECT, related_name="+", help_text="Which group now.")
    moved_on = models.DateField(help_text="First day in the new group.")
    reason = models.CharField(max_length=300, help_text="Why.")
    case_id = models.UUIDField(null=True, help_text="The act that moved it.")
