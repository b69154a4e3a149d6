"""A commission changes while a meeting is called, votes or waits for its minutes: nothing hangs, nobody is voided."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.access import Role
from backoffice.accounts import viewers
from backoffice.accounts.models import User
from backoffice.acts.card import ActCard
from backoffice.commissions import compositions
from backoffice.commissions.composition_card import CommissionSeatCard, CompositionCard
from backoffice.commissions.meetings import Ballot, Meeting, MinutesConfirmation, Recusal
from backoffice.commissions.models import Commission
from backoffice.errors import Refused
from backoffice.units.models import Membership
from tests import factories
from tests.deeds_meetings import counted, opened
from tests.meetings import FIVE, Post, Sitting, composition
from tests.uploads import folder  # noqa: F401
from workflows.commission_meeting import CommissionMeeting
from workflows.decisions import meetings as decisions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


def left(person: User) -> None:
    """The person has no role from today on."""
    Membership.objects.filter(user=person).update(valid_to=timezone.localdate())


def test_whoever_presides_now_confirms_when_the_one_who_presided_has_left():
    sitting = counted()
    sitting.confirm("secretary", sitting.secretary)
    chair, deputy = sitting.people[:2]
    left(chair)
    sitting.confirm("chair", deputy)
    assert sitting.meeting.status == Meeting.Status.SIGNED
    papers = [document for document in sitting.meeting.documents.all() if document.kind == "EXTRACT"]
    assert papers and deputy in {each.person for each in sitting.meeting.minutes.get().confirmations.all()}


def test_whoever_voted_does_not_confirm_as_secretary():
    sitting = counted()
    voter = sitting.people[3]
    Membership.objects.create(
        user=voter, role=Role.COMMISSION_SECRETARY, unit=sitting.commission.unit, valid_from=factories.SINCE
    )
    with pytest.raises(Refused) as refusal:
        sitting.confirm("secretary", voter)
    assert [reason.code for reason in refusal.value.refusals] == ["SAME_PERSON"]
    assert not MinutesConfirmation.objects.exists()


def test_a_vote_that_goes_on_keeps_its_members():
    sitting = opened()
    owner = Commission.objects.select_related("municipality__unit").get(pk=sitting.commission.pk)
    head = factories.member(Role.MUNICIPAL_HEAD, owner.municipality.unit)
    by, on = viewers.viewer_of_user(head), timezone.localdate()

    def why_not(first):
        people = {factories.user().username: post for post in FIVE} | {sitting.secretary.username: Post.SECRETARY}
        seats = [CommissionSeatCard(username=name, post=post, organisation="Школа") for name, post in people.items()]
        card = CompositionCard(year=first.year, valid_from=first, seats=tuple(seats))
        legal = ActCard(number="1", adopted_on=on, title="О составе")
        return [reason.code for reason in compositions.why_not_approve(owner, card, legal, by, on=on)]

    assert why_not(sitting.held_on) == ["MEETING_IN_PROGRESS"]
    assert why_not(sitting.held_on + timedelta(days=1)) == []


def test_a_meeting_is_opened_by_the_composition_in_force():
    sitting = Sitting(in_person=True).call()
    seats = {person: post for person, post in zip(sitting.people[:3], FIVE, strict=False)}
    seats |= {sitting.secretary: Post.SECRETARY}
    old = [sitting.seat(person) for person in sitting.people]
    item = sitting.items[0]
    Recusal.objects.create(item=item, seat=old[2], ground="KINSHIP", note="Сестра.", is_declared=True)
    sitting.composition = composition(sitting.commission, timezone.localdate().year, seats, number=2)
    with pytest.raises(Refused) as refusal, transaction.atomic():
        decision = decisions.OpenMeeting(present=tuple(seat.pk for seat in old))
        sitting._complete(CommissionMeeting.open_meeting, sitting.task, decision, sitting.secretary)
    assert [reason.code for reason in refusal.value.refusals] == ["SEAT_UNKNOWN", "NOBODY_PRESIDES"]
    sitting.open(*sitting.people[:3])
    assert sitting.meeting.composition == sitting.composition
    assert {ballot.seat.person for ballot in Ballot.objects.all()} == {*sitting.people[:2]}
