"""Municipal assignments: drafted line by line from the decisions, approved by an act, changed by a new edition.

Writes inside the caller's transaction. All drafts of an institution are made one after another (C 2.5.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import connection
from django.db.models import Min, QuerySet, Sum

from backoffice import journal
from backoffice.acts import adoption
from backoffice.acts.card import ActCard
from backoffice.assignments.models import AssignmentLine, MunicipalAssignment
from backoffice.commissions.meetings import Minutes
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.providers.models import Provider
from backoffice.registers.models import ProgramRegisterEntry

RULE = "Концепция, п. 2.5.2"
Status = MunicipalAssignment.Status
GETS_ONE = (Provider.InstitutionType.BUDGET, Provider.InstitutionType.AUTONOMOUS)


def draft_line(entry: ProgramRegisterEntry, minutes: Minutes, act: Act) -> MunicipalAssignment | None:
    """Put a program that was entered into a budget register into the draft of its institution's assignment.

    None if the institution gets none: only budget and autonomous ones that the municipality founded do.
    """
    provider = entry.edition.program.provider
    if provider.ownership != Provider.Ownership.MUNICIPAL or provider.institution_type not in GETS_ONE:
        return None
    _one_by_one(provider.pk)
    assignment = _draft(entry, act)
    hours = entry.edition.modules.aggregate(sum=Sum("hours"))["sum"] or 0
    places = entry.max_funded_pupils or 0
    AssignmentLine.objects.create(assignment=assignment, entry=entry, minutes=minutes, places=places, hours=hours)
    assignment.starts_on = min(assignment.starts_on, entry.included_on)
    _change(assignment, act, "assignment.changed", f"Добавлена программа: {entry.number}, мест {places}.", "starts_on")
    return assignment


def drop_line(entry: ProgramRegisterEntry, act: Act) -> MunicipalAssignment | None:
    """Take a program that left its register out of the assignment: out of the draft, or into one that amends.

    A draft that amends nothing begins with what is left in it, and is closed if nothing is. None if the program stands
    in no assignment.
    """
    _one_by_one(entry.edition.program.provider_id)
    if not AssignmentLine.objects.filter(entry=entry, assignment__status__in=(Status.DRAFT, Status.APPROVED)).exists():
        return None
    assignment = _draft(entry, act)
    gone, _ = assignment.lines.filter(entry=entry).delete()
    first = assignment.lines.aggregate(day=Min("entry__included_on"))["day"]
    is_first = _approved(assignment) is None
    if is_first and first is not None:
        assignment.starts_on = first
    if gone:
        _change(assignment, act, "assignment.changed", f"Убрана программа: {entry.number}.", "starts_on")
    if is_first and first is None:
        close(assignment, act)
    return assignment


def _one_by_one(provider_id: int) -> None:
    """Wait for whoever drafts an assignment of the same institution now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"assignment {provider_id}"])


def _draft(entry: ProgramRegisterEntry, act: Act) -> MunicipalAssignment:
    """The draft of the entry's institution and period, locked; a new one says what the approved one says."""
    provider_id, until = entry.edition.program.provider_id, entry.valid_until
    if until is None:
        raise ValueError(f"{entry} has no end: assignments are made for budget registers")
    last_day = until - timedelta(days=1)
    of_period = MunicipalAssignment.objects.filter(provider=provider_id, ends_on=last_day)
    locked = of_period.select_for_update(no_key=True, of=("self",)).select_related("provider")
    if found := locked.filter(status=Status.DRAFT).first():
        return found
    approved = of_period.filter(status=Status.APPROVED).first()
    made = MunicipalAssignment.objects.create(
        provider=entry.edition.program.provider,
        municipality_id=entry.municipality_id,
        number=of_period.count() + 1,
        starts_on=approved.starts_on if approved else entry.included_on,
        ends_on=last_day,
    )
    if approved:
        AssignmentLine.objects.bulk_create(_copies(approved, made))
    _record("assignment.drafted", made, act, f"Редакция {made.number}.")
    return made


def _copies(approved: MunicipalAssignment, made: MunicipalAssignment) -> Iterator[AssignmentLine]:
    for line in approved.lines.all():
        said = {"entry_id": line.entry_id, "minutes_id": line.minutes_id, "places": line.places, "hours": line.hours}
        yield AssignmentLine(assignment=made, **said)


def _approved(assignment: MunicipalAssignment) -> MunicipalAssignment | None:
    """The edition in force of the same institution and period."""
    same = MunicipalAssignment.objects.filter(provider=assignment.provider_id, ends_on=assignment.ends_on)
    return same.filter(status=Status.APPROVED).first()


def why_not_approve(assignment: MunicipalAssignment, seen: int, legal: ActCard, act: Act) -> Iterator[Refusal]:
    """Yield every reason against approving a locked draft, of which the person saw the version `seen`."""
    if assignment.version != seen:
        text = "Проект изменился: комиссия и уполномоченный орган добавили или исключили программу."
        remedy = "Откройте проект снова и проверьте места и часы."
        yield Refusal("ASSIGNMENT_CHANGED", text, RULE, remedy, ("seen_version",))
    yield from adoption.why_not_adopt(legal, act.by, act.on)


def approve(assignment: MunicipalAssignment, legal: ActCard, act: Act) -> None:
    """Put a locked draft in force by an act; the edition before it becomes history."""
    if earlier := _approved(assignment):
        earlier.status = Status.AMENDED
        earlier.save(update_fields=["status"])
    territory = assignment.municipality.unit
    assignment.act = adoption.adopt(legal, territory, max(act.on, assignment.starts_on), act.by)
    assignment.status = Status.APPROVED
    _change(assignment, act, "assignment.approved", str(legal), "act", "status")


def over(*, on: date) -> QuerySet[MunicipalAssignment]:
    """Assignments whose last day has passed and that do not say so yet."""
    return MunicipalAssignment.objects.filter(status__in=(Status.DRAFT, Status.APPROVED), ends_on__lt=on)


def close(assignment: MunicipalAssignment, act: Act) -> None:
    """End a locked assignment: its time is over, or nothing is left of it."""
    assignment.status = Status.CLOSED
    _change(assignment, act, "assignment.closed", f"По {assignment.ends_on:%d.%m.%Y}.", "status")


def _change(assignment: MunicipalAssignment, act: Act, what: str, note: str, *columns: str) -> None:
    """Write the columns; the version rises."""
    assignment.version += 1
    assignment.save(update_fields=[*columns, "version"])
    _record(what, assignment, act, note)


def _record(what: str, assignment: MunicipalAssignment, act: Act, note: str) -> None:
    about = {"provider_id": assignment.provider_id, "municipality_id": assignment.municipality_id}
    journal.record(what, assignment, act, note, **about)
