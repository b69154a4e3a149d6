"""Funding periods, municipal funding programs, their quotas, the yearly replenishment. The queue: `waiting`."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from backoffice.access import Thing, Viewer
from backoffice.acts.models import LegalAct
from backoffice.certificates.models import Certificate, CertificateCategory
from backoffice.municipalities.models import Municipality
from backoffice.programs.words import Direction


class DaysOf(Func):
    """The days from the first to the last, both included."""

    function = "DATERANGE"
    output_field = DateRangeField()


class FundingPeriod(models.Model):
    """A span of days that has money of its own in a municipality, normally a calendar year. Everybody may read it."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="funding_periods", help_text="Whose period."
    )
    starts_on = models.DateField(help_text="First day.")
    ends_on = models.DateField(help_text="Last day.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_period_ends_after_it_began"),
            ExclusionConstraint(
                name="periods_of_a_municipality_do_not_overlap",
                index_type="gist",
                expressions=[
                    (F("municipality"), RangeOperators.EQUAL),
                    (
                        DaysOf("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        if (self.starts_on.month, self.starts_on.day, self.ends_on.month, self.ends_on.day) == (1, 1, 12, 31):
            return f"{self.starts_on:%Y} год"
        return f"{self.starts_on:%d.%m.%Y} — {self.ends_on:%d.%m.%Y}"


class MunicipalFundingProgramQuerySet(models.QuerySet["MunicipalFundingProgram"]):
    def concerning(self, viewer: Viewer):
        """Programs that the viewer follows from the draft on: its municipality's, the region's."""
        return self.filter(viewer.sees(Thing.FUNDING, municipality="municipality"))

    def visible_to(self, viewer: Viewer):
        """Approved ones everybody (R 1.10, R 2.8); the rest those concerned."""
        concerned = viewer.sees(Thing.FUNDING, municipality="municipality")
        return self.filter(Q(status__in=MunicipalFundingProgram.PUBLIC) | concerned)


class MunicipalFundingProgram(models.Model):
    """How many certificates of which category a municipality funds in a period, and with how much (R 1.10, C 1.5).

    DRAFT → SUBMITTED → RETURNED or IN_FORCE by an act; RETURNED → SUBMITTED; IN_FORCE → SUPERSEDED by a newer version.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Черновик"
        SUBMITTED = "SUBMITTED", "На утверждении"
        RETURNED = "RETURNED", "Возвращена на исправление"
        IN_FORCE = "IN_FORCE", "Действует"
        SUPERSEDED = "SUPERSEDED", "Заменена новой редакцией"
        WITHDRAWN = "WITHDRAWN", "Отозвана"

    PUBLIC = (Status.IN_FORCE, Status.SUPERSEDED)
    EDITABLE = (Status.DRAFT, Status.RETURNED)

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", help_text="Whose program.")
    period = models.ForeignKey(FundingPeriod, models.PROTECT, related_name="programs", help_text="For which period.")
    number = models.PositiveSmallIntegerField(help_text="Number of the version within the period, from 1.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, help_text="State.")
    total = models.BigIntegerField(help_text="Kopecks for the whole period.")
    current_from = models.DateField(help_text="First day on which contracts may take money of the running period.")
    current_to = models.DateField(help_text="Last such day.")
    future_from = models.DateField(
        null=True, blank=True, help_text="First day on which contracts may already take money of this future period."
    )
    act = models.ForeignKey(
        LegalAct, models.PROTECT, null=True, related_name="+", help_text="The act that approved it; empty before."
    )
    remark = models.TextField(blank=True, help_text="Why the head returned it.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change.")

    objects = MunicipalFundingProgramQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "number"], name="one_funding_program_per_period_and_number"),
            models.UniqueConstraint(
                fields=["period"], condition=Q(status="IN_FORCE"), name="one_funding_program_in_force_per_period"
            ),
            models.UniqueConstraint(
                fields=["period"],
                condition=Q(status__in=["DRAFT", "SUBMITTED", "RETURNED"]),
                name="one_funding_program_in_the_making_per_period",
            ),
            models.CheckConstraint(condition=Q(total__gte=0), name="a_funding_program_is_not_negative"),
            models.CheckConstraint(
                condition=~Q(status__in=["IN_FORCE", "SUPERSEDED"]) | Q(act__isnull=False),
                name="a_funding_program_in_force_rests_on_an_act",
            ),
        ]

    def __str__(self) -> str:
        return f"Программа ПФ, {self.municipality}, {self.period}, редакция {self.number}"

    provider_id = None


class FundedCategory(models.Model):
    """What a funding program gives one category: how many certificates, with which nominal."""

    program = models.ForeignKey(
        MunicipalFundingProgram, models.PROTECT, related_name="categories", help_text="Of which program."
    )
    category = models.ForeignKey(CertificateCategory, models.PROTECT, related_name="+", help_text="Which children.")
    count = models.PositiveIntegerField(help_text="How many certificates at most.")
    nominal = models.BigIntegerField(help_text="Kopecks on each certificate for the period.")
    sum_limit = models.BigIntegerField(
        null=True, blank=True, help_text="Kopecks for the category at most; empty: count times nominal."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "category"], name="a_category_is_funded_once_in_a_program"),
            models.CheckConstraint(condition=Q(nominal__gt=0), name="a_nominal_is_positive"),
        ]


class DirectionCap(models.Model):
    """How much of a funding program may go into programs of one direction."""

    program = models.ForeignKey(
        MunicipalFundingProgram, models.PROTECT, related_name="caps", help_text="Of which program."
    )
    direction = models.CharField(max_length=20, choices=Direction.choices, help_text="Which direction.")
    amount = models.BigIntegerField(help_text="Kopecks at most.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "direction"], name="one_cap_per_direction_in_a_program"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="a_cap_is_not_negative"),
        ]


class Quota(models.Model):
    """What of a category's funding in a period is given out. The limits are those of the program in force.

    The database keeps it within its limits by count and by sum (domain 5.7). Everybody may read it.
    """

    period = models.ForeignKey(FundingPeriod, models.PROTECT, related_name="quotas", help_text="In which period.")
    category = models.ForeignKey(CertificateCategory, models.PROTECT, related_name="+", help_text="Of which children.")
    nominal = models.BigIntegerField(help_text="Kopecks that a certificate gets now.")
    count_limit = models.PositiveIntegerField(help_text="How many certificates at most.")
    sum_limit = models.BigIntegerField(help_text="Kopecks at most.")
    granted_count = models.PositiveIntegerField(default=0, help_text="How many certificates have it.")
    granted_sum = models.BigIntegerField(default=0, help_text="Kopecks that they have.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "category"], name="one_quota_per_period_and_category"),
            models.CheckConstraint(condition=Q(granted_count__lte=F("count_limit")), name="a_quota_holds_by_count"),
            models.CheckConstraint(
                condition=Q(granted_sum__lte=F("sum_limit"), granted_sum__gte=0), name="a_quota_holds_by_sum"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}, {self.period}"


class ReplenishmentQuerySet(models.QuerySet["Replenishment"]):
    def visible_to(self, viewer: Viewer):
        """The municipality, those who read the region."""
        return self.filter(viewer.sees(Thing.FUNDING, municipality="municipality"))


class Replenishment(models.Model):
    """The money of a new period is put on the funded certificates of a municipality, batch by batch (L 7).

    RUNNING → DONE or CANCELLED.
    """

    class Status(models.TextChoices):
        RUNNING = "RUNNING", "Выполняется"
        DONE = "DONE", "Выполнено"
        CANCELLED = "CANCELLED", "Остановлено"

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", help_text="Whose certificates.")
    period = models.ForeignKey(FundingPeriod, models.PROTECT, related_name="+", help_text="The new period.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RUNNING, help_text="State.")
    started_at = models.DateTimeField(auto_now_add=True, help_text="When it began.")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Who began it."
    )
    finished_at = models.DateTimeField(null=True, help_text="When it ended.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change.")

    objects = ReplenishmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period"], condition=Q(status="RUNNING"), name="one_running_replenishment_per_period"
            )
        ]


class ReplenishmentLineQuerySet(models.QuerySet["ReplenishmentLine"]):
    def visible_to(self, viewer: Viewer):
        """Lines of the replenishments that the viewer sees."""
        return self.filter(viewer.sees(Thing.FUNDING, municipality="replenishment__municipality"))


class ReplenishmentLine(models.Model):
    """What became of one certificate in a replenishment. Append-only."""

    class Outcome(models.TextChoices):
        GRANTED = "GRANTED", "Средства закреплены"
        QUEUED = "QUEUED", "Не хватило квоты: сертификат учёта, место в очереди"

    replenishment = models.ForeignKey(Replenishment, models.PROTECT, related_name="lines", help_text="Of which run.")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="+", help_text="Which certificate.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, help_text="What happened.")
    amount = models.BigIntegerField(help_text="Kopecks granted; 0 if none.")

    objects = ReplenishmentLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["replenishment", "certificate"], name="a_certificate_is_replenished_once")
        ]
