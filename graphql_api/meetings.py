"""Meetings of commissions: agenda, recusals, ballots, votes. For the commission and those who follow it."""

import datetime as dt
from typing import Annotated, Any

import strawberry
import strawberry_django
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Least
from strawberry import relay

from backoffice.commissions import compositions
from backoffice.commissions import meetings as models
from backoffice.municipalities.models import Municipality as MunicipalityModel
from backoffice.programs.models import ProgramEdition as EditionModel
from backoffice.registers.models import BudgetRegister as Registers
from backoffice.statements import today
from graphql_api.accounts import person_at
from graphql_api.commissions import CommissionComposition, CommissionOrder, CommissionSeat
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.dossiers import Dossier
from graphql_api.enums import enum_of
from graphql_api.expressions import GlobalId, LastDayBefore, or_null
from graphql_api.fields import in_sql, label_of, points_at
from graphql_api.minutes import Minutes
from graphql_api.municipalities import Municipality
from graphql_api.programs import ProgramEdition

MeetingForm = enum_of(models.Meeting.Form, "MeetingForm")
MeetingStatus = enum_of(models.Meeting.Status, "MeetingStatus")
AgendaItemOutcome = enum_of(models.AgendaItem.Outcome, "AgendaItemOutcome")
RecusalGround = enum_of(models.Recusal.Ground, "RecusalGround")
VoteChoice = enum_of(models.Vote.Choice, "VoteChoice")
BudgetRegister = enum_of(Registers, "BudgetRegister")


def _register(description: str) -> Any:
    def register(self) -> BudgetRegister | None:
        return Registers(self.register) if self.register else None

    return strawberry_django.field(
        resolver=register, only=["register"], metadata=in_sql(lambda info: or_null("register")), description=description
    )


@strawberry_django.type(
    models.Recusal,
    description="Why a member does not decide on an item (C 2.5.1). Seen by those who see the meeting.",
)
class Recusal:
    ground: RecusalGround = strawberry_django.field(description="What ties the member to the program.")
    ground_label = label_of("ground")
    note: str = strawberry_django.field(description="In the member's words; empty if the system found it.")
    is_declared: bool = strawberry_django.field(description="Whether the member said so; else the system found it.")
    member = person_at("seat__person", "Who does not decide.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer).order_by("pk")


@strawberry_django.type(
    models.Vote,
    description="How one member voted on one item: once, and for good. One's own is always seen; others' by those who"
    " see the meeting, where the order hides open votes only once the item is closed.",
)
class Vote(relay.Node):
    choice: VoteChoice = strawberry_django.field(description="For, against or abstained.")
    choice_label = label_of("choice")
    register = _register("Register of a vote for; else null.")
    register_label = label_of("register")
    places: int | None = strawberry_django.field(description="Pupils at the cost of the budget, of a vote for.")
    reason: str = strawberry_django.field(description="Why.")
    dissent: str = strawberry_django.field(description="Dissenting opinion; empty if there is none.")
    cast_at: dt.datetime = strawberry_django.field(description="When.")
    member = person_at("ballot__seat__person", "Who voted.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry_django.type(
    models.AgendaItem,
    description="One program on the agenda of a meeting, and what the vote gave. Seen by those who see the meeting and"
    " by the institution whose program it is.",
)
class AgendaItem(relay.Node):
    number: int = strawberry_django.field(description="Place on the agenda.")
    register = _register("Register that the commission recommends; null if none.")
    places: int | None = strawberry_django.field(description="Pupils at the cost of the budget, if recommended.")
    taking_part: int | None = strawberry_django.field(description="Members that took part; null until it is closed.")
    votes_for: int | None = strawberry_django.field(description="Votes for; null until it is closed.")
    votes_against: int | None = strawberry_django.field(description="Votes against; null until it is closed.")
    abstentions: int | None = strawberry_django.field(description="Abstentions; null until it is closed.")

    @strawberry_django.field(
        only=["outcome"], metadata=in_sql(lambda info: or_null("outcome")), description="Null until it is closed."
    )
    def outcome(self) -> AgendaItemOutcome | None:
        return models.AgendaItem.Outcome(self.outcome) if self.outcome else None

    outcome_label = label_of("outcome")
    register_label = label_of("register")
    title: str = strawberry_django.field(description="Name of the program when it was put there, as printed.")

    @strawberry_django.field(only=["meeting"], description="Of which meeting; null if you may not see it.")
    def meeting(self) -> Annotated["Meeting", strawberry.lazy("graphql_api.meetings")] | None:
        return models.Meeting.objects.filter(pk=self.meeting_id)

    dossier: Dossier | None = strawberry_django.field(description="What is reviewed; null if you may not see it.")

    @strawberry_django.field(
        only=["dossier"],
        metadata=in_sql(lambda info: GlobalId("Dossier", "dossier_id")),
        description="Id of the dossier that is reviewed.",
    )
    def dossier_id(self) -> strawberry.ID:
        return strawberry.ID(relay.to_base64("Dossier", self.dossier_id))

    @strawberry_django.field(
        select_related=["dossier__edition"],
        metadata=in_sql(lambda info: EditionModel.objects.filter(pk=OuterRef("dossier__edition"))),
        description="The program; null if you may not see it.",
    )
    def edition(self) -> ProgramEdition | None:
        return self.dossier.edition

    recusals: list[Recusal] = strawberry_django.field(description="Who does not decide on it, and why.")

    ballots: list[Annotated["Ballot", strawberry.lazy("graphql_api.meetings")]] = strawberry_django.field(
        description="To whom it was put; empty until the meeting is opened, and for those who may not see the meeting."
    )

    @strawberry_django.field(description="The votes that you may see.")
    def votes(self) -> list[Vote]:
        return models.Vote.objects.filter(ballot__item=self.pk).order_by("pk")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer).order_by("number")


