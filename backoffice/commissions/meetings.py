"""Meetings: the agenda, who came, who is recused, the votes, the minutes."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from backoffice.access import Thing, Viewer
from backoffice.commissions.dossiers import Dossier
from backoffice.commissions.models import Commission, CommissionComposition, CommissionOrder, CommissionSeat
from backoffice.documents.models import IssuedDocument
from backoffice.registers.models import BudgetRegister

THE_MINUTES = 0  # the number of what a meeting signed; later minutes correct it


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, viewer: Viewer):
        """The commission, the municipality, those who read the region."""
        return self.filter(viewer.sees(Thing.MEETING, commission="commission", municipality="commission__municipality"))


class Meeting(models.Model):
    """A meeting of a commission on a day, in person or in absentia. CALLED → VOTING → COUNTED → SIGNED;
    CALLED → NO_QUORUM or CANCELLED."""

    class Form(models.TextChoices):
        IN_PERSON = "IN_PERSON", "Очное"
        IN_ABSENTIA = "IN_ABSENTIA", "Заочное"

    class Status(models.TextChoices):
        CALLED = "CALLED", "Созвано"
        VOTING = "VOTING", "Идёт голосование"
        COUNTED = "COUNTED", "Голоса подсчитаны, готовится протокол"
        SIGNED = "SIGNED", "Протокол подтверждён"
        NO_QUORUM = "NO_QUORUM", "Не состоялось: нет кворума"
        CANCELLED = "CANCELLED", "Отменено"

    commission = models.ForeignKey(Commission, models.PROTECT, related_name="meetings", help_text="Of which.")
    composition = models.ForeignKey(CommissionComposition, models.PROTECT, related_name="+", help_text="Put to whom.")
    order = models.ForeignKey(CommissionOrder, models.PROTECT, related_name="+", help_text="By which order it decides.")
    number = models.PositiveSmallIntegerField(help_text="Number in the year; that of its minutes.")
    form = models.CharField(max_length=12, choices=Form.choices, help_text="In person or in absentia.")
    held_on = models.DateField(help_text="Day of the meeting; in absentia the last day of the vote.")
    place = models.CharField(max_length=300, blank=True, help_text="Where; in absentia where votes are sent.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CALLED, help_text="State.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change.")
    agenda_sent_on = models.DateField(null=True, help_text="Day the agenda was sent to the members, which closed it.")
    items_sent = models.PositiveSmallIntegerField(null=True, help_text="How many items it had when it was sent.")
    presiding = models.ForeignKey(
        CommissionSeat, models.PROTECT, null=True, related_name="+", help_text="Who presides: the chair or the deputy."
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["commission", "held_on", "id"], name="meetings_of_a_commission")]
        constraints = [
            models.CheckConstraint(
                condition=Q(agenda_sent_on=None, items_sent=None) | Q(agenda_sent_on__isnull=False, items_sent__gte=1),
                name="an_agenda_that_was_sent_has_items",
            )
        ]

    def __str__(self) -> str:
        return f"Заседание {self.subject_line}"

    provider_id = None

    @property
    def municipality_id(self) -> int:
        """Whose commission meets."""
        return self.commission.municipality_id

    @property
    def subject_line(self) -> str:
        """What the queue shows beside the title of the process. Of a vote in absentia the day is its last."""
        if self.form == self.Form.IN_ABSENTIA:
            return f"№ {self.number}, заочное до {self.held_on:%d.%m.%Y}"
        return f"№ {self.number} от {self.held_on:%d.%m.%Y}"

    @property
    def voted_on(self) -> date | None:
        """Day on which the vote in absentia ended; None: it has not, or the meeting is in person."""
        first = self.minutes.filter(number=THE_MINUTES).first() if self.form == self.Form.IN_ABSENTIA else None
        return min(first.drawn_on, self.held_on) if first else None

    @property
    def the_minutes(self) -> Minutes:
        """The minutes themselves, whatever corrects them."""
        return self.minutes.get(number=THE_MINUTES)


class Attendance(models.Model):
    """Whether one member took part in a meeting in person. Append-only."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance", help_text="Which meeting.")
    seat = models.ForeignKey(CommissionSeat, models.PROTECT, related_name="+", help_text="Who.")
    is_present = models.BooleanField(help_text="Whether the person was there.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="presence_is_recorded_once")]


_OF_MEETING = {"commission": "meeting__commission", "municipality": "meeting__commission__municipality"}


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, viewer: Viewer):
        """Whoever sees the meeting, and the institution whose program it is."""
        is_own = viewer.sees(Thing.COMMISSION, provider="dossier__edition__program__provider")
        return self.filter(viewer.sees(Thing.MEETING, **_OF_MEETING) | is_own)


