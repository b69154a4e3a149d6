"""The end of a certificate on the 18th birthday, which nobody has to think of."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from backoffice.certificates.models import Certificate
from backoffice.journal import Entry
from backoffice.ledger.models import LedgerEntry
from backoffice.people import ages
from tests import certificates, families
from tests.certificates import Status, promise, spend
from tests.families import NOMINAL
from tests.races import race
from workflows import birthdays, timers
from workflows.models import Process

REGION = ZoneInfo(settings.TIME_ZONE)
ENDING = {Status.APPLIED, Status.ISSUED_INACTIVE, Status.ACTIVE, Status.SUSPENDED}


def grown_up(certificate):
    """The holder is 18 today."""
    Certificate.objects.filter(pk=certificate.pk).update(expires_on=timezone.localdate())
    return certificate


@pytest.mark.django_db
def test_who_was_born_on_the_29th_of_february_is_18_on_the_first_of_march():
    child = families.child(birth_date=date(2012, 2, 29))
    certificate = families.certificate(child)
    assert certificate.expires_on == ages.birthday(date(2012, 2, 29), 18) == date(2030, 3, 1)

    assert birthdays.sweep(datetime(2030, 2, 28, 23, 59, tzinfo=REGION)) == 0
    certificate.refresh_from_db()
    assert certificate.status == "ACTIVE"
    assert ages.may_use(child.birth_date, date(2030, 2, 28)) and not ages.may_use(child.birth_date, date(2030, 3, 1))

    assert birthdays.sweep(datetime(2030, 3, 1, 0, 0, tzinfo=REGION)) == 1
    certificate.refresh_from_db()
    assert (certificate.status, certificate.ended_on) == ("TERMINATED", date(2030, 3, 1))
    assert (certificate.end_ground, certificate.end_reason) == ("AGE_18", "Исполнилось 18 лет.")


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status.values)
def test_a_birthday_ends_what_has_not_ended(status):
    certificate = grown_up(certificates.in_status(status))

    touched = timers.sweep(), timers.sweep()

    certificate.refresh_from_db()
    assert touched == ((1, 0) if status in ENDING else (0, 0))
    ended = "WITHDRAWN" if status == Status.APPLIED else "TERMINATED"
    assert certificate.status == (ended if status in ENDING else status)
    acts = Entry.objects.filter(what="certificate.expired", subject_id=certificate.pk)
    assert [entry.by for entry in acts] == ([None] if status in ENDING else [])


@pytest.mark.django_db
def test_free_money_ends_and_promised_money_stays_with_its_contract():
    quota = families.funding_program()
    account = families.funded()
    spend(account, 1000)
    promise(account, 2000)

    birthdays.sweep(timezone.now())
    account.refresh_from_db()
    assert account.balance == NOMINAL - 3000
    grown_up(account.certificate)
    birthdays.sweep(timezone.now())

    account.refresh_from_db()
    assert (account.balance, account.reserved, account.written_off) == (0, 2000, 1000)
    assert (account.expired, account.nominal) == (0, 3000)
    account.certificate.refresh_from_db()
    assert (account.certificate.status, account.certificate.funding_status) == ("TERMINATED", "ACCOUNTING")
    quota.refresh_from_db()
    assert (quota.granted_count, quota.granted_sum) == (1, 3000)
    assert LedgerEntry.objects.latest("pk").kind == "NOMINAL_CHANGE"


@pytest.mark.django_db
def test_a_birthday_closes_an_open_move():
    certificate = families.certificate()
    move = certificates.request_move(certificate)
    grown_up(certificate)

    assert birthdays.sweep(timezone.now()) == 1

    move.refresh_from_db()
    assert (move.status, Process.objects.get(move=move).status) == ("WITHDRAWN", "CANCELED")


@pytest.mark.django_db
def test_more_than_a_batch_ends_in_one_sweep(monkeypatch):
    monkeypatch.setattr(birthdays, "BATCH", 2)
    for _ in range(5):
        grown_up(families.certificate())

    assert birthdays.sweep(timezone.now()) == 5


@pytest.mark.django_db(transaction=True)
def test_two_workers_end_each_certificate_once(reference):
    for _ in range(6):
        grown_up(families.certificate())

    ended = race(2, lambda _: birthdays.sweep(timezone.now()))

    assert sum(ended) == 6
    assert Entry.objects.filter(what="certificate.expired").count() == 6


@pytest.mark.django_db(transaction=True)
def test_a_certificate_in_somebodys_hands_is_left_for_the_next_sweep(reference):
    busy, free = grown_up(families.certificate()), grown_up(families.certificate())

    with transaction.atomic():
        Certificate.objects.select_for_update().get(pk=busy.pk)
        assert race(1, lambda _: birthdays.sweep(timezone.now())) == [1]

    assert Certificate.objects.get(pk=free.pk).status == "TERMINATED"
    assert Certificate.objects.get(pk=busy.pk).status == "ACTIVE"
    assert birthdays.sweep(timezone.now()) == 1


@pytest.mark.django_db
def test_the_sweep_reads_only_what_is_due():
    families.certificate()
    rows = birthdays._due(timezone.localdate()).order_by("pk").values_list("pk", flat=True)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert "certificates_to_expire" in rows.explain()
