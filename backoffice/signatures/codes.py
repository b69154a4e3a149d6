"""One-time codes: made, tried, used. Only a keyed hash of a code is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from backoffice import journal
from backoffice.acts.services import setting
from backoffice.documents.models import IssuedDocument
from backoffice.errors import Refusal, Refused
from backoffice.journal import Act
from backoffice.signatures import rules
from backoffice.signatures.models import SigningCode

DIGITS = 6
# Of codes that nobody has signed with: with five tries each a thief of a session guesses one code of 40 000 in an hour,
# and whoever signs the contracts of a whole group is not stopped.
CODES_AN_HOUR = 5
SALT = "backoffice.signatures.codes"
SPACES = str.maketrans("", "", " \t\u00a0-")


@dataclass(frozen=True)
class Tried:
    """What became of the code that a person gave with its act: the reason against it, or the row that it opened."""

    row: SigningCode | None
    reason: Refusal | None


def subject_hash(documents: Sequence[IssuedDocument]) -> str:
    """SHA-256 over the hashes of the files, in their order."""
    return hashlib.sha256("\n".join(document.file.sha256 for document in documents).encode()).hexdigest()


def new(user, documents: Sequence[IssuedDocument], sent_to: str, act: Act) -> tuple[SigningCode, str]:
    """Make a code for exactly these files. It ends the person's older ones: the newest alone is looked at.

    :raises Refused: SIGNING_CODES_TOO_MANY
    """
    type(user).objects.select_for_update(no_key=True).get(pk=user.pk)  # two at once count each other
    now = timezone.now()
    unused = SigningCode.objects.filter(user=user, used_at=None, sent_at__gt=now - timedelta(hours=1))
    if unused.count() >= CODES_AN_HOUR:
        raise Refused(rules.too_many_codes(CODES_AN_HOUR))
    code, subject = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}", subject_hash(documents)
    minutes = int(setting("SIGNING_CODE_MINUTES", on=act.on))
    row = SigningCode.objects.create(
        user=user,
        subject_hash=subject,
        code_hash=_digest(user, subject, code),
        sent_to=sent_to,
        expires_at=now + timedelta(minutes=minutes),
    )
    journal.record("signing_code.sent", row, act, sent_to)
    return row, code


@transaction.atomic
def try_it(user, typed: str) -> None:
    """Try a code before the act that is to be signed with it, in a transaction of its own; the user remembers it.

    So a wrong try counts although the act is refused and rolled back, and two at once wait for each other. Nothing else
    compares codes: who signs without having tried fails loudly.
    """
    newest = SigningCode.objects.filter(user=user).order_by("-id")
    row = newest.select_for_update().first()
    user.tried_code = _tried(user, row, typed.translate(SPACES))


def _tried(user, row: SigningCode | None, typed: str) -> Tried:
    if row is None or row.used_at is not None or not typed:
        return Tried(None, rules.code_required())
    if row.expires_at <= timezone.now():
        return Tried(None, rules.code_expired())
    act = Act(user, timezone.localdate())
    limit = int(setting("SIGNING_CODE_TRIES", on=act.on))
    if row.tries >= limit:
        return Tried(None, rules.code_expired(tries_over=True))
    if constant_time_compare(row.code_hash, _digest(user, row.subject_hash, typed)):
        return Tried(row, None)
    SigningCode.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    journal.record("signing_code.mistaken", row, act)
    return Tried(None, rules.code_wrong(limit - row.tries - 1))


def use(row: SigningCode) -> None:
    """Use a code that was tried, once.

    :raises Refused: SIGNING_CODE_EXPIRED: its time ran out meanwhile, or a newer one or another act took its place
    """
    now = timezone.now()
    newer = SigningCode.objects.filter(user=row.user_id, pk__gt=row.pk)
    usable = SigningCode.objects.filter(~Exists(newer), pk=row.pk, used_at=None, expires_at__gt=now)
    if not usable.update(used_at=now):
        raise Refused(rules.code_expired())


def _digest(user, subject: str, code: str) -> str:
    return salted_hmac(SALT, f"{user.pk}.{subject}.{code}", algorithm="sha256").hexdigest()
