"""The closed lists of people. Pure."""

from django.db.models import TextChoices


class Relation(TextChoices):
    PARENT = "PARENT", "Родитель"
    ADOPTER = "ADOPTER", "Усыновитель"
    GUARDIAN = "GUARDIAN", "Опекун"
    TRUSTEE = "TRUSTEE", "Попечитель"
    FOSTER = "FOSTER", "Приёмный родитель"


class NosologyGroup(TextChoices):
    """Groups of needs as conclusions of a ПМПК name them (273-ФЗ, ст. 79, ч. 5). Health data: never stored plainly."""

    HEARING = "HEARING", "Нарушения слуха"
    SIGHT = "SIGHT", "Нарушения зрения"
    SPEECH = "SPEECH", "Тяжёлые нарушения речи"
    MUSCULOSKELETAL = "MUSCULOSKELETAL", "Нарушения опорно-двигательного аппарата"
    DELAYED_DEVELOPMENT = "DELAYED_DEVELOPMENT", "Задержка психического развития"
    INTELLECTUAL = "INTELLECTUAL", "Умственная отсталость (интеллектуальные нарушения)"
    AUTISM = "AUTISM", "Расстройства аутистического спектра"
    SEVERE_MULTIPLE = "SEVERE_MULTIPLE", "Тяжёлые множественные нарушения развития"
    BEHAVIOUR = "BEHAVIOUR", "Нарушения поведения и общения"
    OTHER_SOMATIC = "OTHER_SOMATIC", "Иные нарушения здоровья, соматические заболевания"
