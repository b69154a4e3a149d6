"""What a municipality decides about many children at once: to load a file, to issue, to export, to stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backoffice.errors import Refusal
from backoffice.imports.models import Export
from workflows.decisions.fields import asked


@dataclass(frozen=True, kw_only=True)
class StartImport:
    """Load a file with children: each row becomes an application, by the same rules as any other."""

    file: int = asked(
        "Файл",
        "Global id of a StoredFile, XLSX or CSV, that you uploaded; `importTemplate` tells its columns.",
        id_of="StoredFile",
        help="Таблица по образцу, не больше 20 000 строк.",
    )
    is_dry: bool = asked(
        "Только проверить",
        "True: say of each row what would happen and change nothing.",
        help="Строки будут проверены, но заявления не появятся.",
    )

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class CancelImport:
    """Stop loading a file. Applications that were made stay."""

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class StartIssueRun:
    """Issue all applications of the municipality that wait now; what is refused waits for a person."""

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class CancelIssueRun:
    """Stop issuing. Certificates that were issued stay."""

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class StartExport:
    """Write a register of the municipality into a file. Names of children are noted as read."""

    register: Export.Register = asked("Реестр", "Which register.")
    format: Export.Format = asked("Вид файла", "Of which kind the file is.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())
