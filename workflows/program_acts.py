"""The acts on programs outside of cases: whose they are, which version, why not. Inside the caller's transaction."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.errors import Refusal, Refused
from backoffice.journal import Act
from backoffice.programs import services
from backoffice.programs.models import ProgramEdition
from backoffice.providers.models import Provider
from backoffice.registers import services as registers
from workflows import desks, endings
from workflows.engine import CHANGED, NOT_FOUND, first_time
from workflows.models import Receipt

PERMISSION = "save_program"
Status = ProgramEdition.Status
IN_FORCE = (Status.CERTIFIED, Status.REGISTERED)
FINAL = (*IN_FORCE, Status.REFUSED, Status.WITHDRAWN, Status.EXPIRED, Status.REVOKED, Status.ARCHIVED)


def draft(*, provider_id, decision, by: Viewer, key: str) -> ProgramEdition:
    """Begin a program; a repeated `key` gives the edition that the first request made.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against the card
    """
    if not by.may(PERMISSION, provider_id):
        raise Refused(NOT_FOUND)
    if not first_time(by.user, key, f"draft {provider_id} {decision}"):
        made: Any = Receipt.objects.get(user=by.user, key=key).subject_id
        return ProgramEdition.objects.get(pk=made)
    if reasons := [*decision.why_not(), *services.why_not_save(decision.card)]:
        raise Refused(*reasons)
    provider = Provider.objects.get(pk=provider_id)
    edition = services.draft(provider, decision.kind, decision.funding_mode, decision.card, _act(by))
    Receipt.objects.filter(user=by.user, key=key).update(subject_id=edition.pk)
    return edition


def save(*, edition_id, decision, expected_version: int, by: Viewer) -> ProgramEdition:
    """Write the card over a draft or over the remarked fields of a returned edition.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason against the card
    """
    edition = _locked(edition_id, expected_version, by)
    if reasons := [*decision.why_not(), *services.why_not_edit(edition, decision.card)]:
        raise Refused(*reasons)
    services.save(edition, decision.card, _act(by))
    return edition


def revise(*, edition_id, decision, expected_version: int, by: Viewer) -> ProgramEdition:
    """Begin the next edition of a program, from one that is decided; one in a register stays in force meanwhile.

    :raises Refused: NOT_FOUND, CASE_CHANGED, EDITION_IN_WORK
    """
    edition = _locked(edition_id, expected_version, by)
    unfinished = edition.program.editions.exclude(status__in=FINAL) | edition.program.editions.filter(
        cases__status="NEW"
    )
    if unfinished.exists():
        text = "У программы уже есть редакция, по которой нет окончательного решения."
        remedy = "Завершите её, удалите черновик или отзовите заявку."
        raise Refused(Refusal("EDITION_IN_WORK", text, services.RETURNED_RULE, remedy))
    in_force = edition.program.editions.filter(status__in=IN_FORCE).order_by("number").last()
    if edition != (in_force or edition.program.editions.order_by("number").last()):
        text = "Новую редакцию начинают от действующей, а если её нет — от последней."
        raise Refused(Refusal("EDITION_OUTDATED", text, services.RETURNED_RULE, "Откройте действующую редакцию."))
    return services.revise(edition, _act(by))


def discard(*, edition_id, decision, expected_version: int, by: Viewer) -> ProgramEdition:
    """Give up a draft that was never submitted; it stays in the history as withdrawn.

    :raises Refused: NOT_FOUND, CASE_CHANGED, EDITION_LOCKED
    """
    edition = _locked(edition_id, expected_version, by)
    if edition.status != Status.DRAFT:
        text = "Удалить можно только неподанный черновик."
        raise Refused(Refusal("EDITION_LOCKED", text, services.RETURNED_RULE, "Поданную заявку отзовите."))
    services.discard(edition, _act(by))
    return edition


def revoke(*, edition_id, decision, expected_version: int, by: Viewer) -> ProgramEdition:
    """Take a certified program out of the register; open requests for it end.

    :raises Refused: NOT_FOUND, TASK_BUSY, CASE_CHANGED, or every reason against it
    """
    if not by.may("revoke_program", desks.operator(None)):
        raise Refused(NOT_FOUND)
    held = endings.hold(endings.requests_for_places(module__edition=edition_id))
    edition = _locked(edition_id, expected_version, by, "revoke_program", desks.operator(None))
    act = _act(by)
    if reasons := [*decision.why_not(), *registers.why_not_revoke(edition, decision.ground, on=act.on)]:
        raise Refused(*reasons)
    registers.revoke(edition, decision.ground, decision.reason, act)
    endings.cancel(held, "Программа исключена из реестра.")
    return edition


def _locked(edition_id, expected_version: int, by: Viewer, permission=PERMISSION, unit_id=None) -> ProgramEdition:
    """The edition, ours alone until the end of the act, as it was when the person looked."""
    edition = ProgramEdition.objects.select_related("program__provider").filter(pk=edition_id).first()
    if edition is None or not by.may(permission, unit_id or edition.provider_id):
        raise Refused(NOT_FOUND)
    services.hold(edition)
    if edition.version != expected_version:
        raise Refused(CHANGED)
    return edition


def _act(by: Viewer) -> Act:
    return Act(by.user, timezone.localdate())
