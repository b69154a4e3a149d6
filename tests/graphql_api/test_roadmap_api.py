"""The roadmap over HTTP: everybody reads its state, those concerned its notes, evidence and history."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.journal import Act, Entry, record
from backoffice.municipalities.models import RoadmapDuty, RoadmapItem
from tests import factories
from tests.roadmap import TODAY, done, duty, file_of, nodes, unit

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


def statements(api, person, operation, **variables):
    api(person, "RoadmapProgress")  # the person's token is made by the first request
    with CaptureQueriesContext(connection) as captured:
        assert not api(person, operation, **variables).errors
    return len(captured)


def test_the_roadmap_is_open_to_everybody_in_the_order_of_the_act(api):
    found = api(None, "Roadmap")
    numbers = [item["number"] for item in nodes(found, "roadmap")]
    assert numbers == [f"1.{n}" for n in range(1, 14)] + [f"2.{n}" for n in range(1, 13)]
    assert found.data["roadmap"]["totalCount"] == 25
    assert nodes(found, "roadmap")[12]["endsOn"] == "2019-09-01"


def test_pages_of_the_roadmap_follow_the_act(api):
    first = api(None, "Roadmap", first=10).data["roadmap"]
    second = api(None, "Roadmap", first=10, after=first["pageInfo"]["endCursor"])
    assert [item["number"] for item in nodes(second, "roadmap")][:4] == ["1.11", "1.12", "1.13", "2.1"]


def test_duties_are_filtered_and_counted(api):
    kemerovo = to_base64("Municipality", unit("kemerovo-city").pk)
    assert api(None, "RoadmapDuties").data["roadmapDuties"]["totalCount"] == 387
    own = nodes(api(None, "RoadmapDuties", municipality=kemerovo), "roadmapDuties")
    assert [each["item"]["number"] for each in own][-2:] == ["2.1", "2.2"]
    assert {(each["bodyCode"], each["municipality"]["name"]) for each in own} == {("kemerovo-city", "город Кемерово")}
    (region,) = nodes(api(None, "RoadmapDuties", body="education-department", item="2.5"), "roadmapDuties")
    assert (region["municipality"], region["bodyName"][:11]) == (None, "Департамент")
    assert nodes(api(None, "RoadmapDuties", municipality="nonsense"), "roadmapDuties") == []
    assert nodes(api(None, "RoadmapDuties", status="DONE"), "roadmapDuties") == []


def test_overdue_is_derived_and_done_is_not_overdue(api):
    late, early = duty("1.13"), duty("1.12")
    RoadmapDuty.objects.filter(pk=early.pk).update(status="DONE", done_on="2019-09-05")
    RoadmapItem.objects.filter(number="1.10").update(ends_on=TODAY)
    own = {"municipality": to_base64("Municipality", late.body_id)}
    overdue = nodes(api(None, "RoadmapDuties", overdue=True, **own), "roadmapDuties")
    in_time = nodes(api(None, "RoadmapDuties", overdue=False, **own), "roadmapDuties")

    assert [each["item"]["number"] for each in in_time] == ["1.10", "1.12"]
    assert [(each["isOverdue"], each["daysLate"]) for each in in_time] == [(False, 0), (False, 5)]
    assert all(each["isOverdue"] for each in overdue)
    days = (TODAY - late.item.ends_on).days
    assert [each["daysLate"] for each in overdue if each["item"]["number"] == "1.13"] == [days]


def test_progress_is_one_statement(api, send, django_assert_num_queries):
    RoadmapDuty.objects.filter(pk=duty("1.13").pk).update(status="DONE", done_on=TODAY)
    RoadmapItem.objects.filter(number="2.12").update(ends_on=TODAY)
    api(None, "RoadmapProgress")  # is it for the compiler?
    with django_assert_num_queries(1):
        answer = api(None, "RoadmapProgress")
    rows = {row["item"]["number"]: row for row in answer.data["roadmapProgress"]}
    assert [*rows][:2] == ["1.1", "1.2"] and len(rows) == 25
    assert [rows["1.13"][name] for name in ("total", "done", "overdue")] == [17, 1, 16]
    assert [rows["2.12"][name] for name in ("total", "done", "overdue")] == [17, 0, 0]


def test_note_evidence_and_history_are_for_those_concerned(api, clerk, neighbour, auditor):
    file = to_base64("StoredFile", file_of(clerk).pk)
    api(clerk, "RecordRoadmapDuty", input=done(duty(), evidence=file))
    colleague = factories.member(Role.MUNICIPAL_HEAD, unit("kemerovo-city"))
    operator = factories.member(Role.OPERATOR_CLERK, factories.operator_unit())
    history = {"duty": to_base64("RoadmapDuty", duty().pk)}
    filters = {"item": "1.13", "body": "kemerovo-city"}

    for person in (clerk, colleague, operator, auditor):
        (found,) = nodes(api(person, "RoadmapDuties", **filters), "roadmapDuties")
        assert (found["note"], found["evidence"]["name"]) == (duty().note, "приказ.pdf")
        (entry,) = nodes(api(person, "RoadmapDutyHistory", **history), "roadmapDutyHistory")
        assert entry["whatLabel"] == "Отмечено исполнение пункта дорожной карты"
    for person in (neighbour, None):
        (found,) = nodes(api(person, "RoadmapDuties", **filters), "roadmapDuties")
        assert (found["status"], found["note"], found["evidence"]) == ("DONE", None, None)
    assert nodes(api(neighbour, "RoadmapDutyHistory", **history), "roadmapDutyHistory") == []
    assert api(None, "RoadmapDutyHistory", **history).error_codes == ["UNAUTHENTICATED"]


def test_the_roadmap_opens_nothing_else_of_the_journal(clerk, auditor):
    record("calendar.corrected", unit("kemerovo-city"), Act(None, TODAY), municipality_id=unit("kemerovo-city").pk)
    assert Entry.objects.visible_to(factories.viewer(clerk)).count() == 0
    assert Entry.objects.visible_to(factories.viewer(auditor)).count() == Entry.objects.count()


def test_one_row_and_many_cost_the_same(api, clerk, auditor):
    for each in RoadmapDuty.objects.filter(item__number__in=["1.12", "1.13"]):
        RoadmapDuty.objects.filter(pk=each.pk).update(evidence=file_of(clerk), note="есть")
    for person in (None, clerk, auditor):
        few = statements(api, person, "RoadmapDuties", item="1.13", first=1)
        many = statements(api, person, "RoadmapDuties", item="1.13", first=17)
        assert few == many == 1 + bool(person)  # and the login
    assert statements(api, None, "Roadmap", first=1) == statements(api, None, "Roadmap", first=25) == 1


def test_a_history_of_one_and_of_many_costs_the_same(api, clerk):
    act, of = Act(clerk, TODAY), duty()
    history = {"duty": to_base64("RoadmapDuty", of.pk)}
    counts = []
    for number in (1, 9):
        for _ in range(number):
            record("roadmap.recorded", of, act, municipality_id=of.body_id)
        counts.append(statements(api, clerk, "RoadmapDutyHistory", **history))
    assert counts[0] == counts[1]
