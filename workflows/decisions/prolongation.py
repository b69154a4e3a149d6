"""What a provider decides about the next part of a program for its pupil (domain 4d-11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backoffice.errors import Refusal
from workflows.decisions.fields import asked


@dataclass(frozen=True, kw_only=True)
class ProlongContract:
    """Offer the next part of the program to the pupil of a contract; the place is held at once."""

    group: int = asked("Группа", "Group of the next part, yours.", id_of="StudyGroup")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())
