"""The commission of a municipality, the order it works by, and who sits on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from backoffice.acts.models import LegalAct, Rule, one_each
from backoffice.municipalities.models import Municipality
from backoffice.programs.words import Direction
from backoffice.providers.models import Provider
from backoffice.registers.models import BudgetRegister
from backoffice.units.models import Unit


class Commission(models.Model):
    """The commission that forms the budget registers of a municipality; its row shares the key of its unit."""

    unit = models.OneToOneField(
        Unit, models.PROTECT, primary_key=True, related_name="commission", help_text="Its unit."
    )
    municipality = models.OneToOneField(
        Municipality, models.PROTECT, related_name="commission", help_text="Whose registers it forms (C 2.5)."
    )

    def __str__(self) -> str:
        return self.unit.name


class CommissionOrder(Rule):
    """How commissions of a territory decide from a day on (C 2.5.1, C 2.7), adopted by an act. Never edited.

    Everybody may read it. The region's own, without a territory, holds where a municipality has adopted none.
    """

    class PlacesRule(models.TextChoices):
        MEDIAN = "MEDIAN", "медиана голосов «за»"
        LEAST = "LEAST", "наименьшее из голосов «за»"
        MEAN = "MEAN", "среднее голосов «за», с округлением вниз"

    quorum_percent = models.PositiveSmallIntegerField(
        help_text="A meeting decides when at least so many per cent of the voting members take part."
    )
    majority_percent = models.PositiveSmallIntegerField(
        help_text="A decision needs more than so many per cent of those who take part."
    )
    places_rule = models.CharField(
        max_length=10, choices=PlacesRule.choices, help_text="How the places follow from the votes."
    )
    hides_open_votes = models.BooleanField(help_text="Whether nobody sees another's vote until the item is closed.")
    notice_days = models.PositiveSmallIntegerField(help_text="Working days between the call and the meeting.")
    entries_end_month = models.PositiveSmallIntegerField(help_text="Month of the first day an entry no longer holds.")
    entries_end_day = models.PositiveSmallIntegerField(help_text="Day of the first day an entry no longer holds.")
    asks_reconfirmation = models.BooleanField(
        default=False, help_text="Whether the commission looks at every entry again before it ends."
    )

    class Meta:
        constraints = [
            one_each(name="one_commission_order_per_territory_and_first_day"),
            models.CheckConstraint(
                condition=Q(quorum_percent__range=(1, 100), majority_percent__range=(1, 99)),
                name="quorum_and_majority_are_shares",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territory or 'Регион'}: порядок комиссии с {self.valid_from:%d.%m.%Y}"


class RegisterCondition(models.Model):
    """What a program must be to stand in a register, so that a machine can check it (C 2.7)."""

    class Check(models.TextChoices):
        HOURS_AT_LEAST = "HOURS_AT_LEAST", "часов во всей программе не меньше"
        MONTHS_AT_LEAST = "MONTHS_AT_LEAST", "продолжительность в месяцах не меньше"
        GROUP_AT_LEAST = "GROUP_AT_LEAST", "наименьшая группа не меньше"
        GROUP_AT_MOST = "GROUP_AT_MOST", "наибольшая группа не больше"
        AGE_FROM_AT_MOST = "AGE_FROM_AT_MOST", "принимает детей с возраста не старше"
        DIRECTION = "DIRECTION", "направленность"
        FOR_GIFTED = "FOR_GIFTED", "для одарённых детей"
        FOR_SPECIAL_NEEDS = "FOR_SPECIAL_NEEDS", "для детей с ограниченными возможностями здоровья"

    order = models.ForeignKey(CommissionOrder, models.PROTECT, related_name="conditions", help_text="Of which order.")
    register = models.CharField(max_length=20, choices=BudgetRegister.choices, help_text="Of which register.")
    code = models.CharField(max_length=30, help_text="Stable code, upper case.")
    text = models.CharField(max_length=300, help_text="The condition in Russian.")
    check_kind = models.CharField(max_length=20, choices=Check.choices, help_text="How it is checked.")
    number = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The bound of a check by number.")
    direction = models.CharField(max_length=20, choices=Direction.choices, blank=True, help_text="Of DIRECTION.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "register", "code"], name="one_condition_per_register_and_code")
        ]

    def __str__(self) -> str:
        return self.text


class CommissionComposition(models.Model):
    """Who sits on a commission from a day of a year on, by an act (C 2.5.1). Append-only: a change is a new one."""

    commission = models.ForeignKey(Commission, models.PROTECT, related_name="compositions", help_text="Of which.")
    year = models.PositiveSmallIntegerField(help_text="For which calendar year.")
    number = models.PositiveSmallIntegerField(help_text="1 for the first of the year.")
    valid_from = models.DateField(help_text="First day in force; the last is that before the next one, or 31 December.")
    act = models.ForeignKey(LegalAct, models.PROTECT, related_name="+", help_text="The act that approved it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commission", "year", "number"], name="compositions_are_numbered"),
            models.UniqueConstraint(fields=["commission", "valid_from"], name="one_composition_begins_on_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.commission}, состав с {self.valid_from:%d.%m.%Y}"


class CommissionSeat(models.Model):
    """One person in a composition. Append-only."""

    class Post(models.TextChoices):
        CHAIR = "CHAIR", "Председатель"
        DEPUTY = "DEPUTY", "Заместитель председателя"
        SECRETARY = "SECRETARY", "Секретарь (без права голоса)"
        MEMBER = "MEMBER", "Член комиссии"

    VOTING = (Post.CHAIR, Post.DEPUTY, Post.MEMBER)

    composition = models.ForeignKey(CommissionComposition, models.PROTECT, related_name="seats", help_text="Of which.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats", help_text="Who.")
    post = models.CharField(max_length=10, choices=Post.choices, help_text="As what.")
    organisation = models.CharField(max_length=300, help_text="Whom the person comes from, in words.")
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="+", help_text="That, if it is a provider."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["composition", "person"], name="one_seat_per_person"),
            models.UniqueConstraint(
                fields=["composition", "post"],
                condition=Q(post__in=["CHAIR", "DEPUTY", "SECRETARY"]),
                name="one_chair_one_deputy_one_secretary",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} — {self.get_post_display().lower()}"
