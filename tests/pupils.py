"""What is done with pupils, and what the proof says of it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from backoffice.accounts import viewers
from backoffice.accounts.models import User
from backoffice.enrollments import proof
from backoffice.enrollments.models import Enrollment
from backoffice.groups.models import StudyGroup
from tests import enrollments
from workflows import pupil_acts
from workflows.decisions import pupils as decisions


def found() -> str:
    """What does not agree, in Russian; empty: all is well."""
    return "\n".join(proof.count(on=timezone.localdate()).lines)


def fresh(pupil: Enrollment) -> Enrollment:
    """The enrollment as it is now."""
    return Enrollment.objects.get(pk=pupil.pk)


@transaction.atomic
def _act(do, pupil: Enrollment, decision, by: User) -> Enrollment:
    about = {"enrollment_id": pupil.pk, "expected_version": fresh(pupil).version, "key": enrollments.key()}
    return do(decision=decision, by=viewers.viewer_of_user(by), **about)


def transfer(pupil: Enrollment, group: StudyGroup, by: User) -> Enrollment:
    """The provider moves a pupil to another group."""
    return _act(pupil_acts.transfer, pupil, decisions.TransferPupil(group=group.pk, reason="Удобнее время"), by)


def withdraw(pupil: Enrollment, by: User, *, ground: str = "NO_SHOW") -> Enrollment:
    """The provider withdraws a pupil."""
    decision = decisions.WithdrawPupil(ground=ground, reason="Не ходит месяц")
    return _act(pupil_acts.withdraw, pupil, decision, by)


def leave(pupil: Enrollment, by: User) -> Enrollment:
    """The family takes its child out."""
    return _act(pupil_acts.leave, pupil, decisions.LeaveProgram(reason=""), by)
