"""A dossier until it is put on an agenda: filed, checked, returned, taken back. Inside the caller's transaction.

The edition is frozen while it is reviewed; it is locked before it is changed, and its provider after it. What
has an entry in a register, or had one, keeps its text and its place before the public all the while.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import partial

from backoffice import cards, journal
from backoffice.acts import services as acts
from backoffice.certification import remarks
from backoffice.certification.services import has_program_file, paths_of, reading_of
from backoffice.commissions import conditions, orders
from backoffice.commissions import dossier_rules as rules
from backoffice.commissions.dossier_card import DossierCard
from backoffice.commissions.dossiers import ConditionVerdict, Dossier
from backoffice.commissions.meetings import AgendaItem
from backoffice.commissions.models import Commission
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.programs import rules as program_rules
from backoffice.programs import services as programs
from backoffice.programs.card import ProgramCard
from backoffice.programs.models import Program, ProgramEdition
from backoffice.programs.services import card_of
from backoffice.providers.models import Provider
from backoffice.registers import budget
from backoffice.registers.models import BudgetRegister, ProgramRegisterEntry

Status = Dossier.Status
Edition = ProgramEdition.Status
FILEABLE = (Edition.DRAFT, Edition.REGISTERED)
BEFORE_MEETING = (Status.SUBMITTED, Status.RETURNED, Status.PRECHECKED, Status.ON_AGENDA, Status.POSTPONED)
WITHDRAWABLE = (*BEFORE_MEETING, Status.RECOMMENDED)
OWN, OWN_LABEL = "dossier", "Заявка"  # before the paths and labels that are the dossier's own
COLUMNS = tuple(each.name for each in fields(DossierCard) if each.name != "renews")


def dossier_card(dossier: Dossier) -> DossierCard:
    """What the dossier asks for now."""
    columns = {name: getattr(dossier, name) for name in COLUMNS if name != "register"}
    return DossierCard(**columns, register=BudgetRegister(dossier.register), renews=dossier.renews_id)


def why_not_file(edition: ProgramEdition, card: DossierCard, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against filing on day `on`; the edition's row is locked."""
    yield from rules.why_not_edition(edition.status, edition.get_status_display(), fileable=FILEABLE)
    yield from _why_not_review(edition, card, None, on=on)


def _why_not_review(
    edition: ProgramEdition, card: DossierCard, dossier: Dossier | None, *, on: date
) -> Iterator[Refusal]:
    """What speaks against the first filing and any later one. Two dossiers of one provider wait for each other here."""
    provider = Provider.objects.select_for_update(no_key=True).get(pk=edition.provider_id)
    program, said = edition.program, card_of(edition)
    others = Dossier.objects.filter(edition__program=program, status__in=Dossier.OPEN)
    yield from rules.why_not_program(
        budget=program.funding_mode == Program.FundingMode.BUDGET,
        provider_is_active=provider.status == Provider.Status.ACTIVE,
        others_open=(others.exclude(pk=dossier.pk) if dossier else others).exists(),
    )
    yield from rules.why_not_card(card, kind=program.kind)
    yield from rules.why_not_again([*standing(edition, provider.municipality_id, on)], card.renews)
    yield from program_rules.why_incomplete(said, has_program_file=has_program_file(edition))
    yield from rules.why_not_conditions(judged(provider.municipality_id, card.register, said, on))


def standing(edition: ProgramEdition, municipality_id: int, on: date):
    """The entries of its program in the budget registers of a municipality that have not ended by day `on`."""
    of_program = budget.standing(on=on).filter(edition__program=edition.program_id, municipality=municipality_id)
    return of_program.order_by("pk")


def judged(municipality_id: int, register: str, card: ProgramCard, on: date) -> list[conditions.Verdict]:
    """A program against the conditions of the order in force on day `on` (C 2.7)."""
    return conditions.verdicts(orders.order_in_force(municipality_id, on), register, card)


