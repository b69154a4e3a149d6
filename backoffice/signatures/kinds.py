"""Ways to sign. Each says what speaks against it and what is kept of it; `SIGNATURE_WAYS` names those in use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from backoffice.accounts.models import User
from backoffice.documents.models import IssuedDocument
from backoffice.errors import Refusal
from backoffice.files import attaching
from backoffice.files.models import StoredFile
from backoffice.signatures import codes, rules
from backoffice.signatures.models import Signature


@dataclass(frozen=True)
class Answer:
    """What a person gives to sign: the way, and what that way needs."""

    way: str
    code: str = ""
    scan: int | None = None  # key of a StoredFile that the person uploaded
    signed_on: date | None = None  # day on the paper


@dataclass(frozen=True)
class Signer:
    """Who signs and by what right; of a paper it may be somebody who has no account."""

    name: str
    authority: str
    account: User | None


@dataclass(frozen=True)
class Given:
    """What is kept of a signature that was given."""

    signed_on: date
    scan: StoredFile | None = None


class Way(Protocol):
    """One way to sign. A provider of qualified signatures is another one."""

    kind: Signature.Kind

    def why_not(self, user, documents: Sequence[IssuedDocument], answer: Answer, *, on: date) -> Iterator[Refusal]:
        """Yield every reason against signing these documents so on day `on`."""

    def give(self, user, documents: Sequence[IssuedDocument], answer: Answer, *, on: date) -> Given:
        """Sign: use up what can be used once.

        :raises Refused: somebody was faster
        """


class Simple:
    """A simple electronic signature: signed in, and a code that came by another way (63-ФЗ, ст. 5, ч. 2)."""

    kind = Signature.Kind.SIMPLE

    def why_not(self, user, documents, answer, *, on):
        if answer.signed_on not in (None, on):
            yield rules.not_today()
        if not answer.code.strip():
            yield rules.code_required()
            return
        tried = self._tried(user)
        if tried.reason is not None:
            yield tried.reason
        elif tried.row.subject_hash != codes.subject_hash(documents):
            yield rules.code_of_others()

    def give(self, user, documents, answer, *, on):
        tried, user.tried_code = self._tried(user), None
        assert tried.reason is None and tried.row.subject_hash == codes.subject_hash(documents), "judged before"
        codes.use(tried.row)
        return Given(on)

    def _tried(self, user) -> codes.Tried:
        tried = getattr(user, "tried_code", None)
        assert tried is not None, "a code is tried before the act, by codes.try_it: `mutation_with_code` does"
        return tried


class Paper:
    """Signed with a pen; the scan is kept (273-ФЗ, ст. 54)."""

    kind = Signature.Kind.PAPER

    def why_not(self, user, documents, answer, *, on):
        if answer.scan is None:
            yield rules.scan_required()
        else:
            scan = attaching.brought_by(user, answer.scan)
            yield from attaching.why_not_attach(scan, Signature.objects.all(), column="scan")
        issued_on = max(document.issued_on for document in documents)
        if answer.signed_on is None or not issued_on <= answer.signed_on <= on:
            yield rules.signed_on_invalid(issued_on, on)

    def give(self, user, documents, answer, *, on):
        return Given(answer.signed_on, attaching.brought_by(user, answer.scan))


def way(name: str) -> Way | None:
    """The way of that name; None: there is none."""
    path = settings.SIGNATURE_WAYS.get(name)
    return import_string(path)() if path else None
