"""Organisations and entrepreneurs that teach: the card that the provider register rests on."""

from django.db import models
from django.db.models import Q

from backoffice.access import Thing, Viewer
from backoffice.acts.models import RefusalGround
from backoffice.files.models import StoredFile
from backoffice.units.models import Unit


class ProviderQuerySet(models.QuerySet["Provider"]):
    def concerning(self, viewer: Viewer):
        """Providers whose entry the viewer may follow: its own, its municipality's, the region's."""
        return self.filter(viewer.sees(Thing.PROVIDER, provider="unit", municipality="municipality"))

    def visible_to(self, viewer: Viewer):
        """Those in the register everybody (C 1.1, L 6); the rest those concerned."""
        return self.filter(
            Q(status__in=Provider.PUBLIC) | viewer.sees(Thing.PROVIDER, provider="unit", municipality="municipality")
        )


class Provider(models.Model):
    """An organisation or entrepreneur that teaches, from its first draft on; its row shares the key of its unit.

    DRAFT → SUBMITTED → ACTIVE, RETURNED or REFUSED; RETURNED → SUBMITTED, or EXPIRED when not answered in time;
    SUBMITTED or RETURNED → WITHDRAWN; REFUSED, WITHDRAWN or EXPIRED → SUBMITTED as a new application;
    ACTIVE ↔ SUSPENDED; ACTIVE or SUSPENDED → EXCLUDED; EXCLUDED → SUBMITTED after the cooling-off.
    """

    class Kind(models.TextChoices):
        EDUCATIONAL = "EDUCATIONAL", "Образовательная организация"
        TRAINING = "TRAINING", "Организация, осуществляющая обучение"
        ENTREPRENEUR_WITH_STAFF = "ENTREPRENEUR_WITH_STAFF", "Индивидуальный предприниматель с работниками"
        ENTREPRENEUR_ALONE = "ENTREPRENEUR_ALONE", "Индивидуальный предприниматель без работников"

    class Ownership(models.TextChoices):
        STATE = "STATE", "Государственная"
        MUNICIPAL = "MUNICIPAL", "Муниципальная"
        NON_STATE = "NON_STATE", "Негосударственная"

    class InstitutionType(models.TextChoices):
        BUDGET = "BUDGET", "Бюджетное учреждение"
        AUTONOMOUS = "AUTONOMOUS", "Автономное учреждение"
        TREASURY = "TREASURY", "Казённое учреждение"

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Черновик"
        SUBMITTED = "SUBMITTED", "На рассмотрении"
        RETURNED = "RETURNED", "Возвращена на исправление"
        ACTIVE = "ACTIVE", "В реестре"
        REFUSED = "REFUSED", "Отказано"
        WITHDRAWN = "WITHDRAWN", "Отозвана"
        EXPIRED = "EXPIRED", "Не исправлена в срок"
        SUSPENDED = "SUSPENDED", "Приостановлен"
        EXCLUDED = "EXCLUDED", "Исключён из реестра"

    PUBLIC = (Status.ACTIVE, Status.SUSPENDED)
    SUBMITTABLE = (Status.DRAFT, Status.REFUSED, Status.WITHDRAWN, Status.EXPIRED, Status.EXCLUDED)
    EDITABLE = (*SUBMITTABLE, Status.RETURNED)
    LIVE = (Status.SUBMITTED, Status.RETURNED, Status.ACTIVE, Status.SUSPENDED)
    ENTREPRENEURS = (Kind.ENTREPRENEUR_WITH_STAFF, Kind.ENTREPRENEUR_ALONE)

    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="provider", help_text="Its unit.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, help_text="State.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change of card or state.")
    kind = models.CharField(max_length=30, choices=Kind.choices, help_text="One of the four kinds of provider.")
    ownership = models.CharField(max_length=10, choices=Ownership.choices, help_text="Ownership (C 1.4, C 2.3).")
    institution_type = models.CharField(
        max_length=10, choices=InstitutionType.choices, blank=True, help_text="Of a state or municipal one (C 2.5.2)."
    )
    founder = models.CharField(max_length=300, blank=True, help_text="Founder of an institution (C 2.5.2).")
    legal_form = models.CharField(max_length=200, help_text="Legal form in words.")
    full_name = models.CharField(max_length=500, help_text="Full name.")
    short_name = models.CharField(max_length=200, help_text="Short name.")
    inn = models.CharField(max_length=12, blank=True, help_text="ИНН: 10 digits, 12 of an entrepreneur.")
    kpp = models.CharField(max_length=9, blank=True, help_text="КПП; none for an entrepreneur.")
    ogrn = models.CharField(max_length=15, blank=True, help_text="ОГРН, or ОГРНИП of an entrepreneur.")
    legal_address = models.CharField(max_length=500, blank=True, help_text="Legal address.")
    actual_address = models.CharField(max_length=500, blank=True, help_text="Where it is found.")
    municipality = models.ForeignKey(
        "backoffice.Municipality", models.PROTECT, related_name="providers", help_text="Where it works."
    )
    licence_number = models.CharField(max_length=100, blank=True, help_text="Licence; none for one without staff.")
    licence_issued_on = models.DateField(null=True, blank=True, help_text="Day of the licence.")
    licence_issuer = models.CharField(max_length=300, blank=True, help_text="Who gave the licence.")
    bank_name = models.CharField(max_length=300, blank=True, help_text="Bank.")
    bik = models.CharField(max_length=9, blank=True, help_text="БИК of the bank.")
    settlement_account = models.CharField(max_length=20, blank=True, help_text="Settlement account, 20 digits.")
    correspondent_account = models.CharField(max_length=20, blank=True, help_text="Correspondent account, 20 digits.")
    head_name = models.CharField(max_length=200, blank=True, help_text="Name of the head.")
    head_position = models.CharField(max_length=200, blank=True, help_text="Post of the head.")
    acts_on = models.CharField(max_length=300, blank=True, help_text="Charter or proxy with number and date.")
    contact_name = models.CharField(max_length=200, blank=True, help_text="Contact person.")
    contact_phone = models.CharField(max_length=30, blank=True, help_text="Telephone.")
    contact_email = models.EmailField(blank=True, help_text="E-mail.")
    services_last_year = models.TextField(blank=True, help_text="Services rendered last year.")
    submitted_on = models.DateField(null=True, blank=True, help_text="Day of the last application.")
    returns = models.PositiveSmallIntegerField(default=0, help_text="How many times the last application was returned.")
    excluded_on = models.DateField(
        null=True, blank=True, help_text="Day of the last exclusion; the cooling-off counts."
    )

    objects = ProviderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inn", "kpp"],
                condition=Q(status__in=["SUBMITTED", "RETURNED", "ACTIVE", "SUSPENDED"]),
                name="one_live_provider_per_inn_and_kpp",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def provider_id(self) -> int:
        """Itself: a case about a provider is that provider's."""
        return self.pk

    @property
    def is_entrepreneur(self) -> bool:
        """Whether it is an entrepreneur, with staff or alone."""
        return self.kind in self.ENTREPRENEURS


class ProviderDocument(models.Model):
    """A file of the provider's application."""

    class Kind(models.TextChoices):
        LICENCE = "LICENCE", "Лицензия"
        CHARTER = "CHARTER", "Устав"
        REGISTER_EXTRACT = "REGISTER_EXTRACT", "Выписка из ЕГРЮЛ или ЕГРИП"
        OTHER = "OTHER", "Другой документ"

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="documents", help_text="Whose.")
    kind = models.CharField(max_length=20, choices=Kind.choices, help_text="What it is.")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", help_text="The file.")
    replaced = models.BooleanField(default=False, help_text="True: a newer file took its place.")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file}"


class ProviderRefusal(models.Model):
    """A refusal to enter a provider into the register, on a coded ground. Append-only."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="refusals", help_text="Who was refused.")
    ground = models.ForeignKey(RefusalGround, models.PROTECT, related_name="+", help_text="On which ground.")
    text = models.TextField(help_text="Reasons in words.")
    refused_at = models.DateTimeField(auto_now_add=True, help_text="When.")

    def __str__(self) -> str:
        return f"{self.provider}: {self.ground.code}"
