"""The closed lists of the field: what a program may be called. Pure."""

from django.db.models import TextChoices

__all__ = ["Area", "Direction", "Form", "Provision", "Qualification"]


class Area(TextChoices):
    URBAN = "URBAN", "Город"
    RURAL = "RURAL", "Сельская местность"


class Direction(TextChoices):
    TECHNICAL = "TECHNICAL", "Техническая"
    NATURAL_SCIENCE = "NATURAL_SCIENCE", "Естественнонаучная"
    SPORT = "SPORT", "Физкультурно-спортивная"
    ARTISTIC = "ARTISTIC", "Художественная"
    TOURISM = "TOURISM", "Туристско-краеведческая"
    SOCIAL = "SOCIAL", "Социально-гуманитарная"


class Form(TextChoices):
    FULL_TIME = "FULL_TIME", "Очная"
    PART_TIME = "PART_TIME", "Очно-заочная"
    EXTRAMURAL = "EXTRAMURAL", "Заочная"
    FULL_TIME_DISTANCE = "FULL_TIME_DISTANCE", "Очная с дистанционными технологиями"
    PART_TIME_DISTANCE = "PART_TIME_DISTANCE", "Очно-заочная с дистанционными технологиями"
    EXTRAMURAL_DISTANCE = "EXTRAMURAL_DISTANCE", "Заочная с дистанционными технологиями"


class Qualification(TextChoices):
    HIGHEST = "HIGHEST", "Высшая категория"
    FIRST = "FIRST", "Первая категория"
    OTHER = "OTHER", "Иная"


class Provision(TextChoices):
    HIGH = "HIGH", "Высокая"
    MEDIUM = "MEDIUM", "Средняя"
    LOW = "LOW", "Низкая"
