"""Is a file that comes in really a table, and one that can be opened without harm? Reads bytes, knows no database."""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

MEBIBYTE = 2**20
PARTS = 300  # files inside of a workbook
UNPACKED = 100 * MEBIBYTE  # all of them
STRINGS = 32 * MEBIBYTE  # the texts of all cells: whoever opens a workbook holds them in memory
NEEDED = ("[Content_Types].xml", "xl/workbook.xml")
MACROS = "vbaProject.bin"
ENCRYPTED = 0x1
PROLOGUE = 4096  # bytes of an XML file in which a document type would be declared
CHUNK = 64 * 1024
NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def is_workbook(content: IO[bytes]) -> bool:
    """Whether the archive is a plain XLSX: whole, not encrypted, without macros and without document types."""
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            plain = not any(part.flag_bits & ENCRYPTED or part.filename.endswith(MACROS) for part in parts)
            return len(names) == len(parts) and plain and names.issuperset(NEEDED) and not _declares(archive, parts)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        return False
    finally:
        content.seek(0)


def _declares(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> bool:
    """Whether some part declares a document type: entities of one can unfold into more than memory holds."""
    for part in parts[:PARTS]:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as file:
                if b"<!DOCTYPE" in file.read(PROLOGUE).replace(b"\0", b""):
                    return True
    return False


def is_too_big_inside(content: IO[bytes]) -> bool:
    """Whether the archive says that it unfolds into more than we read. A reader never reads more than it says."""
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        return False  # `is_workbook` says so
    finally:
        content.seek(0)
    texts = sum(part.file_size for part in parts if "sharedstrings" in part.filename.lower())
    return len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED or texts > STRINGS


def is_text(content: IO[bytes]) -> bool:
    """Whether the bytes are plain text in UTF-8 or Windows-1251."""
    return encoding_of(content) is not None and not any(NOT_TEXT.search(chunk) for chunk in _chunks(content))


def encoding_of(content: IO[bytes]) -> str | None:
    """`utf-8-sig` if all bytes are UTF-8, else `cp1251`; None if they are neither."""
    for encoding in ("utf-8-sig", "cp1251"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for chunk in _chunks(content):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def _chunks(content: IO[bytes]) -> Iterator[bytes]:
    content.seek(0)
    while chunk := content.read(CHUNK):
        yield chunk
    content.seek(0)
