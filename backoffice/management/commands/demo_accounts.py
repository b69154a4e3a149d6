"""manage.py demo_accounts: print who may sign in where demo data is loaded."""

from django.core.management.base import BaseCommand

from backoffice.demo import people


class Command(BaseCommand):
    help = "Print the demo accounts."

    def handle(self, *args, **options):
        self.stdout.write(f"Пароль у всех один: {people.PASSWORD}")
        for line in people.lines():
            self.stdout.write(line)
