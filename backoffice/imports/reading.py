"""Reads a file with children row by row, never the whole of it. Knows no database."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from backoffice.files import tables
from backoffice.files.types import XLSX
from backoffice.imports.columns import COLUMNS, LONGEST_CELL, Unreadable, places

MOST_ROWS = 20_000  # with something in them
LAST_LINE = 100_000  # of the file, empty ones counted
WIDTH = 50  # columns at most that are looked at
LONGEST_TEXT = 32_767  # characters that a cell of a workbook holds; whoever has more was not made by a person
ROUGHLY = 4 * LONGEST_CELL  # characters of a cell that are worth tidying
DAMAGED = "Файл испорчен и не открывается. Сохраните его заново и загрузите ещё раз."


@dataclass(frozen=True)
class Line:
    """One row of a file that has something in it: its number, the heading being 1, and its cells by field."""

    number: int
    cells: dict[str, str]


def lines(content: IO[bytes], media_type: str) -> Generator[Line, None, None]:
    """Every row after the heading that has something under it, in order; at most MOST_ROWS.

    :raises Unreadable: when it gets to what cannot be read
    """
    with closing(_numbered(content, media_type)) as rows:
        found = places([_text(cell) for cell in next(rows, (1, ()))[1]])
        taken = 0
        for number, row in rows:
            cells = {field: _text(row[place]) for place, field in found.items() if place < len(row)}
            if not any(cells.values()):
                continue
            if taken == MOST_ROWS:
                raise Unreadable(f"В файле больше {MOST_ROWS} строк, строка {number} лишняя. Разделите файл на части.")
            taken += 1
            yield Line(number, {field: cells.get(field, "") for field in COLUMNS})


def _numbered(content: IO[bytes], media_type: str) -> Generator[tuple[int, Sequence[Any]], None, None]:
    with closing(_of_workbook(content) if media_type == XLSX else _of_text(content)) as rows:
        for number, row in enumerate(rows, start=1):
            if number > LAST_LINE:
                raise Unreadable(f"В файле больше {LAST_LINE} строк вместе с пустыми. Удалите пустые строки.")
            yield number, row


def _of_workbook(content: IO[bytes]) -> Generator[Sequence[Any], None, None]:
    """Rows of the first sheet."""
    try:
        book = openpyxl.load_workbook(content, read_only=True, data_only=True)
        try:
            if not book.worksheets:
                raise Unreadable("В книге нет листа с таблицей. Перенесите таблицу на первый лист.")
            for number, row in enumerate(book.worksheets[0].iter_rows(max_col=WIDTH, values_only=True), start=1):
                if any(isinstance(cell, str) and len(cell) > LONGEST_TEXT for cell in row):
                    raise Unreadable(f"Строка {number}: в ячейке больше {LONGEST_TEXT} знаков. Сократите текст.")
                yield row
        finally:
            book.close()
    except (zipfile.BadZipFile, InvalidFileException, SyntaxError, KeyError, ValueError, TypeError, OSError) as error:
        raise Unreadable(DAMAGED) from error  # SyntaxError: what XML parsers raise


def _of_text(content: IO[bytes]) -> Generator[Sequence[Any], None, None]:
    """Rows of a CSV, parted by semicolons or by commas, whichever the heading has more of."""
    content.seek(0)
    text = io.TextIOWrapper(content, encoding=tables.encoding_of(content) or "utf-8-sig", newline="")
    try:
        heading = text.readline(WIDTH * LONGEST_CELL)
        text.seek(0)
        reader = csv.reader(text, delimiter=";" if heading.count(";") >= heading.count(",") else ",", strict=True)
        number = 0
        try:
            for number, row in enumerate(reader, start=1):  # noqa: B007  # told when it breaks off
                yield row[:WIDTH]
        except csv.Error as error:
            problem = f"Строка {number + 1} не читается: проверьте кавычки и разделители."
            raise Unreadable(problem) from error
    except UnicodeDecodeError as error:
        raise Unreadable(DAMAGED) from error
    finally:
        text.detach()


def _text(cell: Any) -> str:
    """A cell as text: days as dd.mm.yyyy, whole numbers without a point; what is too long keeps one sign too many."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    said = str(cell)
    if len(said) > ROUGHLY:
        return said[: LONGEST_CELL + 1].replace("\0", " ")
    return " ".join(said.replace("\0", "").split())[: LONGEST_CELL + 1]
