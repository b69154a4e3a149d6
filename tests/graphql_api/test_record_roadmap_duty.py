"""Recording a duty of the roadmap over HTTP: its own body does it, the others find nothing."""

from datetime import timedelta

import pytest
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.journal import Entry
from backoffice.municipalities.models import RoadmapDuty
from tests import factories
from tests.conftest import codes
from tests.roadmap import TODAY, done, duty, file_of, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(db):
    return factories.member(Role.MUNICIPAL_CLERK, unit("kemerovo-city"))


@pytest.fixture
def neighbour(db):
    return factories.member(Role.MUNICIPAL_CLERK, unit("belovo-city"))


@pytest.fixture
def auditor(db):
    return factories.member(Role.AUDITOR, unit("kuzbass"))


def unchanged(of):
    kept = RoadmapDuty.objects.get(pk=of.pk)
    assert (kept.status, kept.done_on, kept.note, kept.evidence_id, kept.version) == ("PLANNED", None, "", None, 1)
    assert not Entry.objects.filter(what="roadmap.recorded").exists()
    return True


def test_a_clerk_records_and_the_journal_tells_it(api, clerk):
    begun = api(clerk, "RecordRoadmapDuty", input=done(duty(), status="IN_PROGRESS", doneOn=None, note="Начали."))
    file = file_of(clerk)
    told = done(duty(), evidence=to_base64("StoredFile", file.pk))
    answer = api(clerk, "RecordRoadmapDuty", input=told)

    assert begun.data["recordRoadmapDuty"]["status"] == "IN_PROGRESS"
    found = answer.data["recordRoadmapDuty"]
    assert (found["status"], found["statusLabel"], found["doneOn"]) == ("DONE", "Выполнено", TODAY.isoformat())
    assert (found["isOverdue"], found["version"], found["note"]) == (False, 3, told["note"])
    assert (found["evidence"]["name"], found["municipality"]["name"]) == ("приказ.pdf", "город Кемерово")
    assert found["daysLate"] == (TODAY - duty().item.ends_on).days
    kept = duty()
    assert (kept.status, kept.done_on, kept.note, kept.evidence) == ("DONE", TODAY, told["note"], file)
    first, second = Entry.objects.filter(what="roadmap.recorded").order_by("id")
    assert first.note == "П. 1.13: Запланировано → Выполняется. Начали."
    assert second.note == f"П. 1.13: Выполняется → Выполнено, {TODAY:%d.%m.%Y}. {told['note']} Документ: приказ.pdf."
    assert (second.by, second.municipality_id, second.subject_id) == (clerk, kept.body_id, kept.pk)


def test_a_new_record_without_a_file_keeps_the_earlier_one(api, clerk):
    file = file_of(clerk)
    begun = {"status": "IN_PROGRESS", "doneOn": None, "evidence": to_base64("StoredFile", file.pk)}
    api(clerk, "RecordRoadmapDuty", input=done(duty(), **begun))
    api(clerk, "RecordRoadmapDuty", input=done(duty()))
    assert (duty().status, duty().evidence) == ("DONE", file)


def test_the_department_records_its_own_and_not_a_municipality_s(api):
    officer = factories.member(Role.DEPARTMENT_OFFICER, unit("education-department"))
    own, foreign = duty("2.5", "education-department"), duty()
    assert codes(api(officer, "RecordRoadmapDuty", input=done(foreign))) == ["NOT_FOUND"]
    assert unchanged(foreign)
    answer = api(officer, "RecordRoadmapDuty", input=done(own))
    assert (answer.data["recordRoadmapDuty"]["status"], answer.data["recordRoadmapDuty"]["municipality"]) == (
        "DONE",
        None,
    )
    assert Entry.objects.get(what="roadmap.recorded").municipality_id is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"status": "PLANNED", "doneOn": None}, ["TRANSITION_IMPOSSIBLE"]),
        ({"doneOn": None}, ["DONE_ON_REQUIRED"]),
        ({"status": "IN_PROGRESS"}, ["DONE_ON_NOT_EXPECTED"]),
        ({"doneOn": (TODAY + timedelta(days=1)).isoformat()}, ["DONE_ON_IN_FUTURE"]),
        ({"doneOn": "2018-12-31"}, ["DONE_ON_TOO_EARLY"]),
        ({"note": " "}, ["EVIDENCE_REQUIRED"]),
        ({"note": "я" * 5001}, ["TEXT_TOO_LONG"]),
        ({"evidence": "nonsense"}, ["FILE_NOT_FOUND"]),
        ({"evidence": to_base64("StoredFile", 987654321)}, ["FILE_NOT_FOUND"]),
        ({"expectedVersion": 2}, ["CASE_CHANGED"]),
        ({"duty": "nonsense"}, ["NOT_FOUND"]),
        (
            {"status": "PLANNED", "doneOn": "2018-12-31", "evidence": "x"},
            ["TRANSITION_IMPOSSIBLE", "DONE_ON_NOT_EXPECTED", "DONE_ON_TOO_EARLY", "FILE_NOT_FOUND"],
        ),
    ],
)
def test_a_refusal_gives_every_reason_and_changes_nothing(api, clerk, changes, expected):
    answer = api(clerk, "RecordRoadmapDuty", input=done(duty(), **changes))
    assert codes(answer) == expected
    assert unchanged(duty())


def test_what_is_done_stays_done(api, clerk):
    api(clerk, "RecordRoadmapDuty", input=done(duty()))
    assert codes(api(clerk, "RecordRoadmapDuty", input=done(duty(), note="Ещё раз."))) == ["DUTY_DONE"]
    assert duty().version == 2
    assert Entry.objects.filter(what="roadmap.recorded").count() == 1


def test_another_s_file_proves_nothing(api, clerk, neighbour):
    foreign = to_base64("StoredFile", file_of(neighbour).pk)
    assert codes(api(clerk, "RecordRoadmapDuty", input=done(duty(), evidence=foreign))) == ["FILE_NOT_FOUND"]
    assert unchanged(duty())


def test_nobody_else_records(api, neighbour, auditor):
    operator = factories.member(Role.OPERATOR_CLERK, factories.operator_unit())
    for person in (neighbour, auditor, operator):
        assert codes(api(person, "RecordRoadmapDuty", input=done(duty()))) == ["NOT_FOUND"]
    assert api(None, "RecordRoadmapDuty", input=done(duty())).error_codes == ["UNAUTHENTICATED"]
    assert unchanged(duty())
