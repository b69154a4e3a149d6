"""Programs, their editions and modules, and the figures that price them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from backoffice.access import Thing, Viewer, among
from backoffice.acts.models import Rule, one_each
from backoffice.files.models import StoredFile
from backoffice.municipalities.models import Municipality, MunicipalParameters
from backoffice.programs.words import Area, Direction, Form, Provision, Qualification
from backoffice.providers.models import Provider


class Program(models.Model):
    """A program of additional education of one provider. What it says stands in its editions."""

    class Kind(models.TextChoices):
        GENERAL_DEVELOPMENT = "GENERAL_DEVELOPMENT", "Общеразвивающая"
        PRE_PROFESSIONAL = "PRE_PROFESSIONAL", "Предпрофессиональная"

    class FundingMode(models.TextChoices):
        BUDGET = "BUDGET", "За счёт бюджета"
        EXTRA_BUDGET = "EXTRA_BUDGET", "Внебюджетная деятельность"

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="programs", help_text="Who teaches it.")
    kind = models.CharField(max_length=20, choices=Kind.choices, help_text="Kind of program (C 2.3).")
    funding_mode = models.CharField(max_length=12, choices=FundingMode.choices, help_text="How it is paid (C 2.3).")

    def __str__(self) -> str:
        return f"Программа {self.pk} ({self.provider})"


class EditionQuerySet(models.QuerySet["ProgramEdition"]):
    def concerning(self, viewer: Viewer):
        """Editions whose review the viewer may follow: its own, its municipality's, the region's.

        A municipality follows what its providers submit and what is taught, and priced, in its territory; a commission
        what was put before it.
        """
        taught = TeachingPlace.objects.filter(viewer.sees(Thing.CERTIFICATION, municipality="municipality"))
        reviewed = ProgramEdition.objects.filter(viewer.sees(Thing.COMMISSION, commission="dossiers__commission"))
        return self.filter(
            viewer.sees(
                Thing.CERTIFICATION, provider="program__provider", municipality="program__provider__municipality"
            )
            | Q(pk__in=taught.values("edition"))
            | Q(pk__in=reviewed.values("pk"))
        )

    def visible_to(self, viewer: Viewer):
        """Certified ones everybody; the rest those concerned and the experts asked to score it."""
        assigned = ProgramEdition.objects.filter(viewer.assigned("assignments__expert"))
        return self.filter(
            Q(status__in=ProgramEdition.PUBLIC)
            | among("pk", ProgramEdition.objects.concerning(viewer))
            | among("pk", assigned)
        )


class ProgramEdition(models.Model):
    """What a program says at one time. A change of a certified program is a new edition.

    DRAFT → SUBMITTED → RETURNED, QUALITY_REVIEW or REFUSED; RETURNED → SUBMITTED, WITHDRAWN or EXPIRED;
    QUALITY_REVIEW → CLASSIFICATION or DECISION; CLASSIFICATION → DECISION; DECISION → CERTIFIED or REFUSED;
    REFUSED → APPEALED → where it was refused, or REFUSED; any before the decision → WITHDRAWN;
    CERTIFIED → REVOKED or ARCHIVED. Paid from the budget: DRAFT → COMMISSION → RETURNED, REGISTERED or
    DRAFT; REGISTERED → REVOKED. What was REGISTERED never leaves these two, even while its renewal is reviewed.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Черновик"
        SUBMITTED = "SUBMITTED", "На формальной проверке"
        RETURNED = "RETURNED", "Возвращена на исправление"
        QUALITY_REVIEW = "QUALITY_REVIEW", "На оценке качества"
        CLASSIFICATION = "CLASSIFICATION", "Классификация"
        DECISION = "DECISION", "На решении"
        CERTIFIED = "CERTIFIED", "Сертифицирована"
        REFUSED = "REFUSED", "Отказано"
        APPEALED = "APPEALED", "Обжалуется"
        WITHDRAWN = "WITHDRAWN", "Отозвана"
        EXPIRED = "EXPIRED", "Не исправлена в срок"
        REVOKED = "REVOKED", "Исключена из реестра"
        ARCHIVED = "ARCHIVED", "Заменена новой редакцией"
        COMMISSION = "COMMISSION", "На рассмотрении комиссии"
        REGISTERED = "REGISTERED", "В муниципальном реестре"

    PUBLIC = (Status.CERTIFIED, Status.REVOKED, Status.ARCHIVED, Status.REGISTERED)
    EDITABLE = (Status.DRAFT, Status.RETURNED)

    program = models.ForeignKey(Program, models.PROTECT, related_name="editions", help_text="Of which program.")
    number = models.PositiveSmallIntegerField(help_text="1 for the first edition.")
    status = models.CharField(max_length=15, choices=Status.choices, default=Status.DRAFT, help_text="State.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every saved change.")
    returns = models.PositiveSmallIntegerField(default=0, help_text="How many times it was returned.")
    name = models.CharField(max_length=255, help_text="Name.")
    short_name = models.CharField(max_length=64, help_text="Short name.")
    direction = models.CharField(max_length=20, choices=Direction.choices, help_text="Direction.")
    form = models.CharField(max_length=20, choices=Form.choices, help_text="Form of teaching.")
    activities = models.TextField(blank=True, help_text="Kinds of activity.")
    annotation = models.TextField(blank=True, help_text="Annotation for families.")
    aims = models.TextField(blank=True, help_text="Aims and tasks.")
    age_from = models.PositiveSmallIntegerField(help_text="Youngest pupil, full years.")
    age_to = models.PositiveSmallIntegerField(help_text="Oldest pupil, full years.")
    for_gifted = models.BooleanField(default=False, help_text="For gifted children (C pre).")
    for_special_needs = models.BooleanField(default=False, help_text="For children with special needs (C pre).")
    equipment = models.TextField(blank=True, help_text="Norms of equipment.")
    submitted_on = models.DateField(null=True, blank=True, help_text="Day of the first submission.")

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "number"], name="editions_of_a_program_are_numbered"),
            models.UniqueConstraint(
                fields=["program"], condition=Q(status="CERTIFIED"), name="one_certified_edition_per_program"
            ),
            models.CheckConstraint(condition=Q(age_to__gte=F("age_from")), name="ages_run_upwards"),
        ]

    def __str__(self) -> str:
        return f"«{self.short_name}», редакция {self.number}"

    @property
    def rules_on(self) -> date:
        """The day whose Rules its case keeps: that of the first submission."""
        if self.submitted_on is None:
            raise ValueError(f"{self} was never submitted")
        return self.submitted_on

    @property
    def provider_id(self) -> int:
        """Whose program it is."""
        return self.program.provider_id

    @property
    def municipality_id(self) -> int:
        """Where its provider works."""
        return self.program.provider.municipality_id


