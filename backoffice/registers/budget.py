"""The three budget registers of a municipality: entry, exclusion, expiry (C 2.3, C 2.5). Inside the caller's act."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from django.db.models import F, Q, QuerySet

from backoffice import journal
from backoffice.acts import services as acts
from backoffice.commissions.dossiers import AuthorityOrder, Dossier
from backoffice.commissions.meetings import AgendaItem
from backoffice.commissions.models import CommissionOrder
from backoffice.errors import Refusal, Refused, unknown_ground
from backoffice.journal import Act
from backoffice.programs.models import Program, ProgramEdition
from backoffice.registers.models import EntryPlaces, ProgramRegisterEntry, ProgramRegisterExit, RegisterKind
from backoffice.registers.numbers import next_number

RULE = "Концепция, п. 2.3"
PROCESS = "RegisterExclusion"
PROVIDER_EXCLUDED = "PROVIDER_EXCLUDED"  # the system's own ground
LETTERS = {"PRE_PROFESSIONAL": "РП", "SIGNIFICANT": "РЗ", "GENERAL_DEVELOPMENT": "РО"}
BUDGET = ~Q(kind=RegisterKind.CERTIFIED)


def standing(*, on: date) -> QuerySet[ProgramRegisterEntry]:
    """Entries of the budget registers that have not ended by day `on`, those that begin later among them."""
    return ProgramRegisterEntry.objects.filter(BUDGET, Q(exit=None) | Q(exit__excluded_on__gt=on), valid_until__gt=on)


def begins_on(renews: ProgramRegisterEntry | None, *, on: date) -> date:
    """The first day of an entry that is decided on day `on`: a renewal goes on where what it renews ends."""
    if renews is not None and standing(on=on).filter(pk=renews.pk).exists():
        return renews.valid_until or on
    return on


def ends_on(order: CommissionOrder, after: date) -> date:
    """The first day an entry no longer holds: the next one that the order names (in a short month its last day)."""
    for year in (after.year, after.year + 1):
        last = monthrange(year, order.entries_end_month)[1]
        found = date(year, order.entries_end_month, min(order.entries_end_day, last))
        if found > after:
            return found
    raise ValueError(f"{order}: no day after {after}")  # cannot be: next year's is later


def why_not_enter(
    edition: ProgramEdition, municipality_id: int, *, renews: ProgramRegisterEntry | None = None, on: date
) -> Iterator[Refusal]:
    """A program stands in at most one budget register of a municipality at a time; a renewal may follow its entry."""
    first = begins_on(renews, on=on)
    others = standing(on=first).filter(edition__program=edition.program_id, municipality=municipality_id)
    for other in others.order_by("pk")[:1]:
        text = f"Программа уже есть в муниципальном реестре: {other.get_kind_display()}, запись № {other.number}."
        remedy = "Дождитесь окончания этой записи или исключите программу из того реестра."
        yield Refusal("IN_OTHER_REGISTER", text, RULE, remedy)


def enter(*, dossier: Dossier, item: AgendaItem, order: AuthorityOrder, act: Act) -> ProgramRegisterEntry:
    """Enter a program into the register that the authority ordered, with its places.

    The program's row is locked first, as the database does when it looks for another entry, so that of two orders at
    once the second one hears why not.

    :raises Refused: IN_OTHER_REGISTER
    """
    edition, town = dossier.edition, dossier.commission.municipality_id
    Program.objects.select_for_update(no_key=True).get(pk=edition.program_id)
    if reasons := [*why_not_enter(edition, town, renews=dossier.renews, on=act.on)]:
        raise Refused(*reasons)
    included_on = begins_on(dossier.renews, on=act.on)
    entry = ProgramRegisterEntry.objects.create(
        kind=order.register,
        number=next_number(ProgramRegisterEntry, f"42-{LETTERS[order.register]}-{act.on:%Y}-"),
        edition=edition,
        included_on=included_on,
        valid_until=ends_on(item.meeting.order, included_on),
        municipality_id=town,
        max_funded_pupils=order.places,
        ground=_ground(item, order),
        act=order.act,
        case_id=act.case_id,
    )
    EntryPlaces.objects.create(entry=entry, maximum=order.places or 0)
    _note("program.registered", entry, act, entry.number)
    return entry


def _ground(item: AgendaItem, order: AuthorityOrder) -> str:
    """What the entry rests on, as it is printed."""
    legal, drawn_on = order.act, item.meeting.the_minutes.drawn_on
    minutes = f"Протокол № {item.meeting.number} от {drawn_on:%d.%m.%Y}"
    if legal is None or legal.adopted_on is None:
        return minutes
    return f"{minutes}, распоряжение от {legal.adopted_on:%d.%m.%Y} № {legal.number}"


def dossiers_of(entry: ProgramRegisterEntry) -> QuerySet[Dossier]:
    """The dossier by which the entry was made: each order of the authority is an act of its own."""
    ordered = AuthorityOrder.objects.filter(act=entry.act_id).values("item__dossier")
    return Dossier.objects.filter(pk__in=ordered, edition=entry.edition_id)


def has_entered(edition: ProgramEdition) -> bool:
    """Whether the edition ever had an entry in a budget register: such a one never changes and stays public."""
    return ProgramRegisterEntry.objects.filter(BUDGET, edition=edition).exists()


def status_of(edition: ProgramEdition, otherwise: str, *, on: date) -> str:
    """The state of an edition on day `on`: what its entries make of it, and without any `otherwise`."""
    if not has_entered(edition):
        return otherwise
    stands = standing(on=on).filter(edition=edition).exists()
    return ProgramEdition.Status.REGISTERED if stands else ProgramEdition.Status.REVOKED


def why_not_exclude(entry: ProgramRegisterEntry, ground: str, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against taking a program out of its budget register."""
    if not standing(on=on).filter(pk=entry.pk).exists():
        yield Refusal("ENTRY_ENDED", "Эта запись реестра уже закончилась.", RULE, "Обновите страницу.")
    if ground not in {each.code for each in acts.grounds(PROCESS, on=on)} - {PROVIDER_EXCLUDED}:
        yield unknown_ground(RULE, "ground")