class AgendaItem(models.Model):
    """One dossier on the agenda of one meeting, and what the vote gave."""

    class Outcome(models.TextChoices):
        RECOMMENDED = "RECOMMENDED", "Рекомендовано включить в реестр"
        REJECTED = "REJECTED", "Отклонено"
        POSTPONED = "POSTPONED", "Решение не принято"
        NO_QUORUM = "NO_QUORUM", "Нет кворума"
        TAKEN_OFF = "TAKEN_OFF", "Снято с повестки"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items", help_text="Of which meeting.")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="items", help_text="What it is about.")
    number = models.PositiveSmallIntegerField(help_text="Place on the agenda.")
    title = models.CharField(max_length=255, help_text="Name of the program when it was put there, as printed.")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, help_text="Empty: not closed yet.")
    register = models.CharField(max_length=20, choices=BudgetRegister.choices, blank=True, help_text="If recommended.")
    places = models.PositiveIntegerField(null=True, help_text="Pupils at the cost of the budget, if recommended.")
    taking_part = models.PositiveSmallIntegerField(null=True, help_text="Members that took part, once closed.")
    votes_for = models.PositiveSmallIntegerField(null=True, help_text="Votes for, once closed.")
    votes_against = models.PositiveSmallIntegerField(null=True, help_text="Votes against, once closed.")
    abstentions = models.PositiveSmallIntegerField(null=True, help_text="Abstentions, once closed.")

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="items_are_numbered"),
            models.UniqueConstraint(fields=["meeting", "dossier"], name="a_dossier_stands_on_an_agenda_once"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(outcome=""), name="a_dossier_is_on_one_open_agenda"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="RECOMMENDED") | (~Q(register="") & Q(places__gte=1)),
                name="a_recommendation_names_register_and_places",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.dossier}"


_OF_ITEM = {"commission": "item__meeting__commission", "municipality": "item__meeting__commission__municipality"}


class RecusalQuerySet(models.QuerySet["Recusal"]):
    def visible_to(self, viewer: Viewer):
        """Whoever sees the meeting."""
        return self.filter(viewer.sees(Thing.MEETING, **_OF_ITEM))


class Recusal(models.Model):
    """Why a member does not vote on an item. Append-only."""

    class Ground(models.TextChoices):
        OWN_ORGANISATION = "OWN_ORGANISATION", "Работает в этой организации"
        KINSHIP = "KINSHIP", "Родство"
        OPINION_AUTHOR = "OPINION_AUTHOR", "Автор заключения о программе"
        OTHER = "OTHER", "Другая личная заинтересованность"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="recusals", help_text="On what.")
    seat = models.ForeignKey(CommissionSeat, models.PROTECT, related_name="+", help_text="Who.")
    ground = models.CharField(max_length=20, choices=Ground.choices, help_text="What ties the member.")
    note = models.TextField(blank=True, help_text="In the member's words; empty: found by the system.")
    is_declared = models.BooleanField(help_text="False: found by the system.")

    objects = RecusalQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="a_member_is_recused_once")]


class BallotQuerySet(models.QuerySet["Ballot"]):
    def visible_to(self, viewer: Viewer):
        """Whoever sees the meeting: that somebody has to vote is no secret, how he voted is."""
        return self.filter(viewer.sees(Thing.MEETING, **_OF_ITEM))


