"""The act on a dossier that no step asks for: it is filed. Inside the caller's transaction."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.commissions.dossiers import Dossier
from backoffice.errors import Refused
from backoffice.journal import Act
from backoffice.programs import services as programs
from backoffice.programs.models import ProgramEdition
from workflows.commission_review import CommissionReview
from workflows.engine import CHANGED, NOT_FOUND, first_time
from workflows.models import Receipt


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
