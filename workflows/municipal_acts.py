"""A municipality's acts outside of cases: drafts, the use order, the payer. Inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.entitlements import orders
from backoffice.entitlements.models import UseOrder
from backoffice.errors import Refusal, Refused
from backoffice.funding import programs
from backoffice.funding.models import MunicipalFundingProgram
from backoffice.journal import Act
from backoffice.municipalities import parameters
from backoffice.municipalities.models import Municipality
from backoffice.municipalities.proposals import ParameterProposal
from backoffice.payments import payers
from backoffice.payments.models import AuthorisedOrganisation
from workflows.engine import CHANGED, NOT_FOUND, first_time
from workflows.models import Receipt


def draft_program(*, municipality_id, decision, by: Viewer, key: str) -> MunicipalFundingProgram:
    """Begin a funding program; a repeated `key` gives the one that the first request made.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against the draft
    """
    return once(
        MunicipalFundingProgram,
        "save_funding_program",
        (municipality_id, decision, by, key),
        lambda town, act: programs.why_not_draft(town, decision.days, decision.card, on=act.on),
        lambda town, act: programs.draft(town, decision.days, decision.card, act),
    )


def save_program(*, funding_program_id, decision, expected_version: int, by: Viewer) -> MunicipalFundingProgram:
    """Write the card over a drafted or returned program.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason against the card
    """
    program = _locked(MunicipalFundingProgram, funding_program_id, expected_version, by, "save_funding_program")
    if reasons := [*decision.why_not(), *programs.why_not_save(program, decision.card)]:
        raise Refused(*reasons)
    programs.save(program, decision.card, _act(by))
    return program


def draft_parameters(*, municipality_id, decision, by: Viewer, key: str) -> ParameterProposal:
    """Begin new parameters; a repeated `key` gives those that the first request made.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against the draft
    """
    return once(
        ParameterProposal,
        "save_parameters",
        (municipality_id, decision, by, key),
        lambda town, act: parameters.why_not_draft(town, decision.card, act.by),
        lambda town, act: parameters.draft(town, decision.card, act),
    )


def save_parameters(*, parameter_proposal_id, decision, expected_version: int, by: Viewer) -> ParameterProposal:
    """Write the card over drafted or returned parameters.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason against the card
    """
    proposal = _locked(ParameterProposal, parameter_proposal_id, expected_version, by, "save_parameters")
    if reasons := [*decision.why_not(), *parameters.why_not_save(proposal, decision.card, by.user)]:
        raise Refused(*reasons)
    parameters.save(proposal, decision.card, _act(by))
    return proposal


def adopt_use_order(*, municipality_id, decision, by: Viewer, key: str) -> UseOrder:
    """Adopt a use order; a repeated `key` gives the one that the first request made.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against the order
    """
    return once(
        UseOrder,
        "adopt_use_order",
        (municipality_id, decision, by, key),
        lambda town, act: orders.why_not_adopt(town, decision.order, decision.act, act.by, on=act.on),
        lambda town, act: orders.adopt(town, decision.order, decision.act, act),
    )


def appoint_payer(*, municipality_id, decision, by: Viewer, key: str) -> AuthorisedOrganisation:
    """Appoint an authorised organisation; a repeated `key` gives the appointment that the first request made.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against the appointment
    """
    return once(
        AuthorisedOrganisation,
        "appoint_payer",
        (municipality_id, decision, by, key),
        lambda town, act: payers.why_not_appoint(town, decision.payer, decision.act, act.by, on=act.on),
        lambda town, act: payers.appoint(town, decision.payer, decision.act, act),
    )


def once(
    model: Any,
    permission: str,
    asked: tuple[Any, Any, Viewer, str],
    why_not: Callable[[Municipality, Act], Iterator[Refusal]],
    make: Callable[[Municipality, Act], Any],
) -> Any:
    """Make a row of a municipality's, whose row is locked first: two acts of one municipality wait for each other."""
    municipality_id, decision, by, key = asked
    if not by.may(permission, municipality_id):
        raise Refused(NOT_FOUND)
    town = Municipality.objects.select_related("unit").select_for_update(no_key=True, of=("self",))
    municipality = town.get(pk=municipality_id)
    if not first_time(by.user, key, f"{permission} {municipality_id} {decision}"):
        return model.objects.get(pk=Receipt.objects.get(user=by.user, key=key).subject_id)
    act = _act(by)
    if reasons := [*decision.why_not(), *why_not(municipality, act)]:
        raise Refused(*reasons)
    made = make(municipality, act)
    Receipt.objects.filter(user=by.user, key=key).update(subject_id=made.pk)
    return made


def _locked(model: Any, row_id, expected_version: int, by: Viewer, permission: str) -> Any:
    """A row of a municipality's, ours alone until the end of the act, as it was when the person looked."""
    seen = model.objects.visible_to(by).filter(pk=row_id).first()
    if seen is None or not by.may(permission, seen.municipality_id):
        raise Refused(NOT_FOUND)
    rows = model.objects.select_related("municipality__unit").select_for_update(no_key=True, of=("self",))
    row = rows.get(pk=row_id)
    if row.version != expected_version:
        raise Refused(CHANGED)
    return row


def _act(by: Viewer) -> Act:
    return Act(by.user, timezone.localdate())
