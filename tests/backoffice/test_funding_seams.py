"""Where two acts about money meet: nothing is paid twice, nothing is lost, nobody drains a quota."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.certificates import moves
from backoffice.certificates.models import Certificate, CertificateCategory
from backoffice.funding import nominals, quotas, services
from backoffice.funding.models import FundedCategory, MunicipalFundingProgram, Quota
from backoffice.jobs.models import Job
from backoffice.journal import Act
from tests import families, funding
from tests.certificates import carry_out, spend

pytestmark = pytest.mark.django_db
HERE, THERE = "kemerovo-city", "novokuznetsk-city"


def act(on=None) -> Act:
    return Act(None, on or timezone.localdate())


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
