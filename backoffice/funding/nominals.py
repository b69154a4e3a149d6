"""A new version of a funding program changes a nominal: the accounts of its quota follow, in batches."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery, Sum

from backoffice import journal, money
from backoffice.certificates.models import Certificate
from backoffice.funding import quotas
from backoffice.funding.models import Quota
from backoffice.journal import Act
from backoffice.ledger.models import CertificateAccount, LedgerEntry

BATCH = 100
NOTE = "Изменён номинал программы персонифицированного финансирования"


def accounts_of(quota: Quota) -> QuerySet[CertificateAccount]:
    """Accounts of funded certificates with `taken` kopecks of a quota, `given` of all quotas of its period."""
    entries = LedgerEntry.objects.filter(account=OuterRef("pk"), subject_type=quotas.SUBJECT).order_by()
    given = entries.values("account").annotate(net=-Sum("fund")).values("net")
    rows = CertificateAccount.objects.filter(
        period=quota.period_id, certificate__funding_status=quotas.FUNDED, certificate__category=quota.category_id
    )
    taken = given.filter(subject_id=quota.pk)
    kopecks = BigIntegerField()
    return rows.annotate(
        taken=Subquery(taken, output_field=kopecks), given=Subquery(given, output_field=kopecks)
    ).filter(taken__gt=0)


def to_change(quota: Quota) -> QuerySet[CertificateAccount]:
    """Those to raise, and those to lower of which nothing is used (domain 4e), the longest funded first."""
    untouched = Q(reserved=0, written_off=0, expired=0)
    wrong = Q(given__lt=quota.nominal) | Q(given__gt=quota.nominal) & untouched
    return accounts_of(quota).filter(wrong).order_by("certificate__funded_on", "certificate_id")


def step(quota_id: int, *, on: date) -> bool:
    """Bring the next batch of accounts to the nominal of their quota; True: nothing is left."""
    quota = Quota.objects.select_related("period", "category").get(pk=quota_id)
    program = quotas.program_in_force(quota.period)
    if program is None or quota.period.ends_on < on:
        return True
    act = Act(None, on)
    keys = [*to_change(quota).values_list("certificate_id", flat=True)[:BATCH]]
    list(Certificate.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    quota = quotas.locked(Quota.objects.filter(pk=quota_id)).get()
    changed = 0
    accounts: Any = to_change(quota)
    for account in accounts.filter(certificate__in=keys).select_for_update(no_key=True, of=("self",)):
        difference = max(quotas.missing(quota, account), -account.taken)
        if quota.granted_sum + difference <= quota.sum_limit:
            key = f"nominal:{program.pk}:{quota.nominal}:{account.pk}"
            quotas.change(quota, account, difference, act, key=key, note=NOTE)
            changed += 1
    if changed:
        return False
    _report(quota, act)
    return True


def _report(quota: Quota, act: Act) -> None:
    """Tell once how many certificates keep another nominal: used ones are not lowered, a full quota raises nobody."""
    accounts: Any = accounts_of(quota)
    keep = accounts.exclude(given=quota.nominal).count()
    note = f"{quota}: номинал {money.text(quota.nominal)}; прежний остался у сертификатов: {keep}"
    journal.record("quota.nominal_changed", quota, act, note, municipality_id=quota.period.municipality_id)
