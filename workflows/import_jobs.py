"""Loads a file with children: first all of its rows are read, part by part, then they become applications.

Each step is one transaction and remembers how far it came; a step that was interrupted never was.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from backoffice.access import Viewer
from backoffice.errors import BUSY, Refusal, Refused
from backoffice.imports import services
from backoffice.imports.columns import Unreadable
from backoffice.imports.models import Import, ImportRefusal, ImportRow, RunStatus
from backoffice.imports.reading import lines
from backoffice.journal import Act
from workflows import incidents, runs
from workflows.import_rows import (
    RowCards,
    accept,
    cards_of,
    column_of,
    compared,
    why_not_cells,
)

CHUNK = 1000  # rows read in one step
BATCH = 50  # rows that become applications in one step
MARKED = ("last_name", "birth_date", "snils", "birth_certificate")  # as `compared` gives them
EMPTY = "В файле нет строк после заголовка. Заполните образец и загрузите его снова."
Marks = set[tuple[str, ...]]  # by what rows of one file are found to be about one child


def step(import_id: int) -> bool:
    """Read some rows, or accept some; True when the import has ended."""
    run = services.lock(Import, import_id)
    if run is None:
        return True
    by = runs.beginner(run)
    if by is None:
        return runs.stop(run, "import.cancelled")
    if not run.is_read:
        return _read(run)
    return _accept(run, by, on=timezone.localdate())


def _read(run: Import) -> bool:
    """Read the next rows of the file, from its beginning: what was read already is passed over."""
    taken: list[ImportRow] = []
    try:
        with (
            default_storage.open(run.file.storage_name) as content,
            closing(lines(content, run.file.media_type)) as found,
        ):
            for line in found:
                if line.number > run.read_up_to:
                    taken.append(ImportRow(import_of=run, number=line.number, **line.cells))
                if len(taken) == CHUNK:
                    break
        run.is_read = len(taken) < CHUNK
        run.total += len(taken)
        if not run.total:
            raise Unreadable(EMPTY)
    except Unreadable as unreadable:
        run.problem = str(unreadable)
        services.finish(run, RunStatus.FAILED, "import.failed", Act(None, timezone.localdate()), run.problem)
        return True
    ImportRow.objects.bulk_create(taken)
    run.read_up_to = taken[-1].number if taken else run.read_up_to
    run.save()
    return False


def _accept(run: Import, by: Viewer, *, on: date) -> bool:
    """Make applications of the next rows; each is accepted or refused, once."""
    waiting = ImportRow.objects.filter(import_of=run, status=ImportRow.Status.WAITING)
    rows = list(waiting.order_by("number")[:BATCH])
    if not rows:
        note = f"Принято строк: {run.done}, не принято: {run.refused}"
        services.finish(run, RunStatus.DONE, "import.finished", Act(by.user, on), note)
        return True
    against, cards = _cards_of(rows, run)
    accepted = _accepted_before(run, cards.values())
    for row in rows:
        if row.pk in cards:
            against[row.pk] = _apply(row, cards[row.pk], run, by, accepted)
        _write(row, against[row.pk], cards.get(row.pk), run)
    run.save()
    return False


def _cards_of(rows: list[ImportRow], run: Import) -> tuple[dict[int, list[Refusal]], dict[int, RowCards]]:
    """What speaks against the cells of each row, by its key; the cards of those against which nothing does."""
    against: dict[int, list[Refusal]] = {}
    cards: dict[int, RowCards] = {}
    for row in rows:
        try:
            against[row.pk] = [*why_not_cells(row)]
            if not against[row.pk]:
                cards[row.pk] = cards_of(row, run.municipality)
        except incidents.OUTAGES:
            raise
        except Exception as error:
            against[row.pk] = [incidents.row_failed(error)]
    return against, cards


def _accepted_before(run: Import, cards) -> Marks:
    """The marks of rows accepted in earlier steps that some of these may repeat."""
    cells = [compared(each.child) for each in cards]
    alike = Q(
        last_name__in=[cell["last_name"] for cell in cells], birth_date__in=[cell["birth_date"] for cell in cells]
    )
    for field in ("snils", "birth_certificate"):
        alike |= Q(**{f"{field}__in": [cell[field] for cell in cells if cell[field]]})
    done = ImportRow.objects.filter(alike, import_of=run, status=ImportRow.Status.DONE)
    return {mark for cells in done.values_list(*MARKED) for mark in _marks(*cells)}


def _marks(name: str, born: str, snils: str, paper: str) -> Marks:
    """The marks of the cells that `compared` makes."""
    return {("name", name, born)} | {(kind, text) for kind, text in (("snils", snils), ("paper", paper)) if text}


def _apply(row: ImportRow, cards: RowCards, run: Import, by: Viewer, accepted: Marks) -> list[Refusal]:
    """Make the application, of a dry run only to take it back; say what speaks against it."""
    marks = _marks(*compared(cards.child).values())
    if marks & accepted:
        text = "Этот ребёнок уже есть в файле выше."
        return [Refusal("ROW_REPEATED", text, "образец файла для загрузки", "Оставьте одну из двух строк.")]
    try:
        with transaction.atomic():
            row.certificate = accept(cards, run, by, key=f"import:{run.pk}:{row.number}")
            if run.is_dry:
                row.certificate = None
                transaction.set_rollback(True)  # to the savepoint
    except Refused as refused:
        if BUSY in refused.refusals:
            raise  # it says nothing about the row: the step is tried again
        return [*refused.refusals]
    except incidents.OUTAGES:
        raise
    except Exception as error:
        row.certificate = None
        return [incidents.row_failed(error)]
    accepted |= marks
    return []


def _write(row: ImportRow, reasons: list[Refusal], cards: RowCards | None, run: Import) -> None:
    """Keep the verdict; of the cells only what later rows are compared with."""
    kept = services.FORGET if reasons or cards is None else services.FORGET | compared(cards.child)
    for field, cell in kept.items():
        setattr(row, field, cell)
    row.status = ImportRow.Status.REFUSED if reasons else ImportRow.Status.DONE
    row.save()
    if reasons:
        run.refused += 1
        told = ((column_of(reason), reason) for reason in reasons)
        ImportRefusal.objects.bulk_create(
            ImportRefusal(row=row, field=field, code=reason.code, message=reason.message, remedy=reason.remedy)
            for field, reason in told
        )
    else:
        run.done += 1
