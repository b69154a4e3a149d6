"""The decisions about bulk work, each in the setting in which it is taken."""

from __future__ import annotations

from collections.abc import Callable

from strawberry.relay import to_base64

from backoffice.certificates.models import Certificate
from backoffice.imports.models import IssueRun
from tests import applications, bulk, families
from tests.deeds import Deed


def application(code: str = "kemerovo-city") -> Certificate:
    """An application that waits."""
    return applications.by_clerk(applications.child_card(municipality=code))


def start_import(people) -> Deed:
    clerk = families.clerk()
    file = bulk.table(clerk, bulk.as_csv(bulk.rows(2)[0]))
    given = {"municipality": bulk.town(), "idempotencyKey": "import-1", "isDry": False}
    return Deed(clerk, "StartImport", {**given, "file": to_base64("StoredFile", file.pk)})


def cancel_import(people) -> Deed:
    clerk = families.clerk()
    run = bulk.started(clerk, bulk.as_csv(bulk.rows(2)[0]))
    return Deed(clerk, "CancelImport", {"run": to_base64("Import", run.pk)})


def start_issue_run(people) -> Deed:
    application()
    return Deed(families.clerk(), "StartIssueRun", {"municipality": bulk.town(), "idempotencyKey": "issue-1"})


def cancel_issue_run(people) -> Deed:
    clerk = families.clerk()
    run = IssueRun.objects.create(municipality=families.municipality(), up_to=0, total=0, started_by=clerk)
    return Deed(clerk, "CancelIssueRun", {"run": to_base64("IssueRun", run.pk)})


def start_export(people) -> Deed:
    given = {"municipality": bulk.town(), "idempotencyKey": "export-1"}
    return Deed(families.clerk(), "StartExport", {**given, "register": "CERTIFICATES", "format": "XLSX"})


DEEDS: dict[str, Callable[[dict], Deed]] = {
    "startImport": start_import,
    "cancelImport": cancel_import,
    "startIssueRun": start_issue_run,
    "cancelIssueRun": cancel_issue_run,
    "startExport": start_export,
}
