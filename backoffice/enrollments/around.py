"""What stands around the groups that a child wants: entries of registers, places, its other lessons.

Each function is one statement for any number of groups, or none where there is nothing to ask.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet

from backoffice.enrollments import places
from backoffice.enrollments.models import Enrollment, EnrollmentRequest
from backoffice.groups.models import GroupPlaces, ScheduleSlot, StudyGroup
from backoffice.people.models import Child
from backoffice.programs.models import NormativeCost
from backoffice.registers.budget import BUDGET
from backoffice.registers.models import ProgramRegisterEntry, RegisterKind

DAYS = ("", "пн", "вт", "ср", "чт", "пт", "сб", "вс")


@dataclass(frozen=True)
class Own:
    """What a child asks for and is taught already."""

    asked: frozenset[int] = frozenset()  # modules of open requests
    taught: frozenset[int] = frozenset()  # modules of enrollments
    busy: tuple[tuple[int, date, date], ...] = ()  # groups where it has a place, from a day to a day
    slots: Sequence[ScheduleSlot] = field(default=())  # of those groups and of the wanted ones


def budget_entries(first: Any) -> QuerySet[ProgramRegisterEntry]:
    """Entries by which a group without a price may be paid from a day on, in SQL over its row: the first one pays.

    `left` are its places for newcomers. `entries_of` takes the same one.
    """
    standing = ProgramRegisterEntry.objects.filter(BUDGET, edition=OuterRef("module__edition")).in_force(on=first)
    near = standing.nearest_first(OuterRef("place__municipality"), OuterRef("provider__municipality"))
    return near.annotate(left=_left())


def _left() -> Any:
    taken = F("places__taken") + places.promised(F("pk")) + places.going_on(F("pk"))
    return F("places__maximum") - taken


def entries_of(wanted: Collection[tuple[StudyGroup, date]]) -> list[ProgramRegisterEntry | None]:
    """By which entry each group, wanted from a day on, is paid: the one that stands on that day.

    A group with a price is paid by certificates, any other by a budget. Of budgets that of the municipality where the
    group is taught goes first, then that of the provider's, then the newest.
    """
    editions = {group.module.edition_id for group, _ in wanted}
    last = max(first for _, first in wanted)
    rows: Any = ProgramRegisterEntry.objects.filter(edition__in=editions, included_on__lte=last)
    rows = rows.annotate(excluded_on=F("exit__excluded_on"), left=_left())
    found = [*rows.order_by("-pk")]
    return [_entry(group, first, found) for group, first in wanted]


def _entry(group: StudyGroup, first: date, entries) -> ProgramRegisterEntry | None:
    ends = (lambda entry: entry.valid_until), (lambda entry: entry.excluded_on)
    standing = [
        entry
        for entry in entries
        if entry.edition_id == group.module.edition_id
        and (entry.kind == RegisterKind.CERTIFIED) == (group.price is not None)
        and entry.included_on <= first
        and all(end(entry) is None or end(entry) > first for end in ends)
    ]
    near = [group.municipality_id, group.module.edition.municipality_id]
    standing.sort(key=lambda entry: near.index(entry.municipality_id) if entry.municipality_id in near else len(near))
    return standing[0] if standing else None


def places_of(groups: Collection[StudyGroup]) -> dict[int, int]:
    """Places of groups for newcomers: nobody has them, and nobody who waits is to be offered them."""
    rows = GroupPlaces.objects.filter(pk__in={group.pk for group in groups})
    return {row.pk: row.capacity - row.taken - row.waiting for row in rows}


def normatives_of(groups: Collection[StudyGroup]) -> dict[tuple[int, int], int]:
    """Normative costs by module and place, kopecks."""
    if not groups:
        return {}
    rows = NormativeCost.objects.filter(
        module__in={group.module_id for group in groups}, place__in={group.place_id for group in groups}
    )
    return {(module, place): kopecks for module, place, kopecks in rows.values_list("module", "place", "kopecks")}


def own_of(child: Child, groups: Collection[StudyGroup], *, without: EnrollmentRequest | None) -> Own:
    """What a child has beside the wanted groups: two statements, a third for the lessons where it has a place."""
    requests = EnrollmentRequest.objects.filter(child=child, status__in=EnrollmentRequest.OPEN)
    if without is not None:
        requests = requests.exclude(pk=without.pk)
    asked = [*requests.values_list("module", "status", "group", "starts_on", "ends_on")]
    pupils = Enrollment.objects.filter(child=child, status=Enrollment.Status.ACTIVE)
    taught = [*pupils.values_list("module", "group", "starts_on", "ends_on")]
    busy = [(group, first, end) for _, status, group, first, end in asked if status in EnrollmentRequest.HOLDING]
    busy += [(group, first, end) for _, group, first, end in taught]
    slots = ScheduleSlot.objects.select_related("group").order_by("weekday", "begins_at", "pk")
    wanted = {group.pk for group in groups}
    return Own(
        asked=frozenset(row[0] for row in asked),
        taught=frozenset(row[0] for row in taught),
        busy=tuple(busy),
        slots=[*slots.filter(group__in=wanted | {where[0] for where in busy})] if busy else (),
    )


def clashes(own: Own, group: StudyGroup, first: date, last: date) -> tuple[str, ...]:
    """Lessons where the child has a place that meet those of a group from a day to a day, in Russian."""
    there = {busy for busy, begins, ends in own.busy if begins <= last and first <= ends} - {group.pk}
    mine = [slot for slot in own.slots if slot.group_id == group.pk]
    return tuple(
        f"{DAYS[slot.weekday]} {slot.begins_at:%H:%M}–{slot.ends_at:%H:%M}, {slot.group}"
        for slot in own.slots
        if slot.group_id in there and any(_meet(slot, one) for one in mine)
    )


def _meet(one: ScheduleSlot, other: ScheduleSlot) -> bool:
    return one.weekday == other.weekday and one.begins_at < other.ends_at and other.begins_at < one.ends_at
