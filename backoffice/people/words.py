"""The closed lists of people. Pure."""

from django.db.models import TextChoices


class Relation(TextChoices):
    PARENT = "PARENT", "Родитель"
    ADOPTER = "ADOPTER", "Усыновитель"
    GUARDIAN = "GUARDIAN", "Опекун"
    TRUSTEE = "TRUSTEE", "Попечитель"
    FOSTER = "FOSTER", "Приёмный родитель"
