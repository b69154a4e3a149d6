"""manage.py prepare: everything a database needs before the first request, in one process."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate, load the reference data and, with DEMO=1, the demo data."

    def handle(self, *args, **options):
        call_command("migrate", verbosity=0)
        call_command("load_reference")
        if settings.DEMO:
            call_command("load_demo")
