"""Pupils over HTTP: moved, withdrawn, left, their results; by whom, and why not."""

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.enrollments.models import Enrollment, GroupTransfer
from backoffice.entitlements.models import ServiceVolume
from backoffice.groups.models import GroupPlaces, StudyGroup
from tests import enrollments, families, pupils
from tests.deeds_pupils import about, keyed

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    school = enrollments.school()
    school.family = enrollments.family()
    school.pupil = enrollments.enrolled(school, school.family)
    return school


def result(answer) -> dict:
    assert answer.errors == []
    (found,) = answer.data.values()
    return found


def codes(answer) -> list[str]:
    return [each["code"] for each in result(answer)["refusals"]]


def to(group: StudyGroup, **changes) -> dict:
    return {"group": to_base64("StudyGroup", group.pk), "reason": "Удобнее время.", **changes}


def test_a_pupil_is_moved_to_another_group_once(school, api):
    other = enrollments.group(school.edition)
    given = keyed(school.pupil, **to(other))
    for _ in range(2):
        found = result(api(school.manager, "TransferPupil", input=given))
        assert (found["group"]["name"], found["status"], found["version"]) == (other.name, "ACTIVE", 2)
    moved = GroupTransfer.objects.get()
    assert (moved.left, moved.entered, moved.moved_on) == (school.group, other, timezone.localdate())
    assert (school.places.taken, GroupPlaces.objects.get(pk=other.pk).taken, pupils.found()) == (0, 1, "")


def test_every_reason_against_a_move_is_told_at_once(school, api):
    other = enrollments.group(school.edition, capacity=1, status="CANCELLED", price=100)
    GroupPlaces.objects.filter(pk=other.pk).update(taken=1)
    found = codes(api(school.manager, "TransferPupil", input=keyed(school.pupil, **to(other, reason=" "))))
    assert found == ["REASON_REQUIRED", "GROUP_NOT_OPEN", "GROUP_NOT_FIT", "NO_PLACES"]
    long = keyed(school.pupil, **to(school.group, reason="я" * 301))
    assert codes(api(school.manager, "TransferPupil", input=long)) == ["TEXT_TOO_LONG", "GROUP_NOT_FIT"]
    foreign = enrollments.school().group
    assert codes(api(school.manager, "TransferPupil", input=keyed(school.pupil, **to(foreign)))) == ["GROUP_NOT_FIT"]
    assert (Enrollment.objects.get(pk=school.pupil.pk).group, GroupTransfer.objects.count()) == (school.group, 0)


def test_nobody_is_moved_past_those_who_wait(school, api):
    other = enrollments.group(school.edition, capacity=1)
    GroupPlaces.objects.filter(pk=other.pk).update(waiting=1)
    assert codes(api(school.manager, "TransferPupil", input=keyed(school.pupil, **to(other)))) == ["NO_PLACES"]


def test_a_provider_withdraws_on_a_coded_ground(school, api):
    bad = keyed(school.pupil, ground="BORED", reason=" ")
    assert codes(api(school.manager, "WithdrawPupil", input=bad)) == ["REASON_REQUIRED", "GROUND_UNKNOWN"]
    given = keyed(school.pupil, ground="NO_SHOW", reason="Не ходит месяц.")
    found = result(api(school.manager, "WithdrawPupil", input=given))
    assert (found["status"], found["ground"], found["reason"]) == ("WITHDRAWN", "NO_SHOW", "Не ходит месяц.")
    assert found["endedOn"] == timezone.localdate().isoformat()
    again = keyed(school.pupil, ground="NO_SHOW", reason="Не ходит месяц.")
    assert codes(api(school.manager, "WithdrawPupil", input=again)) == ["ENROLLMENT_OVER"]
    stale = {**again, "expectedVersion": 1, "idempotencyKey": "stale"}
    assert codes(api(school.manager, "WithdrawPupil", input=stale)) == ["CASE_CHANGED"]
    assert (school.places.taken, pupils.found()) == (0, "")


def test_a_family_takes_its_child_out_and_nothing_is_taken_of_the_volume_before_the_first_lesson(school, api):
    found = result(api(school.family.parent, "LeaveProgram", input=keyed(school.pupil)))
    assert (found["status"], found["reason"], found["ground"]) == ("WITHDRAWN", "По желанию семьи.", "")
    assert ServiceVolume.objects.get(certificate=school.family.certificate).programs_used == 0
    second = enrollments.enrolled(school, school.family)
    Enrollment.objects.filter(pk=second.pk).update(starts_on=timezone.localdate())
    result(api(school.family.parent, "LeaveProgram", input=keyed(second)))
    assert ServiceVolume.objects.get(certificate=school.family.certificate).programs_used == 1
    assert pupils.found() == ""


def test_a_result_is_written_down_also_after_the_last_lesson(school, api):
    empty = about(school.pupil, result=" ")
    assert codes(api(school.manager, "RecordResult", input=empty)) == ["REASON_REQUIRED"]
    Enrollment.objects.filter(pk=school.pupil.pk).update(status="COMPLETED", ended_on=timezone.localdate())
    found = result(api(school.manager, "RecordResult", input=about(school.pupil, result=" Диплом. ")))
    assert (found["result"], found["version"]) == ("Диплом.", 2)


@pytest.mark.parametrize("operation", ["TransferPupil", "WithdrawPupil", "LeaveProgram", "RecordResult"])
def test_a_pupil_does_not_exist_for_others(school, api, operation):
    content = {
        "TransferPupil": to(school.group),
        "WithdrawPupil": {"ground": "NO_SHOW", "reason": "Не ходит."},
        "RecordResult": {"result": "Диплом."},
    }
    given = about(school.pupil, **content.get(operation, {}))
    if operation != "RecordResult":
        given["idempotencyKey"] = "others"
    neighbour = families.guardian(families.child())
    owner = {school.manager} if operation == "LeaveProgram" else {school.family.parent}
    elsewhere = enrollments.school().manager
    for who in (neighbour, elsewhere, families.clerk(), families.clerk("novokuznetsk-city"), *owner):
        assert codes(api(who, operation, input=given)) == ["NOT_FOUND"], who
    assert api(None, operation, input=given).error_codes == ["UNAUTHENTICATED"]
    assert Enrollment.objects.get(pk=school.pupil.pk).version == 1
