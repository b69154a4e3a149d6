"""A meeting over HTTP: the whole life of it, and everybody who may not do what."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.test import override_settings
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.certification.models import ExpertAssignment, ExpertTie
from backoffice.commissions import meeting_rules, minutes
from backoffice.commissions.dossiers import Dossier
from backoffice.commissions.meetings import (
    Ballot,
    Meeting,
    Minutes,
    MinutesConfirmation,
    MinutesWithdrawal,
    Recusal,
    Vote,
)
from backoffice.commissions.models import CommissionOrder, CommissionSeat
from backoffice.commissions.protocol import extract_paper, minutes_paper
from backoffice.errors import Refused
from backoffice.files.models import StoredFile
from backoffice.files.services import seen_by
from backoffice.jobs.models import Job
from backoffice.journal import Entry
from backoffice.units.models import Membership
from tests import factories
from tests.conftest import codes
from tests.deeds import of_case, of_task
from tests.deeds_meetings import ballot_of, conflict_of, counted, invitation, opened
from tests.meetings import FIVE, Post, Sitting, commission, composition
from tests.statements import statements
from tests.uploads import folder  # noqa: F401
from workflows.models import Process, Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
FOR = {"choice": "FOR", "register": "SIGNIFICANT", "places": 20}


def do(api, deed):
    """Send a deed; the only field of the answer."""
    answer = api(deed.by, deed.operation, input=deed.input)
    assert not answer.errors, answer.errors
    return next(iter(answer.data.values()))


def refused(api, deed) -> list[str]:
    return codes(api(deed.by, deed.operation, input=deed.input))


def test_the_whole_life_of_a_meeting_of_five(api, people):
    sitting = Sitting(dossiers=2)
    first, second, third, fourth, fifth = sitting.people
    own = sitting.dossiers[0].edition.program.provider
    Membership.objects.create(user=fifth, role="PROVIDER_MANAGER", unit=own.unit, valid_from=factories.SINCE)
    sitting.call()
    deed = of_task(sitting.secretary, "OpenMeeting", sitting.task, present=[])
    assert do(api, deed)["status"] == "VOTING"
    assert [*Recusal.objects.values_list("seat__person", "ground", "is_declared")] == [
        (fifth.pk, "OWN_ORGANISATION", False)
    ]
    assert {*Dossier.objects.values_list("status", flat=True)} == {"AT_MEETING"}

    waiting = api(first, "MyBallots").data["myBallots"]
    assert waiting["totalCount"] == 2
    assert [edge["node"]["case"]["ballot"]["item"]["number"] for edge in waiting["edges"]] == [1, 2]
    assert api(fifth, "MyBallots").data["myBallots"]["totalCount"] == 1
    assert api(sitting.secretary, "MyBallots").data["myBallots"]["totalCount"] == 0

    for person, places in ((first, 10), (second, 20), (third, 25)):
        deed = of_task(
            person, "CastVote", sitting.ballot(person), **FOR | {"places": places}, idempotencyKey=f"k{person.pk}"
        )
        assert do(api, deed)["places"] == places
    deed = of_task(
        fourth,
        "CastVote",
        sitting.ballot(fourth),
        choice="AGAINST",
        reason="Нет детей.",
        dissent="Лучше школа.",
        idempotencyKey="k",
    )
    assert do(api, deed)["dissent"] == "Лучше школа."
    for person in sitting.people:
        sitting.vote(person, "ABSTAIN", item=1)

    sitting.refresh()
    one, two = sitting.items
    assert (one.outcome, one.register, one.places) == ("RECOMMENDED", "SIGNIFICANT", 20)
    assert (one.taking_part, one.votes_for, one.votes_against, one.abstentions) == (4, 3, 1, 0)
    assert (two.outcome, two.register, two.places, two.taking_part) == ("POSTPONED", "", None, 5)
    assert sitting.meeting.status == "COUNTED"

    confirmation = of_task(sitting.secretary, "ConfirmMinutesAsSecretary", sitting.task, contentHash="0" * 64)
    assert refused(api, confirmation) == ["MINUTES_DIFFER"]
    confirmation.input["contentHash"] = sitting.hash
    assert do(api, confirmation)["confirmations"][0]["contentHash"] == sitting.hash
    assert not Job.objects.filter(kind=Job.Kind.SEAL_DOCUMENT).exists()
    by_deputy = of_task(second, "ConfirmMinutesAsChair", sitting.task, contentHash=sitting.hash)
    assert refused(api, by_deputy) == ["NOT_PRESIDING"]
    done = do(api, of_task(first, "ConfirmMinutesAsChair", sitting.task, contentHash=sitting.hash))
    assert [each["member"]["fullName"] for each in done["confirmations"]] == [
        sitting.secretary.full_name,
        first.full_name,
    ]
    sitting.refresh()
    assert sitting.meeting.status == "SIGNED"
    assert sitting.case.status == "DONE"
    assert Job.objects.get(kind=Job.Kind.SEAL_DOCUMENT).subject_id == sitting.meeting.documents.get(kind="MINUTES").pk
    kinds = sitting.meeting.documents.order_by("pk").values_list("kind", "number")
    assert [*kinds] == [
        ("AGENDA", "1"),
        ("MINUTES", "1"),
        ("EXTRACT", "1-1"),
        ("DRAFT_ORDER", "1-1"),
        ("EXTRACT", "1-2"),
    ]


def test_the_minutes_say_item_by_item_what_the_votes_say(people):
    sitting = Sitting(dossiers=2)
    sitting.call().open()
    sitting.vote_all("FOR", "AGAINST", "ABSTAIN")
    paper = minutes_paper(sitting.meeting, on=timezone.localdate())
    assert [sitter.name for sitter in paper.sitters if sitter.is_present] == [
        *(person.full_name for person in sitting.people),
        sitting.secretary.full_name,
    ]
    assert len(paper.items) == 2
    for item, told in zip(sitting.items, paper.items, strict=True):
        votes = Vote.objects.filter(ballot__item=item).order_by("ballot__seat")
        assert [(line.name, line.choice, line.places, line.reason) for line in told.votes] == [
            (vote.ballot.seat.person.full_name, vote.get_choice_display(), vote.places or 0, vote.reason)
            for vote in votes
        ]
        assert (told.votes_for, told.votes_against, told.abstentions) == (3, 1, 1)
        assert told.decision == (
            "Рекомендовать включить: Реестр значимых программ, обучающихся за счёт бюджета не больше 20."
        )
    file = sitting.meeting.minutes.get().document.file
    content = default_storage.open(file.storage_name).read()
    assert hashlib.sha256(content).hexdigest() == sitting.hash == file.sha256


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({"heldOn": (timezone.localdate() + timedelta(days=1)).isoformat()}, ["MEETING_TOO_SOON"]),
        ({"heldOn": f"{timezone.localdate().year + 2}-02-01"}, ["COMPOSITION_MISSING"]),
        ({"form": "IN_PERSON"}, ["PLACE_REQUIRED"]),
        ({"place": "я" * 301}, ["PLACE_TOO_LONG"]),
    ],
)
def test_a_call_that_is_refused_leaves_nothing(api, people, changes, expected):
    sitting = Sitting()
    year = (timezone.localdate() + timedelta(days=1)).year
    if year != sitting.held_on.year:
        composition(sitting.commission, year, {})
    answer = api(sitting.secretary, "CallMeeting", input=invitation(sitting, **changes))
    assert codes(answer) == expected
    assert not Meeting.objects.exists()


def test_a_repeated_call_makes_one_meeting_and_the_next_gets_the_next_number(api, people):
    sitting = Sitting()
    sent = [invitation(sitting), invitation(sitting), invitation(sitting, idempotencyKey="meeting-2")]
    found = [api(sitting.secretary, "CallMeeting", input=each).data["callMeeting"]["number"] for each in sent]
    assert found == [1, 1, 2]
    other = invitation(sitting, form="IN_PERSON", place="Зал")
    assert codes(api(sitting.secretary, "CallMeeting", input=other)) == ["KEY_REUSED"]
    assert Meeting.objects.count() == 2


def test_only_the_secretary_of_this_commission_calls_and_opens(api, people):
    sitting = Sitting().call()
    neighbour = factories.member(Role.COMMISSION_SECRETARY, commission("belovo-district").unit)
    for person in (neighbour, sitting.people[0], people["clerk"]):
        deed = of_task(person, "OpenMeeting", sitting.task, present=[])
        assert refused(api, deed) == ["NOT_FOUND"]
        assert codes(api(person, "CallMeeting", input=invitation(sitting, idempotencyKey="x"))) == ["NOT_FOUND"]
    assert api(neighbour, "Meetings").data["meetings"]["totalCount"] == 0
    assert Meeting.objects.get().status == "CALLED"


def seats_of(sitting, *people) -> list[str]:
    return [to_base64("CommissionSeat", sitting.seat(person).pk) for person in people]


def test_what_speaks_against_opening(api, people):
    sitting = Sitting(in_person=True, dossiers=0).call()
    Meeting.objects.update(held_on=timezone.localdate() + timedelta(days=1))
    foreign = composition(sitting.commission, 2099, {factories.user(): Post.CHAIR}).seats.get()
    deed = of_task(sitting.secretary, "OpenMeeting", sitting.task, present=[to_base64("CommissionSeat", foreign.pk)])
    assert refused(api, deed) == [
        *("MEETING_NOT_YET", "AGENDA_EMPTY", "SEAT_UNKNOWN", "NOBODY_PRESIDES", "AGENDA_NOT_SENT")
    ]
    assert Meeting.objects.get().status == "CALLED"


def test_in_absentia_nobody_is_present_and_the_day_does_not_pass(api, people):
    sitting = Sitting().call()
    Meeting.objects.update(held_on=timezone.localdate() - timedelta(days=1))
    deed = of_task(sitting.secretary, "OpenMeeting", sitting.task, present=seats_of(sitting, sitting.people[0]))
    assert refused(api, deed) == ["MEETING_DAY_PASSED", "PRESENT_IN_ABSENTIA"]


def test_without_a_quorum_there_is_no_vote_and_no_decision(api, people):
    sitting = Sitting(in_person=True).call()
    deed = of_task(sitting.secretary, "OpenMeeting", sitting.task, present=seats_of(sitting, *sitting.people[:2]))
    assert do(api, deed)["status"] == "NO_QUORUM"
    assert [item.outcome for item in sitting.items] == ["NO_QUORUM"]
    assert not Ballot.objects.exists()
    assert sitting.case.status == "DONE"
    assert not Minutes.objects.exists()


def test_in_person_only_those_who_came_vote_and_the_deputy_presides(people):
    sitting = Sitting(in_person=True).call()
    sitting.open(*sitting.people[1:4])
    assert sitting.meeting.presiding.person == sitting.people[1]
    assert {*Ballot.objects.values_list("seat__person", flat=True)} == {each.pk for each in sitting.people[1:4]}
    sitting.vote_all()
    assert (sitting.items[0].outcome, sitting.items[0].taking_part) == ("RECOMMENDED", 3)


def test_who_does_not_vote_in_time_is_not_counted_for_anything(people):
    sitting = opened()
    for person in sitting.people[:2]:
        sitting.vote(person)
    for person in sitting.people[2:]:
        sitting.expire(sitting.ballot(person))
    (item,) = sitting.items
    assert (item.outcome, item.taking_part, item.votes_for) == ("NO_QUORUM", 2, 2)
    assert (item.register, item.places) == ("", None)


def test_a_vote_for_another_register_needs_its_conditions():
    sitting = Sitting()
    Dossier.objects.update(register="GENERAL_DEVELOPMENT")
    sitting.dossiers[0].edition.modules.update(hours=40, months=5)
    sitting.call().open()
    with pytest.raises(Refused) as caught:
        sitting.vote(sitting.people[0])
    assert [(reason.code, reason.path) for reason in caught.value.refusals] == [
        ("CONDITION_NOT_MET", ("register",))
    ] * 2
    assert not Vote.objects.exists()
    sitting.vote(sitting.people[0], register="GENERAL_DEVELOPMENT")
    assert Vote.objects.get().register == "GENERAL_DEVELOPMENT"


def test_where_everybody_is_recused_nothing_is_decided(people):
    sitting = Sitting()
    owner = sitting.dossiers[0].edition.program.provider
    for person in sitting.people:
        ExpertTie.objects.create(expert=person, provider=owner, kind="KINSHIP")
    sitting.call().open()
    assert not Ballot.objects.exists()
    assert [item.outcome for item in sitting.items] == ["NO_QUORUM"]
    assert {*Recusal.objects.values_list("ground", flat=True)} == {"KINSHIP"}
    assert sitting.meeting.status == "COUNTED"


def test_the_system_finds_whoever_works_there_gave_an_opinion_or_is_tied(people):
    sitting = Sitting()
    edition = sitting.dossiers[0].edition
    owner = edition.program.provider
    CommissionSeat.objects.bulk_create(
        [
            CommissionSeat(
                composition=sitting.composition,
                person=factories.user(),
                post=Post.MEMBER,
                organisation=owner.short_name,
                provider=owner,
            )
        ]
    )
    ExpertAssignment.objects.create(edition=edition, expert=sitting.people[1], by_load=True)
    ExpertTie.objects.create(expert=sitting.people[2], provider=owner, kind="AUTHORSHIP")
    sitting.call().open()
    assert [*Recusal.objects.order_by("seat").values_list("ground", flat=True)] == [
        "OPINION_AUTHOR",
        "OTHER",
        "OWN_ORGANISATION",
    ]


def test_nobody_votes_for_another_nor_without_a_role(api, people):
    sitting = opened()
    voter, other = sitting.people[0], sitting.people[1]
    outsider = factories.member(Role.PROVIDER_MANAGER, sitting.dossiers[0].edition.program.provider.unit)
    task = sitting.ballot(voter)
    for person in (other, sitting.secretary, outsider, people["clerk"], factories.user("newcomer")):
        assert refused(api, of_task(person, "CastVote", task, **FOR, idempotencyKey="k")) == ["NOT_FOUND"]
    Membership.objects.filter(user=voter).update(valid_to=timezone.localdate())
    assert refused(api, ballot_of(sitting, 0)) == ["NOT_FOUND"]
    assert not Vote.objects.exists()


def test_a_vote_is_cast_once_and_a_repeat_gets_the_same_answer(api, people):
    sitting = opened()
    deed = ballot_of(sitting, 0)
    assert do(api, deed)["id"] == do(api, deed)["id"]
    again = {**deed.input, "idempotencyKey": "vote-2", "choice": "ABSTAIN", "register": None, "places": None}
    assert codes(api(deed.by, "CastVote", input=again)) == ["TASK_CLOSED"]
    assert [*Vote.objects.values_list("choice", flat=True)] == ["FOR"]
    vote = Vote.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.create(ballot=vote.ballot, choice="ABSTAIN")
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.update(choice="ABSTAIN", register="", places=None)


def test_after_the_close_nobody_votes(api, people):
    sitting = opened()
    late = ballot_of(sitting, 4)
    for person in sitting.people[:4]:
        sitting.vote(person)
    sitting.expire(sitting.ballot(sitting.people[4]))
    assert refused(api, late) == ["TASK_CLOSED"]
    with pytest.raises(DatabaseError, match="a closed item takes no votes"), transaction.atomic():
        Vote.objects.create(ballot=Ballot.objects.get(seat__person=sitting.people[4]), choice="ABSTAIN")
    assert Vote.objects.count() == 4


def test_on_the_day_after_the_vote_is_over(api, people):
    sitting = opened()
    Meeting.objects.update(held_on=timezone.localdate() - timedelta(days=1))
    assert refused(api, ballot_of(sitting, 0)) == ["VOTE_OVER"]
    assert not Vote.objects.exists()


def test_an_open_item_keeps_the_composition_that_it_was_put_to(api, people):
    sitting = opened()
    newcomer = factories.member(Role.COMMISSION_MEMBER, sitting.commission.unit)
    staying = dict(zip(sitting.people[:2], FIVE, strict=False))
    composition(sitting.commission, sitting.held_on.year, {**staying, newcomer: Post.MEMBER}, number=2)
    assert api(newcomer, "MyBallots").data["myBallots"]["totalCount"] == 0
    task = sitting.ballot(sitting.people[4])
    assert refused(api, of_task(newcomer, "CastVote", task, **FOR, idempotencyKey="k")) == ["NOT_FOUND"]
    conflict = conflict_of(sitting, 0)
    assert codes(api(newcomer, "DeclareConflict", input=conflict.input)) == ["NOT_FOUND"]
    sitting.vote_all()
    assert (sitting.items[0].outcome, sitting.items[0].taking_part) == ("RECOMMENDED", 5)


@pytest.mark.parametrize(
    "said, expected",
    [
        ({"choice": "FOR"}, ["REGISTER_REQUIRED", "PLACES_OUT_OF_RANGE"]),
        (FOR | {"places": 31}, ["PLACES_OUT_OF_RANGE"]),
        (FOR | {"places": 0}, ["PLACES_OUT_OF_RANGE"]),
        (FOR | {"register": "PRE_PROFESSIONAL"}, ["REGISTER_NOT_FOR_PROGRAM"]),
        ({"choice": "AGAINST"}, ["REASON_REQUIRED"]),
        ({"choice": "ABSTAIN", "places": 5}, ["REGISTER_WITHOUT_FOR"]),
        ({"choice": "ABSTAIN", "dissent": "я" * 5001}, ["TEXT_TOO_LONG"]),
    ],
)
def test_a_vote_that_is_not_whole_is_refused(api, people, said, expected):
    assert refused(api, ballot_of(opened(), 0, **said)) == expected
    assert not Vote.objects.exists()


@pytest.mark.parametrize("places, expected", [(100_000, []), (100_001, ["PLACES_OUT_OF_RANGE"])])
def test_a_vote_gives_a_hundred_thousand_places_at_most(places, expected):
    said = {"asked": 2**31 - 1, "program_kind": "GENERAL_DEVELOPMENT"}
    found = [*meeting_rules.why_not_for("SIGNIFICANT", places, **said)]
    assert [each.code for each in found] == expected
    assert all(each.path == ("places",) for each in found)


def test_a_tie_that_became_known_meanwhile_takes_the_vote_away(api, people):
    sitting = opened()
    owner = sitting.dossiers[0].edition.program.provider
    ExpertTie.objects.create(expert=sitting.people[0], provider=owner, kind="EMPLOYMENT")
    assert refused(api, ballot_of(sitting, 0)) == ["RECUSED"]
    for person in sitting.people[1:]:
        sitting.vote(person)
    sitting.expire(sitting.ballot(sitting.people[0]))
    assert Recusal.objects.get().is_declared is False
    assert (sitting.items[0].outcome, sitting.items[0].taking_part) == ("RECOMMENDED", 4)


def test_a_declared_conflict_keeps_one_from_voting(api, people):
    sitting = Sitting().call()
    deed = conflict_of(sitting, 1)
    assert do(api, deed)["isDeclared"] is True
    assert refused(api, deed) == ["ALREADY_RECUSED"]
    sitting.open()
    assert not Ballot.objects.filter(seat__person=sitting.people[1]).exists()
    for person in (sitting.secretary, people["clerk"], people["provider"]):
        assert codes(api(person, "DeclareConflict", input=deed.input)) == ["NOT_FOUND"]
    assert Recusal.objects.count() == 1


def test_a_conflict_declared_late_takes_the_open_ballot_away_and_the_meeting_goes_on(api, people):
    sitting = opened()
    task = sitting.ballot(sitting.people[4])
    for person in sitting.people[:4]:
        sitting.vote(person)
    assert do(api, conflict_of(sitting, 4))["ground"] == "KINSHIP"
    assert refused(api, of_task(sitting.people[4], "CastVote", task, **FOR, idempotencyKey="k")) == ["TASK_CLOSED"]
    assert (sitting.items[0].outcome, sitting.items[0].taking_part) == ("RECOMMENDED", 4)
    assert sitting.refresh().meeting.status == "COUNTED"
    (item,) = minutes_paper(sitting.meeting, on=timezone.localdate()).items
    assert item.recused == (f"{sitting.people[4].full_name}: родство. Брат.",)
    assert len(item.votes) == 4


def test_who_has_voted_declares_no_conflict(api, people):
    sitting = opened().vote_all()
    assert refused(api, conflict_of(sitting, 0)) == ["VOTED_ALREADY"]
    assert not Recusal.objects.exists()


def test_a_conflict_is_not_declared_once_the_item_is_closed(api, people):
    sitting = opened()
    for person in sitting.people[:4]:
        sitting.vote(person)
    sitting.expire(sitting.ballot(sitting.people[4]))
    assert refused(api, conflict_of(sitting, 4)) == ["VOTE_OVER"]


def test_others_votes_are_seen_once_the_item_is_closed(api, people):
    sitting = opened()
    first, second = sitting.people[:2]
    sitting.vote(first)
    assert votes_seen(api, first, sitting) == 1
    for person in (second, sitting.secretary, people["clerk"]):
        assert votes_seen(api, person, sitting) == 0
    sitting.vote_all()
    for person in (first, second, sitting.secretary, people["clerk"]):
        assert votes_seen(api, person, sitting) == 5


def test_who_has_voted_is_no_secret_and_how_is(api, send, people):
    sitting = opened()
    first, second = sitting.people[:2]
    sitting.vote(first)
    for person in (second, sitting.secretary, people["clerk"]):
        (item,) = record_of(api, person, sitting)["items"]
        cast = {each["member"]["fullName"]: each["isCast"] for each in item["ballots"]}
        assert cast == {each.full_name: each == first for each in sitting.people}
        assert item["votes"] == []
    own = sitting.dossiers[0].edition.program.provider
    manager = factories.member(Role.PROVIDER_MANAGER, own.unit)
    query = "query ($id: ID!) { dossier(id: $id) { items { number ballots { isCast } } } }"
    seen = send(manager, query, id=to_base64("Dossier", sitting.dossiers[0].pk))
    assert seen.data["dossier"]["items"] == [{"number": 1, "ballots": []}]


def test_a_vote_in_absentia_ends_when_all_have_voted_and_is_dated_so(api, people):
    sitting = opened()
    today = timezone.localdate()
    assert record_of(api, sitting.secretary, sitting)["votedOn"] is None
    sitting.vote_all()
    sitting.refresh()
    record = record_of(api, sitting.secretary, sitting)
    assert (record["votedOn"], record["heldOn"]) == (f"{today}", f"{sitting.held_on}")
    paper = minutes_paper(sitting.meeting, on=today + timedelta(days=3))
    assert (paper.held_on, paper.vote_until) == (today, sitting.held_on)
    sitting.sign()
    (item,) = paper.items
    assert extract_paper(sitting.meeting, item).held_on == today


def test_a_vote_in_absentia_that_is_counted_after_its_last_day_ended_on_that_day(api, people):
    sitting = opened()
    yesterday = timezone.localdate() - timedelta(days=1)
    sitting.vote_all()
    Meeting.objects.update(held_on=yesterday)
    sitting.refresh()
    assert record_of(api, sitting.secretary, sitting)["votedOn"] == f"{yesterday}"
    assert minutes_paper(sitting.meeting, on=timezone.localdate()).held_on == yesterday


def test_a_meeting_in_person_has_its_day(api, people):
    sitting = Sitting(in_person=True).call()
    sitting.open(*sitting.people)
    sitting.vote_all()
    sitting.refresh()
    assert record_of(api, sitting.secretary, sitting)["votedOn"] is None
    paper = minutes_paper(sitting.meeting, on=timezone.localdate())
    assert (paper.held_on, paper.vote_until) == (sitting.meeting.held_on, None)


@pytest.mark.parametrize(("in_person", "line"), [(False, "№ 1, заочное до {:%d.%m.%Y}"), (True, "№ 1 от {:%d.%m.%Y}")])
def test_the_queue_does_not_say_meeting_twice(people, in_person, line):
    sitting = Sitting(in_person=in_person).call()
    assert sitting.task.subject_line == line.format(sitting.held_on)


def record_of(api, person, sitting) -> dict:
    return api(person, "MeetingRecord", id=to_base64("Meeting", sitting.meeting.pk)).data["node"]


def test_votes_are_seen_at_once_where_the_order_does_not_hide_them(api, people):
    sitting = opened()
    CommissionOrder.objects.update(hides_open_votes=False)
    sitting.vote(sitting.people[0])
    assert votes_seen(api, sitting.people[1], sitting) == 1


def votes_seen(api, person, sitting) -> int:
    return sum(len(item["votes"]) for item in record_of(api, person, sitting)["items"])


def test_a_meeting_is_cancelled_before_it_is_opened_and_not_after(api, people):
    sitting = Sitting().call()
    deed = of_case(sitting.secretary, "CancelMeeting", sitting.case, reason="Карантин.")
    member = of_case(sitting.people[0], "CancelMeeting", sitting.case, reason="Карантин.")
    assert refused(api, member) == ["NOT_FOUND"]
    assert do(api, deed)["status"] == "CANCELLED"
    assert [item.outcome for item in sitting.items] == ["TAKEN_OFF"]
    assert not Task.objects.filter(process=sitting.case, finished=None).exists()


def test_an_open_meeting_is_not_cancelled(api, people):
    sitting = opened()
    deed = of_case(sitting.secretary, "CancelMeeting", sitting.case, reason="Карантин.")
    assert refused(api, deed) == ["MEETING_OPENED"]
    assert Meeting.objects.get().status == "VOTING"


def test_whoever_presided_does_not_confirm_as_secretary_too(api, people):
    sitting = counted()
    chair = sitting.people[0]
    Membership.objects.create(
        user=chair, role=Role.COMMISSION_SECRETARY, unit=sitting.commission.unit, valid_from=factories.SINCE
    )
    deed = of_task(chair, "ConfirmMinutesAsSecretary", sitting.task, contentHash=sitting.hash)
    assert refused(api, deed) == ["SAME_PERSON"]


def test_signed_minutes_are_corrected_by_others_and_never_changed(api, people):
    sitting = counted()
    early = correction_of(sitting)
    assert codes(api(sitting.secretary, "CorrectMinutes", input=early)) == ["MINUTES_NOT_SIGNED"]
    sitting.sign()
    first = sitting.hash
    made = api(sitting.secretary, "CorrectMinutes", input=correction_of(sitting)).data["correctMinutes"]
    assert (made["number"], made["correction"]) == (1, "Опечатка в названии.")
    sitting.refresh()
    again = correction_of(sitting, idempotencyKey="fix-2")
    assert codes(api(sitting.secretary, "CorrectMinutes", input=again)) == ["CORRECTION_OPEN"]
    sitting.sign()
    assert sitting.hash == made["contentHash"] != first
    assert [minutes.confirmations.count() for minutes in sitting.meeting.minutes.order_by("number")] == [2, 2]
    assert Process.objects.filter(meeting=sitting.meeting, status="NEW").count() == 0
    for change in ({"content_hash": "0" * 64}, {"correction": "Иначе."}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Minutes.objects.filter(number=0).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Minutes.objects.get(number=0).confirmations.all().delete()


def test_a_wrong_correction_is_withdrawn_and_the_next_one_has_the_next_number(api, people):
    sitting = counted().sign()
    first = sitting.hash
    sitting.correct().confirm("secretary", sitting.secretary)
    wrong, case = sitting.hash, sitting.task.process
    others = (
        sitting.people[0],
        sitting.people[2],
        factories.member(Role.COMMISSION_SECRETARY, commission("belovo-district").unit),
    )
    for person in others:
        assert refused(api, of_case(person, "WithdrawCorrection", case, reason="Не то.")) == ["NOT_FOUND"]
    deed = of_case(sitting.secretary, "WithdrawCorrection", case, reason=" Не то исправили. ")
    assert refused(api, of_case(sitting.secretary, "WithdrawCorrection", case, reason=" ")) == ["REASON_REQUIRED"]
    assert sitting.refresh().meeting.minutes.filter(withdrawal=None).count() == 2

    told = do(api, deed)
    assert (told["number"], told["contentHash"], told["withdrawalReason"]) == (1, wrong, "Не то исправили.")
    assert told["withdrawnOn"] == timezone.localdate().isoformat()
    assert not Task.objects.filter(process=case, finished=None).exists()
    assert minutes.newest(sitting.refresh().meeting).content_hash == first
    assert refused(api, of_case(sitting.secretary, "WithdrawCorrection", case, reason="Ещё.")) == ["CASE_CLOSED"]

    again = api(sitting.secretary, "CorrectMinutes", input=correction_of(sitting, idempotencyKey="fix-9")).data
    assert again["correctMinutes"]["number"] == 2
    sitting.refresh().sign()
    record = api(sitting.secretary, "MeetingRecord", id=to_base64("Meeting", sitting.meeting.pk)).data["node"]
    assert [each["withdrawalReason"] for each in record["minutes"]] == ["", "Не то исправили.", ""]
    assert [len(each["confirmations"]) for each in record["minutes"]] == [2, 1, 2]
    assert Entry.objects.filter(what="minutes.withdrawn", subject_id=sitting.meeting.pk).count() == 1


def test_a_confirmed_correction_is_not_withdrawn(api, people):
    sitting = counted().sign().correct()
    case = sitting.task.process
    sitting.sign()
    case.refresh_from_db()
    assert refused(api, of_case(sitting.secretary, "WithdrawCorrection", case, reason="Не то.")) == ["CASE_CLOSED"]


def test_the_database_keeps_what_both_confirmed_and_what_was_withdrawn():
    sitting = counted().sign().correct()
    signed, correction = sitting.meeting.minutes.order_by("number")
    day = {"withdrawn_on": timezone.localdate(), "reason": "Не то."}
    with pytest.raises(DatabaseError), transaction.atomic():
        MinutesWithdrawal.objects.create(minutes=signed, **day)
    sitting.withdraw_correction()
    secretary = {"post": "SECRETARY", "person": sitting.secretary, "content_hash": correction.content_hash}
    with pytest.raises(DatabaseError), transaction.atomic():
        MinutesConfirmation.objects.create(minutes=correction, **secretary)
    for change in (lambda rows: rows.update(reason="Иначе."), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(MinutesWithdrawal.objects.all())
    sitting.correct().sign()
    with pytest.raises(DatabaseError), transaction.atomic():
        MinutesWithdrawal.objects.create(minutes=sitting.meeting.minutes.latest("number"), **day)


def correction_of(sitting, **changes) -> dict:
    about = {"meeting": to_base64("Meeting", sitting.meeting.pk), "expectedVersion": sitting.meeting.version}
    return {**about, "correction": "Опечатка в названии.", "idempotencyKey": "fix-1", **changes}


def test_who_reads_the_documents(people):
    sitting = counted().sign()
    owner = sitting.dossiers[0].edition.program.provider
    institution = factories.member(Role.PROVIDER_MANAGER, owner.unit)
    stranger = factories.member(Role.PROVIDER_MANAGER, factories.provider().unit)
    town = factories.member(Role.MUNICIPAL_CLERK, sitting.commission.municipality.unit)
    kinds = dict(sitting.meeting.documents.values_list("file", "kind"))

    def read(person) -> set[str]:
        files = StoredFile.objects.filter(seen_by(factories.viewer(person)), pk__in=kinds)
        return {kinds[key] for key in files.values_list("pk", flat=True)}

    everything = {"AGENDA", "DRAFT_ORDER", "EXTRACT", "MINUTES"}
    assert read(institution) == {"EXTRACT"}
    assert read(stranger) == set()
    for person in (sitting.secretary, sitting.people[2], town, people["clerk"]):
        assert read(person) == everything
    Membership.objects.filter(user=sitting.people[0]).delete()
    assert read(sitting.people[0]) == set()


@pytest.mark.parametrize(("dossiers", "number"), [(1, 13), (3, 19)])  # three more for each item
def test_the_record_of_a_meeting_is_a_few_statements_for_the_ordinary_executor(api, people, dossiers, number):
    sitting = Sitting(dossiers=dossiers).call().open().vote_all()
    asked = {"id": to_base64("Meeting", sitting.meeting.pk)}
    api(sitting.secretary, "MeetingRecord", **asked)  # a token is issued with the first request
    with override_settings(COMPILED_READS=False):
        sent = statements(lambda: api(sitting.secretary, "MeetingRecord", **asked))
    assert len(sent) == number, "\n".join(sql[:150] for sql in sent)
