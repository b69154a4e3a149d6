"""The waiting list of a group: who joins, who is next, why the order is as it is. Inside the caller's transaction.

Whoever calls has locked the places of the group, or locks them here; a request and its certificate come before them.
"""

from __future__ import annotations

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from backoffice.acts import services as acts
from backoffice.enrollments import leaving
from backoffice.enrollments.models import Enrollment, EnrollmentRequest, PlaceHold
from backoffice.enrollments.places import Places
from backoffice.enrollments.waiting import WaitingListEntry, WaitingListMove
from backoffice.groups.models import GroupPlaces
from backoffice.journal import Act

Status, What, Rank = WaitingListEntry.Status, WaitingListMove.What, WaitingListEntry.Rank
IN_LIST = (Status.WAITING, Status.OFFERED)
JOINED = "Свободных мест нет"
FREE = "Освободилось место"
COMES_FREE = "Место освободится {:%d.%m.%Y}"
TAKEN = "Семья приняла место"
BY_FAMILY = "Семья отозвала заявку"
BY_SYSTEM = "Заявка завершена"


def join(request: EnrollmentRequest, free: Places, act: Act) -> WaitingListEntry:
    """Give the next ticket of a group whose places are locked."""
    group = free.of_group
    GroupPlaces.objects.filter(pk=group.pk).update(waiting=F("waiting") + 1, last_ticket=F("last_ticket") + 1)
    group.waiting, group.last_ticket = group.waiting + 1, group.last_ticket + 1
    entry = WaitingListEntry.objects.create(
        group_id=group.pk, request=request, rank=_rank(request, act), ticket=group.last_ticket
    )
    _moved(entry, What.JOINED, JOINED)
    return entry


def first_of(group_id: int) -> WaitingListEntry | None:
    """Who is next in the list of a group."""
    rows = WaitingListEntry.objects.filter(group=group_id, status=Status.WAITING).order_by("rank", "ticket")
    return rows.select_related("request").first()


def order(group_id: int) -> list[int]:
    """Keys of the entries that wait for a place of a group, the next one first."""
    rows = WaitingListEntry.objects.filter(group=group_id, status=Status.WAITING).order_by("rank", "ticket")
    return [*rows.values_list("pk", flat=True)]


def order_by_the_log(group_id: int) -> list[int]:
    """The same, told from what happened in the list alone: it proves that nobody was moved without a trace."""
    waiting: dict[int, tuple[int, int]] = {}
    for move in WaitingListMove.objects.filter(group=group_id).order_by("pk"):
        if move.what == What.JOINED:
            waiting[move.entry_id] = (move.rank, move.ticket)
        elif move.what != What.RENEWED:
            waiting.pop(move.entry_id, None)
    return sorted(waiting, key=waiting.__getitem__)


def ahead() -> Coalesce:
    """How many wait ahead of an entry, in SQL over its row."""
    earlier = WaitingListEntry.objects.filter(group=OuterRef("group"), status=Status.WAITING).filter(
        Q(rank__lt=OuterRef("rank")) | Q(rank=OuterRef("rank"), ticket__lt=OuterRef("ticket"))
    )
    counted = earlier.order_by().values("status").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def moves_ahead_of(entry) -> QuerySet[WaitingListMove]:
    """What happened ahead of an entry since it joined: why its place has moved."""
    before = Q(rank__lt=entry.rank) | Q(rank=entry.rank, ticket__lt=entry.ticket)
    return WaitingListMove.objects.filter(before, group=entry.group_id, at__gt=entry.joined_at)


def _rank(request: EnrollmentRequest, act: Act) -> int:
    """Whoever is taught by this provider already goes first, where the Rules say so."""
    if not acts.setting("CONTINUING_FIRST", on=act.on, territory=request.group.municipality_id):
        return Rank.FIRST_COME
    taught = Enrollment.objects.filter(child=request.child_id, provider=request.provider_id)
    continues = taught.exclude(status=Enrollment.Status.WITHDRAWN).exists()
    return Rank.CONTINUING if continues else Rank.FIRST_COME


def offered(entry: WaitingListEntry, free: Places, after: PlaceHold | None = None) -> None:
    """The first who waits is asked; the places of its group are locked. `after`: whose place it will be."""
    reason = FREE if after is None else COMES_FREE.format(leaving.first_day(after))
    _leave(entry, Status.OFFERED, What.OFFERED, reason, free.of_group)


def served(request: EnrollmentRequest) -> None:
    """The family has taken the place that was offered."""
    entry = WaitingListEntry.objects.get(request=request, status=Status.OFFERED)
    _leave(entry, Status.SERVED, What.SERVED, TAKEN, None)


def lapsed(request: EnrollmentRequest, reason: str) -> None:
    """The family has not taken the place that was offered."""
    entry = WaitingListEntry.objects.get(request=request, status=Status.OFFERED)
    _leave(entry, Status.LAPSED, What.LAPSED, reason, None)


def renewed(request: EnrollmentRequest, reason: str) -> None:
    """Who waits keeps its turn when the entry of its program is renewed."""
    _moved(WaitingListEntry.objects.get(request=request, status=Status.WAITING), What.RENEWED, reason)


def leave(request: EnrollmentRequest, *, removed: bool = False) -> None:
    """A request that ends waits no longer."""
    entry = WaitingListEntry.objects.filter(request=request, status__in=IN_LIST).first()
    if entry is None:
        return
    waits = entry.status == Status.WAITING
    group = GroupPlaces.objects.select_for_update(no_key=True).get(pk=entry.group_id) if waits else None
    ended = (Status.REMOVED, What.REMOVED, BY_SYSTEM) if removed else (Status.LEFT, What.LEFT, BY_FAMILY)
    _leave(entry, *ended, group)


def _leave(entry: WaitingListEntry, status: str, what: str, reason: str, group: GroupPlaces | None) -> None:
    """Change the state of an entry; `group` is its locked row if it stops waiting by that."""
    entry.status = status
    entry.save(update_fields=["status"])
    if group is not None:
        GroupPlaces.objects.filter(pk=group.pk).update(waiting=F("waiting") - 1)
        group.waiting -= 1
    _moved(entry, what, reason)


def _moved(entry: WaitingListEntry, what: str, reason: str) -> None:
    WaitingListMove.objects.create(
        entry=entry, group_id=entry.group_id, what=what, rank=entry.rank, ticket=entry.ticket, reason=reason[:300]
    )
