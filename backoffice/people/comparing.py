"""Two records of what may be one child side by side; both families will see who looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backoffice import journal
from backoffice.access import Viewer
from backoffice.people.identity import Agreement, Identity
from backoffice.people.identity import compare as agreement_of
from backoffice.people.models import Child, ChildRead, DuplicatePair
from backoffice.people.reading import log


@dataclass(frozen=True)
class Side:
    """What a comparison shows of one record."""

    initials: str
    birth_date: date
    municipality: object


@dataclass(frozen=True)
class Comparison:
    """Two records side by side: little of each, and in what they agree."""

    pair: DuplicatePair
    earlier: Side
    later: Side
    agreement: Agreement


def compare(pair: DuplicatePair, viewer: Viewer) -> Comparison:
    """Show the two records of a pair; both families will see who looked."""
    about = journal.Entry.objects.filter(subject_type="duplicatepair", subject_id=pair.pk)
    case_id = about.order_by("pk").values_list("case_id", flat=True).first()
    what = (ChildRead.Part.COMPARISON, ChildRead.Purpose.TASK, case_id)
    for child in (pair.earlier, pair.later):
        log(child, viewer, *what, also_in=(pair.municipality_id,))
    identities = Identity.of_child(pair.earlier), Identity.of_child(pair.later)
    return Comparison(pair, _side(pair.earlier), _side(pair.later), agreement_of(*identities))


def _side(child: Child) -> Side:
    return Side(child.initials, child.birth_date, child.municipality)
