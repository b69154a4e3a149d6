"""What a body of the roadmap decides outside of cases: to record what became of its duty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from backoffice.errors import Refusal
from backoffice.municipalities.models import RoadmapDuty
from workflows.decisions.fields import asked


@dataclass(frozen=True, kw_only=True)
class RecordRoadmapDuty:
    """Record what became of one body's duty in the roadmap (O 2): in progress, or done on a day and proved."""

    status: RoadmapDuty.Status = asked("Состояние", "The next state: IN_PROGRESS, or DONE, which is final.")
    done_on: date | None = asked(
        "День исполнения", "Day it was done; exactly when it is DONE, from 2019-01-01 to today.", default=None
    )
    note: str = asked(
        "Что сделано",
        "What was done, at most 5000 characters; DONE needs a note or a file.",
        help="Номер и дата акта, протокола, ссылка на публикацию.",
        default="",
    )
    evidence: int | None = asked(
        "Подтверждающий документ",
        "Global id of a StoredFile that you uploaded; without one the earlier file stays.",
        id_of="StoredFile",
        help="PDF, PNG или JPEG. Если не приложить, останется прежний.",
        default=None,
    )

    def why_not(self) -> Iterator[Refusal]:
        return iter(())
