"""The act on a duty of the roadmap, outside of cases: whose, which version, why not."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.errors import Refusal, Refused
from backoffice.files.attaching import brought_by, not_brought
from backoffice.files.models import StoredFile
from backoffice.journal import Act
from backoffice.municipalities import services
from backoffice.municipalities.models import RoadmapDuty
from workflows.engine import CHANGED, NOT_FOUND

PERMISSION = "record_roadmap_duty"


def record(*, duty_id, decision, expected_version: int, by: Viewer) -> RoadmapDuty:
    """Record what became of a duty of the viewer's own body.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason against the record
    """
    duty = _locked(duty_id, expected_version, by)
    file = brought_by(by.user, decision.evidence) if decision.evidence is not None else None
    act = Act(by.user, timezone.localdate())
    facts = (duty, decision.status, decision.done_on, decision.note)
    has_file = decision.evidence is not None
    if reasons := [
        *decision.why_not(),
        *services.why_not_record(*facts, has_file=has_file, on=act.on),
        *_why_not_file(duty, decision, file),
    ]:
        raise Refused(*reasons)
    services.record(*facts, file, act)
    return duty


def _why_not_file(duty: RoadmapDuty, decision, file: StoredFile | None) -> Iterator[Refusal]:
    """The evidence is a file that the viewer uploaded; one file may prove several duties."""
    if decision.evidence is not None and file is None:
        yield not_brought(("evidence",), f"План мероприятий, п. {duty.item.number}")


def _locked(duty_id, expected_version: int, by: Viewer) -> RoadmapDuty:
    """The duty, ours alone until the end of the act, as it was when the person looked."""
    body_id = RoadmapDuty.objects.filter(pk=duty_id).values_list("body_id", flat=True).first()
    if body_id is None or not by.may(PERMISSION, body_id):
        raise Refused(NOT_FOUND)
    duties = RoadmapDuty.objects.told(by).select_related("item", "body__municipality")
    duty = duties.select_for_update(no_key=True, of=("self",)).get(pk=duty_id)
    if duty.version != expected_version:
        raise Refused(CHANGED)
    return duty
