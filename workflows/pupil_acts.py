"""The acts on pupils: moved, withdrawn, left, their results. Inside the caller's transaction.

No case is open about a pupil, so its live contract is the first lock, the certificate the second and the enrollment the
third: see `pupils` and `ending`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.contracts import ending
from backoffice.contracts.ending import Side
from backoffice.contracts.texts import GROUNDS
from backoffice.enrollments import places, pupils
from backoffice.enrollments.models import Enrollment
from backoffice.errors import Refusal, Refused
from backoffice.groups.models import StudyGroup
from backoffice.journal import Act
from workflows import locks
from workflows.engine import CHANGED, NOT_FOUND, first_time

BY_FAMILY = "По желанию семьи."


def transfer(*, enrollment_id, decision, expected_version: int, by: Viewer, key: str) -> Enrollment:
    """Move a pupil to another group of the module. A repeated `key` changes nothing more.

    :raises Refused: NOT_FOUND, KEY_REUSED, TASK_BUSY, CASE_CHANGED, or every reason against it
    """
    seen = _seen(enrollment_id, by, "transfer_pupil", _provider)
    if not first_time(by.user, key, f"transfer {seen.pk} {decision}"):
        return seen
    with locks.patience():
        enrollment = _locked(seen, expected_version)
        places.lock_groups(enrollment.group_id, decision.group)
        groups = StudyGroup.objects.visible_to(by).filter(provider=enrollment.provider_id)
        group, act = groups.filter(pk=decision.group).first(), _act(by)
        _refuse(decision.why_not(), pupils.why_not_transfer(enrollment, group, on=act.on))
        assert group is not None  # the rules have asked
        pupils.transfer(enrollment, group, decision.reason, act)
    return enrollment


def withdraw(*, enrollment_id, decision, expected_version: int, by: Viewer, key: str) -> Enrollment:
    """The provider ends the lessons of a pupil, and its contract, on a ground of the contract's own list then.

    A repeated `key` changes nothing more.

    :raises Refused: NOT_FOUND, KEY_REUSED, TASK_BUSY, CASE_CHANGED, or every reason against it
    """
    seen = _seen(enrollment_id, by, "withdraw_pupil", _provider)
    if not first_time(by.user, key, f"withdraw {seen.pk} {decision}"):
        return seen
    act = _act(by)
    has_contract = ending.live_of(seen.request_id) is not None
    of_contract = ending.why_not_ground(Side.PROVIDER, decision.ground, on=act.on)
    ground = of_contract if has_contract else pupils.why_not_ground(decision.ground, on=act.on)
    return _end(seen, expected_version, [*decision.why_not(), *ground], decision.reason.strip(), act, decision.ground)


def grounds_for(by: Viewer, enrollment_id: int | None) -> list[str]:
    """The lists of grounds on which the viewer may withdraw a pupil: of one with a contract those of the contract."""
    if enrollment_id is None:
        return [pupils.WITHDRAWAL]
    seen = Enrollment.objects.visible_to(by).filter(pk=enrollment_id).first()
    if seen is None or not by.may("withdraw_pupil", seen.provider_id):
        return []
    return [pupils.WITHDRAWAL if ending.live_of(seen.request_id) is None else GROUNDS[Side.PROVIDER]]


def leave(*, enrollment_id, decision, expected_version: int, by: Viewer, key: str) -> Enrollment:
    """The family takes its child out of a program, and ends its contract. A repeated `key` changes nothing more.

    :raises Refused: NOT_FOUND, KEY_REUSED, TASK_BUSY, CASE_CHANGED, or every reason against it
    """
    seen = _seen(enrollment_id, by, "leave_program", lambda enrollment: enrollment.child_id)
    if not first_time(by.user, key, f"leave {seen.pk} {decision}"):
        return seen
    return _end(seen, expected_version, [*decision.why_not()], decision.reason.strip() or BY_FAMILY, _act(by))


def record_result(*, enrollment_id, decision, expected_version: int, by: Viewer) -> Enrollment:
    """The provider writes down what a pupil has reached, whether or not the lessons are over.

    :raises Refused: NOT_FOUND, TASK_BUSY, CASE_CHANGED, or every reason against it
    """
    seen = _seen(enrollment_id, by, "record_result", _provider)
    with locks.patience():
        enrollment = _locked(seen, expected_version)
        _refuse(decision.why_not())
        pupils.record_result(enrollment, decision.result, _act(by))
    return enrollment


def _end(seen: Enrollment, version: int, reasons: list[Refusal], words: str, act: Act, ground: str = "") -> Enrollment:
    """Today is the last day, but of a pupil with a contract: that ends by the same act, at the end of the month."""
    with locks.patience():
        contract_id = ending.live_of(seen.request_id)
        contract = None if contract_id is None else ending.lock(contract_id)
        enrollment = _locked(seen, version)
        against = [*reasons, *pupils.why_not_active(enrollment)]
        if contract is None:
            _refuse(against)
            pupils.withdraw(enrollment, words, act, last_day=act.on, ground=ground)
            return enrollment
        _refuse(against, ending.why_not_live(contract))
        ending.terminate(contract, Side.PROVIDER if ground else Side.FAMILY, ground, words, act)
    return Enrollment.objects.get(pk=seen.pk)


def _seen(enrollment_id, by: Viewer, permission: str, holder: Callable[[Enrollment], int]) -> Enrollment:
    """The enrollment, if the viewer may see it and has the permission where it is asked for.

    :raises Refused: NOT_FOUND
    """
    seen = Enrollment.objects.visible_to(by).filter(pk=enrollment_id).first()
    if seen is None or not by.may(permission, holder(seen)):
        raise Refused(NOT_FOUND)
    return seen


def _provider(enrollment: Enrollment) -> int:
    return enrollment.provider_id


def _locked(seen: Enrollment, expected_version: int) -> Enrollment:
    """The enrollment, ours alone until the end of the act, as it was when the person looked."""
    enrollment = pupils.lock(seen.pk)
    if enrollment.version != expected_version:
        raise Refused(CHANGED)
    return enrollment


def _refuse(*reasons: Iterable[Refusal]) -> None:
    if found := [*chain(*reasons)]:
        raise Refused(*found)


def _act(by: Viewer) -> Act:
    return Act(by.user, timezone.localdate())
