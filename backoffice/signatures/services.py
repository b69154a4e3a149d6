"""Signing documents: a code is sent, what is given is judged, signatures are kept. In the caller's transaction."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction

from backoffice import journal
from backoffice.acts.services import setting
from backoffice.documents.models import IssuedDocument
from backoffice.errors import Refusal, Refused
from backoffice.journal import Act
from backoffice.signatures import codes, rules
from backoffice.signatures.kinds import Answer, Signer, way
from backoffice.signatures.models import Signature
from backoffice.signatures.senders import NotSent, sender

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SentCode:
    """A code on its way."""

    sent_to: str  # with most of it hidden
    expires_at: datetime
    shown: str  # the code itself, in a demonstration; otherwise empty


def send_code(user, documents: Sequence[IssuedDocument], act: Act) -> SentCode:
    """Send a person a code to sign exactly these files with. It leaves when the transaction is committed.

    :raises Refused: SIGNING_CODE_NOWHERE, SIGNING_CODES_TOO_MANY; SIGNING_CODE_NOT_SENT out of the commit
    """
    sent_to = sender().address(user)
    if not sent_to:
        raise Refused(rules.nowhere_to_send())
    row, code = codes.new(user, documents, sent_to, act)
    titles = "; ".join(map(str, documents))
    minutes = int(setting("SIGNING_CODE_MINUTES", on=act.on))
    transaction.on_commit(partial(_send, user, code, titles, minutes))
    return SentCode(sent_to, row.expires_at, sender().shown(code))


def _send(user, code: str, titles: str, minutes: int) -> None:
    try:
        sender().send(user, code, titles, minutes)
    except NotSent as error:
        log.error("Код подписи не отправлен: %s", type(error.__cause__ or error).__name__)
        raise Refused(rules.not_sent()) from error


def why_not_sign(user, documents: Sequence[IssuedDocument], answer: Answer, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against this person signing these documents so on day `on`."""
    chosen = way(answer.way)
    if chosen is None:
        yield rules.way_required()
    else:
        yield from chosen.why_not(user, documents, answer, on=on)


def sign(
    user,
    documents: Sequence[IssuedDocument],
    answer: Answer,
    act: Act,
    *,
    party: Signature.Party,
    authority: str = "",
    signer: Signer | None = None,
) -> list[Signature]:
    """Keep a signature under each document; nothing speaks against it. A code is used up.

    `signer` is who signed a paper and by what right, where `user` may only bring it; else `user` by `authority`.

    :raises Refused: SIGNING_CODE_EXPIRED: it was used, or its time ran out, meanwhile
    """
    chosen = way(answer.way)
    assert chosen is not None, "judged before"
    who = signer or Signer(user.full_name, authority, user)
    given = chosen.give(user, documents, answer, on=act.on)
    signatures = [
        Signature(
            document=document,
            sha256=document.file.sha256,
            party=party,
            kind=chosen.kind,
            signer=who.account,
            name=who.name,
            authority=who.authority,
            signed_on=given.signed_on,
            scan=given.scan,
        )
        for document in documents
    ]
    Signature.objects.bulk_create(signatures)
    for signature in signatures:
        document, note = signature.document, f"{signature.get_party_display()}. {signature.get_kind_display()}."
        journal.record("document.signed", document, act, note, municipality_id=document.municipality_id)
    return signatures
