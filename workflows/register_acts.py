"""The acts on entries of budget registers outside of cases. Inside the caller's transaction.

Locks are taken in one order: open cases of assignments and of requests with their certificates and groups, editions of
the program, dossier, places of the entry, drafts of assignments.
"""

from __future__ import annotations

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.errors import Refused
from backoffice.journal import Act
from backoffice.registers import budget
from backoffice.registers.models import ProgramRegisterEntry
from workflows import endings, municipal_assignment
from workflows.engine import NOT_FOUND, first_time
from workflows.models import Process


def exclude(*, entry_id, decision, by: Viewer, key: str) -> ProgramRegisterEntry:
    """Take a program out of a budget register of one's own municipality. A repeated `key` changes nothing more.

    :raises Refused: NOT_FOUND, KEY_REUSED, TASK_BUSY, or every reason against it
    """
    entries = ProgramRegisterEntry.objects.filter(budget.BUDGET).select_related("edition__program__provider")
    entry = entries.filter(pk=entry_id).first()
    if entry is None or not by.may("exclude_from_register", entry.municipality_id):
        raise Refused(NOT_FOUND)
    if not first_time(by.user, key, f"exclude {entry.pk} {decision}"):
        return entry
    asked = endings.requests_for_places(entry__edition__program=entry.edition.program_id)
    held = endings.hold(municipal_assignment.of_provider(entry.edition.provider_id) | asked)
    budget.hold(entry)
    act = Act(by.user, timezone.localdate())
    if reasons := [*decision.why_not(), *budget.why_not_exclude(entry, decision.ground, on=act.on)]:
        raise Refused(*reasons)
    gone = budget.exclude(entry, decision.ground, decision.reason, act)
    for ended in gone:
        municipal_assignment.drop(ended, act, held)
    endings.cancel([case for case in held if _asks_for(case, gone)], "Программа исключена из реестра.")
    return entry


def _asks_for(case: Process, gone: list[ProgramRegisterEntry]) -> bool:
    """Whether a held case is about a place of one of these entries."""
    return case.enrollment_request is not None and case.enrollment_request.entry_id in {entry.pk for entry in gone}
