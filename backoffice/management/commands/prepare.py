"""manage.py prepare: everything a database needs before the first request, in one process."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection


class Command(BaseCommand):
    help = "Migrate, load the reference data and, with DEMO=1, the demo data."

    def handle(self, *args, **options):
        with connection.cursor() as cursor:  # two servers that start at once: the second waits here until the end
            cursor.execute("SELECT pg_advisory_lock(hashtext('backoffice.prepare'))")
        call_command("migrate", verbosity=0)
        call_command("load_reference")
        if settings.DEMO:
            call_command("load_demo")
