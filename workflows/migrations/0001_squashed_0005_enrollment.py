"""The tables of the processes at once: for a database that has none of them yet."""

from django.conf import settings
from django.db import migrations

from backoffice.migrations._folding import folded

NAMES = ("0001_initial", "0002_more_subjects", "0003_commissions", "0005_enrollment")


class Migration(migrations.Migration):
    initial = True
    replaces = [("workflows", name) for name in NAMES]
    dependencies = [
        ("backoffice", "0011_enrollment"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = folded("workflows", NAMES)
