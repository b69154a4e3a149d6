"""Stand-in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from backoffice.errors import Refusal
from backoffice.signatures.models import Signature


@dataclass(frozen=True)
class Answer:
    way: str
    code: str = ""
    scan: int | None = None
    signed_on: date | None = None


@dataclass(frozen=True)
class SentCode:
    sent_to: str
    expires_at: datetime
    shown: str


def send_code(user, documents, act):
    return SentCode("+7", timezone.now() + timedelta(minutes=10), "111111")


def why_not_sign(user, documents, answer, *, on):
    if answer.way == "SIMPLE" and answer.code != "111111":
        yield Refusal("SIGNING_CODE_WRONG", "Код неверный.", "63-ФЗ")


def sign(user, documents, answer, act, *, party, authority):
    for each in documents:
        Signature.objects.create(
            document=each,
            sha256=each.file.sha256,
            party=party,
            kind=answer.way,
            signer=user,
            name=str(user),
            authority=authority,
            signed_on=act.on,
            scan_id=answer.scan,
        )


def seal_later(document):
    pass
