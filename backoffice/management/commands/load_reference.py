"""`manage.py load_reference`: writes the reference data; may be run any number of times."""

from django.core.management.base import BaseCommand

from backoffice.reference import loader


class Command(BaseCommand):
    """Loads units, municipalities, acts, the roadmap, default rules and the production calendar."""

    help = "Загружает справочники. Повторный запуск ничего не меняет."

    def handle(self, *args, **options):
        tally = loader.load()
        self.stdout.write(f"Справочники загружены: добавлено {tally['added']}, исправлено {tally['corrected']}.")
