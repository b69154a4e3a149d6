"""A program leaves an agenda at the very moment when its meeting is opened or cancelled: one comes before the other."""

from __future__ import annotations

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.commissions import agenda, filing, holding
from backoffice.commissions.meetings import Ballot, Meeting, Minutes
from backoffice.commissions.models import CommissionOrder
from backoffice.documents.models import IssuedDocument
from backoffice.providers.models import Provider
from backoffice.registers.models import ProviderRegisterEntry
from tests import factories
from tests.deeds import Deed, of_case, of_task
from tests.dossiers import Review
from tests.meetings import Sitting
from tests.races import in_the_middle, race, rounds
from tests.uploads import folder  # noqa: F401

ROUNDS = pytest.mark.parametrize("round", rounds(3))
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("folder", "reference")]


class Agenda:
    """A meeting of five that is called, with reviewed programs on its agenda; nobody has come if it is in person.

    Its agenda is sent, unless the order asks for no notice: then programs come on it until the opening.
    """

    def __init__(self, api, *, in_person: bool = False, programs: int = 1, asks_notice: bool = True):
        self.api = api
        self.sitting = Sitting(in_person=in_person, dossiers=0).call()
        rows = Meeting.objects.filter(pk=self.sitting.meeting.pk)
        rows.update(held_on=self.sitting.held_on)
        self.reviews = [Review().file().check().put(self.sitting.meeting) for _ in range(programs)]
        if asks_notice:
            self.sitting.refresh().send()
        else:
            CommissionOrder.objects.update(notice_days=0)
        if in_person:
            rows.update(held_on=timezone.localdate())
        for person in (self.secretary, *(review.manager for review in self.reviews)):
            api(person, "TaskCounts")

    @property
    def secretary(self):
        return self.sitting.secretary

    def opening(self) -> Deed:
        present = [to_base64("CommissionSeat", self.sitting.seat(self.sitting.people[0]).pk)]
        present = present if self.sitting.in_person else []
        return of_task(self.secretary, "OpenMeeting", self.sitting.task, present=present)

    def cancelling(self) -> Deed:
        return of_case(self.secretary, "CancelMeeting", self.sitting.case, reason="Карантин.")

    def sending(self) -> Deed:
        meeting = self.sitting.refresh().meeting
        about = {"meeting": to_base64("Meeting", meeting.pk), "expectedVersion": meeting.version}
        return Deed(self.secretary, "SendAgenda", about)

    def taking_back(self, number: int = 0) -> Deed:
        review = self.reviews[number]
        return of_case(review.manager, "WithdrawDossier", review.case, reason="Передумали.")

    def putting(self, review: Review) -> Deed:
        about = to_base64("Meeting", self.sitting.meeting.pk)
        self.api(review.secretary, "TaskCounts")
        said = {"meeting": about, "idempotencyKey": f"put-{review.dossier.pk}"}
        return of_task(review.secretary, "PutOnAgenda", review.task, **said)

    def excluding(self, by) -> Deed:
        """The operator takes the provider of the first program out of the register of providers."""
        provider = Provider.objects.get(pk=self.reviews[0].provider.pk)
        ProviderRegisterEntry.objects.create(
            number="42-ПО-2019-90001",
            provider=provider,
            included_on=factories.SINCE,
            case_id=self.reviews[0].case.case_id,
        )
        self.api(by, "TaskCounts")
        said = {"provider": to_base64("Provider", provider.pk), "expectedVersion": provider.version}
        return Deed(by, "ExcludeProvider", {**said, "ground": "OWN_REQUEST", "reason": "Закрываемся."})

    def sender(self, deed: Deed):
        """Sends it, and tells the codes against it."""

        def send() -> str:
            answer = self.api(deed.by, deed.operation, input=deed.input)
            assert answer.errors == []
            (result,) = answer.data.values()
            return ",".join(refusal["code"] for refusal in result.get("refusals", [])) or "done"

        return send

    def state(self) -> list:
        """Of the meeting, of its items, of the dossiers."""
        self.sitting.refresh()
        outcomes = [item.outcome for item in self.sitting.items]
        for review in self.reviews:
            review.dossier.refresh_from_db()
        return [self.sitting.meeting.status, outcomes, [review.dossier.status for review in self.reviews]]


