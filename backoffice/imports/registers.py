"""What stands in an exported register: its headings, its rows. Nothing tells of a child's health."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from backoffice.access import Role
from backoffice.certificates.models import Certificate
from backoffice.funding.waiting import QuotaQueueEntry
from backoffice.imports.models import Export
from backoffice.ledger.models import LedgerEntry
from backoffice.people.models import ChildRead

Cell = str | int | date | Decimal | None
AT_ONCE = 2000  # rows that are fetched together
HIDDEN = "льготная"  # a category that tells of a child's health or fate
ISSUED = Certificate.objects.exclude(status__in=Certificate.APPLICANTS)
# One row for each child whose name leaves the system, in one statement, before it does.
READS = """
    INSERT INTO backoffice_childread (child_id, at, by_id, role, unit_id, part, purpose, note)
    SELECT DISTINCT child_id, %s::timestamptz, %s::bigint, %s, %s::bigint, 'EXPORT', 'REPORT', %s
    FROM backoffice_certificate WHERE issuer_id = %s AND NOT status = ANY(%s)
"""


@dataclass(frozen=True)
class Register:
    """A register: its headings, its rows of a municipality, the cells of a row."""

    headings: tuple[str, ...]
    rows: Callable[[Export], QuerySet]
    cells: Callable[[Any], list[Cell]]

    def lines(self, run: Export) -> Iterator[list[Cell]]:
        """The rows, fetched part by part; inside a transaction."""
        return map(self.cells, self.rows(run).iterator(chunk_size=AT_ONCE))


def note_reads(run: Export) -> int:
    """Write down for each child of the register of certificates that its name was exported; how many they are."""
    values = [timezone.now(), run.started_by_id, Role.MUNICIPAL_CLERK, run.municipality_id, note_of(run)]
    with connection.cursor() as cursor:
        cursor.execute(READS, [*values, run.municipality_id, [*Certificate.APPLICANTS]])
        return cursor.rowcount


def note_of(run: Export) -> str:
    """By what the reads of one export are known."""
    return f"Выгрузка № {run.pk}"


def _certificates(run: Export) -> QuerySet:
    """Those of the children whose reads are noted, and no others."""
    noted = ChildRead.objects.filter(part=ChildRead.Part.EXPORT, note=note_of(run))
    children = ISSUED.filter(issuer=run.municipality, child__in=noted.values("child"))
    return children.select_related("child").order_by("pk")


def _certificate(row: Certificate) -> list[Cell]:
    child = row.child
    said: list[Cell] = [row.number, child.last_name, child.first_name, child.patronymic]
    states: list[Cell] = [row.get_status_display(), row.get_funding_status_display(), row.get_channel_display()]
    return [*said, *states, row.applied_on, row.issued_on, row.activated_on, row.expires_on, row.ended_on]


def _queue(run: Export) -> QuerySet:
    waiting = QuotaQueueEntry.objects.filter(municipality=run.municipality, status=QuotaQueueEntry.Status.WAITING)
    return waiting.select_related("certificate__child", "category").order_by("category__position", "pk")


def _queue_entry(row: QuotaQueueEntry) -> list[Cell]:
    category = HIDDEN if row.category.is_sensitive else row.category.title
    return [row.pk, row.certificate.number, row.certificate.child.initials, category, _day(row.joined_at)]


def _ledger(run: Export) -> QuerySet:
    entries = LedgerEntry.objects.filter(account__certificate__issuer=run.municipality)
    return entries.select_related("account__certificate", "account__period", "basis").order_by("pk")


def _ledger_entry(row: LedgerEntry) -> list[Cell]:
    account = row.account
    what: list[Cell] = [row.pk, row.effective_on, account.certificate.number, str(account.period)]
    sums = [row.fund, row.balance, row.reserved, row.written_off, row.expired]
    return [*what, row.get_kind_display(), *(Decimal(kopecks) / 100 for kopecks in sums), str(row.basis), row.paragraph]


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


REGISTERS = {
    Export.Register.CERTIFICATES: Register(
        (
            *("Номер", "Фамилия", "Имя", "Отчество", "Состояние", "Вид", "Способ подачи", "Подано заявление"),
            *("Выдан", "Активирован", "Не действует с", "Прекращён"),
        ),
        _certificates,
        _certificate,
    ),
    Export.Register.QUEUE: Register(
        ("Талон", "Номер", "Ребёнок", "Категория", "Встал в очередь"), _queue, _queue_entry
    ),
    Export.Register.LEDGER: Register(
        (
            *("№", "Дата", "Номер сертификата", "Период", "Операция", "Муниципалитет, руб.", "Остаток, руб."),
            *("Резерв, руб.", "Списано, руб.", "Сгорело, руб.", "Основание", "Пункт"),
        ),
        _ledger,
        _ledger_entry,
    ),
}


def size(register: str, municipality_id: int) -> int:
    """How many rows a register has now."""
    if register == Export.Register.CERTIFICATES:
        return ISSUED.filter(issuer=municipality_id).count()
    return REGISTERS[Export.Register(register)].rows(Export(municipality_id=municipality_id)).count()
