"""Several people record one duty of the roadmap at once: one wins, the others are told that it has changed."""

import pytest

from backoffice.access import Role
from backoffice.journal import Entry
from tests import factories
from tests.races import race, rounds
from tests.roadmap import done, duty, unit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("round", rounds(10))
def test_eight_threads_record_one_duty_and_exactly_one_wins(reference, api, round):
    clerks = [factories.member(Role.MUNICIPAL_CLERK, unit("kemerovo-city")) for _ in range(2)]
    for clerk in clerks:
        api(clerk, "RoadmapProgress")
    values = done(duty())

    answers = race(8, lambda n: api(clerks[n % 2], "RecordRoadmapDuty", input=values))

    results = [answer.data["recordRoadmapDuty"] for answer in answers]
    found = sorted(result.get("status") or result["refusals"][0]["code"] for result in results)
    assert found == ["CASE_CHANGED"] * 7 + ["DONE"]
    assert (duty().version, Entry.objects.filter(what="roadmap.recorded").count()) == (2, 1)
