"""What days do to money by themselves: it goes back unused, expires with its period; who has none left queues up.

Each certificate is a transaction of its own, and one that is busy comes next time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from backoffice.certificates.models import Certificate
from backoffice.funding import auto_return, period_end, quotas
from backoffice.funding.models import FundingPeriod, Quota
from backoffice.funding.waiting import QuotaQueueEntry
from backoffice.jobs import services as jobs
from backoffice.jobs.models import Job
from backoffice.journal import Act
from backoffice.municipalities.models import Municipality
from workflows import incidents

log = logging.getLogger(__name__)
BATCH = 100


def sweep(on: date | None = None) -> int:
    """Do what is due on a day, today by default, a batch of each kind; return how many certificates were touched."""
    act = Act(None, on or timezone.localdate())
    done = _return(act) + _expire(act) + _turn(act)
    _ask_for_service(act)
    return done


def _return(act: Act) -> int:
    """Tell families that unused money will go back, and take it back where the day has come."""
    if not auto_return.is_anywhere(on=act.on):
        return 0
    done = 0
    for municipality in Municipality.objects.order_by("pk").values_list("pk", flat=True):
        days, notice = auto_return.terms(municipality, on=act.on)
        is_off = days == 0

        def settle(found: Certificate, is_off: bool = is_off) -> None:
            auto_return.settle(found, act, is_off=is_off)

        def tell(found: Certificate, municipality: int = municipality, days: int = days, notice: int = notice) -> None:
            if auto_return.to_tell(municipality, days, on=act.on).filter(pk=found.pk).exists():
                auto_return.tell(found, notice, act)

        told = auto_return.to_settle(municipality, on=act.on, is_off=is_off)
        done += _each(told.values_list("pk", flat=True)[:BATCH], settle)
        if not is_off:
            done += _each(auto_return.to_tell(municipality, days, on=act.on).values_list("pk", flat=True)[:BATCH], tell)
    return done


def _expire(act: Act) -> int:
    """End the free money of closed periods."""
    accounts = period_end.to_expire(on=act.on).order_by("period", "pk").values_list("certificate", flat=True)

    def expire(found: Certificate) -> None:
        mine = period_end.to_expire(on=act.on).filter(certificate=found).select_related("period").order_by("period")
        for account in mine.select_for_update(no_key=True, of=("self",)):
            account.certificate = found
            period_end.expire(account, act)

    return _each(dict.fromkeys(accounts[:BATCH]), expire)


def _turn(act: Act) -> int:
    """Give those whom the running period has no money for a place in the queue, when its replenishment is over."""
    return sum(_turn_in(period, act) for period in period_end.running(on=act.on))


def _turn_in(period: FundingPeriod, act: Act) -> int:
    def turn(found: Certificate) -> None:
        if period_end.to_turn(period).filter(pk=found.pk).exists():
            period_end.turn(found, period, act)

    return _each(period_end.to_turn(period).values_list("pk", flat=True)[:BATCH], turn)


def _each(keys: Iterable[int], do: Callable[[Certificate], None]) -> int:
    """Do something to each certificate that is free, in a transaction of its own; one failure stops no other."""
    done = 0
    for key in keys:
        try:
            with transaction.atomic():
                rows = Certificate.objects.select_related("child", "issuer__unit", "category")
                found = rows.select_for_update(no_key=True, skip_locked=True, of=("self",)).filter(pk=key).first()
                if found is not None:
                    do(found)
                    done += 1
        except Exception as error:  # it stays loud, every sweep, and keeps nobody waiting
            log.error("Certificate %s cannot be swept: %s", key, incidents.told(error))
    return done


@transaction.atomic
def _ask_for_service(act: Act) -> None:
    """Ask for service where somebody waits for a quota of the day with room, for example since its period began."""
    waiting = QuotaQueueEntry.objects.filter(
        municipality=OuterRef("period__municipality"), category=OuterRef("category"), status="WAITING"
    )
    asked = Job.objects.filter(kind=Job.Kind.SERVE_QUEUE, subject_id=OuterRef("pk"))
    has_room = Q(granted_count__lt=F("count_limit"), granted_sum__lte=F("sum_limit") - F("nominal"))
    today = Q(period__starts_on__lte=act.on, period__ends_on__gte=act.on)
    idle = Quota.objects.filter(today, has_room).filter(Exists(waiting), ~Exists(asked)).select_related("period")
    for quota in idle.order_by("pk"):
        if quotas.room_of(quota, on=act.on).is_left():
            jobs.add(Job.Kind.SERVE_QUEUE, quota.pk)
