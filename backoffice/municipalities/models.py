"""Territories, their dates and parameters, and the roadmap."""

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from backoffice.access import Thing, Viewer
from backoffice.acts.models import Rule, one_each
from backoffice.files.models import StoredFile
from backoffice.programs.words import Area
from backoffice.units.models import Unit


class Municipality(models.Model):
    """A territory that issues certificates; its row shares the key of its unit."""

    class Stage(models.TextChoices):
        PILOT = "PILOT", "I этап, пилотное муниципальное образование"
        STAGE_TWO = "STAGE_TWO", "II этап"

    class Form(models.TextChoices):
        CITY = "CITY", "Городской округ"
        DISTRICT = "DISTRICT", "Муниципальный район"

    unit = models.OneToOneField(
        Unit, models.PROTECT, primary_key=True, related_name="municipality", help_text="Its unit."
    )
    form = models.CharField(max_length=10, choices=Form.choices, help_text="City or district.")
    stage = models.CharField(max_length=10, choices=Stage.choices, help_text="Stage of the roadmap (R 1.2, R 2.3).")
    accounting_from = models.DateField(help_text="First day of personal accounting (C 3, C 4).")
    funding_from = models.DateField(help_text="First day of personalised funding (R 1.13, R 2.12).")
    payer_code = models.CharField(
        max_length=2, unique=True, null=True, help_text="Two digits of the payer in numbers of certificates."
    )
    oktmo = models.CharField(max_length=11, blank=True, help_text="ОКТМО code; empty where no source gives it.")
    oktmo_source = models.CharField(max_length=300, blank=True, help_text="Where the code was read.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(funding_from__gte=F("accounting_from")), name="accounting_comes_before_funding"
            ),
            models.CheckConstraint(
                condition=Q(oktmo="", oktmo_source="") | (~Q(oktmo="") & ~Q(oktmo_source="")),
                name="an_oktmo_code_names_its_source",
            ),
        ]

    def __str__(self) -> str:
        return self.unit.name


class ParameterFigures(models.Model):
    """What a municipality says for one kind of place, town or country: the inputs of the normative cost (R 1.7)."""

    area = models.CharField(max_length=5, choices=Area.choices, help_text="Town or country.")
    monthly_pay = models.DecimalField(max_digits=12, decimal_places=2, help_text="ZP: average monthly pay, roubles.")
    rates_per_person = models.DecimalField(max_digits=8, decimal_places=4, help_text="St: average number of rates.")
    extra_teachers = models.DecimalField(max_digits=8, decimal_places=4, help_text="Kd: coefficient.")
    other_staff_share = models.DecimalField(max_digits=8, decimal_places=4, help_text="Ko: share of other staff.")
    payroll_tax = models.DecimalField(max_digits=8, decimal_places=4, help_text="Kt: coefficient.")
    vacation = models.DecimalField(max_digits=8, decimal_places=4, help_text="Kv: coefficient.")
    useful_hours = models.DecimalField(max_digits=12, decimal_places=2, help_text="U: useful hours of premises.")
    purchased_services = models.DecimalField(max_digits=12, decimal_places=2, help_text="S1: roubles.")
    training_and_medical = models.DecimalField(max_digits=12, decimal_places=2, help_text="S2: roubles.")

    class Meta:
        abstract = True


class MunicipalParameters(Rule, ParameterFigures):
    """A municipality's figures for the normative cost, apart for town and country (R 1.7, R 2.9).

    New figures are a new dated row; certified costs and contracts keep theirs. `territory` is always set.
    """

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(territory__isnull=False), name="parameters_belong_to_a_municipality"),
            models.CheckConstraint(
                condition=Q(monthly_pay__gt=0, rates_per_person__gt=0, useful_hours__gt=0),
                name="parameters_are_positive",
            ),
            one_each("area", name="one_set_of_parameters_per_area_territory_and_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.territory}, {self.get_area_display()}, с {self.valid_from:%d.%m.%Y}"


class TeachingMeansCost(models.Model):
    """Bd: base cost of teaching means for a direction, within one set of municipal parameters."""

    parameters = models.ForeignKey(
        MunicipalParameters, models.PROTECT, related_name="teaching_means", help_text="The set it belongs to."
    )
    direction = models.CharField(max_length=20, help_text="A direction of programs.")
    roubles = models.DecimalField(max_digits=12, decimal_places=2, help_text="Bd: roubles.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parameters", "direction"], name="one_cost_per_direction_in_a_set")
        ]


class RoadmapItem(models.Model):
    """One measure of the roadmap, verbatim (O 1.1)."""

    number = models.CharField(max_length=5, unique=True, help_text="Number as printed.")
    position = models.PositiveSmallIntegerField(unique=True, help_text="Order in the act.")
    section = models.CharField(max_length=300, help_text="Heading of its part, verbatim.")
    title = models.TextField(help_text="The measure, verbatim.")
    responsible_text = models.TextField(help_text="Who is responsible, verbatim.")
    term_text = models.CharField(max_length=100, help_text="The term, verbatim.")
    starts_on = models.DateField(help_text="First day of the term.")
    ends_on = models.DateField(help_text="Last day of the term.")
    expected_result = models.TextField(help_text="Expected result, verbatim.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_term_ends_after_it_began")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title[:80]}"


class RoadmapDutyQuerySet(models.QuerySet["RoadmapDuty"]):
    def concerning(self, viewer: Viewer):
        """Duties whose note and evidence the viewer reads: its own municipality's, or the region's."""
        return self.filter(viewer.sees(Thing.ROADMAP, municipality="body"))

    def told(self, viewer: Viewer):
        """All duties: their state is public. `is_told` says whether the viewer also reads note and evidence."""
        concerning = RoadmapDuty.objects.concerning(viewer).filter(pk=OuterRef("pk"))
        return self.annotate(is_told=Exists(concerning))

    def overdue(self, *, on: date):
        """Duties not done although their term has ended before day `on`."""
        return self.filter(item__ends_on__lt=on).exclude(status=RoadmapDuty.Status.DONE)


class RoadmapDuty(models.Model):
    """One body's part in one measure. PLANNED → IN_PROGRESS → DONE, or PLANNED → DONE; overdue is derived."""

    class Status(models.TextChoices):
        PLANNED = "PLANNED", "Запланировано"
        IN_PROGRESS = "IN_PROGRESS", "Выполняется"
        DONE = "DONE", "Выполнено"

    item = models.ForeignKey(RoadmapItem, models.PROTECT, related_name="duties", help_text="The measure.")
    body = models.ForeignKey(Unit, models.PROTECT, related_name="roadmap_duties", help_text="Who is responsible.")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PLANNED, help_text="State.")
    done_on = models.DateField(null=True, blank=True, help_text="Day it was done.")
    note = models.TextField(blank=True, help_text="What was done, in the body's words.")
    evidence = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", help_text="The file that proves it."
    )
    version = models.PositiveIntegerField(default=1, help_text="Rises with every record.")

    objects = RoadmapDutyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "body"], name="one_duty_per_item_and_body"),
            models.CheckConstraint(
                condition=(Q(status="DONE") & Q(done_on__isnull=False)) | (~Q(status="DONE") & Q(done_on=None)),
                name="a_done_duty_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.number} — {self.body}"
