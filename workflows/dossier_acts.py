"""The acts on a dossier that no step asks for: filed, and ended with its provider. Inside the caller's transaction."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q
from django.utils import timezone

from backoffice.access import Viewer
from backoffice.commissions import filing
from backoffice.commissions.dossiers import Dossier
from backoffice.errors import Refused
from backoffice.journal import Act
from backoffice.programs import services as programs
from backoffice.programs.models import ProgramEdition
from workflows import endings, engine
from workflows.commission_review import CommissionReview
from workflows.engine import CHANGED, NOT_FOUND, first_time
from workflows.models import Process, Receipt

ENDED_WITH_PROVIDER = (*filing.WITHDRAWABLE, Dossier.Status.APPEALED)


def file(*, edition_id, decision, expected_version: int, by: Viewer, key: str) -> Dossier:
    """Put an edition before the commission and open its case; a repeated `key` gives the dossier made first.

    :raises Refused: NOT_FOUND, KEY_REUSED, CASE_CHANGED, or every reason against it
    """
    start = CommissionReview.start
    editions = ProgramEdition.objects.select_related("program__provider").visible_to(by)
    edition = editions.filter(pk=edition_id).first()
    if edition is None or not by.may(start.permission, start.holder(edition)):
        raise Refused(NOT_FOUND)
    if not first_time(by.user, key, f"file dossier {edition_id} {decision}"):
        made: Any = Receipt.objects.get(user=by.user, key=key).subject_id
        return Dossier.objects.get(pk=made)
    programs.hold(edition)
    if edition.version != expected_version:
        raise Refused(CHANGED)
    act = Act(by.user, timezone.localdate(), uuid.uuid4())
    if reasons := [*decision.why_not(), *start.why_not(edition, decision, act)]:
        raise Refused(*reasons)
    dossier = start.apply(edition, decision, act)
    start.run(subject=dossier, act=act)
    Receipt.objects.filter(user=by.user, key=key).update(subject_id=dossier.pk)
    return dossier


def of_provider(provider_id: int | None) -> Q:
    """Cases about dossiers of a provider; none if there is no such key."""
    return Q(dossier__edition__program__provider__in=[provider_id])


def hold(cases: list[Process]) -> list[Process]:
    """Lock the dossiers of locked cases, which come before their editions; return those cases."""
    about_dossiers = [case for case in cases if case.dossier_id is not None]
    for case in about_dossiers:
        case.lock_subject()
    return about_dossiers


def _dossier(case: Process) -> Dossier:
    assert case.dossier, "a case about a dossier"
    return case.dossier


def end_of_provider(provider_id: int, reason: str, held: list[Process]) -> None:
    """Withdraw what nobody votes on now, for the provider has left the register; `held` are its cases.

    What is at a meeting goes on: its minutes are drawn up, and the provider may take back a recommendation itself.

    :raises Refused: TASK_BUSY, when one was filed meanwhile
    """
    is_ending = Q(dossier__status__in=ENDED_WITH_PROVIDER)
    ended = [case for case in held if _dossier(case).status in ENDED_WITH_PROVIDER]
    endings.end(of_provider(provider_id) & is_ending, ended)
    for case in ended:
        filing.withdraw(_dossier(case), reason, engine.act_of_the_system(case))
