"""What every card asks of a file before it becomes one of its documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.utils import timezone

from backoffice.errors import Refusal
from backoffice.files.models import StoredFile
from backoffice.files.types import DOCUMENTS, TABLES

RULE = "регламент работы системы"


def brought_by(user, file_id) -> StoredFile | None:
    """Find and lock a document that the user uploaded: two cards cannot take the same file at once. Never a table."""
    return _locked(user, file_id, DOCUMENTS.values())


def table_brought_by(user, file_id) -> StoredFile | None:
    """Find and lock a table that the user uploaded."""
    return _locked(user, file_id, TABLES.values())


def _locked(user, file_id, media_types: Iterable[str]) -> StoredFile | None:
    brought = StoredFile.objects.filter(pk=file_id, uploaded_by=user, media_type__in=[*media_types])
    return brought.select_for_update(no_key=True).first()


def not_brought(path: tuple[str, ...], rule: str = RULE) -> Refusal:
    """Refuse a file that is no document of the viewer's: somebody else's, or a table."""
    text = "Среди загруженных вами документов такого нет: документ — это PDF, PNG или JPEG."
    return Refusal("FILE_NOT_FOUND", text, rule, "Загрузите документ и повторите.", path)


def why_not_attach(file: StoredFile | None, *taken: QuerySet, column: str = "file") -> Iterator[Refusal]:
    """Yield what speaks against the file: it is not the viewer's, or one of the documents `taken` has it already."""
    if file is None:
        yield not_brought((column,))
    elif any(documents.filter(**{column: file.pk}).exists() for documents in taken):
        text = "Этот файл уже приложен."
        yield Refusal("FILE_ALREADY_ATTACHED", text, RULE, "Загрузите файл ещё раз и приложите новый.", (column,))


def why_not_another(documents: QuerySet, *, limit: int) -> Iterator[Refusal]:
    """Yield what speaks against one more of the live `documents`: at most `limit` of them."""
    if documents.count() >= limit:
        text = f"Других документов может быть не больше {limit}."
        yield Refusal("DOCUMENTS_FULL", text, RULE, "Объединяйте документы в один файл PDF.", ("kind",))


def live(documents: QuerySet) -> list:
    """Those of `documents` that no newer file has replaced."""
    return [*documents.filter(replaced=False).select_related("file").order_by("pk")]


def as_compared(documents: Iterable) -> str:
    """Documents by name and bytes, a line each."""
    return "\n".join(f"{each.file.name} ({each.file.sha256[:8]})" for each in documents)


def in_words(documents: Iterable) -> str:
    """Documents as a person tells them apart, a line each: what it is, its name, and when it was brought."""
    return "\n".join(f"{each} ({timezone.localtime(each.file.uploaded_at):%d.%m.%Y %H:%M})" for each in documents)
