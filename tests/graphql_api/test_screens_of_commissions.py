"""What the screens of a commission ask for: one's ballots, a ballot with its dossier, the cases about something."""

from __future__ import annotations

import pytest
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.commissions.meetings import Ballot
from backoffice.money import plural
from graphql_api.cases import SUBJECTS
from tests import contracts, factories
from tests.deeds_annulments import requested
from tests.meetings import Sitting
from workflows.subjects import SUBJECTS as ALL_SUBJECTS

pytestmark = pytest.mark.django_db


def nodes(answer, field: str) -> list[dict]:
    assert not answer.errors, answer.errors
    return [edge["node"] for edge in answer.data[field]["edges"]]


def ballot_of(sitting: Sitting, person) -> str:
    return to_base64("Ballot", Ballot.objects.get(seat__person=person, item=sitting.items[0]).pk)


def paper(api, person, ballot: str):
    answer = api(person, "BallotPaper", id=ballot)
    assert not answer.errors, answer.errors
    return answer.data["node"]


def test_a_ballot_moves_from_those_that_wait_to_the_closed(api):
    sitting = Sitting().call().open()
    first, second, *_ = sitting.people
    (waiting,) = nodes(api(first, "MyBallots"), "myBallots")
    assert waiting["case"]["ballot"]["item"]["dossier"]["places"] == 30
    assert waiting["case"]["ballot"]["item"]["meeting"]["number"] == sitting.meeting.number
    assert nodes(api(first, "MyClosedBallots"), "myClosedBallots") == []

    sitting.vote(first, places=12)

    assert nodes(api(first, "MyBallots"), "myBallots") == []
    (closed,) = nodes(api(first, "MyClosedBallots"), "myClosedBallots")
    assert (closed["vote"]["choiceLabel"], closed["vote"]["places"], closed["item"]["outcome"]) == ("За", 12, None)
    assert nodes(api(second, "MyClosedBallots"), "myClosedBallots") == []
    assert nodes(api(sitting.secretary, "MyClosedBallots"), "myClosedBallots") == []
    assert api(None, "MyClosedBallots").error_codes == ["UNAUTHENTICATED"]


def test_a_vote_that_the_order_hides_is_on_nobody_elses_ballot(api):
    sitting = Sitting().call().open()
    first, second, *_ = sitting.people
    sitting.vote(first)
    own = ballot_of(sitting, first)

    assert paper(api, first, own)["vote"]["choiceLabel"] == "За"
    hides = sitting.meeting.order.hides_open_votes
    assert (paper(api, second, own)["vote"] is None) == hides
    assert (paper(api, sitting.secretary, own)["item"]["votes"] == []) == hides
    neighbour = factories.member(Role.MUNICIPAL_HEAD, factories.Unit.objects.get(code="belovo-city"))
    assert paper(api, neighbour, own) is None

    sitting.vote_all()
    assert paper(api, second, own)["vote"]["choiceLabel"] == "За"
    assert paper(api, second, own)["item"]["outcome"] == "RECOMMENDED"


def test_the_cases_about_something_are_found_by_its_id(api):
    sitting = Sitting().call().open()
    first, second, *_ = sitting.people
    (case,) = nodes(api(first, "SubjectCases", subject=ballot_of(sitting, first)), "cases")
    (action,) = case["viewerActions"]
    assert (case["process"], action["name"], action["isAllowed"]) == ("BallotCasting", "castVote", True)
    (case,) = nodes(api(second, "SubjectCases", subject=ballot_of(sitting, first)), "cases")
    assert [each["isAllowed"] for each in case["viewerActions"]] == [False]
    meeting = to_base64("Meeting", sitting.meeting.pk)
    assert [each["process"] for each in nodes(api(first, "SubjectCases", subject=meeting), "cases")] == [
        "CommissionMeeting"
    ]
    for nothing in ("?", to_base64("Meeting", 10**18), to_base64("User", first.pk)):
        assert nodes(api(first, "SubjectCases", subject=nothing), "cases") == []


def test_while_members_vote_the_list_says_how_many_votes_are_awaited(api):
    sitting = Sitting().call().open()

    def holder():
        (case,) = nodes(api(sitting.secretary, "Cases", process="CommissionMeeting"), "cases")
        return case["stepTitle"], case["holderName"]

    ballots = len(sitting.people) * len(sitting.items)
    for person, left in zip(sitting.people[:2], (ballots, ballots - 1), strict=True):
        word = plural(left, "голос", "голоса", "голосов")
        assert holder() == ("Голосование членов комиссии", f"Члены комиссии: ждём {left} {word}")
        sitting.vote(person)


def test_the_case_of_a_contract_made_by_mistake_is_found_by_its_id(api):
    made = contracts.active()
    asked = requested(made)
    about = to_base64("ContractAnnulment", asked.pk)
    for who in (made.family.parent, made.school.manager):
        (case,) = nodes(api(who, "SubjectCases", subject=about), "cases")
        assert case["process"] == "ErroneousContract"
    stranger = factories.member(Role.PROVIDER_MANAGER, factories.provider().unit)
    assert nodes(api(stranger, "SubjectCases", subject=about), "cases") == []


def test_whatever_is_a_node_and_has_cases_has_them_by_its_id():
    columns = {"assignment", *SUBJECTS.values()}  # the task of an expert is no node
    assert columns == {*ALL_SUBJECTS}


def test_a_meeting_tells_who_came_and_by_which_order_it_decides(api):
    sitting = Sitting(in_person=True).call()
    sitting.open(*sitting.people[:4])
    record = api(sitting.secretary, "MeetingRecord", id=to_base64("Meeting", sitting.meeting.pk)).data["node"]

    came = {each["seat"]["id"]: each["isPresent"] for each in record["attendance"]}
    seats = record["composition"]["seats"]
    assert [came[seat["id"]] for seat in seats] == [True] * 4 + [False] * 2
    assert record["order"]["quorumPercent"] == sitting.meeting.order.quorum_percent
    (item,) = record["items"]
    assert (item["title"], item["dossier"]["places"]) == (sitting.items[0].title, 30)


def test_a_dossier_tells_every_time_the_commission_came_to_it(api):
    sitting = Sitting().call().open()
    sitting.vote_all("AGAINST", "AGAINST", "AGAINST")
    found = api(sitting.secretary, "Dossier", id=to_base64("Dossier", sitting.dossiers[0].pk)).data["dossier"]
    (item,) = found["items"]
    assert (item["outcome"], item["votesAgainst"], len(item["votes"])) == ("REJECTED", 3, 5)
    assert item["meeting"]["number"] == sitting.meeting.number
    owner = sitting.dossiers[0].edition.program.provider
    manager = factories.member(Role.PROVIDER_MANAGER, owner.unit)
    found = api(manager, "Dossier", id=to_base64("Dossier", sitting.dossiers[0].pk)).data["dossier"]
    (item,) = found["items"]
    assert (item["outcome"], item["meeting"], item["votes"]) == ("REJECTED", None, [])
