"""Children, those who answer for them, their consents, and who looked at their data."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from backoffice.access import Role, Thing, Viewer
from backoffice.acts.models import Rule, one_each
from backoffice.municipalities.models import Municipality
from backoffice.people.words import Relation
from backoffice.units.models import Unit


class ChildQuerySet(models.QuerySet["Child"]):
    """Children."""

    def visible_to(self, viewer: Viewer):
        """The family, the municipality of residence or of issue, those who read the region; never another family."""
        issued = viewer.sees(Thing.CHILD, municipality="certificates__issuer") & Q(
            certificates__status__in=["APPLIED", "ISSUED_INACTIVE", "ACTIVE", "SUSPENDED", "TERMINATED"]
        )  # an old refusal shows nobody who has moved away since
        here = viewer.sees(Thing.CHILD, child="unit", municipality="municipality")
        return self.filter(here | Q(pk__in=self.model.objects.filter(issued).values("pk")))


class Child(models.Model):
    """A child, its row sharing the key of its cabinet, the unit in which its family holds roles.

    ACTIVE → MERGED into an earlier record of the same child; never back, never deleted.
    """

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE", "Действует"
        MERGED = "MERGED", "Объединена с более ранней записью"

    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="child", help_text="Its cabinet.")
    last_name = models.CharField(max_length=60, help_text="Surname.")
    first_name = models.CharField(max_length=60, help_text="First name.")
    patronymic = models.CharField(max_length=60, blank=True, help_text="Patronymic; empty if there is none.")
    birth_date = models.DateField(help_text="Day of birth.")
    name_key = models.CharField(max_length=190, help_text="The name as it is compared: `names.key`.")
    initials = models.CharField(max_length=40, help_text="Initials and year of birth, as lists show the child.")
    snils = models.CharField(max_length=11, blank=True, help_text="СНИЛС, 11 digits; empty if not given.")
    birth_certificate = models.CharField(
        max_length=40, blank=True, help_text="Series and number of the birth certificate or passport, as compared."
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="children", help_text="Where the child lives now."
    )
    address = models.CharField(max_length=500, help_text="Address of residence.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE, help_text="State.")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", help_text="The earlier record of the same child."
    )
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change of the card.")

    objects = ChildQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="MERGED", merged_into__isnull=False) | Q(status="ACTIVE", merged_into=None),
                name="a_merged_child_names_its_earlier_record",
            ),
            models.CheckConstraint(condition=Q(snils="") | Q(snils__regex=r"^\d{11}$"), name="snils_has_11_digits"),
        ]
        indexes = [
            models.Index(fields=["name_key", "birth_date"], name="children_by_name"),
            models.Index(fields=["snils"], condition=~Q(snils=""), name="children_by_snils"),
            models.Index(
                fields=["birth_certificate"], condition=~Q(birth_certificate=""), name="children_by_certificate"
            ),
            models.Index(fields=["municipality", "name_key", "unit"], name="children_of_a_municipality"),
        ]

    def __str__(self) -> str:
        return self.initials

    @property
    def full_name(self) -> str:
        """Surname, name, patronymic."""
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))

    @property
    def municipality_name(self) -> str:
        """Where the child lives, in words."""
        return self.municipality.unit.name

    provider_id = None


class Residence(models.Model):
    """Where a child lived from a day on. Append-only: the latest row is where it lives now."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="residences", help_text="Whose.")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", help_text="Where.")
    address = models.CharField(max_length=500, help_text="Address.")
    since = models.DateField(help_text="First day there, as far as we know.")
    case_id = models.UUIDField(null=True, help_text="The case that recorded it.")


class Guardianship(models.Model):
    """A grown-up answers for a child from a day to a day."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="guardianships", help_text="For whom.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="guardianships", help_text="Account, if any."
    )
    full_name = models.CharField(max_length=200, help_text="Name of the grown-up.")
    relation = models.CharField(max_length=10, choices=Relation.choices, help_text="What they are to the child.")
    document = models.CharField(max_length=200, blank=True, help_text="The paper that shows it.")
    phone = models.CharField(max_length=40, blank=True, help_text="Telephone.")
    email = models.CharField(max_length=254, blank=True, help_text="E-mail.")
    valid_from = models.DateField(help_text="First day.")
    valid_to = models.DateField(null=True, blank=True, help_text="First day no longer.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "user"],
                condition=Q(valid_to=None, user__isnull=False),
                name="one_open_guardianship_per_child_and_user",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()}: {self.full_name}"


class Invitation(models.Model):
    """A key by which a family opens the child's cabinet. Only its digest is kept; it works once."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="invitations", help_text="Whose cabinet.")
    guardianship = models.ForeignKey(
        Guardianship, models.PROTECT, null=True, related_name="invitations", help_text="For whom; empty: the child."
    )
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the key, hexadecimal.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Who invited."
    )
    made_at = models.DateTimeField(auto_now_add=True, help_text="When.")
    expires_at = models.DateTimeField(help_text="First moment it no longer works.")
    accepted_at = models.DateTimeField(null=True, help_text="When it was used.")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Who used it."
    )

    @property
    def role(self) -> Role:
        """The role that it gives."""
        return Role.GUARDIAN if self.guardianship_id else Role.CHILD


