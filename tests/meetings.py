"""A commission, its people, dossiers and the life of a meeting, as tests need them. All of it is made up."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from backoffice.access import Role
from backoffice.accounts import viewers
from backoffice.accounts.models import User
from backoffice.acts.models import LegalAct
from backoffice.commissions.dossiers import Dossier
from backoffice.commissions.meetings import AgendaItem, Ballot, Meeting, Minutes, Vote
from backoffice.commissions.models import Commission, CommissionComposition, CommissionOrder, CommissionSeat
from backoffice.documents.models import DocumentKind, DocumentTemplate, IssuedDocument
from backoffice.files.models import StoredFile
from backoffice.providers.models import Provider
from backoffice.registers.models import BudgetRegister
from tests import factories
from workflows import engine, meeting_acts
from workflows.ballot_casting import BallotCasting
from workflows.commission_meeting import CommissionMeeting
from workflows.decisions import meetings as decisions
from workflows.models import Process, Task

_numbers = itertools.count(1)
Post = CommissionSeat.Post
ROLE_OF = {
    Post.CHAIR: Role.COMMISSION_CHAIR,
    Post.DEPUTY: Role.COMMISSION_DEPUTY,
    Post.SECRETARY: Role.COMMISSION_SECRETARY,
    Post.MEMBER: Role.COMMISSION_MEMBER,
}
FIVE = (Post.CHAIR, Post.DEPUTY, Post.MEMBER, Post.MEMBER, Post.MEMBER)


def commission(code: str = "kemerovo-city") -> Commission:
    """The commission of a municipality."""
    return Commission.objects.select_related("unit", "municipality").get(municipality__unit__code=code)


def composition(of: Commission, year: int, people: dict[User, str], number: int = 1) -> CommissionComposition:
    """Who sits on a commission in a year, from its first day; a later number begins a day later."""
    begins = date(year, 1, 1) + timedelta(days=number - 1)
    made = CommissionComposition.objects.create(
        commission=of, year=year, number=number, valid_from=begins, act=LegalAct.objects.get(code="defaults")
    )
    CommissionSeat.objects.bulk_create(
        CommissionSeat(composition=made, person=person, post=post, organisation="Школа искусств")
        for person, post in people.items()
    )
    return made


def dossier(of: Commission, owner: Provider | None = None, **changes) -> Dossier:
    """A dossier for thirty places in the register of significant programs, on an agenda."""
    owner = owner or factories.provider()
    edition = factories.edition(owner, factories.member(Role.PROVIDER_MANAGER, owner.unit))
    values = {"register": BudgetRegister.SIGNIFICANT, "places": 30, "need": "Нужна.", "priorities": "Техника."}
    values |= {"status": Dossier.Status.ON_AGENDA, "submitted_on": timezone.localdate(), **changes}
    return Dossier.objects.create(commission=of, edition=edition, **values)


class Sitting:
    """Plays a meeting of five, each decision by the right person. In absentia, unless `in_person`."""

    def __init__(self, *, in_person: bool = False, posts: tuple[str, ...] = FIVE, dossiers: int = 1):
        self.commission = commission()
        self.in_person = in_person
        self.people = [factories.member(ROLE_OF[post], self.commission.unit) for post in posts]
        for number, person in enumerate(self.people, 1):
            User.objects.filter(pk=person.pk).update(full_name=f"Членов Номер-{number}")
            person.refresh_from_db()
        self.secretary = factories.member(Role.COMMISSION_SECRETARY, self.commission.unit)
        self.held_on = timezone.localdate() + timedelta(days=14)
        seats = dict(zip(self.people, posts, strict=True)) | {self.secretary: Post.SECRETARY}
        self.composition = composition(self.commission, self.held_on.year, seats)
        self.dossiers = [dossier(self.commission) for _ in range(dossiers)]
        self.meeting: Meeting

    @property
    def wish(self) -> decisions.CallMeeting:
        form = Meeting.Form.IN_PERSON if self.in_person else Meeting.Form.IN_ABSENTIA
        return decisions.CallMeeting(form=form, held_on=self.held_on, place="ул. Примерная, 1")

    def seat(self, person: User) -> CommissionSeat:
        return CommissionSeat.objects.get(composition=self.composition, person=person)

    @transaction.atomic
    def call(self, *, sends: bool = True):
        """Call it and put the dossiers on its agenda; that is sent, if there is anything on it."""
        by = viewers.viewer_of_user(self.secretary)
        self.meeting = meeting_acts.call_meeting(
            commission_id=self.commission.pk, decision=self.wish, by=by, key=f"meeting-{next(_numbers)}"
        )
        for number, each in enumerate(self.dossiers, 1):
            AgendaItem.objects.create(meeting=self.meeting, dossier=each, number=number, title=each.edition.name)
        if self.dossiers and sends:
            self.send()
        if self.in_person:  # its day has come
            Meeting.objects.filter(pk=self.meeting.pk).update(held_on=timezone.localdate())
        return self.refresh()

    @transaction.atomic
    def send(self):
        by, version = viewers.viewer_of_user(self.secretary), self.refresh().meeting.version
        about = {"meeting_id": self.meeting.pk, "decision": decisions.SendAgenda(), "expected_version": version}
        meeting_acts.send_agenda(by=by, **about)
        return self.refresh()

    def refresh(self):
        self.meeting.refresh_from_db()
        return self

    @property
    def items(self) -> list[AgendaItem]:
        return [*self.meeting.items.order_by("number")]

    @property
    def case(self) -> Process:
        return Process.objects.get(meeting=self.meeting, flow_class=CommissionMeeting)

    @property
    def task(self) -> Task:
        """The step of a person that the newest case of the meeting itself stands at."""
        steps = Task.objects.filter(process__meeting=self.meeting, flow_task_type="HUMAN", finished=None)
        return steps.latest("pk")

    def ballot(self, person: User, item: int = 0) -> Task:
        """The step at which a person votes on an item, open or not."""
        return Task.objects.get(
            process__ballot__seat__person=person, process__ballot__item=self.items[item], flow_task_type="HUMAN"
        )

    def open(self, *present: User):
        keys = tuple(self.seat(person).pk for person in present)
        return self._complete(
            CommissionMeeting.open_meeting, self.task, decisions.OpenMeeting(present=keys), self.secretary
        )

    def vote(self, person: User, choice: str = "FOR", item: int = 0, **said):
        if choice == "FOR":
            said = {"register": BudgetRegister.SIGNIFICANT, "places": 20, **said}
        if choice == "AGAINST":
            said = {"reason": "Нет детей.", **said}
        decision = decisions.CastVote(choice=decisions.Vote.Choice(choice), **said)
        return self._complete(BallotCasting.cast_vote, self.ballot(person, item), decision, person)

    def vote_all(self, *choices: str):
        """Everybody who has an open ballot votes on everything: for, unless said otherwise in the order of people."""
        for number, person in enumerate(self.people):
            for item in range(len(self.items)):
                if Process.objects.filter(
                    ballot__seat__person=person, ballot__item=self.items[item], status="NEW"
                ).exists():
                    self.vote(person, choices[number] if number < len(choices) else "FOR", item)
        return self

    @property
    def hash(self) -> str:
        return self.meeting.minutes.latest("number").content_hash

    @transaction.atomic
    def confirm(self, post: str, person: User):
        kinds = {"secretary": decisions.ConfirmMinutesAsSecretary, "chair": decisions.ConfirmMinutesAsChair}
        by, task = viewers.viewer_of_user(person), self.task
        version = Process.objects.get(pk=task.process_id).version
        decision, step = kinds[post](content_hash=self.hash), f"confirm_minutes_as_{post}"
        meeting_acts.confirm_minutes(step, task_id=task.pk, decision=decision, expected_version=version, by=by)
        return self.refresh()

    def sign(self):
        return self.confirm("secretary", self.secretary).confirm("chair", self.people[0])

    @transaction.atomic
    def correct(self):
        by, decision = viewers.viewer_of_user(self.secretary), decisions.CorrectMinutes(correction="Опечатка.")
        meeting_acts.correct_minutes(
            meeting_id=self.meeting.pk,
            decision=decision,
            expected_version=self.meeting.version,
            by=by,
            key=f"meeting-{next(_numbers)}",
        )
        return self.refresh()

    @transaction.atomic
    def withdraw_correction(self):
        by, case = viewers.viewer_of_user(self.secretary), self.task.process
        decision = decisions.WithdrawCorrection(reason="Не то исправили.")
        said = {"case_id": case.pk, "decision": decision, "expected_version": case.version}
        meeting_acts.withdraw_correction(by=by, **said)
        return self.refresh()

    @transaction.atomic
    def cancel(self):
        by, case, decision = (
            viewers.viewer_of_user(self.secretary),
            self.case,
            decisions.CancelMeeting(reason="Карантин."),
        )
        said = {"case_id": case.pk, "decision": decision, "expected_version": case.version}
        engine.withdraw(CommissionMeeting, by=by, **said)
        return self.refresh()

    @transaction.atomic
    def expire(self, task: Task):
        Task.objects.filter(pk=task.pk).update(due_at=timezone.now())
        assert engine.expire(task.pk)
        return self.refresh()

    @transaction.atomic
    def _complete(self, node, task: Task, decision, person: User):
        by, version = viewers.viewer_of_user(person), Process.objects.get(pk=task.process_id).version
        engine.complete(node, task_id=task.pk, decision=decision, expected_version=version, by=by)
        return self.refresh()


def rows(owner: Provider, file: StoredFile) -> dict[str, Model]:
    """One row of everything about a meeting in Kemerovo whose only item is closed, of a provider's program."""
    of, today, basis = commission(), timezone.localdate(), LegalAct.objects.get(code="defaults")
    made = composition(of, today.year + 1, {factories.user(): Post.CHAIR})
    order = CommissionOrder.objects.earliest("pk")
    meeting = Meeting.objects.create(
        commission=of, composition=made, order=order, number=1, form=Meeting.Form.IN_ABSENTIA, held_on=today
    )
    filed = dossier(of, owner)
    item = AgendaItem.objects.create(meeting=meeting, dossier=filed, number=1, title=filed.edition.name)
    ballot = Ballot.objects.create(item=item, seat=made.seats.get())
    vote = Vote.objects.create(ballot=ballot, choice="ABSTAIN")
    AgendaItem.objects.update(outcome=AgendaItem.Outcome.POSTPONED)
    rule = {"valid_from": date(2099, 1, 1), "basis": basis, "paragraph": "-", "source": "-"}
    document = IssuedDocument.objects.create(
        check_number="WORLD",
        kind=DocumentKind.MINUTES,
        title="Протокол",
        number="1",
        issued_on=today,
        municipality=of.municipality,
        template=DocumentTemplate.objects.create(kind=DocumentKind.MINUTES, **rule),
        file=file,
        meeting=meeting,
    )
    minutes = Minutes.objects.create(
        meeting=meeting, number=0, document=document, content_hash="0" * 64, drawn_on=today
    )
    return {"Meeting": meeting, "AgendaItem": item, "Ballot": ballot, "Vote": vote, "Minutes": minutes}
