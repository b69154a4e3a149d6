"""The acts on bulk work: who may, why not. Inside the caller's transaction; workers do the rest."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.errors import Refused
from backoffice.files.attaching import table_brought_by
from backoffice.imports import registers, services
from backoffice.imports.models import Export, Import, IssueRun, RunStatus
from backoffice.journal import Act
from backoffice.municipalities.models import Municipality
from workflows.engine import NOT_FOUND, first_time
from workflows.models import Receipt
from workflows.runs import PERMISSION


def start_import(*, municipality_id, decision, by: Viewer, key: str) -> Import:
    """Begin to load a file; a repeated `key` gives the import that the first request began.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against it
    """
    municipality = _locked(municipality_id, by)
    if not first_time(by.user, key, f"import {municipality.pk} {decision}"):
        return Import.objects.get(pk=_begun(by, key))
    file = table_brought_by(by.user, decision.file)
    reasons = [*decision.why_not(), *services.why_not_import(municipality, file)]
    if file is None or reasons:
        raise Refused(*reasons)
    return _keep(by, key, services.begin_import(municipality, file, decision.is_dry, _act(by)))


def start_issue_run(*, municipality_id, decision, by: Viewer, key: str) -> IssueRun:
    """Begin to issue; a repeated `key` gives the run that the first request began.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against it
    """
    municipality = _locked(municipality_id, by)
    if not first_time(by.user, key, f"issue {municipality.pk} {decision}"):
        return IssueRun.objects.get(pk=_begun(by, key))
    waiting = services.open_applications(municipality).count()
    if reasons := [*decision.why_not(), *services.why_not_issue(municipality, waiting)]:
        raise Refused(*reasons)
    return _keep(by, key, services.begin_issue(municipality, _act(by)))


def start_export(*, municipality_id, decision, by: Viewer, key: str) -> Export:
    """Begin to write a register; a repeated `key` gives the export that the first request began.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against it
    """
    municipality = _locked(municipality_id, by)
    if not first_time(by.user, key, f"export {municipality.pk} {decision}"):
        return Export.objects.get(pk=_begun(by, key))
    rows = registers.size(decision.register, municipality.pk)
    if reasons := [*decision.why_not(), *services.why_not_export(rows)]:
        raise Refused(*reasons)
    return _keep(by, key, services.begin_export(municipality, decision.register, decision.format, _act(by)))


def cancel_import(*, run_id, decision, by: Viewer) -> Import:
    """Stop loading a file; the step that runs is waited for.

    :raises Refused: NOT_FOUND, TASK_BUSY, or every reason against it
    """
    return _cancel(Import, run_id, "import.cancelled", decision, by)


def cancel_issue_run(*, run_id, decision, by: Viewer) -> IssueRun:
    """Stop issuing; the step that runs is waited for.

    :raises Refused: NOT_FOUND, TASK_BUSY, or every reason against it
    """
    return _cancel(IssueRun, run_id, "issuing.cancelled", decision, by)


def _cancel(model, run_id, what: str, decision, by: Viewer) -> Any:
    seen = model.objects.visible_to(by).filter(pk=run_id).first()
    if seen is None or not by.may(PERMISSION, seen.municipality_id):
        raise Refused(NOT_FOUND)
    run = model.objects.select_for_update(no_key=True).get(pk=seen.pk)
    if reasons := [*decision.why_not(), *services.why_not_cancel(run)]:
        raise Refused(*reasons)
    services.finish(run, RunStatus.CANCELLED, what, _act(by))
    return run


def _locked(municipality_id, by: Viewer) -> Municipality:
    """The municipality in which `by` may do bulk work; nobody else begins one there meanwhile."""
    if municipality_id is None or not by.may(PERMISSION, municipality_id):
        raise Refused(NOT_FOUND)
    return Municipality.objects.select_for_update(no_key=True).get(pk=municipality_id)


def _begun(by: Viewer, key: str) -> Any:
    return Receipt.objects.get(user=by.user, key=key).subject_id


def _keep(by: Viewer, key: str, run: Any) -> Any:
    Receipt.objects.filter(user=by.user, key=key).update(subject_id=run.pk)
    return run


def _act(by: Viewer) -> Act:
    return Act(by.user, timezone.localdate())
