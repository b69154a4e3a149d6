"""Legal acts, the rules in force they give, and the production calendar."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from backoffice.files.models import StoredFile
from backoffice.units.models import Unit


class LegalAct(models.Model):
    """An order, a regulation or rules: what a setting, a deadline or an entry rests on."""

    code = models.SlugField(max_length=60, unique=True, help_text="Our own stable code.")
    title = models.CharField(max_length=500, help_text="Title in Russian.")
    number = models.CharField(max_length=60, blank=True, help_text="Number as printed; empty for our own defaults.")
    adopted_on = models.DateField(null=True, blank=True, help_text="Day of adoption.")
    in_force_from = models.DateField(help_text="First day in force (O 6).")
    in_force_to = models.DateField(null=True, blank=True, help_text="First day no longer in force.")
    controller = models.CharField(max_length=300, blank=True, help_text="Who controls it, by post (O 5).")
    published_in = models.CharField(max_length=300, blank=True, help_text="Where it is published (O 4).")
    territory = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", help_text="Municipality; empty: whole region."
    )
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", help_text="Its text, if we have it."
    )
    issuers = models.ManyToManyField(Unit, related_name="acts_issued", help_text="Who issued it.")

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()


class RuleQuerySet(models.QuerySet):
    """Rows that hold on a day in a territory."""

    def in_force(self, *, on: date, territory: int | None = None):
        """Rows in force on day `on`, the territory's own before the region's."""
        valid = Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))
        return self.filter(valid, Q(territory=None) | Q(territory=territory)).order_by(
            F("territory").asc(nulls_last=True), "-valid_from"
        )

    def ruling(self, *key: str, on: date, territory: int | None = None):
        """The one row of each `key` that decides on day `on`: the territory's own before the region's, then newest."""
        first = self.in_force(on=on, territory=territory).order_by(
            *key, F("territory").asc(nulls_last=True), "-valid_from"
        )
        return self.filter(pk__in=first.distinct(*key).values("pk")).order_by(*key)


class Rule(models.Model):
    """What every rule row has: where and when it holds and which act it rests on."""

    territory = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", help_text="Municipality; empty: whole region."
    )
    valid_from = models.DateField(help_text="First day in force.")
    valid_to = models.DateField(null=True, blank=True, help_text="First day no longer in force.")
    basis = models.ForeignKey(LegalAct, models.PROTECT, related_name="+", help_text="The act it rests on.")
    paragraph = models.CharField(max_length=60, help_text="Paragraph of the act.")
    is_default = models.BooleanField(default=False, help_text="True: our default where the acts are silent.")

    objects = RuleQuerySet.as_manager()

    class Meta:
        abstract = True


def one_each(*key: str, name: str) -> models.UniqueConstraint:
    """At most one rule row of each `key` begins on a day in a territory; the whole region counts as one territory."""
    return models.UniqueConstraint(fields=[*key, "territory", "valid_from"], nulls_distinct=False, name=name)


class DeadlineRule(Rule):
    """How many days a step of a process may take."""

    process = models.CharField(max_length=60, help_text="Name of the process, as its flow class.")
    step = models.CharField(max_length=60, help_text="Name of the step; `case` for the whole case.")
    days = models.PositiveSmallIntegerField(help_text="Number of days; the first is the next day.")
    in_working_days = models.BooleanField(default=True, help_text="False: calendar days.")

    class Meta:
        constraints = [one_each("process", "step", name="one_deadline_per_step_territory_and_first_day")]

    def __str__(self) -> str:
        return f"{self.process}.{self.step}: {self.days}"


class RefusalGround(Rule):
    """A coded ground on which a process may refuse."""

    process = models.CharField(max_length=60, help_text="Name of the process, as its flow class.")
    code = models.CharField(max_length=60, help_text="Stable code, upper case.")
    text = models.CharField(max_length=500, help_text="The ground in Russian.")

    class Meta:
        constraints = [one_each("process", "code", name="one_ground_per_code_territory_and_first_day")]

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


class Setting(Rule):
    """A number that the acts leave to the Rules: how many experts, which threshold."""

    code = models.CharField(max_length=60, help_text="Stable code, upper case.")
    value = models.DecimalField(max_digits=14, decimal_places=4, help_text="The number, in the unit named.")
    unit_of_measure = models.CharField(max_length=60, help_text="What the number counts, in Russian.")

    class Meta:
        constraints = [one_each("code", name="one_setting_per_code_territory_and_first_day")]

    def __str__(self) -> str:
        return f"{self.code} = {self.value.normalize():f} {self.unit_of_measure}"


class CalendarDay(models.Model):
    """One day of the official production calendar. A year that is not loaded makes every deadline in it fail."""

    class Kind(models.TextChoices):
        WORKING = "WORKING", "Рабочий день"
        SHORT = "SHORT", "Сокращённый рабочий день"
        OFF = "OFF", "Нерабочий день"

    day = models.DateField(primary_key=True, help_text="The day.")
    kind = models.CharField(max_length=10, choices=Kind.choices, help_text="Working, short or off.")
    ground = models.CharField(max_length=300, help_text="The decree or the correction it rests on.")

    class Meta:
        indexes = [models.Index(fields=["day"], condition=~Q(kind="OFF"), name="working_days")]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} — {self.get_kind_display()}"
