"""The agenda of a meeting goes to its members before the meeting, and is closed then."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from pypdf import PdfReader
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.accounts import viewers
from backoffice.acts import calendar
from backoffice.commissions import holding, meeting_rules
from backoffice.commissions.meetings import AgendaItem, Meeting
from backoffice.commissions.models import CommissionOrder
from backoffice.documents.models import IssuedDocument
from backoffice.errors import Refused
from backoffice.files.models import StoredFile
from backoffice.files.services import seen_by
from tests import factories
from tests.conftest import codes
from tests.deeds import of_task
from tests.dossiers import Review
from tests.meetings import FIVE, Post, Sitting, commission, composition
from tests.uploads import folder  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


def about(sitting: Sitting, **changes) -> dict:
    return {"meeting": to_base64("Meeting", sitting.meeting.pk), "expectedVersion": sitting.meeting.version, **changes}


def send(api, sitting: Sitting, by=None):
    return api(by or sitting.secretary, "SendAgenda", input=about(sitting))


def open_it(api, sitting: Sitting, present: list[str]):
    return api(sitting.secretary, "OpenMeeting", input=of_task(None, "", sitting.task, present=present).input)


def agendas() -> list[IssuedDocument]:
    return [*IssuedDocument.objects.filter(kind="AGENDA").select_related("file").order_by("pk")]


def printed(document: IssuedDocument) -> str:
    with default_storage.open(document.file.storage_name) as file:
        return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages).split())


def test_the_members_see_the_agenda_once_it_is_sent_and_nobody_else_does(api, people):
    sitting = Sitting(dossiers=2).call(sends=False)
    member = sitting.people[3]
    documents = {"meeting": to_base64("Meeting", sitting.meeting.pk)}
    assert api(member, "IssuedDocuments", **documents).data["issuedDocuments"]["totalCount"] == 0

    done = send(api, sitting).data["sendAgenda"]

    today = timezone.localdate().isoformat()
    assert (done["agendaSentOn"], done["status"], done["version"]) == (today, "CALLED", 2)
    (agenda,) = agendas()
    assert all(each.edition.name in printed(agenda) for each in sitting.dossiers)
    for person in (*sitting.people, sitting.secretary):
        (edge,) = api(person, "IssuedDocuments", **documents).data["issuedDocuments"]["edges"]
        assert (edge["node"]["kind"], edge["node"]["issuedOn"]) == ("AGENDA", today)
        assert StoredFile.objects.filter(seen_by(viewers.viewer_of_user(person)), pk=agenda.file_id).exists()
    outsiders = (
        factories.member(Role.COMMISSION_MEMBER, commission("belovo-district").unit),
        factories.member(Role.PROVIDER_MANAGER, sitting.dossiers[0].edition.program.provider.unit),
    )
    for person in outsiders:
        assert api(person, "IssuedDocuments", **documents).data["issuedDocuments"]["totalCount"] == 0
        assert not StoredFile.objects.filter(seen_by(viewers.viewer_of_user(person)), pk=agenda.file_id).exists()


def test_an_agenda_that_was_sent_is_closed(api, people):
    review, sitting = Review().file().check(), Sitting().call()
    with pytest.raises(Refused) as caught:
        review.put(sitting.meeting)
    (reason,) = caught.value.refusals
    assert (reason.code, reason.path) == ("AGENDA_SENT", ("meeting",))
    assert AgendaItem.objects.count() == 1


def test_only_the_secretary_of_this_commission_sends(api, people):
    sitting = Sitting().call(sends=False)
    neighbour = factories.member(Role.COMMISSION_SECRETARY, commission("belovo-district").unit)
    head = factories.member(Role.MUNICIPAL_HEAD, sitting.commission.municipality.unit)
    for person in (neighbour, sitting.people[0], head, people["clerk"], factories.user("newcomer")):
        assert codes(send(api, sitting, person)) == ["NOT_FOUND"]
    stale = api(sitting.secretary, "SendAgenda", input=about(sitting, expectedVersion=2))
    assert codes(stale) == ["CASE_CHANGED"]
    assert (Meeting.objects.get().agenda_sent_on, agendas()) == (None, [])


def test_an_agenda_that_has_grown_since_it_was_seen_is_not_sent(api, people):
    review, sitting = Review().file().check(), Sitting().call(sends=False)
    seen = about(sitting)
    review.put(sitting.meeting)
    assert codes(api(sitting.secretary, "SendAgenda", input=seen)) == ["CASE_CHANGED"]
    assert (Meeting.objects.get().agenda_sent_on, agendas()) == (None, [])
    sitting.refresh()
    assert send(api, sitting).data["sendAgenda"]["status"] == "CALLED"
    assert sitting.refresh().meeting.items_sent == 2


def test_an_agenda_is_sent_once(api, people):
    sitting = Sitting().call()
    assert codes(send(api, sitting)) == ["AGENDA_SENT"]
    sitting.open()
    assert codes(send(api, sitting)) == ["MEETING_NOT_CALLED", "AGENDA_SENT"]
    assert len(agendas()) == 1


def test_an_empty_agenda_is_not_sent_nor_one_too_late(api, people):
    sitting = Sitting(dossiers=0).call()
    Meeting.objects.update(held_on=timezone.localdate() + timedelta(days=1))
    answer = send(api, sitting)
    assert codes(answer) == ["AGENDA_EMPTY", "NOTICE_TOO_LATE"]
    late = answer.data["sendAgenda"]["refusals"][1]
    assert late["remedy"] == "Отмените заседание и созовите его на другой день."
    assert Meeting.objects.get().agenda_sent_on is None


@pytest.mark.parametrize("days", [0, 1, 3, 7])
def test_the_last_day_for_the_agenda_is_published(api, people, days):
    sitting = Sitting().call(sends=False)
    CommissionOrder.objects.filter(pk=sitting.meeting.order_id).update(notice_days=days)
    for ahead in range(14, 21):
        Meeting.objects.update(held_on=timezone.localdate() + timedelta(days=ahead))
        meeting = Meeting.objects.get()
        expected = holding.last_day_of_notice(meeting).isoformat() if days else None
        record = api(sitting.secretary, "MeetingRecord", id=to_base64("Meeting", meeting.pk)).data["node"]
        (edge,) = api(sitting.secretary, "Meetings").data["meetings"]["edges"]
        assert (record["agendaDueOn"], edge["node"]["agendaDueOn"]) == (expected, expected)


def test_a_mutation_tells_the_last_day_too(send, people):
    sitting = Sitting().call(sends=False)
    query = "mutation($input: SendAgendaInput!) { sendAgenda(input: $input) { ... on Meeting { agendaDueOn } } }"
    told = send(sitting.secretary, query, input=about(sitting)).data["sendAgenda"]["agendaDueOn"]
    assert told == holding.last_day_of_notice(sitting.meeting).isoformat()


def test_the_last_day_of_the_notice_is_that_of_the_order_of_the_meeting(api, people):
    sitting = Sitting().call(sends=False)
    today = timezone.localdate()
    Meeting.objects.update(held_on=calendar.working_days_after(today, 5))
    CommissionOrder.objects.filter(pk=sitting.meeting.order_id).update(notice_days=6)
    assert codes(send(api, sitting)) == ["NOTICE_TOO_LATE"]
    CommissionOrder.objects.filter(pk=sitting.meeting.order_id).update(notice_days=5)
    assert send(api, sitting).data["sendAgenda"]["version"] == 2


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({}, []),
        ({"is_called": False, "items": 0}, ["MEETING_NOT_CALLED"]),
        ({"is_called": False, "last_day": date(2026, 3, 1)}, ["MEETING_NOT_CALLED"]),
        ({"sent_on": date(2026, 3, 1), "last_day": date(2026, 3, 1)}, ["AGENDA_SENT"]),
        ({"last_day": date(2026, 3, 1)}, ["NOTICE_TOO_LATE"]),
    ],
)
def test_every_reason_is_told_at_once(changes, expected):
    said = {"is_called": True, "items": 1, "sent_on": None, "last_day": date(2026, 3, 2), **changes}
    found = [*meeting_rules.why_not_send_agenda(on=date(2026, 3, 2), **said)]
    assert [reason.code for reason in found] == expected
    assert all(reason.rule and reason.remedy for reason in found)


def test_what_was_not_sent_is_not_opened(api, people):
    sitting = Sitting().call(sends=False)
    answer = open_it(api, sitting, [])
    assert codes(answer) == ["AGENDA_NOT_SENT"]
    last_day = calendar.last_day_before(sitting.held_on, 3)
    (reason,) = answer.data["openMeeting"]["refusals"]
    assert reason["remedy"] == f"Разошлите повестку не позже {last_day:%d.%m.%Y}."
    Meeting.objects.update(held_on=timezone.localdate())
    (reason,) = open_it(api, sitting, []).data["openMeeting"]["refusals"]
    assert reason["remedy"] == "Отмените заседание и созовите его на другой день."
    assert Meeting.objects.get().status == "CALLED"


def replaced(sitting: Sitting, *staying) -> Sitting:
    """Another composition, in force now but not when the agenda was sent; the chair and the deputy are new."""
    seats = {factories.user(): Post.CHAIR, factories.user(): Post.DEPUTY, **dict.fromkeys(staying, Post.MEMBER)}
    seats[sitting.secretary] = Post.SECRETARY
    year = sitting.held_on.year
    composition(sitting.commission, year, seats, number=2)
    Meeting.objects.update(agenda_sent_on=date(year, 1, 1))
    return sitting.refresh()


def test_a_meeting_of_which_nobody_who_decides_was_told_is_not_opened(api, people):
    sitting = replaced(Sitting().call())
    answer = open_it(api, sitting, [])
    assert codes(answer) == ["NOTICE_TO_OTHERS"]
    (reason,) = answer.data["openMeeting"]["refusals"]
    assert reason["remedy"] == "Отмените заседание и созовите его на другой день."
    assert (Meeting.objects.get().status, Meeting.objects.get().composition) == ("CALLED", sitting.composition)
    Meeting.objects.update(agenda_sent_on=timezone.localdate())  # the new composition was in force then
    assert open_it(api, sitting, []).data["openMeeting"]["status"] == "VOTING"


def test_one_who_decides_and_was_told_is_enough_but_the_secretary_is_none(api, people):
    sitting = Sitting().call()
    assert open_it(api, replaced(sitting, sitting.people[4]), []).data["openMeeting"]["status"] == "VOTING"


def test_where_the_order_asks_for_no_notice_others_may_decide(api, people):
    sitting = replaced(Sitting().call())
    CommissionOrder.objects.filter(pk=sitting.meeting.order_id).update(notice_days=0)
    assert open_it(api, sitting, []).data["openMeeting"]["status"] == "VOTING"


def test_what_was_sent_and_is_empty_is_cancelled_for_it_cannot_grow(api, people):
    sitting = Sitting().call()
    AgendaItem.objects.update(outcome="TAKEN_OFF")
    (reason,) = open_it(api, sitting, []).data["openMeeting"]["refusals"]
    assert (reason["code"], reason["remedy"]) == ("AGENDA_EMPTY", "Отмените заседание и созовите другое.")
    empty = send(api, sitting).data["sendAgenda"]["refusals"][0]
    assert (empty["code"], empty["remedy"]) == ("AGENDA_EMPTY", "Отмените заседание и созовите другое.")
    Meeting.objects.update(agenda_sent_on=None, items_sent=None)
    for answer in (open_it(api, sitting, []), send(api, sitting)):
        (result,) = answer.data.values()
        assert result["refusals"][0]["remedy"] == "Включите в повестку программы или отмените заседание."


def test_opening_makes_no_second_agenda():
    sitting = Sitting(dossiers=2).call().open()
    assert (sitting.meeting.status, len(agendas())) == ("VOTING", 1)


def test_an_agenda_that_an_item_has_left_is_issued_anew_at_the_opening():
    review, sitting = Review().file().check(), Sitting().call(sends=False)
    review.put(sitting.meeting)
    sitting.send()
    review.withdraw()
    sitting.open()
    sent, opened = agendas()
    gone, left = (each.program.provider.full_name for each in (review.edition, sitting.dossiers[0].edition))
    assert (gone in printed(sent), left in printed(sent)) == (True, True)
    assert (gone in printed(opened), left in printed(opened)) == (False, True)


def test_what_left_before_the_agenda_was_sent_asks_for_no_second_one():
    review, sitting = Review().file().check(), Sitting().call(sends=False)
    review.put(sitting.meeting).withdraw()
    sitting.send().open()
    (agenda,) = agendas()
    assert review.edition.program.provider.full_name not in printed(agenda)


def test_where_the_order_asks_for_no_notice_the_opening_issues_the_agenda(api, people):
    sitting = Sitting().call(sends=False)
    CommissionOrder.objects.filter(pk=sitting.meeting.order_id).update(notice_days=0)
    sitting.open()
    assert (len(agendas()), sitting.meeting.agenda_sent_on) == (1, None)


def test_the_form_of_the_opening_lists_the_seats_in_force(api, people):
    sitting = Sitting(in_person=True).call()
    staying = dict(zip(sitting.people[:2], FIVE, strict=False)) | {sitting.secretary: Post.SECRETARY}
    sitting.composition = composition(sitting.commission, timezone.localdate().year, staying, number=2)
    record = api(sitting.secretary, "MeetingRecord", id=to_base64("Meeting", sitting.meeting.pk)).data["node"]
    assert [(seat["post"], seat["person"]["fullName"]) for seat in record["seatsInForce"]] == [
        ("CHAIR", sitting.people[0].full_name),
        ("DEPUTY", sitting.people[1].full_name),
        ("SECRETARY", sitting.secretary.full_name),
    ]
    present = [seat["id"] for seat in record["seatsInForce"]]
    assert open_it(api, sitting, present).data["openMeeting"]["status"] == "VOTING"
