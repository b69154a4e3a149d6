"""The roadmap counted by bodies and by stages, for the report of the department."""

import pytest
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.municipalities.models import RoadmapDuty
from tests import factories
from tests.roadmap import TODAY, duty, unit

pytestmark = pytest.mark.django_db
COUNTS = ("total", "done", "inProgress", "overdue")


def report(api) -> dict:
    answer = api(None, "RoadmapReport")
    assert not answer.errors, answer.errors
    return answer.data


def test_each_body_is_counted_once(api):
    RoadmapDuty.objects.filter(pk=duty("1.13").pk).update(status="DONE", done_on=TODAY)
    RoadmapDuty.objects.filter(pk=duty("1.12").pk).update(status="IN_PROGRESS")
    bodies = {each["code"]: each for each in report(api)["roadmapBodies"]}

    assert sum(each["total"] for each in bodies.values()) == 387
    own = RoadmapDuty.objects.filter(body=unit("kemerovo-city"))
    late = RoadmapDuty.objects.overdue(on=TODAY).filter(body=unit("kemerovo-city"))
    kemerovo = bodies["kemerovo-city"]
    assert [kemerovo[name] for name in COUNTS] == [own.count(), 1, 1, late.count()]
    assert kemerovo["municipality"]["name"] == kemerovo["name"] == "город Кемерово"
    assert bodies["education-department"]["municipality"] is None


def test_stages_of_a_measure_make_up_the_whole_of_it(api):
    RoadmapDuty.objects.filter(pk=duty("1.13").pk).update(status="DONE", done_on=TODAY)
    progress = {row["item"]["number"]: row for row in api(None, "RoadmapProgress").data["roadmapProgress"]}
    stages: dict[str, list[dict]] = {}
    for row in report(api)["roadmapStages"]:
        stages.setdefault(row["item"], []).append(row)

    assert [*stages] == [*progress]
    for number, rows in stages.items():
        for name in ("total", "done", "overdue"):
            assert sum(row[name] for row in rows) == progress[number][name], (number, name)
    assert [(row["stage"], row["total"], row["done"]) for row in stages["1.13"]] == [("PILOT", 17, 1)]


def test_a_duty_is_found_by_its_id(api):
    neighbour = factories.member(Role.MUNICIPAL_CLERK, unit("belovo-city"))
    found = api(neighbour, "RoadmapDuty", id=to_base64("RoadmapDuty", duty("1.13").pk)).data["node"]
    assert (found["item"]["number"], found["bodyCode"], found["note"]) == ("1.13", "kemerovo-city", None)


def test_the_report_takes_three_statements(api, django_assert_num_queries):
    api(None, "RoadmapReport")
    with django_assert_num_queries(3):
        report(api)
