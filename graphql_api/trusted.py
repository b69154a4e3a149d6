"""Documents of `operations/`, named by their hash. With TRUSTED_DOCUMENTS, an option of production, nothing else is
answered, by hash or by exact text.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from cross_web import HTTPException
from django.conf import settings

UNKNOWN = "Такого документа нет среди разрешённых: принимаются только документы из operations/."
OUTDATED = "Система обновилась, и эта страница устарела. Обновите страницу. (Документа с таким хешем больше нет.)"


def document(query: str | None, document_id: str | None, extensions: dict[str, Any] | None) -> str | None:
    """The document to execute: one of ours that is named by its hash, or what was sent; with TRUSTED_DOCUMENTS that
    must be one of ours too, word for word.

    :raises HTTPException: 403 it is not one of ours, 400 the text and the hash differ, or there is only a hash of none
    """
    asked = _hash_in(document_id, extensions)
    if asked and not query and known_by(asked) is None:
        raise HTTPException(403 if settings.TRUSTED_DOCUMENTS else 400, OUTDATED)
    if not settings.TRUSTED_DOCUMENTS:
        return query or (known_by(asked) if asked else None)
    if query and asked and known(query) != known_by(asked):
        raise HTTPException(400, "Хеш не подходит к документу.")
    found = known_by(asked) if asked else known(query or "")
    if found is None:
        raise HTTPException(403, UNKNOWN)
    return found


def known_by(digest: str) -> str | None:
    """Our document with that SHA-256, of the file or of its text without white space around it."""
    return _ours().get(digest.removeprefix("sha256:").lower())


def known(text: str) -> str | None:
    """Our document with exactly that text."""
    return known_by(_sha256(text.strip()))


def _hash_in(document_id: str | None, extensions: dict[str, Any] | None) -> str | None:
    """`documentId` as the draft of GraphQL over HTTP has it, or the extension of Apollo's clients."""
    persisted = (extensions or {}).get("persistedQuery")
    named = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    return document_id or (named if isinstance(named, str) else None)


@cache
def _ours() -> dict[str, str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted((settings.ROOT / "operations").glob("*.graphql"))]
    return {_sha256(form): text for text in texts for form in (text, text.strip())}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
