"""`manage.py write_schema [--check]`: schema.graphql in the root is what the server answers."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from strawberry.printer import print_schema

from graphql_api.schema import schema


class Command(BaseCommand):
    help = "Записать описание API в schema.graphql."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="только сравнить; код 1, если файл устарел")

    def handle(self, *args, check: bool, **options):
        path = settings.ROOT / "schema.graphql"
        text = print_schema(schema).rstrip() + "\n"
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError(
                "schema.graphql отстал от кода. Выполните `python manage.py write_schema` и сохраните файл в коммите.",
                returncode=1,
            )