class Ballot(models.Model):
    """One item put to one member that takes part and is not recused. What the smaller case is about."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="ballots", help_text="What is voted on.")
    seat = models.ForeignKey(CommissionSeat, models.PROTECT, related_name="ballots", help_text="Who votes.")

    objects = BallotQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="one_ballot_per_member_and_item")]

    def __str__(self) -> str:
        return str(self.item)

    @property
    def provider_id(self) -> int:
        """Whose program it is about."""
        return self.item.dossier.provider_id

    @property
    def municipality_id(self) -> int:
        """Whose commission votes."""
        return self.item.meeting.commission.municipality_id


class VoteQuerySet(models.QuerySet["Vote"]):
    def visible_to(self, viewer: Viewer):
        """One's own; others' for whoever sees the meeting, once the item is closed where the order hides open votes."""
        of_meeting = {name: f"ballot__{column}" for name, column in _OF_ITEM.items()}
        is_open_to_see = ~Q(ballot__item__outcome="") | Q(ballot__item__meeting__order__hides_open_votes=False)
        of_others = Q(viewer.sees(Thing.MEETING, **of_meeting), is_open_to_see)
        return self.filter(viewer.assigned("ballot__seat__person") | of_others)


class Vote(models.Model):
    """How one member voted on one item: once, and for good. Append-only."""

    class Choice(models.TextChoices):
        FOR = "FOR", "За"
        AGAINST = "AGAINST", "Против"
        ABSTAIN = "ABSTAIN", "Воздержался"

    ballot = models.OneToOneField(Ballot, models.PROTECT, related_name="vote", help_text="Whose vote on what.")
    choice = models.CharField(max_length=10, choices=Choice.choices, help_text="For, against or abstained.")
    register = models.CharField(max_length=20, choices=BudgetRegister.choices, blank=True, help_text="Of a vote for.")
    places = models.PositiveIntegerField(null=True, help_text="Pupils at the cost of the budget, of a vote for.")
    reason = models.TextField(blank=True, help_text="Why.")
    dissent = models.TextField(blank=True, help_text="Dissenting opinion, attached to the minutes.")
    cast_at = models.DateTimeField(auto_now_add=True, help_text="When.")

    objects = VoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(choice="FOR", places__gte=1) & ~Q(register="")
                | ~Q(choice="FOR") & Q(places=None, register=""),
                name="a_vote_for_names_register_and_places",
            )
        ]


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def visible_to(self, viewer: Viewer):
        """Whoever sees the meeting."""
        return self.filter(viewer.sees(Thing.MEETING, **_OF_MEETING))


class Minutes(models.Model):
    """The minutes of a meeting, made from its votes, or minutes that correct them. Append-only."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes", help_text="Of which meeting.")
    number = models.PositiveSmallIntegerField(help_text="0: the minutes; then its corrections in order.")
    correction = models.TextField(blank=True, help_text="What it corrects and why; empty: nothing.")
    document = models.OneToOneField(IssuedDocument, models.PROTECT, related_name="minutes", help_text="The document.")
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the document's bytes, hexadecimal.")
    drawn_on = models.DateField(help_text="Day it was drawn up.")

    objects = MinutesQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="minutes_of_a_meeting_are_numbered")]


class MinutesWithdrawal(models.Model):
    """Correcting minutes that were taken back before both had confirmed them: they correct nothing. Append-only."""

    minutes = models.OneToOneField(Minutes, models.PROTECT, related_name="withdrawal", help_text="Which minutes.")
    withdrawn_on = models.DateField(help_text="Day they were taken back.")
    reason = models.TextField(help_text="Why, in the secretary's words.")


class MinutesConfirmation(models.Model):
    """One of the two who confirm minutes says that this is what was decided. Append-only."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="confirmations", help_text="Which minutes.")
    post = models.CharField(max_length=10, choices=CommissionSeat.Post.choices, help_text="As secretary or presiding.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Who.")
    content_hash = models.CharField(max_length=64, help_text="The hash that the person saw.")
    confirmed_at = models.DateTimeField(auto_now_add=True, help_text="When.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "post"], name="minutes_are_confirmed_once_per_post")]
