"""The act on limits of contracts, outside of cases. Inside the caller's transaction."""

from __future__ import annotations

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.enrollments import contract_limits
from backoffice.enrollments.contract_limits import ContractLimit
from backoffice.errors import Refused
from backoffice.journal import Act
from backoffice.units.models import Unit
from workflows import desks
from workflows.engine import NOT_FOUND, first_time
from workflows.models import Receipt

PERMISSION = "set_contract_limit"


def may_set(viewer: Viewer) -> bool:
    """Whether the viewer sets limits of contracts: a rule of the whole region."""
    return viewer.may(PERMISSION, desks.operator(None))


def set_limit(*, decision, by: Viewer, key: str) -> ContractLimit:
    """Set a limit of contracts; a repeated `key` gives the one that the first request made.

    The operator's row is locked first, so that two limits for one day wait for each other.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against it
    """
    if not may_set(by):
        raise Refused(NOT_FOUND)
    operator = Unit.objects.select_for_update(no_key=True).get(pk=desks.operator(None))
    if not first_time(by.user, key, f"{PERMISSION} {decision}"):
        made_before = Receipt.objects.filter(user=by.user, key=key).values("subject_id")
        return ContractLimit.objects.get(pk__in=made_before)
    act = Act(by.user, timezone.localdate())
    if reasons := [*decision.why_not(), *contract_limits.why_not_set(decision, act.by, on=act.on)]:
        raise Refused(*reasons)
    made = contract_limits.set_limit(decision, operator, act)
    Receipt.objects.filter(user=by.user, key=key).update(subject_id=made.pk)
    return made