class ProgramModule(models.Model):
    """A priced part of an edition, usually a year. DRAFT → CERTIFIED or REFUSED with its edition."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Не сертифицирован"
        CERTIFIED = "CERTIFIED", "Сертифицирован"
        REFUSED = "REFUSED", "Отказано"

    edition = models.ForeignKey(ProgramEdition, models.PROTECT, related_name="modules", help_text="Of which edition.")
    number = models.PositiveSmallIntegerField(help_text="1 for the first.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, help_text="State.")
    name = models.CharField(max_length=255, help_text="Name.")
    months = models.PositiveSmallIntegerField(help_text="How long, months.")
    hours = models.PositiveSmallIntegerField(help_text="H: hours.")
    individual_hours = models.PositiveSmallIntegerField(default=0, help_text="Hi: of them individual.")
    second_teacher_hours = models.PositiveSmallIntegerField(default=0, help_text="Hd: hours of a second teacher.")
    main_teacher = models.TextField(blank=True, help_text="Qualification of the main teacher, in words.")
    second_teacher = models.TextField(blank=True, help_text="Qualification of the second teacher, in words.")
    min_children = models.PositiveSmallIntegerField(help_text="Smallest group.")
    max_children = models.PositiveSmallIntegerField(help_text="Largest group.")
    expected_results = models.TextField(blank=True, help_text="What pupils will know and can do.")
    asked_price = models.BigIntegerField(null=True, blank=True, help_text="Price the provider asks, kopecks.")
    main_qualification = models.CharField(
        max_length=10, choices=Qualification.choices, blank=True, help_text="Class of the main teacher."
    )
    second_qualification = models.CharField(
        max_length=10, choices=Qualification.choices, blank=True, help_text="Class of the second teacher."
    )
    provision = models.CharField(max_length=10, choices=Provision.choices, blank=True, help_text="Provision level.")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="modules_of_an_edition_are_numbered"),
            models.CheckConstraint(condition=Q(max_children__gte=F("min_children")), name="groups_run_upwards"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class TeachingPlace(models.Model):
    """Where an edition is taught; each municipality prices with its own figures."""

    edition = models.ForeignKey(ProgramEdition, models.PROTECT, related_name="places", help_text="Of which edition.")
    number = models.PositiveSmallIntegerField(help_text="1 for the first.")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", help_text="Territory.")
    area = models.CharField(max_length=5, choices=Area.choices, help_text="Town or country.")
    address = models.CharField(max_length=500, help_text="Address.")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="places_of_an_edition_are_numbered")]

    def __str__(self) -> str:
        return self.address


class ProgramDocument(models.Model):
    """A file of an edition."""

    class Kind(models.TextChoices):
        PROGRAM = "PROGRAM", "Текст программы"
        PHOTO = "PHOTO", "Фотография"
        OTHER = "OTHER", "Другой документ"

    edition = models.ForeignKey(ProgramEdition, models.PROTECT, related_name="documents", help_text="Of which edition.")
    kind = models.CharField(max_length=10, choices=Kind.choices, help_text="What it is.")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", help_text="The file.")
    replaced = models.BooleanField(default=False, help_text="True: a newer file took its place.")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file}"


class OperatorFigures(Rule):
    """The operator's figures for the normative cost (domain formula 5.1)."""

    weekly_hours = models.DecimalField(max_digits=8, decimal_places=2, help_text="Nm: weekly norm of a rate, hours.")
    weeks_per_month = models.DecimalField(max_digits=8, decimal_places=2, help_text="Wm.")
    weeks_per_year = models.DecimalField(max_digits=8, decimal_places=2, help_text="Wy.")
    years_between_trainings = models.DecimalField(max_digits=8, decimal_places=2, help_text="Ppk.")
    average_group = models.DecimalField(
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="N if set; else the mean of the group's bounds.",
    )

    class Meta:
        constraints = [one_each(name="one_set_of_figures_per_territory_and_first_day")]

    def __str__(self) -> str:
        return f"Показатели оператора с {self.valid_from:%d.%m.%Y}"


