"""Who is asking, signing in and out, accounts for newcomers, tokens for machine clients."""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Iterator
from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_ip_address, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import SESSION_KEY, authenticate, login, logout
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils import timezone

from backoffice import journal
from backoffice.access import Viewer
from backoffice.accounts.models import AccessToken, RegistrationAttempt, User
from backoffice.accounts.viewers import digest_of, viewer_of_user
from backoffice.errors import Refusal, Refused
from backoffice.journal import Act

RULE = "регламент работы системы"
USERNAME = re.compile(r"[a-z0-9._-]{3,60}")
CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f]")
PASSWORD_LIMIT = 200  # characters; a longer one only costs us time
SIMILAR = "Пароль слишком похож на имя для входа или на адрес почты."
PASSWORD_REMEDIES = {
    "PASSWORD_TOO_COMMON": "Придумайте другой пароль.",
    "PASSWORD_TOO_SHORT": "Придумайте пароль длиннее.",
    "PASSWORD_TOO_SIMILAR": "Не повторяйте в пароле своё имя или адрес.",
}
BAD_CREDENTIALS = Refusal(
    "BAD_CREDENTIALS", "Неверное имя пользователя или пароль.", RULE, "Проверьте раскладку клавиатуры и повторите."
)


def sign_in(request: HttpRequest, username: str, password: str) -> Viewer:
    """Begin a session under a new key. Failures are counted and lock, so never call it inside a transaction.

    :raises Refused: BAD_CREDENTIALS or LOCKED_OUT
    """
    username = username.strip().lower()
    if not USERNAME.fullmatch(username) or len(password) > PASSWORD_LIMIT:
        raise Refused(BAD_CREDENTIALS)
    if AxesProxyHandler.is_locked(request, {"username": username}):
        raise Refused(_locked_out(request, username))
    user = authenticate(request, username=username, password=password)
    if user is None:
        raise Refused(_locked_out(request, username) if getattr(request, "axes_locked_out", False) else BAD_CREDENTIALS)
    if SESSION_KEY in request.session:
        request.session.cycle_key()  # `login` keeps the key of the same user
    login(request, user)
    return viewer_of_user(user)


def sign_out(request: HttpRequest) -> None:
    """End the session, if there is one."""
    logout(request)


def _locked_out(request: HttpRequest, username: str) -> Refusal:
    attempts = AccessAttempt.objects.filter(username=username, ip_address=get_client_ip_address(request))
    last = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first() or timezone.now()
    minutes = max(1, math.ceil((last + get_cool_off(request) - timezone.now()).total_seconds() / 60))
    return Refusal(
        "LOCKED_OUT",
        f"Слишком много неудачных попыток входа. Вход закрыт ещё на {minutes} мин.",
        RULE,
        f"Повторите через {minutes} мин. или обратитесь к администратору.",
    )


def count_registration(request: HttpRequest) -> None:
    """Count an attempt to register and stop an address that makes too many. Its row must outlive the refusal.

    :raises Refused: TOO_MANY_REGISTRATIONS
    """
    address = get_client_ip_address(request) or "0.0.0.0"  # nobody knows where it came from
    RegistrationAttempt.objects.filter(at__lt=timezone.now() - timedelta(hours=1)).delete()
    RegistrationAttempt.objects.create(address=address)
    if RegistrationAttempt.objects.filter(address=address).count() > settings.REGISTRATIONS_AN_HOUR:
        raise Refused(
            Refusal(
                "TOO_MANY_REGISTRATIONS",
                f"С этого адреса уже было {settings.REGISTRATIONS_AN_HOUR} попыток регистрации за час.",
                RULE,
                "Повторите через час.",
            )
        )


def register_applicant(username: str, full_name: str, email: str, password: str) -> User:
    """Make an account without any role; acceptance into the provider register adds the role.

    :raises Refused: every reason of `why_not_register`, or USERNAME_TAKEN
    """
    username, full_name, email = username.strip().lower(), full_name.strip(), email.strip()
    if reasons := [*why_not_register(username, full_name, email, password)]:
        raise Refused(*reasons)
    details = {"full_name": full_name, "email": email, "password": make_password(password)}
    newcomer = {**details, "is_private": True}  # until an office opens to them
    user, is_new = User.objects.get_or_create(username=username, defaults=newcomer)
    if not is_new:
        raise Refused(_username_taken())
    journal.record("account.registered", user, Act(user, timezone.localdate()))
    return user


def why_not_register(username: str, full_name: str, email: str, password: str) -> Iterator[Refusal]:
    """Yield every reason against an account with these details."""
    if not USERNAME.fullmatch(username):
        message = "Имя пользователя: от 3 до 60 латинских букв, цифр, точек, дефисов и подчёркиваний."
        yield Refusal("USERNAME_INVALID", message, RULE, path=("username",))
    elif User.objects.filter(username=username).exists():
        yield _username_taken()
    if not full_name or len(full_name) > 200 or CONTROL_CHARACTER.search(full_name):
        message = "Укажите фамилию, имя и отчество, не длиннее 200 знаков."
        yield Refusal("FULL_NAME_INVALID", message, RULE, path=("full_name",))
    if email and not _is_email(email):
        yield Refusal("EMAIL_INVALID", "Проверьте адрес электронной почты.", RULE, path=("email",))
    yield from _why_not_password(password, User(username=username, full_name=full_name, email=email))


def _why_not_password(password: str, user: User) -> Iterator[Refusal]:
    if len(password) > PASSWORD_LIMIT:
        message = f"Пароль длиннее {PASSWORD_LIMIT} знаков."
        yield Refusal("PASSWORD_TOO_LONG", message, RULE, path=("password",))
        return
    try:
        validate_password(password, user)
    except ValidationError as invalid:
        for reason in invalid.error_list:
            code = str(reason.code).upper()
            message = SIMILAR if code == "PASSWORD_TOO_SIMILAR" else reason.messages[0]
            yield Refusal(code, message, RULE, PASSWORD_REMEDIES[code], path=("password",))


def _username_taken() -> Refusal:
    message = "Такое имя пользователя уже занято."
    return Refusal("USERNAME_TAKEN", message, RULE, "Выберите другое имя.", path=("username",))


def _is_email(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= 254


def issue_token(username: str, days: int = 90) -> str:
    """Make a bearer token and return it, this once: only its digest is kept.

    :raises User.DoesNotExist: there is no such active user
    """
    user = User.objects.get(username=username, is_active=True)
    token = secrets.token_urlsafe(32)
    AccessToken.objects.create(user=user, digest=digest_of(token), expires_at=timezone.now() + timedelta(days=days))
    return token
