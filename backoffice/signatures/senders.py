"""How a code reaches a person. `CODE_SENDER` names the one that is used; an SMS gateway is written the same way."""

from __future__ import annotations

from functools import cache
from smtplib import SMTPException
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import send_mail
from django.utils.module_loading import import_string


class NotSent(Exception):
    """The message did not leave."""


class CodeSender(Protocol):
    """Takes a code to its person, by a way that nobody else reads."""

    def address(self, user) -> str:
        """Where codes of this person go, with most of it hidden; empty: nowhere."""

    def shown(self, code: str) -> str:
        """What the answer may show of the code: nothing, but in a demonstration."""

    def send(self, user, code: str, titles: str, minutes: int) -> None:
        """Send it; called when the code is kept, outside of any transaction.

        :raises NotSent: the message did not leave
        """


class ShownCodeSender:
    """For development and demonstration: the code is in the answer, so it proves nothing. Never in production."""

    def __init__(self) -> None:
        if settings.PRODUCTION:
            raise ImproperlyConfigured("CODE_SENDER: показывать код в ответе в производственной среде нельзя.")

    def address(self, user) -> str:
        return "показан на экране"

    def shown(self, code: str) -> str:
        return code

    def send(self, user, code: str, titles: str, minutes: int) -> None:
        return None


class EmailCodeSender:
    """By e-mail to the address of the account."""

    def address(self, user) -> str:
        name, at, domain = user.email.partition("@")
        return f"{name[:1]}•••{at}{domain}" if at else ""

    def shown(self, code: str) -> str:
        return ""

    def send(self, user, code: str, titles: str, minutes: int) -> None:
        text = (
            f"Код подписи: {code}\n\nДокументы: {titles}.\nКод действует {minutes} мин. и только для этих документов.\n"
            "Никому его не сообщайте. Если вы не запрашивали код, ничего не делайте.\n"
        )
        try:
            send_mail("Код подписи", text, None, [user.email])
        except (SMTPException, OSError) as error:
            raise NotSent from error


@cache
def sender() -> CodeSender:
    """The one that the settings name."""
    return import_string(settings.CODE_SENDER)()
