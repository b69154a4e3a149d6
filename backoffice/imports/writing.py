"""Writes rows into a file, XLSX or CSV, without ever holding them all. Knows no database."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import IO

import xlsxwriter

from backoffice.imports.models import Export

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a text that begins so is run by a spreadsheet program


def write(content: IO[bytes], format: str, headings: Sequence[str], rows: Iterable[Sequence]) -> int:
    """Write headings and rows; return how many rows they were."""
    counted = Counted(rows)
    (_workbook if format == Export.Format.XLSX else _text)(content, headings, counted)
    return counted.number


def harmless(cell: object) -> object:
    """The cell; a text that would be run is made a text for good by an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _workbook(content: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence]) -> None:
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(content, {"constant_memory": True, "default_date_format": "dd.mm.yyyy", **plain})
    sheet, money = book.add_worksheet("Реестр"), book.add_format({"num_format": "#,##0.00"})
    sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, 18)
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            sheet.write(number, place, harmless(cell), *([money] if isinstance(cell, Decimal) else []))
    book.close()


def _text(content: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Semicolons, decimal commas and a byte order mark: what spreadsheet programs in Russia open by a double click."""
    text = io.TextIOWrapper(content, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    text.detach()  # flushes, and leaves the file open


class Counted:
    """Rows that are counted as they go by."""

    def __init__(self, rows: Iterable[Sequence]):
        self.rows, self.number = rows, 0

    def __iter__(self) -> Iterator[Sequence]:
        for row in self.rows:
            self.number += 1
            yield row


def _plain(cell: object) -> object:
    if isinstance(cell, Decimal):
        return f"{cell:.2f}".replace(".", ",")
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else harmless(cell)


def streamed(headings: Sequence[str], rows: Iterable[Sequence]) -> Iterator[bytes]:
    """The same text as of a CSV file, line by line: for an answer that is sent while it is read."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, delimiter=";", lineterminator="\r\n")
    yield codecs.BOM_UTF8
    for row in chain([headings], rows):
        writer.writerow([_plain(cell) for cell in row])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()
