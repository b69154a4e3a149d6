"""What the fields of a form may hold: what is in force today, and what the case at hand is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from django.utils import timezone

from backoffice import cards
from backoffice.access import Viewer
from backoffice.acts import services as acts
from backoffice.assignments.models import MunicipalAssignment
from backoffice.certificates import rules as certificate_rules
from backoffice.certificates import services as certificates
from backoffice.certificates.models import CertificateCategory
from backoffice.certification import experts
from backoffice.certification import services as certification
from backoffice.commissions import compositions, filing, holding, meeting_rules, minutes
from backoffice.commissions.meetings import Meeting
from backoffice.municipalities.models import Municipality
from backoffice.programs.services import card_of
from backoffice.providers import services as providers
from backoffice.registers import budget
from backoffice.registers.models import BudgetRegister
from workflows import contract_acts, pupil_acts

OF_THE_SYSTEM = {certificates.TERMINATION: certificate_rules.AUTOMATIC, budget.PROCESS: (budget.PROVIDER_EXCLUDED,)}


class Option(NamedTuple):
    """One answer: what is sent, what a person reads, and how many points it is worth at most."""

    value: str | int
    label: str
    at_most: int | None = None


def grounds(*processes: str) -> Iterator[Option]:
    """The coded grounds in force today on which people may decide, each once: not those that the system alone finds."""
    found: dict[str, str] = {}
    for process in processes:
        for ground in acts.grounds(process, on=timezone.localdate()):
            if ground.code not in OF_THE_SYSTEM.get(process, ()):
                found.setdefault(ground.code, ground.text)
    yield from map(Option._make, ((*each, None) for each in found.items()))


def _municipalities(viewer: Viewer) -> Iterator[Option]:
    for code, name in Municipality.objects.order_by("unit__name").values_list("unit__code", "unit__name"):
        yield Option(code, name)


def _categories(viewer: Viewer) -> Iterator[Option]:
    seen = CertificateCategory.objects.visible_to(viewer).order_by("position")
    for code, title in seen.values_list("code", "title"):
        yield Option(code, title)


def _not_overturned(case: Any) -> Iterator[Option]:
    """Grounds against a program, but for those of which the head has decided on an appeal that they are not there."""
    overturned = certification.overturned(case.edition)
    return (option for option in grounds(certification.PROCESS) if option.value not in overturned)


def _remarkable(case: Any) -> Iterator[Option]:
    """Paths of the card that a remark may name, as the form of the card calls them."""
    if case.dossier_id:
        asked = filing.dossier_card(case.dossier)
        for path in filing.own_paths(asked):
            yield Option(path, filing.own_label(asked, path))
    if case.provider_id:
        provider = providers.card_of(case.provider)
        for path in providers.paths_of(case.provider, provider):
            yield Option(path, cards.label_of(provider, path))
        return
    edition = case.dossier.edition if case.dossier_id else case.edition
    if case.dossier_id and budget.has_entered(edition):
        return
    program = card_of(edition)
    for path in [*certification.paths_of(edition, program), "modules", "places"]:
        yield Option(path, cards.label_of(program, path))


def _modules(case: Any) -> Iterator[Option]:
    for module in case.edition.modules.order_by("number"):
        yield Option(module.number, f"{module.number}. {module.name}")


def _criteria(case: Any) -> Iterator[Option]:
    for code, criterion in certification.score_sheet(case.assignment).items():
        yield Option(code, criterion.label, criterion.max_points)


def _experts(case: Any) -> Iterator[Option]:
    for expert in experts.candidates(case.edition, on=timezone.localdate()):
        yield Option(expert.pk, f"{expert.full_name}, программ в работе: {expert.load}")


def _experts_needed(case: Any) -> str:
    needed, given = experts.missing(case.edition), len(experts.totals(case.edition))
    if given and given == case.edition.assignments.filter(relieved_at=None).count():
        return f"Оценки экспертов разошлись: нужно ещё экспертов: {needed}."
    return f"Нужно экспертов: {needed}."


def _called_meetings(case: Any) -> Iterator[Option]:
    """Those whose agenda is open, and can still be sent in time."""
    today, still_called = timezone.localdate(), {"status": Meeting.Status.CALLED, "agenda_sent_on": None}
    called = Meeting.objects.filter(commission=case.dossier.commission_id, held_on__gte=today, **still_called)
    for meeting in called.select_related("order").order_by("held_on", "pk"):
        if holding.last_day_of_notice(meeting) >= today:
            about = f"№ {meeting.number} — {meeting.held_on:%d.%m.%Y}, {meeting.get_form_display().lower()}"
            yield Option(meeting.pk, about)


def _seats(case: Any) -> Iterator[Option]:
    """Who can be marked as present; in absentia nobody is."""
    if case.meeting.form == Meeting.Form.IN_ABSENTIA:
        return
    for seat in compositions.seats_ruling(case.meeting.commission_id, timezone.localdate()).select_related("person"):
        yield Option(seat.pk, f"{seat.person.full_name}, {seat.get_post_display().lower()}")


def _renewable(case: Any) -> Iterator[Option]:
    dossier = case.dossier
    for entry in filing.standing(dossier.edition, dossier.municipality_id, timezone.localdate()):
        yield Option(entry.pk, filing.entry_in_words(entry))


def _registers(case: Any) -> Iterator[Option]:
    """Those in which a program of this kind may stand."""
    kind = case.ballot.item.dossier.edition.program.kind
    for register in BudgetRegister:
        if meeting_rules.fits(register, kind):
            yield Option(register.value, register.label)


def _minutes(case: Any) -> Iterator[Option]:
    """The document that is confirmed: whoever chooses it says that it is what was read."""
    paper = minutes.newest(case.meeting)
    yield Option(paper.content_hash, f"{paper.document}, {paper.content_hash[:8]}…")


def _version(case: Any) -> Iterator[Option]:
    draft: MunicipalAssignment = case.municipal_assignment
    places = sum(line.places for line in draft.lines.all())
    yield Option(draft.version, f"Проект № {draft.number}, изменение {draft.version}: мест всего {places}")


CODES: dict[str, Callable[[Viewer], Iterator[Option]]] = {
    "Municipality": _municipalities,
    "CertificateCategory": _categories,
}
# Grounds that turn on who decides and on what: the type whose id tells it, and the processes whose grounds those are.
GROUNDS_BY: dict[str, Callable[[Viewer, int | None], Sequence[str]]] = {
    "Contract": contract_acts.grounds_for,
    "Enrollment": pupil_acts.grounds_for,
}
# How many are needed in a case, and why.
HOW_MANY: dict[str, Callable[[Any], str]] = {"experts": _experts_needed}
# What stands in a field at first, in the case at hand.
PRESETS: dict[str, Callable[[Any], str]] = {
    "register asked for": lambda case: case.ballot.item.dossier.register,
    "places asked for": lambda case: str(case.ballot.item.dossier.places),
}
OF_CASE: dict[str, Callable[[Any], Iterator[Option]]] = {
    "not overturned": _not_overturned,
    "fields": _remarkable,
    "modules": _modules,
    "criteria": _criteria,
    "experts": _experts,
    "meetings": _called_meetings,
    "seats": _seats,
    "entries": _renewable,
    "registers": _registers,
    "minutes": _minutes,
    "version": _version,
}
