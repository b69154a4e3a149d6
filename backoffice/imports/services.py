"""Beginning and ending bulk work: what speaks against it, what is written. Writes in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Max
from django.utils import timezone

from backoffice import journal
from backoffice.certificates.models import Certificate
from backoffice.errors import Refusal
from backoffice.files.models import StoredFile
from backoffice.imports.columns import COLUMNS
from backoffice.imports.models import Export, Import, ImportRow, IssueRun, RunStatus
from backoffice.jobs import services as jobs
from backoffice.jobs.models import Job
from backoffice.journal import Act
from backoffice.municipalities.models import Municipality

RULE = "регламент работы системы"
MOST_EXPORTED = 200_000  # rows of one file
FORGET = {field: "" for field in COLUMNS}


def why_not_import(municipality: Municipality, file: StoredFile | None) -> Iterator[Refusal]:
    """Yield what speaks against loading the file."""
    if file is None:
        text = "Среди загруженных вами таблиц XLSX и CSV такой нет."
        yield Refusal("TABLE_NOT_FOUND", text, RULE, "Загрузите файл XLSX или CSV и повторите.", ("file",))
    if Import.objects.filter(municipality=municipality, status=RunStatus.RUNNING).exists():
        text = "Другой файл муниципалитета ещё загружается."
        yield Refusal("IMPORT_RUNNING", text, RULE, "Дождитесь его окончания или остановите его.")


def begin_import(municipality: Municipality, file: StoredFile, is_dry: bool, act: Act) -> Import:
    """Begin to load a file that nothing speaks against."""
    run = Import.objects.create(municipality=municipality, file=file, is_dry=is_dry, started_by=act.by)
    jobs.add(Job.Kind.IMPORT, run.pk)
    journal.record("import.started", run, act, "Проба" if is_dry else "", municipality_id=municipality.pk)
    return run


def why_not_issue(municipality: Municipality, open_ones: int) -> Iterator[Refusal]:
    """Yield what speaks against issuing all open applications at once."""
    if not open_ones:
        text = "Нет заявлений, которые ждут решения."
        yield Refusal("NOTHING_TO_ISSUE", text, RULE, "Дождитесь заявлений или загрузите их из файла.")
    if IssueRun.objects.filter(municipality=municipality, status=RunStatus.RUNNING).exists():
        text = "Сертификаты муниципалитета уже выдаются."
        yield Refusal("ISSUE_RUNNING", text, RULE, "Дождитесь окончания или остановите выдачу.")


def open_applications(municipality: Municipality):
    """Applications on which nothing is decided yet."""
    return Certificate.objects.filter(issuer=municipality, status=Certificate.Status.APPLIED)


def begin_issue(municipality: Municipality, act: Act) -> IssueRun:
    """Begin to issue the applications that are there now."""
    waiting = open_applications(municipality)
    up_to = waiting.aggregate(last=Max("pk"))["last"]
    run = IssueRun.objects.create(municipality=municipality, up_to=up_to, total=waiting.count(), started_by=act.by)
    jobs.add(Job.Kind.ISSUE, run.pk)
    journal.record("issuing.started", run, act, f"Заявлений: {run.total}", municipality_id=municipality.pk)
    return run


def why_not_export(rows: int) -> Iterator[Refusal]:
    """Yield what speaks against writing so many rows into one file."""
    if rows > MOST_EXPORTED:
        text = f"В выгрузке больше {MOST_EXPORTED} строк."
        yield Refusal("EXPORT_TOO_LARGE", text, RULE, "Закажите выгрузку у администратора системы.", ("register",))


def begin_export(municipality: Municipality, register: str, format: str, act: Act) -> Export:
    """Begin to write a register into a file."""
    run = Export.objects.create(municipality=municipality, register=register, format=format, started_by=act.by)
    jobs.add(Job.Kind.EXPORT, run.pk)
    note = f"{run.get_register_display()}, {run.format}"
    journal.record("export.started", run, act, note, municipality_id=municipality.pk)
    return run


def why_not_cancel(run: Import | IssueRun) -> Iterator[Refusal]:
    """Yield what speaks against stopping it."""
    if run.status != RunStatus.RUNNING:
        yield Refusal("RUN_ENDED", "Работа уже завершена.", RULE, "Обновите страницу.")


def finish(run: Import | IssueRun | Export, status: str, what: str, act: Act, note: str = "") -> None:
    """End it; of an import the cells are forgotten, its refusals stay. The caller has locked the row."""
    run.status, run.finished_at = status, timezone.now()
    run.save()
    if isinstance(run, Import):
        ImportRow.objects.filter(import_of=run).update(**FORGET)
    journal.record(what, run, act, note, municipality_id=run.municipality_id)


def lock(model, pk: int):
    """The running row with that key, ours alone until the transaction ends; None if it has ended or never was."""
    rows = model.objects.select_for_update(no_key=True, of=("self",)).select_related("municipality__unit", "started_by")
    return rows.filter(pk=pk, status=RunStatus.RUNNING).first()