def test_a_meeting_is_not_opened_when_its_only_program_is_just_taken_back(api, monkeypatch):
    it = Agenda(api)
    taking_back, opening = it.sender(it.taking_back()), it.sender(it.opening())

    found = in_the_middle(monkeypatch, filing, "withdraw", taking_back, opening)

    assert found == ["done", "AGENDA_EMPTY"]
    assert it.state() == ["CALLED", ["TAKEN_OFF"], ["WITHDRAWN"]]
    assert not Ballot.objects.exists() and not Minutes.objects.exists()


def test_a_program_is_not_taken_back_while_its_meeting_is_opened(api, monkeypatch):
    it = Agenda(api)
    opening, taking_back = it.sender(it.opening()), it.sender(it.taking_back())

    found = in_the_middle(monkeypatch, holding, "open_meeting", opening, taking_back)

    assert found == ["done", "DOSSIER_AT_MEETING"]
    assert it.state() == ["VOTING", [""], ["AT_MEETING"]]
    assert Ballot.objects.count() == 5 and not Minutes.objects.exists()


def test_of_two_programs_the_one_that_is_left_is_voted_on(api, monkeypatch):
    it = Agenda(api, programs=2)
    taking_back, opening = it.sender(it.taking_back()), it.sender(it.opening())

    assert in_the_middle(monkeypatch, filing, "withdraw", taking_back, opening) == ["done", "done"]

    assert it.state() == ["VOTING", ["TAKEN_OFF", ""], ["WITHDRAWN", "AT_MEETING"]]
    assert {*Ballot.objects.values_list("item__number", flat=True)} == {2}


def test_without_a_quorum_a_program_taken_back_leaves_an_empty_agenda(api, monkeypatch):
    it = Agenda(api, in_person=True)
    taking_back, opening = it.sender(it.taking_back()), it.sender(it.opening())

    assert in_the_middle(monkeypatch, filing, "withdraw", taking_back, opening) == ["done", "AGENDA_EMPTY"]

    assert it.state() == ["CALLED", ["TAKEN_OFF"], ["WITHDRAWN"]]


def test_without_a_quorum_a_program_that_was_first_on_the_agenda_comes_up_again(api, monkeypatch):
    it = Agenda(api, in_person=True)
    opening, taking_back = it.sender(it.opening()), it.sender(it.taking_back())

    assert in_the_middle(monkeypatch, holding, "open_meeting", opening, taking_back) == ["done", "CASE_CHANGED"]

    assert it.state() == ["NO_QUORUM", ["NO_QUORUM"], ["POSTPONED"]]


def test_a_meeting_is_cancelled_while_a_program_is_taken_back(api, monkeypatch):
    it = Agenda(api, programs=2)
    taking_back, cancelling = it.sender(it.taking_back()), it.sender(it.cancelling())

    assert in_the_middle(monkeypatch, filing, "withdraw", taking_back, cancelling) == ["done", "done"]

    assert it.state() == ["CANCELLED", ["TAKEN_OFF", "TAKEN_OFF"], ["WITHDRAWN", "POSTPONED"]]


def test_a_program_is_taken_back_while_its_meeting_is_cancelled(api, monkeypatch):
    it = Agenda(api)
    cancelling, taking_back = it.sender(it.cancelling()), it.sender(it.taking_back())

    assert in_the_middle(monkeypatch, holding, "cancel", cancelling, taking_back) == ["done", "CASE_CHANGED"]

    assert it.state() == ["CANCELLED", ["TAKEN_OFF"], ["POSTPONED"]]


@pytest.mark.parametrize("ends, left", [("opening", "AT_MEETING"), ("cancelling", "POSTPONED")])
def test_a_program_that_is_put_on_an_agenda_first_is_there(api, monkeypatch, ends, left):
    it, late = Agenda(api, asks_notice=False), Review().file().check()
    end, putting = it.sender(getattr(it, ends)()), it.sender(it.putting(late))

    assert in_the_middle(monkeypatch, agenda, "put", putting, end) == ["done", "done"]

    late.dossier.refresh_from_db()
    assert late.dossier.status == left


@pytest.mark.parametrize("ends, step", [("opening", "open_meeting"), ("cancelling", "cancel")])
def test_a_program_that_is_put_on_an_agenda_too_late_is_not(api, monkeypatch, ends, step):
    it, late = Agenda(api, asks_notice=False), Review().file().check()
    end, putting = it.sender(getattr(it, ends)()), it.sender(it.putting(late))

    assert in_the_middle(monkeypatch, holding, step, end, putting) == ["done", "MEETING_NOT_CALLED"]

    late.dossier.refresh_from_db()
    assert late.dossier.status == "PRECHECKED"


