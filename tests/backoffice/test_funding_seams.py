"""Where two acts about money meet: nothing is paid twice, nothing is lost, nobody drains a quota."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.accounts.models import User
from backoffice.acts.models import LegalAct, Setting
from backoffice.certificates import moves
from backoffice.certificates.models import Certificate, CertificateCategory
from backoffice.funding import nominals, period_end, queue, quotas, replenishment, services
from backoffice.funding.models import FundedCategory, MunicipalFundingProgram, Quota, Replenishment
from backoffice.funding.waiting import FundingRequest
from backoffice.jobs.models import Job
from backoffice.journal import Act, Entry
from backoffice.ledger import proof
from backoffice.ledger.models import CertificateAccount
from tests import certificates, families, funding
from tests.certificates import carry_out, spend
from tests.races import race
from workflows import funding_jobs, funding_sweeps

pytestmark = pytest.mark.django_db
HERE, THERE = "kemerovo-city", "novokuznetsk-city"


def act(on=None) -> Act:
    return Act(None, on or timezone.localdate())


def set_rule(code: str, value: int) -> None:
    """A number that Kemerovo has set for itself."""
    Setting.objects.create(
        code=code,
        value=value,
        unit_of_measure="—",
        valid_from=date(2020, 1, 1),
        territory=families.municipality().unit,
        basis=LegalAct.objects.get(code="defaults"),
        paragraph="п. 1",
    )


def started(period) -> Replenishment:
    """A replenishment begun by a head."""
    return replenishment.start(period, Act(families.head(), timezone.localdate()))


def finish(run: Replenishment) -> None:
    while not replenishment.step(run.pk, on=timezone.localdate()):
        pass


def sweep_all(on: date) -> None:
    while funding_sweeps.sweep(on):
        pass


def serve_all(quota: Quota, by: Act) -> None:
    while not queue.serve(quota.pk, by):
        pass


@transaction.atomic
def moved(certificate: Certificate, enters: str, on=None) -> Certificate:
    """The certificate in the hands of another municipality."""
    owner = services.lock(certificate.pk)
    moves.accept(moves.request(owner, enters, "ул. Новая, 1", act(on)), owner, act(on))
    return owner


def test_one_child_that_moves_there_and_back_does_not_drain_a_quota():
    quota = families.funding_program(count=3, nominal=1000)
    families.funding_program(THERE, count=3, nominal=1000)
    account = families.funded(quota=quota)
    spend(account, 1)

    for enters in (THERE, HERE) * 2:
        moved(account.certificate, enters)

    account.refresh_from_db()
    quota.refresh_from_db()
    assert (account.balance, account.written_off, account.expired) == (999, 1, 0)
    assert (quota.granted_count, quota.granted_sum) == (1, 1000)
    assert funding.Asked().review().certificate.is_funded
    assert quotas.quota_drift() == []


def test_of_used_money_the_free_part_serves_the_queue():
    quota = families.funding_program(count=2, nominal=1000)
    account = families.funded(quota=quota)
    spend(account, 400)

    carry_out("suspend", account.certificate, families.clerk(), reason="Отъезд.")

    quota.refresh_from_db()
    assert (quota.granted_count, quota.granted_sum) == (1, 400)
    assert Job.objects.filter(kind="SERVE_QUEUE", subject_id=quota.pk).exists()
    assert quotas.quota_drift() == []


def another_quota(quota: Quota, nominal: int) -> Quota:
    """The program has money for families with many children too."""
    program = MunicipalFundingProgram.objects.get(period=quota.period)
    category = CertificateCategory.objects.get(code="MANY_CHILDREN")
    FundedCategory.objects.create(program=program, category=category, count=10, nominal=nominal)
    return Quota.objects.create(
        period=quota.period, category=category, nominal=nominal, count_limit=10, sum_limit=10 * nominal
    )


def test_a_raised_nominal_counts_what_another_category_gave():
    quota = families.funding_program(count=10, nominal=1000)
    larger = another_quota(quota, 1200)
    account = families.funded(quota=quota)
    spend(account, 400)
    carry_out("suspend", account.certificate, families.clerk(), reason="Отъезд.")
    families.funded(carry_out("resume", account.certificate, families.clerk(), reason="Вернулись."), larger)
    Quota.objects.filter(pk=larger.pk).update(nominal=1300)

    while not nominals.step(larger.pk, on=timezone.localdate()):
        pass

    account.refresh_from_db()
    assert (account.balance, account.written_off, account.nominal) == (900, 400, 1300)
    assert quotas.quota_drift() == []


def test_carried_money_comes_on_top_of_the_nominal_whoever_comes_first():
    set_rule("CARRY_OVER_PERCENT", 50)
    this = families.funding_program(count=10)
    accounts = [families.funded(quota=this) for _ in range(2)]
    new = families.funding_program(year=funding.this_year() + 1, count=1)
    finish(started(new.period))
    sweep_all(funding.new_year())  # one has the new nominal before its share comes, the other waits with its share
    funding.more_room(new, 1)
    serve_all(new, act(funding.new_year()))

    found = CertificateAccount.objects.filter(period=new.period).values_list("certificate", "balance")
    assert dict(found) == {account.certificate_id: families.NOMINAL * 3 // 2 for account in accounts}
    assert quotas.quota_drift() == []


def test_carried_and_promised_money_does_not_turn_a_certificate_for_ever():
    set_rule("CARRY_OVER_PERCENT", 100)
    families.funded(quota=families.funding_program(nominal=1000))
    new = families.funding_program(year=funding.this_year() + 1, nominal=1000)
    sweep_all(funding.new_year())
    account = CertificateAccount.objects.get(period=new.period)
    certificates.promise(account, 1000)
    late = funding.new_year() + timedelta(days=11)

    for _ in range(3):
        sweep_all(late)
        serve_all(new, act(late))

    account.refresh_from_db()
    assert (FundingRequest.objects.count(), account.reserved, account.balance) == (1, 1000, 1000)
    assert Certificate.objects.get().is_funded
    assert quotas.quota_drift() == []


def test_a_replenishment_that_was_stopped_takes_the_money_from_nobody():
    account = families.funded(quota=families.funding_program())
    new = families.funding_program(year=funding.this_year() + 1)
    replenishment.end(started(new.period), Replenishment.Status.CANCELLED, act())

    sweep_all(funding.new_year())

    assert Certificate.objects.get(pk=account.certificate_id).is_funded
    assert not FundingRequest.objects.exists()


def test_the_nightly_proof_is_silent_in_the_days_of_grace_and_with_carried_money():
    set_rule("CARRY_OVER_PERCENT", 50)
    this = families.funding_program()
    for _ in range(2):
        families.funded(quota=this)
    new = families.funding_program(year=funding.this_year() + 1, count=1)
    sweep_all(funding.new_year())
    assert proof.replay(on=funding.new_year()).text.endswith("Расхождений нет.")

    finish(started(new.period))
    sweep_all(funding.new_year())

    assert proof.replay(on=funding.new_year()).text.endswith("Расхождений нет.")


def test_nothing_is_carried_over_for_a_certificate_that_has_moved_away():
    set_rule("CARRY_OVER_PERCENT", 100)
    account = families.funded(quota=families.funding_program(nominal=1000))
    new = families.funding_program(year=funding.this_year() + 1, nominal=1000)
    there = families.funding_program(THERE, year=funding.this_year() + 1, nominal=700)

    moved(account.certificate, THERE, funding.new_year())  # before the sweep of that day
    sweep_all(funding.new_year())

    account.refresh_from_db()
    assert (account.balance, account.expired) == (0, 1000)
    assert CertificateAccount.objects.get(period=there.period).balance == 700
    assert not CertificateAccount.objects.filter(period=new.period).exists()


def unreached() -> Certificate:
    """A funded certificate to which no money has come yet."""
    certificate = families.certificate()
    Certificate.objects.filter(pk=certificate.pk).update(
        funding_status="PERSONALISED_FUNDING", funded_on=timezone.localdate()
    )
    return certificate


def test_a_replenishment_that_outlives_its_period_ends_and_grants_nothing():
    run = started(families.funding_program().period)
    unreached()

    assert replenishment.step(run.pk, on=funding.new_year()) is True

    run.refresh_from_db()
    assert (run.status, CertificateAccount.objects.count()) == ("CANCELLED", 0)
    assert Entry.objects.get(what="replenishment.cancelled").note.endswith("Остановлено: период закончился")


def test_a_replenishment_stops_when_its_head_may_not_replenish_any_more():
    run = started(families.funding_program().period)
    unreached()
    User.objects.filter(pk=run.started_by_id).update(is_active=False)

    assert funding_jobs.replenish(run.pk) is True

    run.refresh_from_db()
    assert (run.status, CertificateAccount.objects.count()) == ("CANCELLED", 0)
    entry = Entry.objects.get(what="replenishment.cancelled")
    assert entry.by is None and "больше нет права" in entry.note


def test_a_category_that_the_new_program_drops_gets_no_place_and_the_journal_says_why():
    account = families.funded(quota=families.funding_program())
    families.funding_program(year=funding.this_year() + 1, category="MANY_CHILDREN")

    sweep_all(funding.new_year() + timedelta(days=11))

    certificate = Certificate.objects.get(pk=account.certificate_id)
    assert (certificate.funding_status, FundingRequest.objects.count()) == ("ACCOUNTING", 0)
    assert Entry.objects.get(what="certificate.defunded").note == period_end.DROPPED


def test_a_certificate_that_moves_where_its_category_has_no_quota_waits_for_nothing():
    account = families.funded(quota=families.funding_program())
    families.funding_program(THERE, category="MANY_CHILDREN")

    certificate = moved(account.certificate, THERE)

    assert (certificate.funding_status, FundingRequest.objects.count()) == ("ACCOUNTING", 0)
    assert Entry.objects.get(what="certificate.not_funded").note.endswith(services.NO_QUOTA)


@pytest.mark.django_db(transaction=True)
def test_opposite_moves_never_wait_for_each_other(reference):
    places = (HERE, THERE)
    given = {code: families.funding_program(code, count=20, nominal=1000) for code in places}
    owners = {
        code: [families.funded(families.certificate(families.child(code)), given[code]).certificate for _ in range(8)]
        for code in places
    }

    race(2, lambda n: [moved(owner, places[1 - n]) for owner in owners[places[n]]])

    for quota in given.values():
        quota.refresh_from_db()
        assert (quota.granted_count, quota.granted_sum) == (8, 8000)
    assert quotas.quota_drift() == []
