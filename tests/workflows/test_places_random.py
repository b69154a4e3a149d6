"""Families, providers and the worker act at random on three groups that share a register's places: all agrees."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from backoffice.enrollments import waiting_list
from backoffice.enrollments.models import Enrollment, EnrollmentRequest, PlaceHold
from backoffice.enrollments.waiting import WaitingListEntry
from backoffice.errors import Refused
from backoffice.groups.models import GroupPlaces
from backoffice.registers.models import EntryPlaces
from tests import enrollments, pupils
from workflows import enrollment_sweeps
from workflows.decisions import enrollments as decisions

pytestmark = pytest.mark.django_db
HOW_OFTEN = {
    "apply": 30,
    "cancel": 8,
    "refuse": 6,
    "enroll": 14,
    "answer": 10,
    "transfer": 8,
    "withdraw": 8,
    "expire": 4,
    "serve": 14,
    "capacity": 2,
}


class World:
    """Three groups, one entry, and a plain model: who has a place and who waits, by the key of the request."""

    def __init__(self, seed: int):
        self.chance = random.Random(seed)
        self.school = enrollments.school(capacity=2, places=6)
        others = [enrollments.group(self.school.edition, capacity=size) for size in (3, 2)]
        self.groups = [self.school.group, *others]
        self.most = {group.pk: group.places.capacity for group in self.groups}
        self.taken: dict[int, set[int]] = {group.pk: set() for group in self.groups}
        self.waits: dict[int, list[int]] = {group.pk: [] for group in self.groups}
        self.maximum = 6
        self.families: dict[int, enrollments.Family] = {}

    def step(self) -> str:
        """Do one thing; its name, or what it was refused for."""
        name = self.chance.choices([*HOW_OFTEN], [*HOW_OFTEN.values()])[0]
        try:
            getattr(self, name)()
        except IndexError:
            return f"no {name}"
        return name

    def room(self, group: int) -> int:
        """Places for a newcomer: of the group beyond who waits there, of the entry beyond who waits anywhere."""
        free = {key: self.most[key] - len(self.taken[key]) for key in self.taken}
        promised = sum(min(len(self.waits[key]), free[key]) for key in free)
        of_entry = self.maximum - sum(map(len, self.taken.values()))
        return min(free[group] - len(self.waits[group]), of_entry - promised)

    def apply(self) -> None:
        family, group = enrollments.family(), self.chance.choice(self.groups)
        has_place, waits = self.room(group.pk) > 0, self.chance.random() < 0.7
        if not has_place and not waits:
            with pytest.raises(Refused):
                enrollments.apply(family, group)
            return
        request = enrollments.apply(family, group, waits=waits)
        self.families[request.pk] = family
        assert request.status == ("SENT_TO_PROVIDER" if has_place else "WAITING_LIST")
        if has_place:
            self.taken[group.pk].add(request.pk)
        else:
            self.waits[group.pk].append(request.pk)

    def one(self, *statuses: str) -> EnrollmentRequest:
        """One of the requests in these states; IndexError: there is none."""
        return self.chance.choice([*EnrollmentRequest.objects.filter(status__in=statuses).order_by("pk")])

    def gone(self, request_id: int) -> None:
        for group in self.taken:
            self.taken[group].discard(request_id)
            if request_id in self.waits[group]:
                self.waits[group].remove(request_id)

    def cancel(self) -> None:
        request = self.one("SENT_TO_PROVIDER", "WAITING_LIST", "OFFERED", "POSSIBLE")
        enrollments.cancel(request, self.families[request.pk].parent)
        self.gone(request.pk)

    def refuse(self) -> None:
        request = self.one("SENT_TO_PROVIDER")
        answer = decisions.ProviderAnswer.REFUSE
        said = decisions.AnswerEnrollment(answer=answer, ground="DOCUMENTS_MISSING", reason="Нет справки.")
        enrollments.complete(request, "answer_enrollment", said, self.school.manager)
        self.gone(request.pk)

    def enroll(self) -> None:
        request = self.one("SENT_TO_PROVIDER", "POSSIBLE")
        if request.status == "SENT_TO_PROVIDER":
            request = enrollments.accept(request, self.school.manager)
        if self.chance.random() < 0.8:
            enrollments.enroll(request, self.school.manager)

    def answer(self) -> None:
        request = self.one("OFFERED")
        answer = self.chance.choice([*decisions.PlaceAnswer])
        said = decisions.AcceptPlace(answer=answer)
        enrollments.complete(request, "accept_place", said, self.families[request.pk].parent)
        if answer is decisions.PlaceAnswer.GIVE_UP:
            self.gone(request.pk)

    def pupil(self) -> Enrollment:
        return self.chance.choice([*Enrollment.objects.filter(status="ACTIVE").order_by("pk")])

    def transfer(self) -> None:
        pupil, group = self.pupil(), self.chance.choice(self.groups)
        has_room = self.most[group.pk] - len(self.taken[group.pk]) - len(self.waits[group.pk]) > 0
        if pupil.group_id == group.pk or not has_room:
            with pytest.raises(Refused):
                pupils.transfer(pupil, group, self.school.manager)
            return
        pupils.transfer(pupil, group, self.school.manager)
        self.gone(pupil.request_id)
        self.taken[group.pk].add(pupil.request_id)

    def withdraw(self) -> None:
        pupil = self.pupil()
        if self.chance.random() < 0.5:
            pupils.withdraw(pupil, self.school.manager)
        else:
            pupils.leave(pupil, self.families[pupil.request_id].parent)
        self.gone(pupil.request_id)

    def expire(self) -> None:
        request = self.one("SENT_TO_PROVIDER", "POSSIBLE")
        yesterday = timezone.localdate() - timedelta(days=1)
        PlaceHold.objects.filter(request=request, status="HELD").update(held_until=yesterday)
        assert enrollment_sweeps.sweep(timezone.localdate()) == 1
        self.gone(request.pk)

    def capacity(self) -> None:
        """One more place in a group, or in the register."""
        if self.chance.random() < 0.5:
            group = self.chance.choice(self.groups).pk
            self.most[group] += 1
            GroupPlaces.objects.filter(pk=group).update(capacity=self.most[group])
        else:
            self.maximum += 1
            EntryPlaces.objects.filter(pk=self.school.entry.pk).update(maximum=self.maximum)

    def serve(self) -> None:
        """Every job is done: a beginning of each list is offered places, and as many as there are."""
        enrollment_sweeps.sweep(timezone.localdate())
        enrollments.run_jobs()
        for group, waits in self.waits.items():
            entries = WaitingListEntry.objects.filter(request__in=waits)
            still = {*entries.filter(status="WAITING").values_list("request", flat=True)}
            offered = [key for key in waits if key not in still]
            assert offered == waits[: len(offered)], "in order"
            self.taken[group] |= {*offered}
            self.waits[group] = waits[len(offered) :]
        of_entry = self.maximum - sum(map(len, self.taken.values()))
        for group, waits in self.waits.items():
            free = self.most[group] - len(self.taken[group])
            assert not (waits and free > 0 and of_entry > 0), "nobody waits while there is a place"

    def check(self) -> None:
        """The database says what the model says, and the proof is silent."""
        for group in self.groups:
            row = GroupPlaces.objects.get(pk=group.pk)
            said = (len(self.taken[group.pk]), len(self.waits[group.pk]), self.most[group.pk])
            assert (row.taken, row.waiting, row.capacity) == said
            order = waiting_list.order(group.pk)
            by_request = WaitingListEntry.objects.in_bulk(order)
            assert [by_request[key].request_id for key in order] == self.waits[group.pk]
            assert order == waiting_list.order_by_the_log(group.pk)
        assert EntryPlaces.objects.get(pk=self.school.entry.pk).taken == sum(map(len, self.taken.values()))
        assert pupils.found() == ""


LONG = [pytest.param(seed, 1000, marks=pytest.mark.slow) for seed in (1, 2, 3)]


@pytest.mark.parametrize("seed, steps", [(2019, 150), *LONG])
def test_places_agree_whatever_is_done(seed, steps):
    world = World(seed)
    done: dict[str, int] = {}
    for _ in range(steps):
        name = world.step()
        world.check()
        done[name] = done.get(name, 0) + 1
    assert not HOW_OFTEN.keys() - done.keys(), f"nothing came of some: {done}"
