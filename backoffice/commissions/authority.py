"""What the authority makes of a recommendation (C 2.3, 2.5.2, 2.6). Writes inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from backoffice.acts import adoption
from backoffice.acts.card import ActCard
from backoffice.assignments import services as assignments
from backoffice.assignments.models import MunicipalAssignment
from backoffice.commissions import dossier_rules as rules
from backoffice.commissions.agenda import closed_item
from backoffice.commissions.dossiers import AuthorityOrder, Dossier
from backoffice.commissions.filing import judged, move, put_edition, release
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.programs import services as programs
from backoffice.programs.models import ProgramEdition
from backoffice.programs.services import card_of
from backoffice.providers.models import Provider
from backoffice.registers import budget

Status = Dossier.Status
Verdict = AuthorityOrder.Verdict
AGAINST_REFUSAL = (  # C 2.6: nobody stands above the authority here, decision 0049
    "Отказ уполномоченного органа в системе не обжалуют. Организация может исправить программу и подать новую заявку"
    " или оспорить отказ в суде в течение трёх месяцев с дня, когда узнала о нём (КАС РФ, гл. 22; АПК РФ, гл. 24)."
)


def why_not_approve(
    dossier: Dossier, register: str | None, legal: ActCard | None, by, *, on: date
) -> Iterator[Refusal]:
    """Yield every reason against entering the program into that register on day `on` by this act.

    Of an act or a register that was not given, nothing is said here: the decision itself asks for both.
    """
    if legal is not None:
        yield from adoption.why_not_adopt(legal, by, on)
        drawn_on = closed_item(dossier).meeting.the_minutes.drawn_on
        yield from rules.why_not_before_minutes(legal.adopted_on, drawn_on=drawn_on)
    program = dossier.edition.program
    programs.hold(dossier.edition)  # an edition before its provider, as at the filing
    program.provider = Provider.objects.select_for_update(no_key=True).get(pk=program.provider_id)
    is_active = program.provider.status == Provider.Status.ACTIVE
    yield from rules.why_not_program(budget=True, provider_is_active=is_active, others_open=False)
    if register is not None:
        yield from rules.why_not_register(register, kind=program.kind, path=("register",))
        found = judged(dossier.municipality_id, register, card_of(dossier.edition), on)
        yield from rules.why_not_conditions(found, path=("register",))
    yield from budget.why_not_enter(dossier.edition, dossier.municipality_id, renews=dossier.renews, on=on)


def approve(
    dossier: Dossier, legal: ActCard, act: Act, *, register: str = "", places: int | None = None, **words: str
) -> MunicipalAssignment | None:
    """Enter the program by an act of the municipality: as recommended, or into the register and with the places given.

    `words` are the columns of the order that its register asks for: need, development, keeps_funding. Returns the draft
    of the institution's assignment that has the program now; None: it is given none.
    """
    item = closed_item(dossier)
    order = AuthorityOrder.objects.create(
        item=item,
        verdict=Verdict.APPROVE,
        register=register or item.register,
        places=places or item.places,
        act=adoption.adopt(legal, dossier.commission.municipality.unit, act.on, act.by),
        decided_by=act.by,
        **words,
    )
    entry = budget.enter(dossier=dossier, item=item, order=order, act=act)
    assignment = assignments.draft_line(entry, item.meeting.the_minutes, act)
    put_edition(dossier.edition, ProgramEdition.Status.REGISTERED, on=act.on)
    move(dossier, Status.IN_REGISTER, act, "dossier.approved", f"{legal}; запись № {entry.number}")
    return assignment


def refuse(dossier: Dossier, reason: str, act: Act, **words: str) -> None:
    """The authority does not follow the recommendation: of a pre-professional program it decides itself (C 2.6)."""
    _keep(dossier, Verdict.REFUSE, reason, act, words)
    move(dossier, Status.REFUSED, act, "dossier.refused", reason)
    release(dossier, act.on)


def send_back(dossier: Dossier, reason: str, act: Act) -> None:
    """The order of the review was broken: the commission looks at the program again."""
    _keep(dossier, Verdict.RETURN, reason, act, {})
    move(dossier, Status.POSTPONED, act, "dossier.order_returned", reason)


def _keep(dossier: Dossier, verdict: str, reason: str, act: Act, words: dict[str, str]) -> None:
    item = closed_item(dossier)
    AuthorityOrder.objects.create(item=item, verdict=verdict, reason=reason, decided_by=act.by, **words)