@strawberry_django.type(
    models.Ballot,
    description="One item put to one member. Seen by those who see the meeting: who has to vote is no secret.",
)
class Ballot(relay.Node):
    item: AgendaItem = strawberry_django.field(description="What is voted on.")
    member = person_at("seat__person", "Who votes.")

    @strawberry_django.field(
        annotate={"cast": lambda info: _is_cast()},
        metadata=in_sql(lambda info: _is_cast()),
        description="Whether the member has voted, which is no secret; how is told by `vote` to those who may see it.",
    )
    def is_cast(self) -> bool:
        if not hasattr(self, "cast"):  # the answer of a mutation
            self.cast = models.Vote.objects.filter(ballot=self.pk).exists()
        return self.cast

    @strawberry_django.field(
        metadata=in_sql(lambda info: models.Vote.objects.filter(ballot=OuterRef("pk"))),
        description="The vote; null: not cast, or you may not see it.",
    )
    def vote(self, info: Info) -> Vote | None:
        return models.Vote.objects.visible_to(info.context.viewer).filter(ballot=self.pk).first()

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        seen = queryset.visible_to(info.context.viewer)
        return seen if seen.ordered else seen.order_by("pk")  # of an item; lists have orders of their own


@strawberry_django.type(
    models.Attendance, description="Whether somebody of the composition came to a meeting in person. Seen with it."
)
class MeetingAttendance:
    is_present: bool = strawberry_django.field(description="Whether the person was there.")
    seat: CommissionSeat = strawberry_django.field(description="Who.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(meeting__in=models.Meeting.objects.visible_to(info.context.viewer))


def _is_cast() -> Exists:
    return Exists(models.Vote.objects.filter(ballot=OuterRef("pk")))


def _voted_on() -> Subquery:
    """`Meeting.voted_on` in SQL."""
    counted = models.Minutes.objects.filter(
        meeting=OuterRef("pk"), number=models.THE_MINUTES, meeting__form=models.Meeting.Form.IN_ABSENTIA
    )
    return Subquery(counted.annotate(ended=Least("drawn_on", "meeting__held_on")).values("ended"))


def _due_on():
    """`holding.last_day_of_notice` in SQL; null if the order asks for no notice."""
    return LastDayBefore("held_on", "order__notice_days")


@strawberry_django.type(
    models.Meeting,
    description="A meeting of a commission (C 2.5.1). Seen by the commission, its municipality and those who read the"
    " region.",
)
class Meeting(relay.Node):
    number: int = strawberry_django.field(description="Number in the year; that of its minutes.")
    form: MeetingForm = strawberry_django.field(description="In person or in absentia.")
    form_label = label_of("form")
    held_on: dt.date = strawberry_django.field(description="Day of the meeting; in absentia the last day of the vote.")

    @strawberry_django.field(
        annotate={"ended": lambda info: _voted_on()},
        metadata=in_sql(lambda info: _voted_on()),
        description="Day on which a vote in absentia ended: on `heldOn`, or before it if all had voted. Null: it did"
        " not end yet, or the meeting is in person.",
    )
    def voted_on(self) -> dt.date | None:
        return self.ended if hasattr(self, "ended") else self.voted_on

    place: str = strawberry_django.field(description="Where; empty if in absentia.")
    status: MeetingStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    version: int = strawberry_django.field(description="Rises with every change.")
    agenda_sent_on: dt.date | None = strawberry_django.field(
        description="Day the agenda was sent to the members, which closed it; null: not yet."
    )

    @strawberry_django.field(
        annotate={"due_on": _due_on()},
        metadata=in_sql(lambda info: _due_on()),
        description="Last day on which the agenda can be sent: only a meeting whose agenda was sent in time is opened."
        " Null: the order that the meeting was put under asks for no notice, or the calendar is not loaded so far.",
    )
    def agenda_due_on(self) -> dt.date | None:
        if not hasattr(self, "due_on"):  # the answer of a mutation
            return models.Meeting.objects.values_list(_due_on(), flat=True).get(pk=self.pk)
        return self.due_on

    presiding = person_at("presiding__person", "Who presides; null until it is opened.")

    @strawberry_django.field(
        select_related=["commission__municipality__unit"],
        metadata=in_sql(lambda info: MunicipalityModel.objects.filter(pk=OuterRef("commission__municipality"))),
        description="Whose commission meets.",
    )
    def municipality(self) -> Municipality:
        return self.commission.municipality

    @strawberry_django.field(
        description="Who sits on the commission today, as the act lists them: of these openMeeting names who came."
    )
    def seats_in_force(self) -> list[CommissionSeat]:
        return compositions.seats_ruling(self.commission_id, today())

    order: CommissionOrder = strawberry_django.field(description="By which order it decides: quorum, majority, places.")
    composition: CommissionComposition = strawberry_django.field(
        description="Who sits on it: put to them when it was called, then the composition in force when it was opened."
    )

    @strawberry_django.field(description="Who came, as the act lists them; empty in absentia and until it is opened.")
    def attendance(self) -> list[MeetingAttendance]:
        return models.Attendance.objects.filter(meeting=self.pk).order_by("seat")

    items: list[AgendaItem] = strawberry_django.field(description="Its agenda in order.")
    minutes: list[Minutes] = strawberry_django.field(description="Its minutes and their corrections, in order.")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class MeetingsQuery:
    @strawberry_django.connection(
        KeysetConnection[Meeting], description="Meetings that you may see, newest first; of one commission, if given."
    )
    def meetings(
        self, info: Info, commission: strawberry.ID | None = None, status: MeetingStatus | None = None
    ) -> list[Meeting]:
        seen = models.Meeting.objects.visible_to(info.context.viewer)
        if commission is not None:
            seen = seen.filter(points_at("commission", commission, "Commission"))
        if status is not None:
            seen = seen.filter(status=status)
        return seen.order_by("-pk")
