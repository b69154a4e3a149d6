"""Tables that come in: really a workbook or a text, harmless, never the document of anything; how they are read."""

import io
import time
import zipfile
from datetime import date

import pytest
from django.core.files.base import ContentFile

from backoffice.errors import Refused
from backoffice.files import attaching, services, tables
from backoffice.files.models import StoredFile
from backoffice.files.types import CSV, XLSX
from backoffice.imports import reading, writing
from backoffice.imports.columns import Unreadable
from tests import bulk, factories, uploads
from tests.uploads import EXE, HTML, PDF

pytestmark = pytest.mark.django_db
folder = uploads.folder
ROW = bulk.row(1)


def packed(**parts: bytes) -> bytes:
    """A workbook with other parts added, or in the place of its own."""
    content = io.BytesIO()
    plain = {name: b"<x/>" for name in tables.NEEDED}
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**plain, **parts}.items():
            archive.writestr(name, data)
    return content.getvalue()


def refused(content: bytes, name: str) -> list[str]:
    """The codes with which an upload is refused; nothing is stored then."""
    try:
        services.store(ContentFile(content), name, factories.user())
    except Refused as no:
        assert not StoredFile.objects.exists()
        return [reason.code for reason in no.refusals]
    return []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("дети.xlsx", bulk.as_xlsx([ROW])),
        ("дети.CSV", bulk.as_csv([ROW])),
        ("дети.csv", bulk.as_csv([ROW], encoding="utf-8", delimiter=",")),
        ("дети.csv", bulk.as_csv([ROW], encoding="cp1251")),
    ],
)
def test_a_table_is_taken_in(folder, name, content):
    assert refused(content, name) == []
    assert StoredFile.objects.get().media_type == (XLSX if name.endswith("xlsx") else CSV)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", PDF, "FILE_NOT_AS_NAMED"),
        ("a.xlsx", bulk.as_csv([ROW]), "FILE_NOT_AS_NAMED"),
        ("a.xlsx", packed(**{"xl/vbaProject.bin": b"x"}), "FILE_NOT_AS_NAMED"),
        ("a.xlsx", packed(**{"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "FILE_NOT_AS_NAMED"),
        ("a.xlsx", bulk.as_xlsx([ROW])[:-400] + b"PK\x05\x06" + b"\0" * 18, "FILE_NOT_AS_NAMED"),
        ("a.xlsx", bulk.as_xlsx([ROW])[:-400], "FILE_DAMAGED"),
        ("a.xlsx", packed(**{"xl/worksheets/sheet1.xml": b"\0" * (101 * 2**20)}), "FILE_UNPACKS_TOO_LARGE"),
        ("a.xlsx", packed(**{"xl/sharedStrings.xml": b" " * (33 * 2**20)}), "FILE_UNPACKS_TOO_LARGE"),
        ("a.xlsx", packed(**{f"xl/{n}.xml": b"" for n in range(300)}), "FILE_UNPACKS_TOO_LARGE"),
        ("a.csv", PDF + EXE, "FILE_NOT_AS_NAMED"),
        ("a.csv", EXE, "FILE_NOT_AS_NAMED"),
        ("a.csv", "Фамилия".encode("utf-16"), "FILE_NOT_AS_NAMED"),
        ("a.csv", HTML, "FILE_HIDES_ANOTHER"),
        ("a.csv", bulk.as_xlsx([ROW]), "FILE_HIDES_ANOTHER"),
        ("a.xls", bulk.as_xlsx([ROW]), "FILE_TYPE_NOT_ALLOWED"),
    ],
)
def test_what_only_looks_like_a_table_is_not(folder, name, content, code):
    assert refused(content, name) == [code]
    assert uploads.stored(folder) == []


def test_a_plain_archive_with_the_parts_of_a_workbook_fails_when_it_is_read(folder):
    assert refused(packed(), "a.xlsx") == []
    with pytest.raises(Unreadable):
        list(reading.lines(io.BytesIO(packed()), XLSX))


@pytest.mark.parametrize("name", ["дети.xlsx", "дети.csv"])
def test_a_table_is_never_a_document(folder, name):
    person = factories.user()
    content = bulk.as_csv([ROW]) if name.endswith("csv") else bulk.as_xlsx([ROW])
    table, paper = bulk.table(person, content, name), bulk.table(person, PDF, "a.pdf")
    assert attaching.brought_by(person, table.pk) is None and attaching.table_brought_by(person, table.pk) == table
    assert attaching.brought_by(person, paper.pk) == paper and attaching.table_brought_by(person, paper.pk) is None
    assert attaching.table_brought_by(factories.user(), table.pk) is None


def read(content: bytes, kind: str = CSV) -> list[reading.Line]:
    return list(reading.lines(io.BytesIO(content), kind))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_a_text_is_read_in_whatever_way_it_was_written(encoding, delimiter):
    (line,) = read(bulk.as_csv([ROW], encoding=encoding, delimiter=delimiter))
    assert (line.number, list(line.cells.values())) == (2, ROW)


def test_columns_stand_in_any_order_and_empty_rows_are_passed_over():
    headings = [*reversed(bulk.COLUMN)]
    lines = read(bulk.as_csv([[], [*reversed(ROW)], [" "] * 12, [*reversed(ROW)]], headings=headings))
    assert [line.number for line in lines] == [3, 5] and [*lines[0].cells.values()] == ROW


def test_days_and_numbers_of_a_workbook_are_read_as_people_see_them():
    row = [*ROW]
    row[3], row[4], row[9 - 1] = date(2015, 12, 31), 11223344595, 79000000000.0
    (line,) = read(bulk.as_xlsx([row]), XLSX)
    assert (line.cells["birth_date"], line.cells["snils"]) == ("31.12.2015", "11223344595")
    assert "79000000000" in line.cells.values()


def test_a_file_with_too_many_rows_is_not_read(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    assert len(read(bulk.as_csv(bulk.rows(3)[0]))) == 3
    with pytest.raises(Unreadable, match="больше 3 строк, строка 5"):
        read(bulk.as_csv(bulk.rows(4)[0]))
    monkeypatch.setattr(reading, "LAST_LINE", 2)
    with pytest.raises(Unreadable, match="вместе с пустыми"):
        read(bulk.as_csv([[], [], ROW]))


@pytest.mark.parametrize("text", ["=1+1", "+7 900", "-1", "@SUM(A1)", "\t=1"])
def test_a_text_that_would_be_run_becomes_a_text_for_good(text):
    assert writing.harmless(text) == f"'{text}"
    for form in ("CSV", "XLSX"):
        content = io.BytesIO()
        assert writing.write(content, form, ["Имя"], [[text]]) == 1
        if form == "XLSX":
            assert bulk.read_xlsx(content.getvalue())[1] == (f"'{text}",)
        else:
            assert f"'{text}".encode() in content.getvalue()


def shared(text: str, rows: int) -> bytes:
    """A small workbook in which every cell of so many rows is the same text."""
    strings = [*bulk.COLUMN, text]
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    heading = "".join(f'<c t="s"><v>{number}</v></c>' for number in range(len(bulk.COLUMN)))
    line = "<row>" + f'<c t="s"><v>{len(bulk.COLUMN)}</v></c>' * reading.WIDTH + "</row>"
    table = f"<sheetData><row>{heading}</row>{line * rows}</sheetData>"
    parts = {
        "xl/sharedStrings.xml": f"<sst {main}>{''.join(f'<si><t>{each}</t></si>' for each in strings)}</sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet {main}>{table}</worksheet>",
    }
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(bulk.as_xlsx([]))) as plain,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in plain.namelist():
            made.writestr(name, parts.get(name) or plain.read(name))
    return content.getvalue()


def test_a_workbook_that_unfolds_one_text_into_every_cell_does_not_hold_the_worker():
    content = shared("а " * 2**22, rows=200)
    assert len(content) < 2**16
    begun = time.process_time()
    with pytest.raises(Unreadable, match="Строка 2: в ячейке больше 32767 знаков"):
        read(content, XLSX)
    assert time.process_time() - begun < 5, "seconds; to tidy each of the cells takes minutes"


def test_the_longest_text_of_a_workbook_is_cut_and_only_the_columns_are_read():
    lines = read(shared("а " * (reading.LONGEST_TEXT // 2), rows=3), XLSX)
    assert [line.number for line in lines] == [2, 3, 4]
    assert {len(text) for line in lines for text in line.cells.values()} == {reading.LONGEST_CELL + 1}


def test_a_note_beside_the_table_is_no_row():
    assert [line.number for line in read(bulk.as_csv([ROW, [""] * 12 + ["см. выше"]]))] == [2]
