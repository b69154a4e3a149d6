"""Places of groups: held by a request, filled by a pupil, freed. Writes inside the caller's transaction.

Locks are taken in one order: certificate, volume of services, places of the group, places of the register's entry.
As many holds of a group stand HELD or FILLED as its row says are taken; `proof` counts them every night. The place of a
pupil who leaves at the end of the month may pass on before that day: `leaving`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet
from django.utils import timezone

from backoffice import journal
from backoffice.enrollments import leaving
from backoffice.enrollments.models import EnrollmentRequest, PlaceHold
from backoffice.groups.models import GroupPlaces, StudyGroup
from backoffice.jobs import services as jobs
from backoffice.jobs.models import Job
from backoffice.journal import Act
from backoffice.registers.models import EntryPlaces, ProgramRegisterEntry

Held = PlaceHold.Status
LIVE = (Held.HELD, Held.FILLED)


@dataclass(frozen=True)
class Places:
    """The locked places of a group and, where the budget pays, of its entry."""

    of_group: GroupPlaces
    of_entry: EntryPlaces | None

    @property
    def left_for_newcomers(self) -> int:
        """Places that nobody has and nobody who waits is to be offered, in any group that shares the entry."""
        of_group = self.of_group.capacity - self.of_group.taken - self.of_group.waiting
        if self.of_entry is None or of_group <= 0 or self._left_in_entry <= 0:
            return min(of_group, self._left_in_entry)
        return min(of_group, self._left_in_entry - self._promised)

    @property
    def _promised(self) -> int:
        """Places of the entry that are to be offered to those who wait for one of its groups."""
        assert self.of_entry is not None
        rows = ProgramRegisterEntry.objects.filter(pk=self.of_entry.pk)
        return rows.values_list(promised(F("pk")), flat=True).get()

    @property
    def left(self) -> int:
        """Places that nobody has."""
        return min(self.of_group.capacity - self.of_group.taken, self._left_in_entry)

    @property
    def _left_in_entry(self) -> int:
        entry = self.of_entry
        if entry is None:
            return self.of_group.capacity
        return entry.maximum - entry.taken - entry.going_on  # type: ignore[attr-defined]  # annotated


def lock(group_id: int, entry: ProgramRegisterEntry | None) -> Places:
    """Have the places of a group to oneself, and those of the entry if it counts any."""
    of_group = GroupPlaces.objects.select_for_update(no_key=True).get(pk=group_id)
    of_entry = None
    if entry is not None and entry.max_funded_pupils is not None:
        of_entry = _counted().select_for_update(no_key=True, of=("self",)).get(pk=entry.pk)
    return Places(of_group, of_entry)


def look(group_id: int, entry: ProgramRegisterEntry | None) -> Places:
    """The same places as they are now, for somebody who only asks."""
    of_entry = None
    if entry is not None and entry.max_funded_pupils is not None:
        of_entry = _counted().get(pk=entry.pk)
    return Places(GroupPlaces.objects.get(pk=group_id), of_entry)


WAITING_FOR_ENTRY = """(
    SELECT coalesce(sum(least(list.number, places.capacity - places.taken)), 0)::int
    FROM (
        SELECT waiting.group_id, count(*) AS number FROM backoffice_waitinglistentry waiting
        JOIN backoffice_enrollmentrequest request ON request.id = waiting.request_id
        WHERE waiting.status = 'WAITING' AND request.entry_id = %(expressions)s GROUP BY waiting.group_id
    ) AS list JOIN backoffice_groupplaces places ON places.group_id = list.group_id
)"""


def promised(entry: Any) -> Func:
    """How many free places of an entry belong to those who wait for them in groups that have room, in SQL."""
    return Func(entry, template=WAITING_FOR_ENTRY, output_field=IntegerField())


GOING_ON = """(
    SELECT count(*)::int FROM backoffice_programregisterentry renewal
    JOIN backoffice_programregisterentry earlier ON earlier.edition_id = renewal.edition_id
        AND earlier.municipality_id = renewal.municipality_id AND earlier.valid_until <= renewal.included_on
    JOIN backoffice_placehold hold ON hold.entry_id = earlier.id AND hold.status <> 'FREED'
    JOIN backoffice_enrollmentrequest request ON request.id = hold.request_id
    WHERE renewal.id = %(expressions)s AND request.ends_on >= renewal.included_on
)"""


def going_on(entry: Any) -> Func:
    """How many places of an entry belong to those who have one by the entry that it renews, and stay longer, in SQL."""
    return Func(entry, template=GOING_ON, output_field=IntegerField())


def _counted() -> QuerySet[EntryPlaces]:
    return EntryPlaces.objects.annotate(going_on=going_on(F("pk")))


def lock_groups(*group_ids: int) -> None:
    """Lock the places of several groups, always in the order of their keys."""
    rows = GroupPlaces.objects.filter(pk__in=group_ids).order_by("pk")
    [*rows.select_for_update(no_key=True).values_list("pk")]


def hold(request: EnrollmentRequest, places: Places, *, until: date | None, act: Act) -> PlaceHold:
    """Take one of the locked places for a request; the database refuses one that is not there."""
    _count(places, +1)
    kept = PlaceHold.objects.create(
        request=request,
        group_id=places.of_group.pk,
        entry_id=places.of_entry.pk if places.of_entry else None,
        held_until=until,
    )
    _note("groupplace.held", request, act)
    return kept


def keep_until(request: EnrollmentRequest, day: date | None) -> None:
    """Let the hold of a request last until a day, or without an end while somebody else has to decide."""
    PlaceHold.objects.filter(request=request, status=Held.HELD).update(held_until=day)


def fill(request: EnrollmentRequest) -> None:
    """The place that a request held is a pupil's now."""
    filled = PlaceHold.objects.filter(request=request, status=Held.HELD).update(status=Held.FILLED, held_until=None)
    assert filled == 1, "nobody is enrolled without a place"


