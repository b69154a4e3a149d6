"""Imports and their rows, runs of bulk issue, exports."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from backoffice.access import Thing, Viewer
from backoffice.certificates.models import Certificate
from backoffice.files.models import StoredFile
from backoffice.municipalities.models import Municipality


class OfAMunicipality(models.QuerySet):
    def visible_to(self, viewer: Viewer):
        """The people of the municipality who work with children."""
        return self.filter(viewer.sees(Thing.BULK, municipality="municipality"))


class RunStatus(models.TextChoices):
    RUNNING = "RUNNING", "Выполняется"
    DONE = "DONE", "Выполнено"
    CANCELLED = "CANCELLED", "Остановлено"
    FAILED = "FAILED", "Файл не прочитан"


class Import(models.Model):
    """A file with children and applications, read row by row. RUNNING → DONE, CANCELLED or FAILED.

    A dry run says of each row what would happen and changes nothing.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", help_text="Whose children.")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", help_text="The file, XLSX or CSV.")
    is_dry = models.BooleanField(help_text="Whether it only tries.")
    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.RUNNING, help_text="State.")
    problem = models.TextField(blank=True, help_text="Why the file could not be read.")
    read_up_to = models.PositiveIntegerField(default=0, help_text="The last row of the file that has been read.")
    is_read = models.BooleanField(default=False, help_text="Whether the whole file has been read.")
    total = models.PositiveIntegerField(default=0, help_text="How many rows have been read.")
    done = models.PositiveIntegerField(default=0, help_text="How many of them were accepted.")
    refused = models.PositiveIntegerField(default=0, help_text="How many of them were not.")
    started_at = models.DateTimeField(auto_now_add=True, help_text="When it began.")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Who began it."
    )
    finished_at = models.DateTimeField(null=True, help_text="When it ended.")

    objects = OfAMunicipality.as_manager()


class ImportRow(models.Model):
    """One row of a file as it stands there, and what became of it. WAITING → DONE or REFUSED.

    An accepted row keeps who it was about, as that is compared; when the import has ended all its cells are empty.
    """

    class Status(models.TextChoices):
        WAITING = "WAITING", "Ожидает"
        DONE = "DONE", "Принята"
        REFUSED = "REFUSED", "Не принята"

    import_of = models.ForeignKey(Import, models.PROTECT, related_name="rows", help_text="Of which file.")
    number = models.PositiveIntegerField(help_text="Number of the row in the file, the heading being 1.")
    last_name = models.TextField(blank=True, help_text="As in the file.")
    first_name = models.TextField(blank=True, help_text="As in the file.")
    patronymic = models.TextField(blank=True, help_text="As in the file.")
    birth_date = models.TextField(blank=True, help_text="As in the file.")
    snils = models.TextField(blank=True, help_text="As in the file.")
    birth_certificate = models.TextField(blank=True, help_text="As in the file.")
    address = models.TextField(blank=True, help_text="As in the file.")
    guardian_name = models.TextField(blank=True, help_text="As in the file.")
    guardian_relation = models.TextField(blank=True, help_text="As in the file.")
    phone = models.TextField(blank=True, help_text="As in the file.")
    email = models.TextField(blank=True, help_text="As in the file.")
    consent_on = models.TextField(blank=True, help_text="As in the file.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING, help_text="State.")
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, null=True, related_name="+", help_text="The application that it became."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["import_of", "number"], name="a_row_is_read_once")]
        indexes = [
            models.Index(
                fields=["import_of", "number"], condition=models.Q(status="WAITING"), name="import_rows_that_wait"
            ),
            models.Index(fields=["import_of", "status", "number"], name="import_rows_by_status"),
        ]


class ImportRefusal(models.Model):
    """One reason why a row was not accepted."""

    row = models.ForeignKey(ImportRow, models.PROTECT, related_name="refusals", help_text="Which row.")
    field = models.CharField(max_length=40, blank=True, help_text="Column of the file; empty: the row as a whole.")
    code = models.CharField(max_length=60, help_text="Code of the refusal.")
    message = models.TextField(help_text="The reason in Russian.")
    remedy = models.TextField(blank=True, help_text="What to do, in Russian.")


class IssueRun(models.Model):
    """Many certificates are issued at once, those of open applications. RUNNING → DONE or CANCELLED."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", help_text="Who issues.")
    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.RUNNING, help_text="State.")
    up_to = models.BigIntegerField(help_text="Applications up to this key, those that were there at the start.")
    done_up_to = models.BigIntegerField(default=0, help_text="Applications up to this key have been looked at.")
    total = models.PositiveIntegerField(help_text="How many applications there were at the start.")
    issued = models.PositiveIntegerField(default=0, help_text="How many were issued.")
    refused = models.PositiveIntegerField(default=0, help_text="How many wait for a person.")
    started_at = models.DateTimeField(auto_now_add=True, help_text="When it began.")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Who began it."
    )
    finished_at = models.DateTimeField(null=True, help_text="When it ended.")

    objects = OfAMunicipality.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"], condition=models.Q(status="RUNNING"), name="one_issue_run_per_municipality"
            )
        ]


class IssueProblem(models.Model):
    """Why a certificate was not issued in a run and waits for a person."""

    run = models.ForeignKey(IssueRun, models.PROTECT, related_name="problems", help_text="In which run.")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="+", help_text="Which application.")
    code = models.CharField(max_length=60, help_text="Code of the refusal.")
    message = models.TextField(help_text="The reason in Russian.")


class Export(models.Model):
    """A register is written into a file. RUNNING → DONE or CANCELLED."""

    class Register(models.TextChoices):
        CERTIFICATES = "CERTIFICATES", "Реестр сертификатов"
        QUEUE = "QUEUE", "Очередь на средства"
        LEDGER = "LEDGER", "Движение средств"

    class Format(models.TextChoices):
        XLSX = "XLSX", "Книга XLSX"
        CSV = "CSV", "Текст CSV"

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", help_text="Whose register.")
    register = models.CharField(max_length=20, choices=Register.choices, help_text="Which register.")
    format = models.CharField(max_length=4, choices=Format.choices, help_text="Of which kind.")
    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.RUNNING, help_text="State.")
    rows = models.PositiveIntegerField(default=0, help_text="How many rows it has.")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", help_text="The file, when done.")
    started_at = models.DateTimeField(auto_now_add=True, help_text="When it began.")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Who began it."
    )
    finished_at = models.DateTimeField(null=True, help_text="When it ended.")

    objects = OfAMunicipality.as_manager()
