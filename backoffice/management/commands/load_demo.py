"""manage.py load_demo: invented people and organisations, only where DEMO=1 allows it."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from backoffice.demo import families, people, providers


class Command(BaseCommand):
    help = "Load the demo accounts and providers (needs DEMO=1)."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Демонстрационные данные загружаются только при DEMO=1.")
        with transaction.atomic():
            providers.load()
            families.load_payer()
            families.load_territory()
            people.load()
            families.load()