def free(request: EnrollmentRequest, act: Act) -> bool:
    """Give back the place that a request has; whoever waits for one is served by a job. False: it had none.

    A place that was taken over from a pupil who is still taught is that pupil's again.
    """
    seen = PlaceHold.objects.filter(request=request).select_related("entry").order_by("pk").last()
    if seen is None or (seen.status == Held.FREED and seen.leaves_on is None):
        return False
    places = lock(seen.group_id, seen.entry)
    freed = PlaceHold.objects.filter(pk=seen.pk, status__in=LIVE).update(status=Held.FREED, freed_at=timezone.now())
    if not freed:
        return False
    if not leaving.give_back(seen):
        _count(places, -1)
    _note("groupplace.freed", request, act)
    tell_waiting(places)
    return True


def mark_leaving(request: EnrollmentRequest, last_day: date, act: Act) -> None:
    """Its pupil is taught until a day: whoever waits for the group may be offered the place from the next day on."""
    live = PlaceHold.objects.select_related("entry").get(request=request, status=Held.FILLED)
    places = lock(live.group_id, live.entry)
    PlaceHold.objects.filter(pk=live.pk).update(leaves_on=last_day)
    _note("groupplace.leaving", request, act)
    tell_waiting(places)


def hand_over(hold: PlaceHold, request: EnrollmentRequest, *, until: date | None, act: Act) -> PlaceHold:
    """The place of a pupil who leaves is held for a request, which begins after that; as many are taken as before."""
    PlaceHold.objects.filter(pk=hold.pk).update(status=Held.FREED, freed_at=timezone.now())
    kept = PlaceHold.objects.create(
        request=request, group_id=hold.group_id, entry_id=hold.entry_id, held_until=until, follows=hold
    )
    _note("groupplace.held", request, act)
    return kept


def change_group(request: EnrollmentRequest, group: StudyGroup, act: Act) -> None:
    """Move the place of a pupil to another group; the places of both are locked. The entry's count stays as it is."""
    live = PlaceHold.objects.select_related("entry").get(request=request, status=Held.FILLED)
    GroupPlaces.objects.filter(pk=group.pk).update(taken=F("taken") + 1)
    if not leaving.give_back(live):
        GroupPlaces.objects.filter(pk=live.group_id).update(taken=F("taken") - 1)
    left = Places(GroupPlaces.objects.get(pk=live.group_id), None)
    live.group = group
    live.save(update_fields=["group"])
    tell_waiting(left)


def change_entry(hold: PlaceHold, renewal: ProgramRegisterEntry) -> bool:
    """Count a place of the budget by the renewal of its entry from now on. False: the renewal has none left."""
    keys = (hold.entry_id, renewal.pk)
    rows = EntryPlaces.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    there = {row.pk: row for row in rows}[renewal.pk]
    if there.taken >= there.maximum:
        return False
    PlaceHold.objects.filter(pk=hold.pk).update(entry=renewal)
    EntryPlaces.objects.filter(pk=renewal.pk).update(taken=F("taken") + 1)
    EntryPlaces.objects.filter(pk=hold.entry_id).update(taken=F("taken") - 1)
    return True


def tell_waiting(places: Places) -> None:
    """Ask for the lists to be served that may have a place now: of the group, and of others that share its entry."""
    waiting = GroupPlaces.objects.filter(waiting__gt=0)
    groups = {places.of_group.pk} if places.of_group.waiting else set()
    if places.of_entry is not None:
        edition = ProgramRegisterEntry.objects.filter(pk=places.of_entry.pk).values("edition")
        of_entry = StudyGroup.objects.filter(module__edition__in=edition).values("pk")
        groups |= {*waiting.filter(pk__in=of_entry).values_list("pk", flat=True)}
    for group_id in sorted(groups):
        jobs.add(Job.Kind.SERVE_WAITING_LIST, group_id)


def _count(places: Places, change: int) -> None:
    GroupPlaces.objects.filter(pk=places.of_group.pk).update(taken=F("taken") + change)
    places.of_group.taken += change
    if places.of_entry is not None:
        EntryPlaces.objects.filter(pk=places.of_entry.pk).update(taken=F("taken") + change)
        places.of_entry.taken += change


def _note(what: str, request: EnrollmentRequest, act: Act) -> None:
    about = {"provider_id": request.provider_id, "municipality_id": request.municipality_id}
    journal.record(what, request, act, **about)
