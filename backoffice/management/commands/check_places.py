"""manage.py check_places: counts every place and waiting list anew and says what does not agree."""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from backoffice.enrollments import nightly


class Command(BaseCommand):
    help = "Сверить места и листы ожидания с заявками. Код выхода 1, если что-то не сходится; итог сохраняется."

    def handle(self, *args, **options):
        result = nightly.check(timezone.now())
        self.stdout.write(result.text)
        if result.findings:
            sys.exit(1)