class QualificationCoefficient(Rule):
    """K1 or K2: what a teacher's class costs."""

    class Position(models.TextChoices):
        MAIN = "MAIN", "Основной педагог"
        SECOND = "SECOND", "Второй педагог"

    position = models.CharField(max_length=6, choices=Position.choices, help_text="Main or second teacher.")
    qualification = models.CharField(max_length=10, choices=Qualification.choices, help_text="Class.")
    value = models.DecimalField(max_digits=8, decimal_places=4, help_text="The coefficient.")

    class Meta:
        constraints = [one_each("position", "qualification", name="one_coefficient_per_class_territory_and_first_day")]


class ProvisionCoefficient(Rule):
    """P: what the provision with teaching means costs."""

    provision = models.CharField(max_length=10, choices=Provision.choices, help_text="Level.")
    value = models.DecimalField(max_digits=8, decimal_places=4, help_text="The coefficient.")

    class Meta:
        constraints = [one_each("provision", name="one_coefficient_per_level_territory_and_first_day")]


class NormativeCost(models.Model):
    """The frozen normative cost of a module in a municipality, with the figures it came from. Append-only."""

    module = models.ForeignKey(ProgramModule, models.PROTECT, related_name="normative_costs", help_text="Of what.")
    place = models.ForeignKey(TeachingPlace, models.PROTECT, related_name="+", help_text="Where it is taught.")
    parameters = models.ForeignKey(MunicipalParameters, models.PROTECT, related_name="+", help_text="Whose figures.")
    figures = models.ForeignKey(OperatorFigures, models.PROTECT, related_name="+", help_text="The operator's figures.")
    pay = models.DecimalField(max_digits=14, decimal_places=4, help_text="A: pay, roubles.")
    premises_and_means = models.DecimalField(max_digits=14, decimal_places=4, help_text="B: premises and means.")
    training = models.DecimalField(max_digits=14, decimal_places=4, help_text="C: training and medical, roubles.")
    kopecks = models.BigIntegerField(help_text="The cost per pupil, kopecks, rounded by the Rules.")
    decided_on = models.DateField(help_text="The decision date whose figures were used.")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["module", "place"], name="one_frozen_cost_per_module_and_place")]
