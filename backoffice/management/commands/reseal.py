"""`manage.py reseal`: encrypts health data with the first of FIELD_KEYS, after a new key was put before the old."""

from django.core.management.base import BaseCommand

from backoffice.people import needs


class Command(BaseCommand):
    help = "Перешифровать сведения о здоровье первым ключом FIELD_KEYS. Можно запускать в любое время и повторно."

    def handle(self, *args, **options):
        self.stdout.write(f"Перешифровано записей: {needs.reseal()}.")
