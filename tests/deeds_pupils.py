"""The decisions about pupils over HTTP."""

from __future__ import annotations

from collections.abc import Callable

from strawberry.relay import to_base64

from backoffice.enrollments.models import Enrollment
from tests import enrollments
from tests.deeds import Deed


def about(pupil: Enrollment, **content) -> dict:
    """The input of an act on a pupil as it is now."""
    now = Enrollment.objects.get(pk=pupil.pk)
    return {"enrollment": to_base64("Enrollment", now.pk), "expectedVersion": now.version, **content}


def keyed(pupil: Enrollment, **content) -> dict:
    """The same with an idempotency key."""
    return about(pupil, idempotencyKey=enrollments.key(), **content)


def transfer(people) -> Deed:
    school = enrollments.school()
    pupil, other = enrollments.enrolled(school), enrollments.group(school.edition)
    content = {"group": to_base64("StudyGroup", other.pk), "reason": "Удобнее время."}
    return Deed(school.manager, "TransferPupil", keyed(pupil, **content))


def withdraw(people) -> Deed:
    school = enrollments.school()
    content = {"ground": "NO_SHOW", "reason": "Не ходит месяц."}
    return Deed(school.manager, "WithdrawPupil", keyed(enrollments.enrolled(school), **content))


def leave(people) -> Deed:
    family = enrollments.family()
    return Deed(family.parent, "LeaveProgram", keyed(enrollments.enrolled(enrollments.school(), family)))


def record_result(people) -> Deed:
    school = enrollments.school()
    return Deed(school.manager, "RecordResult", about(enrollments.enrolled(school), result="Диплом II степени."))


DEEDS: dict[str, Callable[[dict], Deed]] = {
    "transferPupil": transfer,
    "withdrawPupil": withdraw,
    "leaveProgram": leave,
    "recordResult": record_result,
}
