"""Files that people bring or the system makes: kept through STORAGES, known by their hash."""

from django.conf import settings
from django.db import models


class StoredFile(models.Model):
    """One file. Its bytes never change; a new version is a new file."""

    storage_name = models.CharField(max_length=200, unique=True, help_text="Name in the store.")
    name = models.CharField(max_length=200, help_text="Name the person gave it.")
    media_type = models.CharField(max_length=100, help_text="Type read from the bytes, never the client's word.")
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64, help_text="SHA-256 of the bytes, hexadecimal.")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="files",
        help_text="Who brought it; empty: made by the system.",
    )
    uploaded_at = models.DateTimeField(auto_now_add=True, help_text="When.")

    def __str__(self) -> str:
        return self.name
