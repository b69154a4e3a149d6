"""The money of a new period is put on the funded certificates of a municipality, batch by batch (L 7).

Before the first day of the period, or after it; the money of the running period stays where it is. Who does not fit
gets a line QUEUED and keeps what it has; `period_end.turn` gives it a place in the queue when the new period has begun.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from backoffice import journal, money
from backoffice.certificates.models import Certificate
from backoffice.errors import Refusal
from backoffice.funding import quotas
from backoffice.funding.models import FundingPeriod, Quota, Replenishment, ReplenishmentLine
from backoffice.journal import Act
from backoffice.ledger import services as ledger

BATCH = 100  # certificates a transaction
RULE = "Положение, п. 7"
OUTLIVED = "Остановлено: период закончился"
Outcome, Status = ReplenishmentLine.Outcome, Replenishment.Status


@dataclass(frozen=True)
class Forecast:
    """What a replenishment would do now with the certificates of one category. Kopecks."""

    category_id: int
    title: str
    funded: int
    too_old: int
    granted: int
    queued: int
    total: int


def first_day(period: FundingPeriod, *, on: date) -> date:
    """The day on which the child must still be a child: the first of the period, or today if that has begun."""
    return max(period.starts_on, on)


def candidates(period: FundingPeriod, *, on: date) -> QuerySet[Certificate]:
    """Funded certificates that have none of the period's money yet and hold longer than until it begins."""
    return quotas.without_money(period).filter(expires_on__gt=first_day(period, on=on))


def forecast(period: FundingPeriod, *, on: date) -> list[Forecast]:
    """What a replenishment would do now, by category. Writes nothing."""
    holds = Q(expires_on__gt=first_day(period, on=on))
    counted = (
        quotas.without_money(period)
        .values("category", "category__title")
        .annotate(fit=Count("pk", filter=holds), too_old=Count("pk", filter=~holds))
    )
    given = {quota.category_id: quota for quota in Quota.objects.filter(period=period)}
    return [_forecast_of(row, given.get(row["category"])) for row in counted.order_by("category__position")]


def _forecast_of(row: Any, quota: Quota | None) -> Forecast:
    granted = min(row["fit"], quotas.raw_room_of(quota).places()) if quota else 0
    return Forecast(
        category_id=row["category"],
        title=row["category__title"],
        funded=row["fit"] + row["too_old"],
        too_old=row["too_old"],
        granted=granted,
        queued=row["fit"] - granted,
        total=granted * quota.nominal if quota else 0,
    )


def why_not_start(period: FundingPeriod, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against replenishing a period."""
    if period.ends_on < on:
        text, remedy = "Этот период закончился.", "Выберите текущий или будущий период."
        yield Refusal("PERIOD_ENDED", text, RULE, remedy, ("period",))
    if quotas.program_in_force(period) is None:
        text = "На этот период нет утверждённой программы персонифицированного финансирования."
        yield Refusal("NO_FUNDING_PROGRAM", text, RULE, "Сначала утвердите программу этого периода.", ("period",))
    if Replenishment.objects.filter(period=period, status=Status.RUNNING).exists():
        text, remedy = "Пополнение этого периода уже выполняется.", "Дождитесь его окончания или остановите его."
        yield Refusal("REPLENISHMENT_RUNNING", text, RULE, remedy)


def start(period: FundingPeriod, act: Act) -> Replenishment:
    """Begin: the work itself is a job. The caller has locked the period and adds the job."""
    run = Replenishment.objects.create(municipality_id=period.municipality_id, period=period, started_by=act.by)
    journal.record("replenishment.started", run, act, str(period), municipality_id=period.municipality_id)
    return run


def why_not_cancel(run: Replenishment) -> Iterator[Refusal]:
    """Yield what speaks against stopping a run."""
    if run.status != Status.RUNNING:
        text, remedy = "Пополнение уже закончено.", "Обновите страницу."
        yield Refusal("REPLENISHMENT_OVER", text, RULE, remedy)


def end(run: Replenishment, status: Replenishment.Status, act: Act, reason: str = "") -> None:
    """Close a locked run; what it has granted stays. `reason`: why it stops, in Russian."""
    run.status, run.finished_at, run.version = status, timezone.now(), run.version + 1
    run.save(update_fields=["status", "finished_at", "version"])
    what = "replenishment.cancelled" if status == Status.CANCELLED else "replenishment.finished"
    lines = run.lines.filter(outcome=Outcome.GRANTED)
    note = journal.words(f"{run.period}: закреплено сертификатов {lines.count()}", reason)
    journal.record(what, run, act, note, municipality_id=run.municipality_id)


def pending(run: Replenishment, *, on: date) -> QuerySet[Certificate]:
    """Certificates that a run has not come to, the longest funded first."""
    lines = ReplenishmentLine.objects.filter(replenishment=run, certificate=OuterRef("pk"))
    return candidates(run.period, on=on).filter(~Exists(lines)).order_by("funded_on", "pk")


def step(run_id: int, *, on: date) -> bool:
    """Take the next batch, in the caller's transaction; True: nothing is left. Stops where it was cancelled."""
    runs = Replenishment.objects.select_for_update(no_key=True, of=("self",)).select_related("period", "started_by")
    run = runs.filter(pk=run_id, status=Status.RUNNING).first()
    if run is None:
        return True
    if run.period.ends_on < on:
        end(run, Status.CANCELLED, Act(None, on), OUTLIVED)
        return True
    act = Act(run.started_by, on)
    keys = [*pending(run, on=on).values_list("pk", flat=True)[:BATCH]]
    if not keys:
        end(run, Status.DONE, act)
        return True
    locked = Certificate.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys).order_by("pk")
    still = {certificate.pk: certificate for certificate in locked}
    by_category = {quota.category_id: quota for quota in quotas.locked(Quota.objects.filter(period=run.period))}
    # What is true of them now that they are ours; a batch in which nobody is left still ends with False.
    for key in pending(run, on=on).filter(pk__in=keys).values_list("pk", flat=True):
        _replenish(run, still[key], by_category.get(still[key].category_id), act)
    return False


def _replenish(run: Replenishment, certificate: Certificate, quota: Quota | None, act: Act) -> None:
    amount = 0
    if quota is not None and quotas.raw_room_of(quota).is_left():
        account = ledger.account_of(certificate, run.period)
        amount = max(quotas.missing(quota, account), 0)
        note = f"Пополнение: {money.text(amount)}"
        quotas.take(quota, account, amount, act, key=f"replenish:{run.pk}:{certificate.pk}", note=note)
        told = str(run.period)  # never the category
        journal.record("certificate.replenished", certificate, act, told, municipality_id=run.municipality_id)
    outcome = Outcome.GRANTED if amount else Outcome.QUEUED
    ReplenishmentLine.objects.create(replenishment=run, certificate=certificate, outcome=outcome, amount=amount)