def file(edition: ProgramEdition, card: DossierCard, act: Act) -> Dossier:
    """Put a program before the commission of the municipality in which its provider works; it is frozen from now on."""
    dossier = Dossier.objects.create(
        commission=Commission.objects.select_related("unit").get(municipality=edition.municipality_id),
        edition=edition,
        submitted_on=act.on,
        **_columns(card),
    )
    _keep_verdicts(dossier, act.on)
    edition.submitted_on = edition.submitted_on or act.on
    put_edition(edition, Edition.COMMISSION, on=act.on)
    record("dossier.filed", dossier, act)
    return dossier


def _columns(card: DossierCard) -> dict:
    return {name: getattr(card, name) for name in COLUMNS} | {"renews_id": card.renews}


def _keep_verdicts(dossier: Dossier, on: date) -> None:
    found = judged(dossier.municipality_id, dossier.register, card_of(dossier.edition), on)
    ConditionVerdict.objects.bulk_create(
        ConditionVerdict(dossier=dossier, round=dossier.returns, **verdict._asdict()) for verdict in found
    )


def pass_check(dossier: Dossier, act: Act) -> None:
    """The secretary has nothing to remark: it waits for an agenda."""
    move(dossier, Status.PRECHECKED, act, "dossier.prechecked")


def why_not_return(dossier: Dossier, named: Sequence[str]) -> Iterator[Refusal]:
    """Yield every reason against returning the dossier with remarks on the named fields."""
    allowed = int(acts.setting("RETURNS_ALLOWED", on=dossier.submitted_on))
    yield from rules.why_not_return(len(named), returns=dossier.returns, allowed=allowed)
    edition, own = dossier.edition, own_paths(dossier_card(dossier))
    program = card_of(edition)
    opened = {**paths_of(edition, program), "modules": "", "places": ""}
    yield from cards.why_not_remark({**opened, **own}, named, rule=rules.REVIEW)
    if budget.has_entered(edition):
        yield from rules.why_not_remark_on_program(opened, named, partial(cards.label_of, program))


def _paths(edition: ProgramEdition, program: ProgramCard, card: DossierCard) -> dict[str, str]:
    """The card of the program, its documents, and the dossier's own fields below `dossier`, as remarks name them."""
    return {**paths_of(edition, program), **own_paths(card)}


def own_paths(card: DossierCard) -> dict[str, str]:
    return {f"{OWN}.{path}": text for path, text in cards.paths(card).items()}


def own_label(card: DossierCard, path: str) -> str:
    """A path of the dossier's own in Russian; the program has fields of the same names."""
    own = path.removeprefix(f"{OWN}.")
    return OWN_LABEL if path == OWN else f"{OWN_LABEL}: {cards.label_of(card, own)}"


def _reading(edition: ProgramEdition, card: DossierCard) -> remarks.Reading:
    """The card of the program and the dossier's own fields now, for remarks."""
    program = card_of(edition)
    found = reading_of(edition, program)
    renewed = ProgramRegisterEntry.objects.filter(pk=card.renews) if card.renews else ()
    own = cards.shown(card, {entry.pk: entry_in_words(entry) for entry in renewed})
    shown = {**found.shown, **{f"{OWN}.{path}": text for path, text in own.items()}}
    return remarks.Reading({**found.paths, **own_paths(card)}, shown, _label(program, card))


def entry_in_words(entry: ProgramRegisterEntry) -> str:
    """An entry as forms offer it and remarks show it."""
    return f"№ {entry.number}, {entry.get_kind_display()}"


def send_back(dossier: Dossier, remarked: Iterable[tuple[str, str]], act: Act) -> None:
    """Reopen the remarked fields of program and dossier, each with what stands there now."""
    edition = dossier.edition
    programs.hold(edition)
    edition.returns += 1
    found = _reading(edition, dossier_card(dossier))
    remarks.make(remarked, found, act.by, edition=edition, round=edition.returns)
    put_edition(edition, Edition.RETURNED, on=act.on)
    move(dossier, Status.RETURNED, act, "dossier.returned", returns=dossier.returns + 1)


