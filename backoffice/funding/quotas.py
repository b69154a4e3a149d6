"""What a quota has given out: whoever moves its money does it here, so its counters always agree with the ledger.

An entry of the ledger that takes from a quota, or gives back to it, is written for that quota: its subject. So
`granted_sum` is what these entries took in all, and `granted_count` the number of accounts from which something taken
is not given back. Money that was spent, or has expired, stays given out; money carried over from an older period was
given out by that period's quota and counts nowhere else.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from backoffice.acts import services as acts
from backoffice.acts.models import LegalAct
from backoffice.certificates.models import Certificate
from backoffice.funding import rules
from backoffice.funding.models import FundingPeriod, MunicipalFundingProgram, Quota
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.models import CertificateAccount, LedgerEntry
from backoffice.ledger.services import Ground

PARAGRAPH = "п. 1.5, 2.8 Концепции"
SUBJECT = Quota._meta.model_name
FUNDED = Certificate.FundingStatus.PERSONALISED_FUNDING
DRIFT = """
    WITH taken AS (
        SELECT subject_id AS quota_id, account_id, -sum(fund) AS kopecks
        FROM backoffice_ledgerentry WHERE subject_type = 'quota' GROUP BY subject_id, account_id
    ), told AS (
        SELECT quota_id, count(*) FILTER (WHERE kopecks > 0) AS number, sum(kopecks) AS kopecks
        FROM taken GROUP BY quota_id
    )
    SELECT quota.id, quota.granted_count, coalesce(told.number, 0), quota.granted_sum, coalesce(told.kopecks, 0)
    FROM backoffice_quota quota LEFT JOIN told ON told.quota_id = quota.id
    WHERE (quota.granted_count, quota.granted_sum) <> (coalesce(told.number, 0), coalesce(told.kopecks, 0))
    ORDER BY quota.id
"""


def locked(rows: QuerySet[Quota] | None = None) -> QuerySet[Quota]:
    """Quotas, each locked, in the one order in which several are."""
    quotas = Quota.objects.all() if rows is None else rows
    return (
        quotas.select_for_update(no_key=True, of=("self",))
        .select_related("period__municipality__unit", "category")
        .order_by("period_id", "pk")
    )


def program_in_force(period: FundingPeriod) -> MunicipalFundingProgram | None:
    """The funding program of a period, as it is in force."""
    in_force = MunicipalFundingProgram.Status.IN_FORCE
    return MunicipalFundingProgram.objects.select_related("act").filter(period=period, status=in_force).first()


def basis_of(period: FundingPeriod) -> LegalAct:
    """The act on which money of a period rests.

    :raises LookupError: a period that has money and no program in force
    """
    program = program_in_force(period)
    if program is None or program.act is None:
        raise LookupError(f"Money of {period}, municipality {period.municipality_id}, without a program in force.")
    return program.act


def taken_of(account: CertificateAccount) -> dict[int, int]:
    """Kopecks on an account by the key of the quota they were taken from, and not given back."""
    entries = LedgerEntry.objects.filter(account=account, subject_type=SUBJECT).order_by()
    sums = entries.values("subject_id").annotate(net=-Sum("fund")).values_list("subject_id", "net")
    return {quota: net for quota, net in sums if quota and net > 0}


def missing(quota: Quota, account: CertificateAccount) -> int:
    """Kopecks that an account lacks to the nominal of a quota; below zero: it has more.

    Money of another category's quota of the period counts, money carried over from an older period comes on top.
    """
    return quota.nominal - sum(taken_of(account).values())


def take(quota: Quota, account: CertificateAccount, amount: int, act: Act, *, key: str, note: str = "") -> None:
    """Put kopecks of a locked quota on a locked account. A repeat of `key` writes nothing."""
    _move(quota, account, amount, act, key=key, note=note, is_grant=True)


def change(quota: Quota, account: CertificateAccount, amount: int, act: Act, *, key: str, note: str = "") -> None:
    """Add kopecks to a nominal, or give free ones back to the quota if `amount` is below zero."""
    _move(quota, account, amount, act, key=key, note=note, is_grant=False)


def _move(
    quota: Quota, account: CertificateAccount, amount: int, act: Act, *, key: str, note: str, is_grant: bool
) -> None:
    if not amount or LedgerEntry.objects.filter(key=key).exists():
        return
    before = taken_of(account).get(quota.pk, 0)
    ground = Ground(basis_of(quota.period), PARAGRAPH, quota, note=note[:300])
    (ledger.grant if is_grant else ledger.change_nominal)(account, amount, act, ground, key=key)
    change_of_count = int(before + amount > 0) - int(before > 0)
    Quota.objects.filter(pk=quota.pk).update(
        granted_count=F("granted_count") + change_of_count, granted_sum=F("granted_sum") + amount
    )
    quota.granted_count += change_of_count
    quota.granted_sum += amount


def room_of(quota: Quota, *, on: date | None = None) -> rules.Room:
    """How much of a locked quota is left on a day, today by default, for whoever has none of it yet.

    Those who were funded before the period began keep their part until they are replenished or turned (`held_until`).
    """
    promised = _promised_by(quota, on=on or timezone.localdate())
    total = quota.granted_sum + promised * quota.nominal
    return rules.Room(quota.granted_count + promised, quota.count_limit, total, quota.sum_limit, quota.nominal)


def raw_room_of(quota: Quota) -> rules.Room:
    """How much of a locked quota is left for those who were funded before its period began."""
    return rules.Room(quota.granted_count, quota.count_limit, quota.granted_sum, quota.sum_limit, quota.nominal)


def held_until(period: FundingPeriod, program: MunicipalFundingProgram, *, on: date) -> date:
    """First day on which nobody's part of a new period is kept for him any longer (decision 0028)."""
    days = acts.setting("REPLENISHMENT_GRACE_DAYS", on=on, territory=period.municipality_id)
    since = max(period.starts_on, program.act.in_force_from if program.act else period.starts_on)
    return since + timedelta(days=int(days))


def _promised_by(quota: Quota, *, on: date) -> int:
    period = quota.period
    program = program_in_force(period)
    if program is None or not period.starts_on <= on < held_until(period, program, on=on):
        return 0
    return without_money(period).filter(category=quota.category_id).count()


def without_money(period: FundingPeriod) -> QuerySet[Certificate]:
    """Funded certificates of a municipality on which no money of a period stands, nor was spent."""
    entries = LedgerEntry.objects.filter(
        account__certificate=OuterRef("pk"), account__period=period, subject_type=SUBJECT
    )
    taken = entries.order_by().values("account__period").annotate(net=-Sum("fund")).values("net")
    rows = Certificate.objects.filter(issuer=period.municipality_id, funding_status=FUNDED)
    return rows.annotate(taken=Coalesce(Subquery(taken, output_field=BigIntegerField()), 0)).filter(taken__lte=0)


def quota_drift() -> list[tuple[int, int, int, int, int]]:
    """Quotas whose counters are not what the ledger says: (quota, count, count by the ledger, sum, sum by it)."""
    with connection.cursor() as cursor:
        cursor.execute(DRIFT)
        return cursor.fetchall()
