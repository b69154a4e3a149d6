"""Files that people bring: what is taken in, who reads it, how it is handed out. Writes in the caller's transaction."""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from collections.abc import Iterator
from datetime import timedelta
from functools import reduce
from operator import and_

import puremagic
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.signing import BadSignature, TimestampSigner
from django.db.models import Q
from django.utils import timezone

from backoffice import journal
from backoffice.access import NOTHING, Viewer
from backoffice.acts.models import LegalAct
from backoffice.contracts.models import ContractAnnulment
from backoffice.documents.models import IssuedDocument
from backoffice.errors import Refusal, Refused
from backoffice.files import tables
from backoffice.files.models import StoredFile
from backoffice.files.types import CSV, TYPES, XLSX
from backoffice.funding.waiting import FundingRequest
from backoffice.imports.models import Export, Import
from backoffice.journal import Act
from backoffice.municipalities.models import RoadmapDuty
from backoffice.municipalities.proposals import ParameterProposal
from backoffice.programs import documents as program_documents
from backoffice.providers import documents as provider_documents
from backoffice.signatures.models import DocumentSeal, Signature

RULE = "регламент работы системы"
LONGEST_NAME = 200
FILES_A_DAY = 200  # of one person: whoever has registered may upload, and the disk is finite
HEAD = 8192  # bytes
TAIL = 65_557  # bytes: the end record of a ZIP archive begins no earlier
MARKUP = (b"<html", b"<!doctype", b"<script", b"<svg", b"<body", b"<iframe", b"<?php")
ARCHIVE_BEGIN, ARCHIVE_END = b"PK\x03\x04", b"PK\x05\x06"
SALT = "backoffice.files.download"
LIFETIME = timedelta(minutes=5)


def why_not_store(name: str, size: int, head: bytes, tail: bytes) -> Iterator[Refusal]:
    """Yield every reason against a file of `size` bytes; `head` and `tail` are its first HEAD and last TAIL bytes."""
    yield from _why_not_name(name)
    if size > settings.FILE_SIZE_LIMIT:
        megabytes = settings.FILE_SIZE_LIMIT // 2**20
        yield _no("FILE_TOO_LARGE", f"Файл больше {megabytes} МиБ.", "Уменьшите файл или разделите его на части.")
    if not size:
        yield _no("FILE_EMPTY", "Файл пуст.", "Проверьте файл и загрузите его снова.")
        return
    expected = TYPES.get(_extension(name))
    if expected is None:
        text = "Принимаются только документы PDF, PNG и JPEG, а списки для загрузки — XLSX и CSV."
        yield _no("FILE_TYPE_NOT_ALLOWED", text, "Сохраните документ как PDF, список — как XLSX.")
    elif not _is(expected, head):
        text = f"Файл не то, чем назван: его содержимое — не {_extension(name).upper()}."
        yield _no("FILE_NOT_AS_NAMED", text, "Сохраните документ в нужном формате: переименовать файл недостаточно.")
    else:
        yield from _why_not_content(expected, head, tail)


def _why_not_name(name: str) -> Iterator[Refusal]:
    if len(name) > LONGEST_NAME:
        yield _no("FILE_NAME_TOO_LONG", f"Имя файла длиннее {LONGEST_NAME} знаков.", "Дайте файлу имя короче.")
    hidden = any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in name)
    if hidden or "/" in name or "\\" in name or not name.rpartition(".")[0].strip(" ."):
        text = "Имя файла пусто, содержит косую черту или невидимые знаки."
        yield _no("FILE_NAME_INVALID", text, "Переименуйте файл: буквы, цифры, пробелы, точки, дефисы.")


def _why_not_content(media_type: str, head: bytes, tail: bytes) -> Iterator[Refusal]:
    """A file of the right type is whole, and is not a page or an archive at the same time."""
    whole = {
        "application/pdf": b"%%EOF" in tail[-1024:],
        "image/png": tail.endswith(b"\0\0\0\0IEND\xaeB\x60\x82"),
        "image/jpeg": b"\xff\xd9" in tail,  # telephones append notes of their own to a photograph
        XLSX: ARCHIVE_END in tail,
        CSV: True,
    }
    if not whole[media_type]:
        yield _no("FILE_DAMAGED", "Файл обрывается или испорчен.", "Откройте его, сохраните заново и загрузите снова.")
    start = head[:1024].lower()
    if (ARCHIVE_END in tail and media_type != XLSX) or any(mark in start for mark in MARKUP):
        text = "Внутри файла спрятан другой: архив или веб-страница."
        yield _no("FILE_HIDES_ANOTHER", text, "Сохраните документ заново, без вложений.")


def why_not_table(name: str, content: File) -> Iterator[Refusal]:
    """Yield what speaks against the whole of a table that passed `why_not_store`; nothing against other files."""
    kind = TYPES[_extension(name)]
    if kind == XLSX and tables.is_too_big_inside(content):
        text = "Книга распаковывается в слишком большой объём."
        yield _no("FILE_UNPACKS_TOO_LARGE", text, "Оставьте в книге один лист без рисунков или сохраните его как CSV.")
    elif (kind == XLSX and not tables.is_workbook(content)) or (kind == CSV and not tables.is_text(content)):
        text = f"Файл не то, чем назван: его содержимое — не {_extension(name).upper()}."
        yield _no("FILE_NOT_AS_NAMED", text, "Сохраните таблицу заново как XLSX, без макросов и пароля.")


