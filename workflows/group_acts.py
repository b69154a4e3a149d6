"""The acts on groups, all of them outside of cases: whose, which version, why not. Inside the caller's transaction.

Locks: open cases of requests, requests, certificates, places of the group.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from backoffice.access import Viewer
from backoffice.errors import Refused
from backoffice.groups import services
from backoffice.groups.models import StudyGroup
from backoffice.journal import Act
from workflows import endings
from workflows.engine import CHANGED, NOT_FOUND, first_time
from workflows.models import Receipt


def draft(*, provider_id, decision, by: Viewer, key: str) -> StudyGroup:
    """Begin a group; a repeated `key` gives the one that the first request made.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against the card
    """
    if not by.may("save_group", provider_id):
        raise Refused(NOT_FOUND)
    if not first_time(by.user, key, f"draft group {provider_id} {decision}"):
        made: Any = Receipt.objects.get(user=by.user, key=key).subject_id
        return StudyGroup.objects.get(pk=made)
    if reasons := [*decision.why_not(), *services.why_not_save(provider_id, decision.card)]:
        raise Refused(*reasons)
    group = services.draft(provider_id, decision.card, _act(by))
    Receipt.objects.filter(user=by.user, key=key).update(subject_id=group.pk)
    return group


def save(*, group_id, decision, expected_version: int, by: Viewer) -> StudyGroup:
    """Write the card over a group that is not cancelled.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason against the card
    """
    group, act = _locked(group_id, expected_version, by, "save_group"), _act(by)
    if reasons := [*decision.why_not(), *services.why_not_edit(group, decision.card, on=act.on)]:
        raise Refused(*reasons)
    services.save(group, decision.card, act)
    return group


def open_enrollment(*, group_id, decision, expected_version: int, by: Viewer) -> StudyGroup:
    """Take requests for places from a moment on.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every condition that is not met
    """
    group, act = _locked(group_id, expected_version, by, "open_group"), _act(by)
    if reasons := [*decision.why_not(), *services.why_not_open(group, decision.opens_at, on=act.on)]:
        raise Refused(*reasons)
    services.open_enrollment(group, decision.opens_at, act)
    return group


def close_enrollment(*, group_id, decision, expected_version: int, by: Viewer) -> StudyGroup:
    """Take no new requests.

    :raises Refused: NOT_FOUND, CASE_CHANGED, GROUP_NOT_OPEN
    """
    group = _locked(group_id, expected_version, by, "close_group")
    if reasons := [*decision.why_not(), *services.why_not_close(group)]:
        raise Refused(*reasons)
    services.close_enrollment(group, _act(by))
    return group


def cancel(*, group_id, decision, expected_version: int, by: Viewer) -> StudyGroup:
    """Give up a group without pupils: the requests for it end with it, and what they held is free again.

    :raises Refused: NOT_FOUND, CASE_CHANGED, TASK_BUSY, or every reason against it
    """
    seen = _seen(group_id, by, "cancel_group")
    about = Q(enrollment_request__group=seen.pk)
    held = endings.hold(about)
    group = _locked(group_id, expected_version, by, "cancel_group")
    if reasons := [*decision.why_not(), *services.why_not_cancel(group)]:
        raise Refused(*reasons)
    reason = decision.reason.strip()
    services.cancel(group, reason, _act(by))
    endings.end(about, held, f"Организация отменила группу «{group.name}». {reason}")
    return group


def _seen(group_id, by: Viewer, permission: str) -> StudyGroup:
    """A group of the viewer's own provider."""
    group = StudyGroup.objects.visible_to(by).filter(pk=group_id).first()
    if group is None or not by.may(permission, group.provider_id):
        raise Refused(NOT_FOUND)
    return group


def _locked(group_id, expected_version: int, by: Viewer, permission: str) -> StudyGroup:
    """The group, ours alone until the end of the act, as it was when the person looked."""
    group = services.hold(_seen(group_id, by, permission))
    if group.version != expected_version:
        raise Refused(CHANGED)
    return group


def _act(by: Viewer) -> Act:
    return Act(by.user, timezone.localdate())
