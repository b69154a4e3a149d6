"""The money of a new year: foretold, given in batches, never twice; the old year's ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.acts.models import LegalAct, Setting
from backoffice.certificates.models import Certificate
from backoffice.funding import nominals, queue, quotas, replenishment, rules, services
from backoffice.funding.models import (
    FundedCategory,
    FundingPeriod,
    Quota,
    Replenishment,
    ReplenishmentLine,
)
from backoffice.funding.waiting import QuotaQueueEntry
from backoffice.journal import Act, Entry
from backoffice.ledger import services as ledger
from backoffice.ledger.models import CertificateAccount, LedgerEntry
from tests import families, funding
from workflows import funding_sweeps

pytestmark = pytest.mark.django_db


def act(on: date | None = None) -> Act:
    return Act(None, on or timezone.localdate())


def set_rule(code: str, value: int) -> None:
    """A number that Kemerovo has set for itself."""
    Setting.objects.create(
        code=code,
        value=value,
        unit_of_measure="дней",
        valid_from=date(2020, 1, 1),
        territory=families.municipality().unit,
        basis=LegalAct.objects.get(code="defaults"),
        paragraph="п. 1",
    )


def use(account: CertificateAccount, kopecks: int = 100) -> None:
    ground = ledger.Ground(quotas.basis_of(account.period), "п. 1", account.certificate)
    ledger.reserve(account, kopecks, act(), ground, key=f"use:{account.pk}:{kopecks}")


def started(count: int = 3, funded: int = 5):
    """Certificates funded this year, a program of the next with room for `count`, and a run begun by the head."""
    this = families.funding_program(count=10)
    accounts = [families.funded(quota=this) for _ in range(funded)]
    new = families.funding_program(year=funding.this_year() + 1, count=count)
    run = replenishment.start(new.period, Act(families.head(), timezone.localdate()))
    return run, new, accounts


def finish(run) -> None:
    while not replenishment.step(run.pk, on=timezone.localdate()):
        pass
    run.refresh_from_db()


def outcomes() -> list[str]:
    return list(ReplenishmentLine.objects.order_by("pk").values_list("outcome", flat=True))


def test_the_forecast_counts_everybody_and_is_what_happens():
    run, new, accounts = started(count=3)
    old = families.certificate(expires_on=new.period.starts_on)
    families.funded(old, Quota.objects.exclude(pk=new.pk).get())

    (told,) = replenishment.forecast(new.period, on=timezone.localdate())

    assert (told.funded, told.too_old, told.granted, told.queued, told.total) == (6, 1, 3, 2, 3 * families.NOMINAL)
    assert LedgerEntry.objects.filter(account__period=new.period).count() == 0
    finish(run)
    assert outcomes() == ["GRANTED"] * 3 + ["QUEUED"] * 2
    granted = ReplenishmentLine.objects.filter(outcome="GRANTED").values_list("certificate", flat=True)
    assert set(granted) == {account.certificate_id for account in accounts[:3]}  # the longest funded first
    new.refresh_from_db()
    assert (run.status, new.granted_count, new.granted_sum) == ("DONE", 3, 3 * families.NOMINAL)
    assert quotas.quota_drift() == []


def test_the_running_period_keeps_its_money_and_its_status():
    run, new, accounts = started()
    finish(run)
    for account in accounts:
        account.refresh_from_db()
        account.certificate.refresh_from_db()
        assert (account.balance, account.certificate.funding_status) == (families.NOMINAL, "PERSONALISED_FUNDING")
    assert CertificateAccount.objects.filter(period=new.period, balance=families.NOMINAL).count() == 3


def test_a_batch_that_was_lost_is_done_again_and_nothing_twice(monkeypatch):
    monkeypatch.setattr(replenishment, "BATCH", 2)
    run, new, _ = started(count=5)
    with transaction.atomic():
        assert replenishment.step(run.pk, on=timezone.localdate()) is False
    with pytest.raises(RuntimeError), transaction.atomic():
        replenishment.step(run.pk, on=timezone.localdate())
        raise RuntimeError("killed")
    assert len(outcomes()) == 2

    finish(run)

    new.refresh_from_db()
    assert (outcomes(), new.granted_count) == (["GRANTED"] * 5, 5)
    assert LedgerEntry.objects.filter(account__period=new.period).count() == 5
    assert quotas.quota_drift() == []


def test_a_second_run_gives_to_those_without_and_again_after_a_return():
    run, new, accounts = started(count=5)
    finish(run)
    owner = services.lock(accounts[0].certificate_id)
    services.take_back(owner, act(), "Семья вернула средства", key="t")
    services.fund(owner, quotas.locked(Quota.objects.exclude(pk=new.pk)).get(), act(), key="again")

    second = replenishment.start(new.period, Act(families.head(), timezone.localdate()))
    finish(second)

    assert list(second.lines.values_list("certificate", flat=True)) == [owner.pk]
    account = CertificateAccount.objects.get(certificate=owner, period=new.period)
    assert account.balance == families.NOMINAL
    assert quotas.quota_drift() == []


def test_a_cancelled_run_stops_between_batches(monkeypatch):
    monkeypatch.setattr(replenishment, "BATCH", 2)
    run, *_ = started(count=5)
    replenishment.step(run.pk, on=timezone.localdate())
    replenishment.end(Replenishment.objects.get(pk=run.pk), Replenishment.Status.CANCELLED, act())
    assert replenishment.step(run.pk, on=timezone.localdate()) is True
    assert len(outcomes()) == 2


def sweep_all(on: date) -> None:
    while funding_sweeps.sweep(on):
        pass


def test_on_the_last_day_nothing_ends_and_on_the_next_what_is_left_expires():
    run, new, accounts = started(count=3)
    finish(run)
    first = funding.new_year()

    assert funding_sweeps.sweep(first - timedelta(days=1)) == 0
    sweep_all(first)

    for account in accounts:
        account.refresh_from_db()
        assert (account.balance, account.expired) == (0, families.NOMINAL)
    statuses = [Certificate.objects.get(pk=account.certificate_id).funding_status for account in accounts]
    assert statuses == ["PERSONALISED_FUNDING"] * 3 + ["ACCOUNTING"] * 2
    places = QuotaQueueEntry.objects.filter(status="WAITING").order_by("pk").values_list("certificate", flat=True)
    assert list(places) == [account.certificate_id for account in accounts[3:]]
    assert CertificateAccount.objects.filter(period=new.period, balance=families.NOMINAL).count() == 3
    assert LedgerEntry.objects.filter(kind="NOMINAL_CHANGE").count() == 0  # nothing is carried over by default
    assert quotas.quota_drift() == []
    entries = LedgerEntry.objects.count()
    assert (funding_sweeps.sweep(first), LedgerEntry.objects.count()) == (0, entries)


@pytest.mark.parametrize("balance, percent, share", [(1160900, 50, 580450), (333, 10, 33), (9, 10, 0), (1, 100, 1)])
def test_a_share_is_carried_over_in_whole_kopecks(balance, percent, share):
    assert rules.carried(balance, percent) == share


def test_a_territory_that_carries_over_takes_no_quota_for_it():
    set_rule("CARRY_OVER_PERCENT", 50)
    run, new, accounts = started(count=5, funded=1)
    finish(run)

    sweep_all(funding.new_year())

    accounts[0].refresh_from_db()
    assert (accounts[0].nominal, accounts[0].expired) == (580450, 580450)
    account = CertificateAccount.objects.get(period=new.period)
    assert account.balance == families.NOMINAL + 580450
    new.refresh_from_db()
    assert new.granted_sum == families.NOMINAL
    assert quotas.quota_drift() == []


def test_without_a_replenishment_a_place_is_kept_for_the_days_of_grace_and_not_a_day_longer():
    this = families.funding_program(count=10)
    account = families.funded(quota=this)
    entry = funding.queued()
    new = families.funding_program(year=funding.this_year() + 1, count=1)
    first = funding.new_year()

    sweep_all(first + timedelta(days=9))
    assert queue.serve(new.pk, act(first + timedelta(days=9))) is True  # the room is kept
    assert Certificate.objects.get(pk=account.certificate_id).is_funded
    sweep_all(first + timedelta(days=10))

    assert not Certificate.objects.get(pk=account.certificate_id).is_funded
    assert queue.serve(new.pk, act(first + timedelta(days=10))) is False
    entry.refresh_from_db()
    assert entry.status == "SERVED"
    assert QuotaQueueEntry.objects.get(status="WAITING").certificate_id == account.certificate_id


def test_without_a_program_of_the_new_year_the_status_is_kept():
    account = families.funded(quota=families.funding_program())
    sweep_all(funding.new_year() + timedelta(days=40))
    assert Certificate.objects.get(pk=account.certificate_id).is_funded


def wide() -> Quota:
    """A quota whose period neither began nor ends soon, whatever day it is."""
    quota = families.funding_program()
    today = timezone.localdate()
    span = {"starts_on": today - timedelta(days=100), "ends_on": today + timedelta(days=100)}
    FundingPeriod.objects.filter(pk=quota.period_id).update(**span)
    return Quota.objects.select_related("period", "category").get(pk=quota.pk)


def due(account) -> date | None:
    return Certificate.objects.get(pk=account.certificate_id).return_due_on


def test_with_zero_days_money_never_goes_back_by_itself():
    account = families.funded(quota=wide())
    for days in (0, 5, 30):
        assert funding_sweeps.sweep(timezone.localdate() + timedelta(days=days)) == 0
    assert Certificate.objects.get(pk=account.certificate_id).is_funded
    assert due(account) is None


def test_unused_money_is_announced_and_goes_back_on_its_day_not_before():
    set_rule("AUTO_RETURN_DAYS", 10)
    quota = wide()
    account, used = families.funded(quota=quota), families.funded(quota=quota)
    use(used)
    today = timezone.localdate()

    assert funding_sweeps.sweep(today + timedelta(days=9)) == 0
    assert funding_sweeps.sweep(today + timedelta(days=10)) == 1
    assert due(account) == today + timedelta(days=15)
    assert due(used) is None
    assert funding_sweeps.sweep(today + timedelta(days=14)) == 0
    assert funding_sweeps.sweep(today + timedelta(days=15)) == 1

    owner = Certificate.objects.get(pk=account.certificate_id)
    assert (owner.funding_status, owner.return_due_on) == ("ACCOUNTING", None)
    quota.refresh_from_db()
    assert quota.granted_count == 1
    assert quotas.quota_drift() == []


def test_money_that_is_used_meanwhile_stays_and_the_notice_is_withdrawn():
    set_rule("AUTO_RETURN_DAYS", 10)
    account = families.funded(quota=wide())
    today = timezone.localdate()
    funding_sweeps.sweep(today + timedelta(days=10))
    use(account)

    funding_sweeps.sweep(today + timedelta(days=11))

    assert due(account) is None
    assert Certificate.objects.get(pk=account.certificate_id).is_funded
    assert Entry.objects.filter(what="certificate.return_cancelled").count() == 1


def changed(quota, nominal: int, count: int = 10):
    """The program has a new version: another nominal in its rows and its quota."""
    FundedCategory.objects.filter(program__period=quota.period).update(nominal=nominal)
    Quota.objects.filter(pk=quota.pk).update(nominal=nominal, sum_limit=count * nominal, count_limit=count)


def test_a_higher_nominal_reaches_every_funded_account_once(monkeypatch):
    monkeypatch.setattr(nominals, "BATCH", 2)
    quota = families.funding_program(count=10)
    accounts = [families.funded(quota=quota) for _ in range(3)]
    use(accounts[0])
    changed(quota, families.NOMINAL + 100)

    assert nominals.step(quota.pk, on=timezone.localdate()) is False
    while not nominals.step(quota.pk, on=timezone.localdate()):
        pass

    assert set(CertificateAccount.objects.values_list("nominal", flat=True)) == {families.NOMINAL + 100}
    quota.refresh_from_db()
    assert quota.granted_sum == 3 * (families.NOMINAL + 100)
    assert quotas.quota_drift() == []
    entries = LedgerEntry.objects.count()
    assert nominals.step(quota.pk, on=timezone.localdate()) is True
    assert LedgerEntry.objects.count() == entries


def test_a_lower_nominal_leaves_used_money_alone_and_tells_how_many():
    quota = families.funding_program(count=10)
    used, unused = families.funded(quota=quota), families.funded(quota=quota)
    use(used)
    quota.refresh_from_db()
    Quota.objects.filter(pk=quota.pk).update(nominal=families.NOMINAL - 100)

    while not nominals.step(quota.pk, on=timezone.localdate()):
        pass

    used.refresh_from_db()
    unused.refresh_from_db()
    assert (used.nominal, unused.nominal) == (families.NOMINAL, families.NOMINAL - 100)
    assert Entry.objects.get(what="quota.nominal_changed").note.endswith("прежний остался у сертификатов: 1")
    assert quotas.quota_drift() == []
