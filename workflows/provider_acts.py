"""The acts on providers outside of cases: who may, which version, why not. Inside the caller's transaction."""

from __future__ import annotations

from dataclasses import asdict

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.errors import Refused
from backoffice.journal import Act
from backoffice.providers import services, standing
from backoffice.providers.models import Provider
from backoffice.registers import budget
from workflows import desks, dossier_acts, endings, municipal_assignment
from workflows.engine import CHANGED, NOT_FOUND, first_time
from workflows.models import Receipt


def draft(*, decision, by: Viewer, key: str) -> Provider:
    """Begin a provider, as anybody signed in may; a repeated `key` gives the one that the first request made.

    :raises Refused: KEY_REUSED, or every reason against the card
    """
    if not first_time(by.user, key, f"draft provider {decision}"):
        return Provider.objects.get(pk=Receipt.objects.get(user=by.user, key=key).subject_id)
    if reasons := [*decision.why_not(), *services.why_not_draft(decision.card, by.user)]:
        raise Refused(*reasons)
    provider = services.draft(decision.card, _act(by))
    Receipt.objects.filter(user=by.user, key=key).update(subject_id=provider.pk)
    return provider


def save(*, provider_id, decision, expected_version: int, by: Viewer) -> Provider:
    """Write the card over a draft, or over the remarked fields of a returned one.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason against the card
    """
    provider = _locked(provider_id, expected_version, by, "save_provider", provider_id)
    if reasons := [*decision.why_not(), *services.why_not_edit(provider, decision.card)]:
        raise Refused(*reasons)
    services.save(provider, decision.card, _act(by))
    return provider


def save_requisites(*, provider_id, decision, expected_version: int, by: Viewer) -> Provider:
    """Write the bank requisites of a provider in the register.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason against them
    """
    provider = _locked(provider_id, expected_version, by, "save_requisites", provider_id)
    if reasons := [*decision.why_not(), *standing.why_not_save_requisites(provider)]:
        raise Refused(*reasons)
    standing.save_requisites(provider, asdict(decision), _act(by))
    return provider


def suspend(*, provider_id, decision, expected_version: int, by: Viewer) -> Provider:
    """Stop new work with a provider: open requests for its places end, pupils go on.

    :raises Refused: NOT_FOUND, TASK_BUSY, CASE_CHANGED, or every reason against it
    """
    if not by.may("suspend_provider", desks.operator(None)):
        raise Refused(NOT_FOUND)
    held = endings.hold(endings.requests_for_places(provider=provider_id))
    provider = _locked(provider_id, expected_version, by, "suspend_provider", desks.operator(None))
    if reasons := [*decision.why_not(), *standing.why_not_suspend(provider)]:
        raise Refused(*reasons)
    standing.suspend(provider, decision.reason, _act(by))
    endings.cancel(held, "Работа организации приостановлена.")
    return provider


def resume(*, provider_id, decision, expected_version: int, by: Viewer) -> Provider:
    """Let a suspended provider work again.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason against it
    """
    provider = _locked(provider_id, expected_version, by, "resume_provider", desks.operator(None))
    if reasons := [*decision.why_not(), *standing.why_not_resume(provider)]:
        raise Refused(*reasons)
    standing.resume(provider, decision.reason, _act(by))
    return provider


def exclude(*, provider_id, decision, expected_version: int, by: Viewer) -> Provider:
    """End the provider's entry in the register, those of its programs, their lines in assignments and its dossiers.

    Open requests for its places end too; pupils go on.

    :raises Refused: NOT_FOUND, TASK_BUSY, CASE_CHANGED, or every reason against it
    """
    if not by.may("exclude_provider", desks.operator(None)):
        raise Refused(NOT_FOUND)
    about = municipal_assignment.of_provider(provider_id) | dossier_acts.of_provider(provider_id)
    about |= endings.requests_for_places(provider=provider_id)
    held = endings.hold(about)  # cases come before what they are about
    reviews = dossier_acts.hold(held)
    budget.hold_editions_of(provider_id)  # editions come before their provider
    provider = _locked(provider_id, expected_version, by, "exclude_provider", desks.operator(None))
    act = _act(by)
    if reasons := [*decision.why_not(), *standing.why_not_exclude(provider, decision.ground, on=act.on)]:
        raise Refused(*reasons)
    dossier_acts.end_of_provider(provider.pk, standing.PROVIDER_IS_GONE, reviews)
    for entry in standing.exclude(provider, decision.ground, decision.reason, act):
        municipal_assignment.drop(entry, act, held)
    endings.cancel([case for case in held if case.enrollment_request_id], "Организация исключена из реестра.")
    return provider


def _locked(provider_id, expected_version: int, by: Viewer, permission: str, unit_id: int | None) -> Provider:
    """The provider, ours alone until the end of the act, as it was when the person looked."""
    provider = Provider.objects.visible_to(by).filter(pk=provider_id).first()
    if provider is None or not by.may(permission, unit_id):
        raise Refused(NOT_FOUND)
    services.hold(provider)
    if provider.version != expected_version:
        raise Refused(CHANGED)
    return provider


def _act(by: Viewer) -> Act:
    return Act(by.user, timezone.localdate())
