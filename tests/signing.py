"""Signing as tests need it: a code asked for and tried as the door does, a scan of paper."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.utils import timezone

from backoffice.files import services as files
from backoffice.files.models import StoredFile
from backoffice.journal import Act
from backoffice.signatures import codes, services
from backoffice.signatures.kinds import Answer
from backoffice.signatures.models import Signature
from tests.uploads import PDF

PAPER = {"signer": "Петрова Анна Ивановна", "relation": "PARENT", "hasReadTerms": True, "consentsToProcessing": True}


def act(user) -> Act:
    """An act of today."""
    return Act(user, timezone.localdate())


def sent(user, documents) -> str:
    """The code that was sent."""
    return services.send_code(user, documents, act(user)).shown


def wrong(code: str) -> str:
    """Another code than this."""
    return f"{(int(code) + 1) % 10**codes.DIGITS:0{codes.DIGITS}d}"


def by_code(user, code: str) -> Answer:
    """A code as it is given at the door: tried first."""
    codes.try_it(user, code)
    return Answer("SIMPLE", code=code)


def scan(user, content: bytes = PDF) -> StoredFile:
    """A scan that the user brought."""
    return files.keep(ContentFile(content), "Скан.pdf", user)


def why_not(user, documents, answer: Answer, on=None) -> list[str]:
    """Codes of the reasons."""
    return [reason.code for reason in services.why_not_sign(user, documents, answer, on=on or timezone.localdate())]


def signed(user, documents, party: str = "CUSTOMER") -> list[Signature]:
    """Signed by code."""
    answer = by_code(user, sent(user, documents))
    assert not why_not(user, documents, answer)
    return services.sign(user, documents, answer, act(user), party=Signature.Party(party), authority="мать")