def hold(entry: ProgramRegisterEntry) -> None:
    """Wait for the dossier and the places of an entry: whoever ends it is alone with it.

    The editions of its program come first: whoever enters one, by a renewal, has it locked and is waited for.
    """
    editions = ProgramEdition.objects.filter(program=entry.edition.program_id).order_by("pk")
    [*editions.select_for_update(no_key=True).values_list("pk")]
    [*dossiers_of(entry).select_for_update(no_key=True).values_list("pk")]
    EntryPlaces.objects.select_for_update(no_key=True).get(pk=entry.pk)


def hold_editions_of(provider_id: int | None) -> None:
    """Wait for the editions of a provider that may stand in a register; none if there is no such key."""
    from_budget = Q(program__funding_mode=Program.FundingMode.BUDGET)
    may_stand = from_budget | Q(status=ProgramEdition.Status.CERTIFIED)
    of_provider = ProgramEdition.objects.filter(may_stand, program__provider__in=[provider_id])
    [*of_provider.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk")]


def exclude(entry: ProgramRegisterEntry, ground: str, reason: str, act: Act) -> list[ProgramRegisterEntry]:
    """End a held entry on a coded ground, after `why_not_exclude` had no reason, and those that go on after it.

    Returns them all. A renewal that has been decided ends on the same day, before it begins: it never holds.
    """
    there = standing(on=act.on).filter(edition__program=entry.edition.program_id, municipality=entry.municipality_id)
    later = there.filter(included_on__gt=entry.included_on).select_related("edition__program__provider")
    ended = [entry, *later.order_by("pk")]
    for each in ended[1:]:
        hold(each)
    for each in ended:
        _exclude(each, ground, reason, act)
    return ended


def _exclude(entry: ProgramRegisterEntry, ground: str, reason: str, act: Act) -> None:
    ProgramRegisterExit.objects.create(entry=entry, excluded_on=act.on, ground=ground, reason=reason)
    _end(entry, Dossier.Status.EXCLUDED, act)
    _note("program.excluded", entry, act, f"{entry.number}. {ground}: {reason}")


def exclude_all_of(provider_id: int, reason: str, act: Act) -> list[ProgramRegisterEntry]:
    """End every entry of a provider that leaves the register of providers; return them."""
    entries = standing(on=act.on).filter(edition__program__provider=provider_id).select_related("edition__program")
    ended = [*entries.order_by("pk")]
    for entry in ended:
        hold(entry)
        _exclude(entry, PROVIDER_EXCLUDED, reason, act)
    return ended


def expired(*, on: date) -> QuerySet[ProgramRegisterEntry]:
    """Entries whose time is over by day `on` and whose dossier does not say so yet."""
    in_register = AuthorityOrder.objects.filter(item__dossier__status=Dossier.Status.IN_REGISTER)
    over = ProgramRegisterEntry.objects.filter(BUDGET, exit=None, valid_until__lte=on)
    return over.filter(act__in=in_register.values("act"))


def expire(entry: ProgramRegisterEntry, act: Act) -> None:
    """Write down that the time of a held entry is over; the entry itself said so from the beginning."""
    _end(entry, Dossier.Status.EXPIRED, act)
    _note("program.lapsed", entry, act, entry.number)


def _end(entry: ProgramRegisterEntry, status: str, act: Act) -> None:
    """Close the dossier, and the edition too, unless another entry of it stands or is to come.

    The edition stays public as it was, even if a renewal is reviewed: the past register shows it.
    """
    in_register = dossiers_of(entry).filter(status=Dossier.Status.IN_REGISTER)
    in_register.update(status=status, version=F("version") + 1)
    if standing(on=act.on).filter(edition=entry.edition_id).exists():
        return
    rows = ProgramEdition.objects.filter(pk=entry.edition_id, status=ProgramEdition.Status.REGISTERED)
    rows.update(status=ProgramEdition.Status.REVOKED, version=F("version") + 1)


def _note(what: str, entry: ProgramRegisterEntry, act: Act, note: str) -> None:
    about = {"provider_id": entry.edition.provider_id, "municipality_id": entry.municipality_id}
    journal.record(what, entry.edition, act, note, **about)
