"""Health data as it is stored: encrypted, bound to its child, of one length whatever it says."""

from __future__ import annotations

from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

LENGTH = 64  # characters of the plain text: a shorter one is filled up, so that its length tells nothing


class Unreadable(Exception):
    """What is sealed was sealed for another child, with a key that is gone, or was tampered with."""


def seal(value: str, owner: int) -> str:
    """Encrypt a value of one child with the first key.

    :raises ValueError: when it is too long
    """
    plain = f"{owner}:{value}"
    if len(plain) > LENGTH:
        raise ValueError(f"Only {LENGTH} characters can be sealed.")
    return _keys().encrypt(plain.ljust(LENGTH).encode()).decode()


def unseal(sealed: str, owner: int) -> str:
    """Decrypt a value of one child with whichever key it was encrypted.

    :raises Unreadable: as its name says
    """
    try:
        whose, _, value = _keys().decrypt(sealed).decode().rstrip().partition(":")
    except InvalidToken:
        raise Unreadable(f"child {owner}") from None
    if whose != str(owner):
        raise Unreadable(f"child {owner}")
    return value


def reseal(sealed: str) -> str | None:
    """The same, encrypted with the first key; None if it is so already.

    :raises Unreadable: when no key opens it
    """
    try:
        Fernet(settings.FIELD_KEYS[0]).decrypt(sealed)
    except InvalidToken:
        try:
            return _keys().rotate(sealed).decode()
        except InvalidToken:
            raise Unreadable("no key opens it") from None
    return None


def _keys() -> MultiFernet:
    return _of(tuple(settings.FIELD_KEYS))


@cache
def _of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
