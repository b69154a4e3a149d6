"""Recording what became of a duty of the roadmap. Writes inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from backoffice import journal
from backoffice.errors import Refusal
from backoffice.files.models import StoredFile
from backoffice.journal import Act
from backoffice.municipalities import rules
from backoffice.municipalities.models import RoadmapDuty
from backoffice.units.models import Unit


def why_not_record(
    duty: RoadmapDuty, status: str, done_on: date | None, note: str, *, has_file: bool, on: date
) -> Iterator[Refusal]:
    """Yield every reason against recording this of the duty on day `on`."""
    yield from rules.why_not_record(
        duty.status, status, done_on, note, has_file=has_file, on=on, number=duty.item.number
    )


def record(
    duty: RoadmapDuty, status: str, done_on: date | None, note: str, evidence: StoredFile | None, act: Act
) -> None:
    """Write the new state of a locked duty, after `why_not_record` had no reason.

    The note replaces the earlier one, which the journal keeps; the evidence does so only if there is a new file.
    """
    before = duty.get_status_display()
    duty.status, duty.done_on, duty.note = status, done_on, note
    duty.evidence = evidence or duty.evidence
    duty.version += 1
    duty.save(update_fields=["status", "done_on", "note", "evidence", "version"])
    day = f", {done_on:%d.%m.%Y}" if done_on else ""
    told = [f"П. {duty.item.number}: {before} → {duty.get_status_display()}{day}.", note.strip()]
    if evidence:
        told.append(f"Документ: {evidence.name}.")
    is_municipal = duty.body.kind == Unit.Kind.MUNICIPALITY
    journal.record(
        "roadmap.recorded",
        duty,
        act,
        " ".join(filter(None, told)),
        municipality_id=duty.body_id if is_municipal else None,
    )
