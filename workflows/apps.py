"""The processes."""

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "Процессы"

    def ready(self):
        from workflows import catalog  # noqa: F401  every flow must be known before the first request