def _no(code: str, message: str, remedy: str) -> Refusal:
    return Refusal(code, message, RULE, remedy, ("file",))


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _is(media_type: str, head: bytes) -> bool:
    """Whether the bytes begin as that type does; of tables the whole is looked at later."""
    if media_type in (XLSX, CSV):
        return media_type == CSV or head.startswith(ARCHIVE_BEGIN)
    try:
        read = {match.mime_type for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return False
    return media_type in read and (media_type != "application/pdf" or head.startswith(b"%PDF-"))


def store(content: File, name: str, by) -> StoredFile:
    """Take a file in.

    :raises Refused: every reason of `why_not_store` and TOO_MANY_FILES, or those of `why_not_table`
    """
    if reasons := [*why_not_store(name, content.size, *_ends(content)), *_why_not_more(by)]:
        raise Refused(*reasons)
    if reasons := [*why_not_table(name, content)]:
        raise Refused(*reasons)
    return keep(content, name, by)


def keep(content: File, name: str, by) -> StoredFile:
    """Keep a file that was judged already, or that we have made ourselves: for `by`, or for nobody in person.

    The bytes come first, then the row, so that no row ever points at nothing. Without the row the bytes are removed
    again. They stay behind only when the COMMIT itself fails: then nobody knows whether the row is there, and bytes
    without a row do less harm than a row without bytes.
    """
    row = StoredFile(name=name, media_type=TYPES[_extension(name)], size=content.size, uploaded_by=by)
    row.sha256 = _sha256(content)
    row.storage_name = f"{timezone.localdate():%Y/%m}/{uuid.uuid4()}.{_extension(name)}"
    try:
        row.storage_name = default_storage.save(row.storage_name, content)
        row.save(force_insert=True)
        journal.record("file.stored", row, Act(by, timezone.localdate()))
    except BaseException:
        default_storage.delete(row.storage_name)
        raise
    return row


def _why_not_more(by) -> Iterator[Refusal]:
    since = timezone.now() - timedelta(days=1)
    if StoredFile.objects.filter(uploaded_by=by, uploaded_at__gt=since).count() >= FILES_A_DAY:
        yield _no("TOO_MANY_FILES", f"За сутки вы уже загрузили {FILES_A_DAY} файлов.", "Продолжите завтра.")


def _ends(content: File) -> tuple[bytes, bytes]:
    content.seek(0)
    head = content.read(HEAD)
    content.seek(max(0, content.size - TAIL))
    return head, content.read()


def _sha256(content: File) -> str:
    """Hash chunk by chunk, in a pass of its own: a store may read the bytes twice, or move the file unread."""
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()


def seen_by(viewer: Viewer) -> Q:
    """Files that the viewer brought, those of a document that the viewer sees, evidence of duties that it follows.

    What the system has issued is seen with the document, as its seal is; a signed paper with the signature.

    The text of an act is open to everybody who is signed in; a calculation of parameters to those who follow it. A
    register that was written for somebody, and a list of children that somebody loaded, stay his only while he works
    there; a document that the system made is read by its office, whoever made it come about.
    """
    acts = Q(pk__in=LegalAct.objects.exclude(file=None).values("file")) if viewer.user else NOTHING
    exported = Export.objects.exclude(file=None)
    of_office = (exported, Import.objects, IssuedDocument.objects)
    stays = reduce(and_, (~Q(pk__in=rows.values("file")) for rows in of_office))
    return (
        viewer.assigned("uploaded_by") & stays
        | Q(pk__in=IssuedDocument.objects.visible_to(viewer).values("file"))
        | Q(pk__in=exported.visible_to(viewer).filter(viewer.assigned("started_by")).values("file"))
        | Q(pk__in=Import.objects.visible_to(viewer).filter(viewer.assigned("started_by")).values("file"))
        | Q(pk__in=program_documents.visible_to(viewer).values("file"))
        | Q(pk__in=provider_documents.visible_to(viewer).values("file"))
        | Q(pk__in=DocumentSeal.objects.visible_to(viewer).values("file"))
        | Q(pk__in=Signature.objects.visible_to(viewer).exclude(scan=None).values("scan"))
        | Q(pk__in=ContractAnnulment.objects.visible_to(viewer).values("letter"))
        | Q(pk__in=FundingRequest.objects.documented_to(viewer).values("document"))
        | Q(pk__in=RoadmapDuty.objects.concerning(viewer).exclude(evidence=None).values("evidence"))
        | Q(pk__in=ParameterProposal.objects.visible_to(viewer).exclude(file=None).values("file"))
        | acts
    )


def download_token(file: StoredFile, user) -> str:
    """Sign a link's secret part: for this file, this user and LIFETIME from now."""
    return TimestampSigner(salt=SALT).sign(f"{file.pk}.{user.pk}")


def file_for(token: str, viewer: Viewer) -> StoredFile | None:
    """Find the file of a token that was made for this viewer, is fresh, and whose file the viewer still sees."""
    try:
        file_id, _, user_id = TimestampSigner(salt=SALT).unsign(token, max_age=LIFETIME).partition(".")
    except BadSignature:
        return None
    if viewer.user is None or str(viewer.user.pk) != user_id:
        return None
    return StoredFile.objects.filter(seen_by(viewer), pk=file_id).first()
