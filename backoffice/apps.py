"""The domain as one Django app: its areas share foreign keys and one migration history."""

from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    name = "backoffice"
    verbose_name = "Персонифицированное дополнительное образование"
