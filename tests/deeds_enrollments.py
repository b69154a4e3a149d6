"""Every decision about an enrollment over HTTP, each in the setting in which it is taken."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from strawberry.relay import to_base64

from tests import enrollments
from tests.deeds import Deed, of_case, of_task
from tests.enrollments import Asked

KEY = {"idempotencyKey": "place-1"}
TICKS = {"confirmsIntent": True, "acceptsFamilyPart": True, "hasReadTerms": True, "consentsToTransfer": True}
REFUSES = {"ground": "ENTRY_TEST_FAILED", "reason": "Испытание не пройдено."}
ENROLLS = {"verdict": "ENROLL", "orderNumber": "15-з"}


def about(family: enrollments.Family, group, **changes) -> dict:
    """The input of a family that chooses a group."""
    chosen = {
        "certificate": to_base64("Certificate", family.certificate.pk),
        "group": to_base64("StudyGroup", group.pk),
    }
    return {**chosen, **KEY, **changes}


def save_draft(people) -> Deed:
    school, family = enrollments.school(), enrollments.family()
    return Deed(family.parent, "SaveEnrollmentDraft", about(family, school.group))


def apply(people) -> Deed:
    school, family = enrollments.school(), enrollments.family()
    return Deed(family.parent, "ApplyForEnrollment", about(family, school.group, **TICKS))


def wait(people) -> Deed:
    school, family = enrollments.school(capacity=1), enrollments.family()
    enrollments.asked(school)
    return Deed(family.parent, "ApplyForEnrollment", about(family, school.group, waits=True, **TICKS))


def at(setting: Callable[[], Asked], step: str, who: str, operation: str, **content) -> Callable[[dict], Deed]:
    """A decision at a step of a request, taken by the family's parent or by somebody of the school."""

    def deed(people) -> Deed:
        made = setting()
        by = made.family.parent if who == "parent" else getattr(made.school, who)
        return of_task(by, operation, enrollments.task_of(made.request, step), **content)

    return deed


def enroll(people) -> Deed:
    made = enrollments.found_possible()
    given = {**ENROLLS, **KEY, "orderDate": timezone.localdate().isoformat()}
    return of_task(made.school.manager, "Enroll", enrollments.task_of(made.request, "enroll"), **given)


def override(people) -> Deed:
    made = enrollments.found_not_possible()
    given = {"request": to_base64("EnrollmentRequest", made.request.pk), "expectedVersion": made.request.version}
    return Deed(made.school.head, "OverrideAssessment", {**given, **KEY, "reason": "Программа важна для ребёнка."})


def cancel(setting: Callable[[], Asked]) -> Callable[[dict], Deed]:
    def deed(people) -> Deed:
        made = setting()
        case = enrollments.case_of(made.request)
        return of_case(made.family.parent, "CancelEnrollmentRequest", case, reason="Передумали.")

    return deed


def _answer(**content):
    return at(enrollments.asked, "answer_enrollment", "manager", "AnswerEnrollment", **KEY, **content)


def _assess(**content):
    return at(enrollments.to_be_assessed, "assess_enrollment", "clerk", "AssessEnrollment", **content)


def _object(**content):
    return at(enrollments.found_not_possible, "appeal_assessment", "parent", "AppealAssessment", **content)


def _judge(verdict: str):
    given = {"verdict": verdict, "reason": "Рассмотрено."}
    return at(enrollments.appealed, "decide_assessment_appeal", "head", "DecideAssessmentAppeal", **given)


def _take(answer: str):
    return at(enrollments.offered, "accept_place", "parent", "AcceptPlace", **KEY, answer=answer)


DEEDS: dict[str, Callable[[dict], Deed]] = {
    "saveEnrollmentDraft": save_draft,
    "applyForEnrollment: place": apply,
    "applyForEnrollment: waits": wait,
    "submitEnrollment": at(enrollments.drafted, "submit_enrollment", "parent", "SubmitEnrollment", **KEY, **TICKS),
    "acceptPlace: take": _take("TAKE"),
    "acceptPlace: give up": _take("GIVE_UP"),
    "answerEnrollment: accept": _answer(answer="ACCEPT"),
    "answerEnrollment: refuse": _answer(answer="REFUSE", **REFUSES),
    "assessEnrollment: possible": _assess(verdict="POSSIBLE"),
    "assessEnrollment: not possible": _assess(
        verdict="NOT_POSSIBLE", ground="VOLUME_RECEIVED", reason="Объём получен."
    ),
    "appealAssessment: appeal": _object(answer="APPEAL", text="Объём не получен."),
    "appealAssessment: agree": _object(answer="AGREE"),
    "decideAssessmentAppeal: uphold": _judge("UPHOLD"),
    "decideAssessmentAppeal: reject": _judge("REJECT"),
    "overrideAssessment": override,
    "enroll: enroll": enroll,
    "enroll: refuse": at(enrollments.found_possible, "enroll", "manager", "Enroll", **KEY, verdict="REFUSE", **REFUSES),
    "cancelEnrollmentRequest: draft": cancel(enrollments.drafted),
    "cancelEnrollmentRequest: sent": cancel(enrollments.asked),
}