def test_a_program_is_not_put_on_an_agenda_that_is_being_sent(api, monkeypatch):
    it, late = Agenda(api, asks_notice=False), Review().file().check()
    sending, putting = it.sender(it.sending()), it.sender(it.putting(late))

    assert in_the_middle(monkeypatch, holding, "send_agenda", sending, putting) == ["done", "AGENDA_SENT"]

    assert it.sitting.refresh().meeting.items_sent == len(it.sitting.items) == 1


def test_an_agenda_on_which_a_program_is_being_put_is_not_sent(api, monkeypatch):
    it, late = Agenda(api, asks_notice=False), Review().file().check()
    sending, putting = it.sender(it.sending()), it.sender(it.putting(late))

    assert in_the_middle(monkeypatch, agenda, "put", putting, sending) == ["done", "CASE_CHANGED"]

    assert it.sitting.refresh().meeting.items_sent is None and len(it.sitting.items) == 2


@pytest.mark.parametrize("sends_first", [True, False])
@pytest.mark.parametrize("leaves", ["taking_back", "excluding"])
def test_a_program_leaves_an_agenda_that_is_being_sent(api, people, monkeypatch, leaves, sends_first):
    """Neither waits for the other: the agenda tells of both programs, and is issued anew when it is opened."""
    it = Agenda(api, programs=2, asks_notice=False)
    leaving = it.taking_back() if leaves == "taking_back" else it.excluding(people["head"])
    both = [it.sender(it.sending()), it.sender(leaving)]
    point = (holding, "send_agenda") if sends_first else (filing, "withdraw")

    assert in_the_middle(monkeypatch, *point, *(both if sends_first else reversed(both))) == ["done", "done"]

    assert it.state() == ["CALLED", ["TAKEN_OFF", ""], ["WITHDRAWN", "ON_AGENDA"]]
    assert it.sitting.meeting.items_sent == 2
    assert it.sender(it.opening())() == "done"
    assert IssuedDocument.objects.filter(kind="AGENDA").count() == 2


@pytest.mark.parametrize("sends_first", [True, False])
def test_a_meeting_is_cancelled_while_its_agenda_is_sent(api, monkeypatch, sends_first):
    it = Agenda(api, asks_notice=False)
    both = [it.sender(it.sending()), it.sender(it.cancelling())]
    point = (holding, "send_agenda") if sends_first else (holding, "cancel")

    found = in_the_middle(monkeypatch, *point, *(both if sends_first else reversed(both)))

    assert found == (["done", "done"] if sends_first else ["done", "CASE_CHANGED"])
    assert it.state() == ["CANCELLED", ["TAKEN_OFF"], ["POSTPONED"]]
    assert IssuedDocument.objects.filter(kind="AGENDA").count() == sends_first


@pytest.mark.parametrize("ends", ["opening", "cancelling"])
def test_a_provider_is_excluded_while_the_meeting_about_it_begins(api, people, monkeypatch, ends):
    it = Agenda(api)
    excluding, end = it.sender(it.excluding(people["head"])), it.sender(getattr(it, ends)())

    found = in_the_middle(monkeypatch, filing, "withdraw", excluding, end)

    assert found == ["done", "AGENDA_EMPTY" if ends == "opening" else "done"]
    assert it.state()[1:] == [["TAKEN_OFF"], ["WITHDRAWN"]]


@ROUNDS
@pytest.mark.parametrize("in_person", [False, True])
def test_whoever_comes_first_nothing_is_opened_about_nothing(api, round, in_person):
    it = Agenda(api, in_person=in_person, programs=3)
    deeds = [it.opening(), *map(it.taking_back, range(3))]

    found = race(4, lambda number: it.sender(deeds[number])())

    status, outcomes, dossiers = it.state()
    assert "TASK_BUSY" not in found
    assert (status == "CALLED") == (found[0] == "AGENDA_EMPTY") == (dossiers == ["WITHDRAWN"] * 3)
    assert [code == "done" for code in found[1:]] == [state == "WITHDRAWN" for state in dossiers]
    assert [outcome == "TAKEN_OFF" for outcome in outcomes] == [state == "WITHDRAWN" for state in dossiers]
