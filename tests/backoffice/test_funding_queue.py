"""The queue for quota: who is served, in which order, and that the log tells the same."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.certificates.models import Certificate
from backoffice.funding import queue, quotas, rules, services
from backoffice.funding.models import Quota
from backoffice.funding.waiting import FundingRequest, QuotaQueueEntry, QuotaQueueMove
from backoffice.jobs.models import Job
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.models import CertificateAccount
from tests import families, funding
from tests.races import race

pytestmark = pytest.mark.django_db
Waiting = QuotaQueueEntry.Status


def act() -> Act:
    return Act(None, timezone.localdate())


def serve_all(quota) -> int:
    """Run the job to its end; how many steps it took."""
    steps = 1
    while not queue.serve(quota.pk, act()):
        steps += 1
    return steps


def waiting() -> list[int]:
    return list(QuotaQueueEntry.objects.filter(status="WAITING").order_by("pk").values_list("pk", flat=True))


def test_a_third_certificate_is_refused_by_sum_although_the_count_would_allow_it():
    room = rules.Room(count=2, count_limit=3, total=2 * 1160900, sum_limit=3000000, nominal=1160900)
    assert not room.is_left()
    assert rules.Room(2, 3, 2 * 1160900, 3 * 1160900, 1160900).is_left()
    assert not rules.Room(3, 3, 0, 3 * 1160900, 1160900).is_left()
    assert rules.Room(1, 3, 1160900, 3000000, 1160900).places() == 1


def test_in_the_whole_process_the_third_waits_because_of_the_sum():
    quota = families.funding_program(count=3)
    Quota.objects.filter(pk=quota.pk).update(sum_limit=3000000)

    asked = [funding.Asked().review() for _ in range(3)]

    assert [each.request.status for each in asked] == ["GRANTED", "GRANTED", "QUEUED"]
    quota.refresh_from_db()
    assert (quota.granted_count, quota.granted_sum) == (2, 2 * 1160900)
    assert not asked[2].certificate.is_funded


def test_nobody_overtakes_who_waits_even_when_there_is_room():
    quota = families.funding_program(count=1)
    families.funded(quota=quota)
    first = funding.Asked().review()
    funding.more_room(quota, 2)

    second = funding.Asked().review()

    assert (first.request.status, second.request.status) == ("QUEUED", "QUEUED")
    assert serve_all(quota) == 3
    for each in (first, second):
        each.request.refresh_from_db()
        assert each.request.status == "GRANTED"
    assert waiting() == []
    assert quotas.quota_drift() == []


def test_the_first_is_served_one_a_step_while_there_is_room():
    quota = families.funding_program(count=2)
    entries = [funding.queued() for _ in range(3)]

    assert queue.serve(quota.pk, act()) is False
    assert waiting() == [entries[1].pk, entries[2].pk]
    assert serve_all(quota) == 2

    assert waiting() == [entries[2].pk]
    served = QuotaQueueEntry.objects.get(pk=entries[0].pk)
    assert (served.status, served.request.status) == ("SERVED", "GRANTED")
    assert served.certificate.is_funded
    reason = QuotaQueueMove.objects.get(entry=served, what="SERVED").reason
    assert reason == "Подошла очередь: освободилась квота"
    assert queue.position_of(entries[2]) == 1


def test_who_may_no_longer_be_funded_leaves_and_reads_why():
    quota = families.funding_program(count=1)
    entry, second = funding.queued(), funding.queued()
    Certificate.objects.filter(pk=entry.certificate_id).update(status="SUSPENDED", suspended_on=timezone.localdate())

    serve_all(quota)

    entry.refresh_from_db()
    entry.request.refresh_from_db()
    assert (entry.status, entry.request.status) == ("REMOVED", "REMOVED")
    assert "Сертификат не действует" in entry.request.reason
    assert "не действует" not in QuotaQueueMove.objects.get(entry=entry, what="REMOVED").reason
    second.refresh_from_db()
    assert second.status == "SERVED"


def test_a_quota_of_another_year_serves_nobody():
    quota = families.funding_program(year=funding.this_year() + 1)
    entry = funding.queued()
    assert queue.serve(quota.pk, act()) is True
    assert waiting() == [entry.pk]


def test_money_given_back_is_offered_to_the_queue():
    quota = families.funding_program(count=1)
    account = families.funded(quota=quota)
    entry = funding.queued()
    owner = services.lock(account.certificate_id)

    services.take_back(owner, act(), "Семья вернула средства", key="back")

    assert Job.objects.filter(kind="SERVE_QUEUE", subject_id=quota.pk).exists()
    serve_all(quota)
    entry.refresh_from_db()
    assert entry.status == "SERVED"
    assert quotas.quota_drift() == []


@pytest.mark.slow
def test_after_two_hundred_random_moves_the_log_tells_the_live_order():
    chance = random.Random(7)
    quota = families.funding_program(count=1000)
    for _ in range(200):
        live = QuotaQueueEntry.objects.filter(status="WAITING").select_related("certificate").order_by("pk")
        what = chance.choice(["join", "join", "serve", "withdraw", "remove"])
        if what == "join" or not live:
            funding.queued()
        elif what == "serve":
            queue.serve(quota.pk, act())
        else:
            status = Waiting.WITHDRAWN if what == "withdraw" else Waiting.REMOVED
            services.leave_queue(chance.choice(list(live)).certificate, status, act(), "Причина")
    assert queue.order_by_the_log(quota.period.municipality_id, quota.category_id) == waiting()
    assert [queue.position_of(entry) for entry in QuotaQueueEntry.objects.filter(status="WAITING").order_by("pk")] == [
        *range(1, len(waiting()) + 1)
    ]
    assert quotas.quota_drift() == []


@pytest.mark.django_db(transaction=True)
def test_fifty_who_join_at_once_have_one_order_without_gaps(reference):
    families.funding_program(count=1)
    owners = [families.certificate() for _ in range(50)]
    funding_quota = Quota.objects.get()

    race(10, lambda n: [funding.queued(owner) for owner in owners[n * 5 : n * 5 + 5]])

    entries = QuotaQueueEntry.objects.order_by("pk")
    assert [queue.position_of(entry) for entry in entries] == [*range(1, 51)]
    log = queue.order_by_the_log(funding_quota.period.municipality_id, funding_quota.category_id)
    assert log == [entry.pk for entry in entries]


@pytest.mark.django_db(transaction=True)
def test_four_workers_serve_each_once_and_never_beyond_the_quota(reference):
    quota = families.funding_program(count=5)
    entries = [funding.queued() for _ in range(8)]

    def work(_):
        while True:
            with transaction.atomic():
                if queue.serve(quota.pk, act()):
                    return

    race(4, work)

    assert waiting() == [entry.pk for entry in entries[5:]]
    quota.refresh_from_db()
    assert (quota.granted_count, quota.granted_sum) == (5, 5 * families.NOMINAL)
    assert quotas.quota_drift() == []


def test_who_has_spent_some_gets_what_is_missing_never_a_second_nominal():
    quota = families.funding_program(count=2)
    account = families.funded(quota=quota)
    ground = ledger.Ground(quotas.basis_of(quota.period), "п. 1", account.certificate)
    ledger.reserve(account, 300000, act(), ground, key="r")
    ledger.write_off(account, 300000, act(), ground, key="w")
    owner = services.lock(account.certificate_id)
    services.take_back(owner, act(), "Приостановлен", key="t")
    quota = quotas.locked(Quota.objects.filter(pk=quota.pk)).get()

    account = services.fund(owner, quota, act(), key="again")

    assert (account.balance, account.written_off, account.expired) == (860900, 300000, 0)
    quota.refresh_from_db()
    assert (quota.granted_count, quota.granted_sum) == (1, 1160900)
    assert quotas.quota_drift() == []


def test_drift_is_seen():
    quota = families.funding_program(count=2)
    families.funded(quota=quota)
    Quota.objects.filter(pk=quota.pk).update(granted_count=2)
    assert quotas.quota_drift() == [(quota.pk, 2, 1, 1160900, 1160900)]


def test_what_was_used_last_year_does_not_count_this_year():
    quota = families.funding_program()
    account = families.funded(quota=quota)
    owner = services.lock(account.certificate_id)
    ledger.reserve(account, 1, act(), ledger.Ground(quotas.basis_of(quota.period), "п. 1", owner), key="r")
    assert not services.is_unused(owner, on=quota.period.ends_on)
    assert services.is_unused(owner, on=quota.period.ends_on + timedelta(days=1))
    assert CertificateAccount.objects.count() == 1
    assert FundingRequest.objects.count() == 0
