"""Whoever reads a child's data from outside of its family is written down. Inside the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backoffice import journal
from backoffice.access import ROLES, Role, Thing, Viewer
from backoffice.people.identity import Agreement, Identity
from backoffice.people.identity import compare as agreement_of
from backoffice.people.models import Child, ChildRead, DuplicatePair
from backoffice.units.models import Unit


def log(child: Child, viewer: Viewer, part: str, purpose: str, case_id=None, note: str = "") -> None:
    """Write down that the viewer reads a part of a child's data, in which role and for what."""
    role, unit_id = _place(child, viewer)
    ChildRead.objects.create(
        child=child, by=viewer.user, role=role, unit_id=unit_id, part=part, purpose=purpose, case_id=case_id, note=note
    )


def _place(child: Child, viewer: Viewer) -> tuple[Role, int]:
    """The role in which the viewer reads: first of all that in the child's own municipality."""
    reads = [
        (role, unit)
        for role, units in viewer.units.items()
        for unit in units
        if Thing.CHILD in ROLES[role].sees and ROLES[role].held_in != Unit.Kind.CHILD
    ]
    return min(reads, key=lambda place: place[1] != child.municipality_id)


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
    """Show the two records of a pair; the family of a child of another municipality will see who looked."""
    about = journal.Entry.objects.filter(subject_type="duplicatepair", subject_id=pair.pk)
    case_id = about.order_by("pk").values_list("case_id", flat=True).first()
    mine = {unit for units in viewer.units.values() for unit in units}
    for child in (pair.earlier, pair.later):
        if child.municipality_id not in mine:
            log(child, viewer, ChildRead.Part.COMPARISON, ChildRead.Purpose.TASK, case_id)
    identities = Identity.of_child(pair.earlier), Identity.of_child(pair.later)
    return Comparison(pair, _side(pair.earlier), _side(pair.later), agreement_of(*identities))


def _side(child: Child) -> Side:
    return Side(child.initials, child.birth_date, child.municipality)
