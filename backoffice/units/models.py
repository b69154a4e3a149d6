"""Every place in which a role is held, and who holds it."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Unit(models.Model):
    """A place in which a role is held: region, department, operator, municipality, payer, commission, provider or the
    cabinet of a child.

    Never deleted; closed by `valid_to`.
    """

    class Kind(models.TextChoices):
        REGION = "REGION", "Регион"
        DEPARTMENT = "DEPARTMENT", "Департамент"
        REGIONAL_OPERATOR = "REGIONAL_OPERATOR", "Региональный оператор"
        MUNICIPALITY = "MUNICIPALITY", "Муниципальное образование"
        AUTHORISED_ORGANISATION = "AUTHORISED_ORGANISATION", "Уполномоченная организация"
        COMMISSION = "COMMISSION", "Комиссия"
        PROVIDER = "PROVIDER", "Поставщик образовательных услуг"
        CHILD = "CHILD", "Кабинет ребёнка"

    kind = models.CharField(max_length=30, choices=Kind.choices, help_text="What sort of place this is.")
    code = models.SlugField(max_length=60, unique=True, help_text="Our own stable code; names repeat and change.")
    name = models.CharField(max_length=500, help_text="Full name in Russian, as printed in its act.")
    valid_from = models.DateField(help_text="First day the unit exists.")
    valid_to = models.DateField(null=True, blank=True, help_text="First day it no longer exists.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")), name="a_unit_ends_after_it_began"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="REGIONAL_OPERATOR", valid_to=None), name="one_regional_operator"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user holds a role in a unit from a day to a day."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", help_text="Who holds the role."
    )
    role = models.CharField(max_length=30, help_text="A role of the permission matrix.")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", help_text="Where it is held.")
    valid_from = models.DateField(help_text="First day of the role.")
    valid_to = models.DateField(null=True, blank=True, help_text="First day without the role.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=Q(valid_to=None),
                name="one_open_membership_per_role_and_unit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} — {self.role} — {self.unit}"
