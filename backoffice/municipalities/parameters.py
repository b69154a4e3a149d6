"""New municipal parameters: proposed, checked, approved by an act. Writes inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Max, Q

from backoffice import journal
from backoffice.acts import adoption
from backoffice.acts.card import ActCard
from backoffice.errors import Refusal
from backoffice.files.attaching import brought_by, not_brought
from backoffice.journal import Act
from backoffice.municipalities import parameter_rules as rules
from backoffice.municipalities.models import (
    Municipality,
    MunicipalParameters,
    ParameterFigures,
    TeachingMeansCost,
)
from backoffice.municipalities.parameters_card import AreaCard, ParametersCard
from backoffice.municipalities.proposals import ParameterProposal, ProposedParameters, ProposedTeachingMeans
from backoffice.programs.words import Area, Direction

Status = ParameterProposal.Status
OPEN = (Status.DRAFT, Status.SUBMITTED, Status.CHECKED, Status.RETURNED)
AUTHORED = ("parameters.drafted", "parameters.saved", "parameters.submitted", "parameters.resubmitted")
FIGURES = [field.name for field in ParameterFigures._meta.get_fields() if field.name != "area"]


def why_not_draft(municipality: Municipality, card: ParametersCard, by) -> Iterator[Refusal]:
    """Yield every reason against a new proposal; the municipality's row is locked."""
    yield from why_not_keep(card, by)
    if ParameterProposal.objects.filter(municipality=municipality, status__in=OPEN).exists():
        text = "Параметры этого муниципалитета уже готовятся."
        yield Refusal("PARAMETERS_IN_THE_MAKING", text, rules.RULE, "Продолжите начатое предложение.")


def why_not_keep(card: ParametersCard, by) -> Iterator[Refusal]:
    """Yield what keeps a card from being written down."""
    yield from rules.why_not_keep(card)
    if card.file is not None and brought_by(by, card.file) is None:
        yield not_brought(("card", "file"), rules.RULE)


def draft(municipality: Municipality, card: ParametersCard, act: Act) -> ParameterProposal:
    """Begin a proposal."""
    proposal = ParameterProposal.objects.create(
        municipality=municipality,
        valid_from=card.valid_from,
        file=brought_by(act.by, card.file) if card.file is not None else None,
    )
    _write_figures(proposal, card)
    _record("parameters.drafted", proposal, act)
    return proposal


def why_not_save(proposal: ParameterProposal, card: ParametersCard, by) -> Iterator[Refusal]:
    """Yield every reason against writing a card over the proposal's."""
    yield from why_not_keep(card, by)
    yield from _why_locked(proposal)


def _why_locked(proposal: ParameterProposal) -> Iterator[Refusal]:
    if proposal.status not in ParameterProposal.EDITABLE:
        text = f"Параметры сейчас изменить нельзя: {proposal.get_status_display().lower()}."
        remedy = "Дождитесь решения, отзовите их или начните новое предложение."
        yield Refusal("PARAMETERS_LOCKED", text, rules.RULE, remedy)


def save(proposal: ParameterProposal, card: ParametersCard, act: Act) -> None:
    """Write the card over a locked proposal's, after `why_not_save` had no reason; without a file the earlier stays."""
    ProposedTeachingMeans.objects.filter(parameters__proposal=proposal).delete()
    proposal.parameters.all().delete()
    _write_figures(proposal, card)
    file = brought_by(act.by, card.file) if card.file is not None else proposal.file
    _move(proposal, "parameters.saved", act, valid_from=card.valid_from, file=file)


def _write_figures(proposal: ParameterProposal, card: ParametersCard) -> None:
    for area in card.areas:
        proposed = ProposedParameters.objects.create(proposal=proposal, area=area.area, **_figures(area))
        ProposedTeachingMeans.objects.bulk_create(
            ProposedTeachingMeans(parameters=proposed, direction=means.direction, roubles=means.roubles)
            for means in area.teaching_means
        )


def _figures(source: AreaCard | ParameterFigures) -> dict:
    return {name: getattr(source, name) for name in FIGURES}


