"""Files with children as tests need them, and work that is done at once. Everybody in them is made up."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import timedelta

import openpyxl
import xlsxwriter
from django.core.files.base import ContentFile
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.accounts.models import User
from backoffice.certificates.models import Certificate
from backoffice.files import services as files
from backoffice.files.models import StoredFile
from backoffice.imports.columns import COLUMNS
from backoffice.imports.models import Import, ImportRefusal
from backoffice.jobs.models import Job
from backoffice.people.models import Child
from tests import families
from workflows import jobs

FIRST = ("Анна", "Мария", "Софья", "Вера", "Алиса", "Дарья", "Полина", "Ксения", "Ольга", "Нина")
LAST = ("Примерова", "Образцова", "Учебная", "Пробная", "Тестова", "Условная", "Выдуманная")
PATRONYMICS = ("Ивановна", "Петровна", "Сергеевна", "Олеговна", "Львовна", "Юрьевна", "Павловна", "Марковна")
COLUMN = {heading: place for place, heading in enumerate(COLUMNS.values())}
# What may be wrong with a row: the column, what stands there, the code of the refusal.
FAULTS = (
    ("Дата рождения", "вчера", "CELL_NOT_A_DATE"),
    ("Фамилия", "", "CELL_EMPTY"),
    ("Кем приходится", "сосед", "RELATION_UNKNOWN"),
    ("СНИЛС", "112-233-445 96", "SNILS_INVALID"),
    ("Имя", "Anna", "NAME_INVALID"),
    ("Адрес", "д" * 501, "CELL_TOO_LONG"),
    ("Дата рождения", "01.01.1990", "AGE_OUT_OF_RANGE"),
)


def row(number: int) -> list[str]:
    """A row against which there is nothing, of another child for every number."""
    born = families.born(10) + timedelta(days=number // 560 % 300)
    name = [LAST[number % 7], FIRST[number // 7 % 10], PATRONYMICS[number // 70 % 8]]
    parent = ["Примеров Иван Петрович", "родитель", "+7 900 000-00-00", "parent@example.org", "01.09.2024"]
    return [*name, f"{born:%d.%m.%Y}", "", f"I-ЛО {number:06d}", "ул. Примерная, 1", *parent]


def rows(count: int, broken: int = 0) -> tuple[list[list[str]], dict[int, tuple[str, str]]]:
    """So many rows, every `broken`-th of them with a fault; and what is to be refused: number → (column, code)."""
    made, wrong = [row(number) for number in range(count)], {}
    for nth, place in enumerate(range(broken - 1, count, broken) if broken else ()):
        heading, text, code = FAULTS[nth % len(FAULTS)]
        made[place][COLUMN[heading]] = text
        wrong[place + 2] = (heading, code)
    return made, wrong


def as_csv(lines: Iterable[Sequence[str]], *, encoding="utf-8-sig", delimiter=";", headings=()) -> bytes:
    """The rows as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([headings or [*COLUMNS.values()], *lines])
    return text.getvalue().encode(encoding)


def as_xlsx(lines: Iterable[Sequence[object]]) -> bytes:
    """The rows as a workbook."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet()
    for number, line in enumerate([[*COLUMNS.values()], *lines]):
        sheet.write_row(number, 0, line)
    book.close()
    return content.getvalue()


def table(by: User, content: bytes, name: str = "дети.csv") -> StoredFile:
    """A table that somebody has uploaded."""
    return files.store(ContentFile(content), name, by)


def started(by: User, content: bytes, name: str = "дети.csv", *, is_dry: bool = False) -> Import:
    """An import that has begun."""
    run = Import.objects.create(
        municipality=families.municipality(), file=table(by, content, name), is_dry=is_dry, started_by=by
    )
    Job.objects.create(kind=Job.Kind.IMPORT, subject_id=run.pk)
    return run


def work(steps: int | None = None) -> int:
    """Do all jobs, or so many steps; say how many they were."""
    done = 0
    while done != steps and jobs.run_one(timezone.now()):
        done += 1
    return done


def town(code: str = "kemerovo-city") -> str:
    """The global id of a municipality."""
    return to_base64("Municipality", families.municipality(code).pk)


def read_xlsx(content: bytes) -> list[tuple]:
    """What stands in a workbook."""
    return list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))


def verdicts(run: Import) -> dict[int, tuple[str, str]]:
    """What was refused: number → (column, code)."""
    found = ImportRefusal.objects.filter(row__import_of=run).select_related("row")
    headings = COLUMNS | {"": ""}
    return {refusal.row.number: (headings[refusal.field], refusal.code) for refusal in found}


def check(run: Import, count: int, wrong: dict[int, tuple[str, str]]) -> None:
    """Exactly the broken rows were refused, and every other one became one application."""
    run.refresh_from_db()
    assert (run.status, run.problem) == ("DONE", "")
    assert (run.total, run.done, run.refused) == (count, count - len(wrong), len(wrong))
    assert verdicts(run) == wrong
    made = 0 if run.is_dry else count - len(wrong)
    assert Certificate.objects.filter(status="APPLIED", channel="IMPORT").count() == made
    assert Child.objects.values("birth_certificate").distinct().count() == Child.objects.count() == made
    assert not Job.objects.exists()
