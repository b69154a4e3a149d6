"""Jobs that wait."""

from django.db import models
from django.utils import timezone


class Job(models.Model):
    """One piece of work: what, about which row, not before when. Its effect and its end are one transaction.

    A long one is done in parts: each part is a transaction, and the row stays until nothing is left.
    """

    class Kind(models.TextChoices):
        SERVE_QUEUE = "SERVE_QUEUE", "Обслужить очередь на средства"
        SERVE_WAITING_LIST = "SERVE_WAITING", "Предложить место из листа ожидания"
        REPLENISH = "REPLENISH", "Пополнить сертификаты"
        CHANGE_NOMINAL = "CHANGE_NOMINAL", "Изменить номиналы"
        IMPORT = "IMPORT", "Загрузить файл"
        ISSUE = "ISSUE", "Выдать сертификаты"
        EXPORT = "EXPORT", "Выгрузить реестр"
        SEAL_DOCUMENT = "SEAL_DOCUMENT", "Заверить документ печатью оператора"

    kind = models.CharField(max_length=20, choices=Kind.choices, help_text="What is to be done.")
    subject_id = models.BigIntegerField(help_text="Key of the row that says the rest.")
    run_at = models.DateTimeField(default=timezone.now, help_text="Not before.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How many times it failed in a row.")
    last_error = models.CharField(max_length=300, blank=True, help_text="The class of the last failure; no data.")

    class Meta:
        indexes = [models.Index(fields=["run_at", "id"], name="jobs_in_order")]