def _move(proposal: ParameterProposal, what: str, by: Act, note: str = "", **columns) -> None:
    """Change a locked proposal; its version rises."""
    columns |= {"version": proposal.version + 1}
    for name, value in columns.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=columns)
    _record(what, proposal, by, note)


def _record(what: str, proposal: ParameterProposal, act: Act, note: str = "") -> None:
    journal.record(what, proposal, act, note or str(proposal), municipality_id=proposal.municipality_id)


def why_not_submit(proposal: ParameterProposal, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against submitting the proposal on day `on`."""
    yield from _why_locked(proposal)
    if proposal.file_id is None:
        text, path = "Не приложен документ: расчёт, из которого взяты показатели.", ("card", "file")
        yield Refusal("DOCUMENT_REQUIRED", text, rules.RULE, "Загрузите его и сохраните вместе с показателями.", path)
    yield from _why_not_adopt(proposal, on=on)


def _why_not_adopt(proposal: ParameterProposal, *, on: date) -> Iterator[Refusal]:
    means = ProposedTeachingMeans.objects.filter(parameters__proposal=proposal)
    priced = [*means.values_list("parameters__area", "direction")]
    areas = {
        Area(area): {direction for place, direction in priced if place == area}
        for area in proposal.parameters.values_list("area", flat=True)
    }
    own = MunicipalParameters.objects.filter(territory=proposal.municipality_id).values("area")
    latest = {row["area"]: row["latest"] for row in own.annotate(latest=Max("valid_from"))}
    yield from rules.why_not_adopt(areas, proposal.valid_from, latest, dict(Direction.choices), on)


def submit(proposal: ParameterProposal, act: Act) -> None:
    """Hand the proposal over to the operator; it is closed for changes."""
    _move(proposal, "parameters.submitted", act, status=Status.SUBMITTED)


def check(proposal: ParameterProposal, remark: str, act: Act) -> None:
    """The operator has looked at it and may remark; the decision is the municipality's."""
    _move(proposal, "parameters.checked", act, remark, status=Status.CHECKED, remark=remark)


def send_back(proposal: ParameterProposal, reason: str, act: Act) -> None:
    """The head returns the proposal."""
    _move(proposal, "parameters.returned", act, reason, status=Status.RETURNED, reason=reason)


def resubmit(proposal: ParameterProposal, reply: str, act: Act) -> None:
    """Hand the corrected proposal over to the operator again; the earlier remark is answered."""
    _move(proposal, "parameters.resubmitted", act, reply, status=Status.SUBMITTED, remark="")


def withdraw(proposal: ParameterProposal, reason: str, act: Act) -> None:
    """The clerk takes the proposal back before it is approved."""
    _move(proposal, "parameters.withdrawn", act, reason, status=Status.WITHDRAWN)


def why_not_approve(proposal: ParameterProposal, card: ActCard | None, act: Act) -> Iterator[Refusal]:
    """Yield every reason against putting the figures in force."""
    if card is not None:
        yield from adoption.why_not_adopt(card, act.by, act.on)
    yield from adoption.why_same_person(proposal, act.by, *AUTHORED)
    yield from _why_not_adopt(proposal, on=act.on)


def approve(proposal: ParameterProposal, card: ActCard, act: Act) -> None:
    """Put the figures in force from their day on; those of the same area end on it, certified costs keep theirs."""
    territory = proposal.municipality.unit
    legal = adoption.adopt(card, territory, proposal.valid_from, act.by)
    for proposed in proposal.parameters.order_by("area"):
        lasting = Q(valid_to=None) | Q(valid_to__gt=proposal.valid_from)
        MunicipalParameters.objects.filter(lasting, territory=territory, area=proposed.area).update(
            valid_to=proposal.valid_from
        )
        parameters = MunicipalParameters.objects.create(
            territory=territory,
            valid_from=proposal.valid_from,
            basis=legal,
            paragraph=adoption.PARAGRAPH,
            area=proposed.area,
            **_figures(proposed),
        )
        TeachingMeansCost.objects.bulk_create(
            TeachingMeansCost(parameters=parameters, direction=means.direction, roubles=means.roubles)
            for means in proposed.teaching_means.order_by("pk")
        )
    _move(proposal, "parameters.approved", act, str(card), status=Status.APPROVED, act=legal)
