"""Groups: drafted, saved, opened, closed, cancelled. Writes inside the caller's transaction.

The places of a group are its lock: whoever changes the group has locked them by `hold`, and so has whoever takes one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from backoffice import journal
from backoffice.enrollments import places
from backoffice.enrollments.models import Enrollment, EnrollmentRequest
from backoffice.errors import Refusal
from backoffice.groups import rules
from backoffice.groups.card import GroupCard
from backoffice.groups.facts import COLUMNS, READ_ALONG, card_of, facts_of, gather
from backoffice.groups.models import GroupPlaces, ScheduleSlot, StudyGroup
from backoffice.groups.readiness import why_not_ready
from backoffice.journal import Act
from backoffice.programs.models import ProgramModule, TeachingPlace

Status = StudyGroup.Status
MODULES = ProgramModule.objects.select_related("edition__program__provider")


def hold(group: StudyGroup) -> StudyGroup:
    """Wait for the places of a group and read it again: what is judged is what will be changed."""
    locked = places.lock(group.pk, None).of_group
    anew = StudyGroup.objects.select_related(*READ_ALONG).get(pk=group.pk)
    anew.places = locked
    return anew


def why_not_save(provider_id: int, card: GroupCard) -> Iterator[Refusal]:
    """Yield what keeps a card from being kept: impossible figures, or a module or place of somebody else."""
    yield from rules.why_not_save(card)
    module = _module(provider_id, card)
    if module is None:
        text, remedy = "Такой части программы у организации нет.", "Выберите часть своей программы."
        yield Refusal("MODULE_UNKNOWN", text, rules.RULE, remedy, ("module",))
    elif _place(module, card) is None:
        text, remedy = f"У этой редакции программы нет места обучения {card.place}.", "Выберите место из её карточки."
        yield Refusal("PLACE_UNKNOWN", text, rules.RULE, remedy, ("place",))


def draft(provider_id: int, card: GroupCard, act: Act) -> StudyGroup:
    """Begin a group, after `why_not_save` had no reason."""
    group = StudyGroup.objects.create(provider_id=provider_id, **_columns(card))
    GroupPlaces.objects.create(group=group, capacity=card.capacity)
    _write_slots(group, card)
    _note("group.drafted", group, act)
    return group


def why_not_edit(group: StudyGroup, card: GroupCard, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against writing `card` over a held group.

    Terms stand while somebody asks for a place or is taught; no place that is taken goes; what a published group met of
    its conditions it goes on meeting.
    """
    yield from rules.why_cancelled(group.status)
    reasons = [*why_not_save(group.provider_id, card)]
    yield from reasons
    yield from rules.why_not_capacity(card.capacity, group.places.taken)
    if is_engaged(group):
        yield from rules.why_not_terms(_changed_terms(group, card))
    if group.status in StudyGroup.LIVE and not reasons:
        yield from _why_less_ready(group, card, on)


def is_engaged(group: StudyGroup) -> bool:
    """Whether somebody asks for a place in a group or is taught in it; what a family has not sent does not count."""
    sent = [status for status in EnrollmentRequest.OPEN if status != EnrollmentRequest.Status.DRAFT]
    return group.requests.filter(status__in=sent).exists() or _pupils(group).exists()


def save(group: StudyGroup, card: GroupCard, act: Act) -> None:
    """Write the card over a held group, after `why_not_edit` had no reason; new places go to those who wait."""
    columns = _columns(card)
    for name, value in columns.items():
        setattr(group, name, value)
    group.version += 1
    group.save(update_fields=[*columns, "version"])
    _write_slots(group, card)
    risen = card.capacity > group.places.capacity
    if card.capacity != group.places.capacity:
        group.places.capacity = card.capacity
        group.places.save(update_fields=["capacity"])
    if risen:
        places.tell_waiting(places.Places(group.places, None))
    _note("group.saved", group, act)


def why_not_open(group: StudyGroup, opens_at: datetime | None, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against taking requests: every condition that is not met, the state, the moment."""
    local = opens_at and timezone.localtime(opens_at)
    yield from rules.why_not_opening(group.status, local, ends_on=group.ends_on, now=timezone.localtime())
    yield from why_not_ready(facts_of(group, on=on))


def open_enrollment(group: StudyGroup, opens_at: datetime | None, act: Act) -> None:
    """Take requests from a moment on, now by default."""
    moment = opens_at or timezone.now()
    group.opens_at = moment
    _move(group, Status.OPEN, act, "group.opened", f"{timezone.localtime(moment):%d.%m.%Y %H:%M}", "opens_at")


def why_not_close(group: StudyGroup) -> Iterator[Refusal]:
    """Yield why the group cannot stop taking requests."""
    yield from rules.why_not_close(group.status)


def close_enrollment(group: StudyGroup, act: Act) -> None:
    """Take no new requests; those under way go on, and so does the waiting list."""
    _move(group, Status.CLOSED, act, "group.closed")


def why_not_cancel(group: StudyGroup) -> Iterator[Refusal]:
    """Yield why the group cannot be cancelled."""
    yield from rules.why_not_cancel(group.status, _pupils(group).count())


def cancel(group: StudyGroup, reason: str, act: Act) -> None:
    """End a held group without pupils; whoever calls ends the requests for it."""
    _move(group, Status.CANCELLED, act, "group.cancelled", reason)


def _pupils(group: StudyGroup):
    return group.enrollments.filter(status=Enrollment.Status.ACTIVE)


def _why_less_ready(group: StudyGroup, card: GroupCard, on: date) -> Iterator[Refusal]:
    """What a published group would no longer meet of its conditions; what it does not meet already is not asked."""
    module = _module(group.provider_id, card)
    place = _place(module, card) if module else None
    if module is None or place is None:
        return  # the card is not kept at all
    before = {refusal.code for refusal in why_not_ready(facts_of(group, on=on))}
    for refusal in why_not_ready(gather(card, module, place, is_new=False, on=on)):
        if refusal.code not in before:
            yield refusal


def _changed_terms(group: StudyGroup, card: GroupCard) -> list[str]:
    before = card_of(group)
    return [name for name in rules.TERMS if getattr(before, name) != getattr(card, name)]


def _module(provider_id: int, card: GroupCard) -> ProgramModule | None:
    return MODULES.filter(pk=card.module, edition__program__provider=provider_id).first()


def _place(module: ProgramModule, card: GroupCard) -> TeachingPlace | None:
    return TeachingPlace.objects.filter(edition=module.edition_id, number=card.place).first()


def _columns(card: GroupCard) -> dict:
    """What a card that may be kept says in columns."""
    place = TeachingPlace.objects.get(edition__modules=card.module, number=card.place)
    values = {name: getattr(card, name) for name in COLUMNS}
    return {**values, "name": card.name.strip(), "module_id": card.module, "place": place}


def _write_slots(group: StudyGroup, card: GroupCard) -> None:
    group.slots.all().delete()
    ScheduleSlot.objects.bulk_create(
        ScheduleSlot(group=group, weekday=slot.weekday, begins_at=slot.begins_at, ends_at=slot.ends_at)
        for slot in card.slots
    )


def _move(group: StudyGroup, status: str, act: Act, what: str, note: str = "", *columns: str) -> None:
    group.status, group.version = status, group.version + 1
    group.save(update_fields=["status", "version", *columns])
    _note(what, group, act, note)


def _note(what: str, group: StudyGroup, act: Act, note: str = "") -> None:
    journal.record(what, group, act, note, provider_id=group.provider_id)