def why_not_resubmit(dossier: Dossier, card: DossierCard | None, reply: str, *, on: date) -> Iterator[Refusal]:
    """Every remark is answered, nothing else of the dossier changed, and the conditions are judged anew."""
    edition = dossier.edition
    programs.hold(edition)
    before, after = dossier_card(dossier), card or dossier_card(dossier)
    if after.renews is None and before.renews not in {entry.pk for entry in _still_renewed(dossier, on)}:
        before = replace(before, renews=None)  # what it was to renew has ended: nobody need remark that
    program = card_of(edition)
    now, label = _paths(edition, program, after), _label(program, after)
    made = [*_open_remarks(edition).values_list("field", "value_before")]
    opened = [field for field, _ in made]
    was = {**now, **own_paths(before)}
    yield from cards.why_not_change(was, now, opened, rule=rules.REVIEW, label=label)
    yield from cards.why_not_unanswered(made, now, reply, rule=rules.REVIEW, label=label)
    yield from _why_not_review(edition, after, dossier, on=on)


def _still_renewed(dossier: Dossier, on: date) -> Iterable[ProgramRegisterEntry]:
    """The entry that a dossier renews, unless it has ended; none if it renews none."""
    if dossier.renews_id is None:
        return ()
    return standing(dossier.edition, dossier.municipality_id, on).filter(pk=dossier.renews_id)


def _label(program: ProgramCard, dossier: DossierCard) -> Callable[[str], str]:
    """How the two forms name a path."""

    def label(path: str) -> str:
        return own_label(dossier, path) if cards.opens(OWN, path) else cards.label_of(program, path)

    return label


def _open_remarks(edition: ProgramEdition):
    return edition.remarks.filter(round=edition.returns)


def resubmit(dossier: Dossier, card: DossierCard | None, reply: str, act: Act) -> None:
    """Hand the corrected dossier over; the next reader sees what became of each remark."""
    edition, kept = dossier.edition, card or dossier_card(dossier)
    remarks.answer(_open_remarks(edition), _reading(edition, kept))
    put_edition(edition, Edition.COMMISSION, on=act.on)
    move(dossier, Status.SUBMITTED, act, "dossier.resubmitted", reply, **_columns(kept))
    _keep_verdicts(dossier, act.on)


def lapse(dossier: Dossier, act: Act) -> None:
    """The institution did not answer the remarks in time."""
    move(dossier, Status.LAPSED, act, "dossier.lapsed")
    release(dossier, act.on)


def why_not_withdraw(dossier: Dossier) -> Iterator[Refusal]:
    """Yield why the dossier can no longer be taken back."""
    is_withdrawable = dossier.status in WITHDRAWABLE
    yield from rules.why_not_withdraw(dossier.get_status_display(), is_withdrawable=is_withdrawable)


def withdraw(dossier: Dossier, reason: str, act: Act) -> None:
    """The institution takes the dossier back; an agenda on which it stands goes on without it."""
    dossier.items.filter(outcome="").update(outcome=AgendaItem.Outcome.TAKEN_OFF)
    move(dossier, Status.WITHDRAWN, act, "dossier.withdrawn", reason)
    release(dossier, act.on)


def release(dossier: Dossier, on: date) -> None:
    """Nothing came of it: the edition is the institution's again, unless it has or had an entry in a register."""
    edition = dossier.edition
    programs.hold(edition)
    put_edition(edition, Edition.DRAFT, on=on)


def put_edition(edition: ProgramEdition, status: str, *, on: date) -> None:
    """Write the state of a locked edition and what goes with it; one with an entry has the state of its entries."""
    edition.status = budget.status_of(edition, status, on=on)
    edition.save(update_fields=["status", "submitted_on", "returns"])


def move(dossier: Dossier, status: str, act: Act, what: str, note: str = "", **columns) -> None:
    """Change the state of a locked dossier and what goes with it; its version rises."""
    columns |= {"status": status, "version": dossier.version + 1}
    for name, value in columns.items():
        setattr(dossier, name, value)
    dossier.save(update_fields=columns)
    record(what, dossier, act, note)


def record(what: str, dossier: Dossier, act: Act, note: str = "") -> None:
    """Leave a trace of an act on a dossier."""
    about = {"provider_id": dossier.provider_id, "municipality_id": dossier.municipality_id}
    journal.record(what, dossier, act, note, **about)
