"""What the steps of every bulk work share: whose it is, and whether he may still do it."""

from __future__ import annotations

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.accounts import viewers
from backoffice.funding.models import Replenishment
from backoffice.imports import services
from backoffice.imports.models import Export, Import, IssueRun, RunStatus
from backoffice.journal import Act

PERMISSION = "run_bulk"
LEFT = "Остановлено: у сотрудника, который начал эту работу, больше нет права на неё. Пусть её начнёт другой сотрудник."


def beginner(run: Import | IssueRun | Export | Replenishment, permission: str = PERMISSION) -> Viewer | None:
    """Who began it, with the roles of today; None if he may not do it any more."""
    viewer = viewers.viewer_of_user(run.started_by)
    return viewer if run.started_by.is_active and viewer.may(permission, run.municipality_id) else None


def stop(run: Import | IssueRun | Export, what: str) -> bool:
    """End what nobody may go on with; nothing is left to do."""
    if isinstance(run, Import):
        run.problem = LEFT
    services.finish(run, RunStatus.CANCELLED, what, Act(None, timezone.localdate()), LEFT)
    return True
