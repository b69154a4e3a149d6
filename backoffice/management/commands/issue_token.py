"""`manage.py issue_token USERNAME`: a bearer token for a machine client."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from backoffice.accounts.models import User
from backoffice.accounts.services import issue_token


class Command(BaseCommand):
    help = "Выдать токен доступа. Он печатается один раз: в базе хранится только его отпечаток."

    def add_arguments(self, parser):
        parser.add_argument("username", help="имя пользователя")
        parser.add_argument("--days", type=int, default=90, help="срок действия в днях (по умолчанию 90)")

    def handle(self, *args, username: str, days: int, **options):
        if not 1 <= days <= 3650:
            raise CommandError("Срок действия: от 1 до 3650 дней.")
        try:
            with transaction.atomic():
                token = issue_token(username.lower(), days)
        except User.DoesNotExist:
            raise CommandError(f"Нет действующего пользователя «{username}».") from None
        self.stdout.write(token)
