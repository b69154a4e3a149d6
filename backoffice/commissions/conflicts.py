"""Who does not decide on what: conflicts that the system finds, and those that a member declares."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from django.db.models import Q

from backoffice import journal
from backoffice.certification.models import ExpertAssignment, ExpertTie
from backoffice.commissions import meeting_rules as rules
from backoffice.commissions.meetings import AgendaItem, Meeting, Recusal, Vote
from backoffice.commissions.models import CommissionSeat
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.units.models import Membership

Ground = Recusal.Ground
OF_TIE: dict[str, Recusal.Ground] = {
    ExpertTie.Kind.EMPLOYMENT: Ground.OWN_ORGANISATION,
    ExpertTie.Kind.FOUNDER: Ground.OWN_ORGANISATION,
    ExpertTie.Kind.KINSHIP: Ground.KINSHIP,
    ExpertTie.Kind.AUTHORSHIP: Ground.OTHER,
}


def found(
    items: Sequence[AgendaItem], seats: Sequence[CommissionSeat], *, on: date
) -> dict[tuple[int, int], Recusal.Ground]:
    """What the records say against whom: the ground by (key of the item, key of the seat); four statements at most."""
    people = {seat.person_id for seat in seats}
    programs = {item.dossier.edition.program_id: item.dossier.provider_id for item in items}
    providers = set(programs.values())
    valid = Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))
    works = Membership.objects.filter(valid, user__in=people, unit__in=providers).values_list("user", "unit")
    ties = ExpertTie.objects.filter(expert__in=people, provider__in=providers).order_by("-pk")
    tied = {
        (person, provider): OF_TIE[kind] for person, provider, kind in ties.values_list("expert", "provider", "kind")
    }
    asked = ExpertAssignment.objects.filter(expert__in=people, edition__program__in=programs, relieved_at=None)
    authors = {*asked.values_list("expert", "edition__program")}
    employed = {*works} | {(seat.person_id, seat.provider_id) for seat in seats}
    grounds = {}
    for item in items:
        provider, program = item.dossier.provider_id, item.dossier.edition.program_id
        for seat in seats:
            if (seat.person_id, provider) in employed:
                grounds[item.pk, seat.pk] = Ground.OWN_ORGANISATION
            elif (seat.person_id, program) in authors:
                grounds[item.pk, seat.pk] = Ground.OPINION_AUTHOR
            elif (seat.person_id, provider) in tied:
                grounds[item.pk, seat.pk] = tied[seat.person_id, provider]
    return grounds


def is_recused(item: AgendaItem, seat: CommissionSeat, *, on: date) -> bool:
    """Whether a member does not decide on an item: it was written down, or the records say so now."""
    return Recusal.objects.filter(item=item, seat=seat).exists() or bool(found([item], [seat], on=on))


def record_found(
    items: Sequence[AgendaItem], seats: Sequence[CommissionSeat], *, voted: Collection[tuple[int, int]], on: date
) -> set[tuple[int, int]]:
    """Write down every conflict that the records show, but for those written already and of those who have voted.

    Returns who does not decide on what; it and `voted` are pairs of keys: of the item, of the seat.
    """
    written = {*Recusal.objects.filter(item__in=items).values_list("item", "seat")}
    grounds = found(items, seats, on=on)
    new = grounds.keys() - written - {*voted}
    Recusal.objects.bulk_create(
        Recusal(item_id=item, seat_id=seat, ground=grounds[item, seat], is_declared=False) for item, seat in sorted(new)
    )
    return written | new


def carry_over(meeting: Meeting, seats: Iterable[CommissionSeat]) -> None:
    """Give what was declared under an earlier composition to the same people's seats in the one that decides."""
    seat_of = {seat.person_id: seat.pk for seat in seats}
    earlier = Recusal.objects.filter(item__meeting=meeting).exclude(seat__composition=meeting.composition_id)
    Recusal.objects.bulk_create(
        Recusal(
            item_id=old.item_id, seat_id=seat_of[old.seat.person_id], ground=old.ground, note=old.note, is_declared=True
        )
        for old in earlier.select_related("seat")
        if old.seat.person_id in seat_of
    )


def why_not_declare(item: AgendaItem, seat: CommissionSeat) -> Iterator[Refusal]:
    """Yield what speaks against declaring a conflict on an item whose meeting is locked."""
    yield from rules.why_not_declare(
        is_declared=Recusal.objects.filter(item=item, seat=seat).exists(),
        has_voted=Vote.objects.filter(ballot__item=item, ballot__seat=seat).exists(),
        is_closed=item.outcome != "",
    )


def declare(item: AgendaItem, seat: CommissionSeat, ground: str, note: str, act: Act) -> Recusal:
    """A member says what ties it to the program, and does not decide on it."""
    made = Recusal.objects.create(item=item, seat=seat, ground=ground, note=note.strip(), is_declared=True)
    about = {"provider_id": item.dossier.provider_id, "municipality_id": item.meeting.municipality_id}
    journal.record("conflict.declared", item.meeting, act, f"{item}: {made.get_ground_display().lower()}.", **about)
    return made
