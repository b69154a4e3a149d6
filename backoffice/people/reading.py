"""Who reads a child's data, in which role, what for. Every read that is not the family's own leaves a row here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db import transaction

from backoffice.access import ROLES, Role, Scope, Thing, Viewer
from backoffice.certificates.models import Certificate
from backoffice.errors import Refusal
from backoffice.people import ages
from backoffice.people.models import Child, ChildRead

Part = ChildRead.Part
Purpose = ChildRead.Purpose
PERMISSION = "read_child"
FAMILY = (Role.GUARDIAN, Role.CHILD)
FEWEST_WORDS, LONGEST_NOTE = 3, 300  # words; characters
RULE = "152-ФЗ, ст. 5, 19"


def is_own(viewer: Viewer, child: Child, *, on: date) -> bool:
    """Whether it is the viewer's own child, or the viewer itself. Nobody answers for a grown-up."""
    if child.pk in viewer.units.get(Role.CHILD, ()):
        return True
    return child.pk in viewer.units.get(Role.GUARDIAN, ()) and ages.birthday(child.birth_date, ages.ENDS_AT) > on


def reader_of(viewer: Viewer, municipalities: list[int]) -> tuple[Role, int] | None:
    """In which role and unit the viewer may read a child of these municipalities; None: in no one.

    The municipality comes before the region: who works in both reads as a clerk what a clerk may read.
    """
    found = []
    for role, units in viewer.units.items():
        if PERMISSION not in ROLES[role].may:
            continue
        is_regional = ROLES[role].sees.get(Thing.CHILD) is Scope.REGION
        here = sorted(units) if is_regional else [unit for unit in municipalities if unit in units]
        found += [(is_regional, role, unit) for unit in here[:1]]
    return min(found, key=lambda each: (each[0], list(Role).index(each[1])))[1:] if found else None


def reader_at_provider(viewer: Viewer, provider_id: int, permission: str) -> tuple[Role, int] | None:
    """In which role the viewer reads what a provider is told of a child; None: in no one."""
    for role, units in viewer.units.items():
        if permission in ROLES[role].may and provider_id in units:
            return role, provider_id
    return None


def reader_by_scope(viewer: Viewer, thing: Thing) -> tuple[Role, int] | None:
    """In which role the viewer sees such things in the whole region; None: in no one."""
    for role, units in viewer.units.items():
        if ROLES[role].sees.get(thing) is Scope.REGION and units:
            return role, min(units)
    return None


def municipalities_of(child: Child) -> list[int]:
    """Where the child lives, then who issued its certificate."""
    return list(dict.fromkeys([child.municipality_id, *issuers_of(child)]))


def issuers_of(child: Child) -> list[int]:
    """Which municipalities issued its certificates."""
    issued = Certificate.objects.filter(child=child.pk).exclude(status__in=Certificate.VOID)
    return [*issued.order_by("pk").values_list("issuer", flat=True)]


def why_not_read(purpose: Purpose | None, note: str, *, has_task: bool) -> Iterator[Refusal]:
    """Yield what is missing to open a child's data: a task of the reader's about it, or a purpose and a few words."""
    if len(note) > LONGEST_NOTE:
        text = f"Пояснение длиннее {LONGEST_NOTE} знаков."
        yield Refusal("TEXT_TOO_LONG", text, RULE, "Сократите текст.", ("note",))
    if has_task and purpose in (None, Purpose.TASK):
        return
    if purpose in (None, Purpose.TASK):
        text = "У вас нет открытой задачи по делу этого ребёнка, поэтому нужно назвать цель."
        remedy = "Выберите цель — обращение семьи, исправление, проверку или отчётность — и поясните её."
        yield Refusal("PURPOSE_REQUIRED", text, RULE, remedy, ("purpose",))
    elif len(note.split()) < FEWEST_WORDS:
        text = "Поясните цель хотя бы несколькими словами: цель увидит семья, пояснение — контролёр."
        remedy = "Напишите, кто обратился или что проверяется, не менее трёх слов."
        yield Refusal("NOTE_REQUIRED", text, RULE, remedy, ("note",))


def log(
    child: Child,
    viewer: Viewer,
    part: Part,
    purpose: Purpose,
    case_id: UUID | None = None,
    note: str = "",
    *,
    also_in: tuple[int, ...] = (),
    reader: tuple[Role, int] | None = None,
) -> ChildRead:
    """Write down that the viewer reads a part of a child's data; `also_in` are municipalities it is on its way to.

    `reader` is the role in which it does, where that is not an office of the child's: of a provider, for example.

    :raises LookupError: when no role of the viewer may read it; whoever calls has asked before
    """
    reader = reader or reader_of(viewer, [*municipalities_of(child), *also_in])
    if reader is None:
        raise LookupError(f"No role may read child {child.pk}.")
    return _written(child, viewer, reader, part, purpose, case_id, note)


def log_first(child: Child, viewer: Viewer, reader: tuple[Role, int], part: Part, purpose, case_id, note) -> None:
    """Write it down and COMMIT, so that the row outlives whatever becomes of the answer. Never inside an act."""
    with transaction.atomic(durable=True):
        _written(child, viewer, reader, part, purpose, case_id, note)


def _written(child, viewer, reader, part, purpose, case_id, note) -> ChildRead:
    role, unit_id = reader
    about = {"part": part, "purpose": purpose, "case_id": case_id, "note": note.strip()}
    return ChildRead.objects.create(child_id=child.pk, by=viewer.user, role=role, unit_id=unit_id, **about)