class ConsentText(Rule):
    """The wording of a consent to one purpose, as it is in force from a day on."""

    class Purpose(models.TextChoices):
        CERTIFICATE = "CERTIFICATE", "Обработка данных для выдачи и использования сертификата"
        HEALTH = "HEALTH", "Обработка сведений об ограниченных возможностях здоровья"
        ENROLLMENT = "ENROLLMENT", "Передача сведений о ребёнке организации, где он будет учиться"

    purpose = models.CharField(max_length=20, choices=Purpose.choices, help_text="What for.")
    text = models.TextField(help_text="The wording in Russian.")

    class Meta:
        constraints = [one_each("purpose", name="one_consent_text_per_purpose_territory_and_first_day")]


class Consent(models.Model):
    """One consent to one purpose (152-ФЗ, ст. 9): who, to which wording, how, when. Append-only."""

    class Channel(models.TextChoices):
        ONLINE = "ONLINE", "В личном кабинете"
        PAPER = "PAPER", "На бумаге"

    child = models.ForeignKey(Child, models.PROTECT, related_name="consents", help_text="About whose data.")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+", help_text="The wording.")
    channel = models.CharField(max_length=10, choices=Channel.choices, help_text="How it was given.")
    signer = models.CharField(max_length=200, help_text="Who signed it, by name.")
    given_at = models.DateTimeField(auto_now_add=True, help_text="When it was recorded.")
    given_on = models.DateField(help_text="Day it was given.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Who recorded it."
    )


class ConsentRevocation(models.Model):
    """The end of a consent. Append-only."""

    consent = models.OneToOneField(Consent, models.PROTECT, related_name="revocation", help_text="Which.")
    revoked_at = models.DateTimeField(auto_now_add=True, help_text="When.")
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Who."
    )


class SpecialNeeds(models.Model):
    """Which needs a child has, as the conclusion of the ПМПК says. Health data: encrypted, read through one door."""

    child = models.OneToOneField(
        Child, models.PROTECT, primary_key=True, related_name="special_needs", help_text="Whose."
    )
    sealed = models.TextField(help_text="The group of needs, encrypted; empty after the consent was revoked.")
    recorded_at = models.DateTimeField(auto_now=True, help_text="When.")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Who.")


class ChildReadQuerySet(models.QuerySet["ChildRead"]):
    def visible_to(self, viewer: Viewer):
        """The child's family, and those who audit."""
        return self.filter(viewer.sees(Thing.READ_LOG, child="child"))


class ChildRead(models.Model):
    """Somebody read a child's data: who, where from, which part, what for. Append-only; the family sees it."""

    class Part(models.TextChoices):
        CARD = "CARD", "карточка ребёнка"
        HEALTH = "HEALTH", "сведения об ограниченных возможностях здоровья"
        COMPARISON = "COMPARISON", "сличение с похожей записью"
        EXPORT = "EXPORT", "выгрузка реестра"
        DOCUMENT = "DOCUMENT", "документ к заявлению"
        REQUEST = "REQUEST", "сведения к заявке на обучение"
        TRAJECTORY = "TRAJECTORY", "образовательная траектория"

    class Purpose(models.TextChoices):
        TASK = "TASK", "решение по делу ребёнка"
        FAMILY_REQUEST = "FAMILY_REQUEST", "обращение семьи"
        CORRECTION = "CORRECTION", "исправление сведений"
        AUDIT = "AUDIT", "проверка"
        REPORT = "REPORT", "отчётность"

    child = models.ForeignKey(Child, models.PROTECT, related_name="reads", help_text="Whose data.")
    at = models.DateTimeField(auto_now_add=True, help_text="When.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Who.")
    role = models.CharField(max_length=30, help_text="The role in which it was read.")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text="The unit in which it was read.")
    part = models.CharField(max_length=12, choices=Part.choices, help_text="Which part.")
    purpose = models.CharField(max_length=16, choices=Purpose.choices, help_text="What for.")
    case_id = models.UUIDField(null=True, help_text="The case, if it was read for a task.")
    note = models.CharField(max_length=300, blank=True, help_text="What the reader said.")

    objects = ChildReadQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["child", "-id"], name="reads_of_a_child")]


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def visible_to(self, viewer: Viewer):
        """The municipality of the later record, and those who read the region."""
        return self.filter(viewer.sees(Thing.CHILD, municipality="later__municipality"))


class DuplicatePair(models.Model):
    """Two records that may be one child. OPEN → SAME, the later being merged, or DIFFERENT; never back."""

    class Match(models.TextChoices):
        SNILS = "SNILS", "Совпадает СНИЛС"
        BIRTH_CERTIFICATE = "BIRTH_CERTIFICATE", "Совпадает документ о рождении"
        NAME_AND_BIRTH_DATE = "NAME_AND_BIRTH_DATE", "Совпадают имя и дата рождения"

    class Status(models.TextChoices):
        OPEN = "OPEN", "Не рассмотрена"
        SAME = "SAME", "Один ребёнок"
        DIFFERENT = "DIFFERENT", "Разные дети"

    earlier = models.ForeignKey(Child, models.PROTECT, related_name="+", help_text="The record that was first.")
    later = models.ForeignKey(Child, models.PROTECT, related_name="duplicates", help_text="The record that came after.")
    match = models.CharField(max_length=20, choices=Match.choices, help_text="What they share.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN, help_text="State.")
    reason = models.TextField(blank=True, help_text="Why it was decided so.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change.")

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="a_pair_is_found_once"),
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="nobody_is_his_own_duplicate"),
        ]

    def __str__(self) -> str:
        return f"Возможный дубль: {self.later.initials}"

    note = ""  # what a decision did to the family's access; told in its answer only

    @property
    def municipality_id(self) -> int:
        """Whose desk it lies on."""
        return self.later.municipality_id

    provider_id = None
