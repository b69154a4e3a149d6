"""The queue for money of a category: who is next, who stands where, why the place moved (domain 4e).

The key of an entry is the ticket: it is given while the quota is locked, so a lower one has come earlier.
"""

from __future__ import annotations

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from backoffice.funding import quotas, rules, services
from backoffice.funding.models import Quota
from backoffice.funding.services import Waiting
from backoffice.funding.waiting import QuotaQueueEntry, QuotaQueueMove
from backoffice.journal import Act

LEFT = [QuotaQueueMove.What.SERVED, QuotaQueueMove.What.WITHDRAWN, QuotaQueueMove.What.REMOVED]


def waiting_for(quota: Quota) -> QuerySet[QuotaQueueEntry]:
    """Who waits for a quota, the first in front."""
    there = {"municipality": quota.period.municipality_id, "category": quota.category_id}
    return QuotaQueueEntry.objects.filter(status=Waiting.WAITING, **there).order_by("pk")


def ahead() -> Coalesce:
    """How many wait ahead of an entry, in SQL over its row."""
    same = {"municipality": OuterRef("municipality"), "category": OuterRef("category")}
    earlier = QuotaQueueEntry.objects.filter(status=Waiting.WAITING, pk__lt=OuterRef("pk"), **same)
    counted = earlier.order_by().values("status").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def moves_ahead_of(entry) -> QuerySet[QuotaQueueMove]:
    """What happened ahead of an entry since it joined: why its place has moved."""
    there = {"municipality": entry.municipality_id, "category": entry.category_id}
    return QuotaQueueMove.objects.filter(what__in=LEFT, entry__lt=entry.pk, at__gt=entry.joined_at, **there)


def order_by_the_log(municipality_id: int, category_id: int) -> list[int]:
    """Who waits, in order, as the log of moves alone tells it."""
    moves = QuotaQueueMove.objects.filter(municipality=municipality_id, category=category_id).order_by("pk")
    joined = QuotaQueueMove.What.JOINED
    return rules.order_of((entry, what == joined) for entry, what in moves.values_list("entry_id", "what"))


def serve(quota_id: int, act: Act) -> bool:
    """Serve the first who waits for a quota, if there is room: one entry a transaction. True: nothing is left to do.

    A certificate that may no longer be funded leaves the queue, and its family reads why.
    """
    quota = Quota.objects.select_related("period").get(pk=quota_id)
    if not quota.period.starts_on <= act.on <= quota.period.ends_on:
        return True
    head = waiting_for(quota).first()
    if head is None or not quotas.room_of(quota, on=act.on).is_left():
        return True
    certificate = services.lock(head.certificate_id)
    quota = quotas.locked(Quota.objects.filter(pk=quota_id)).get()
    if waiting_for(quota).first() != head:
        return False  # somebody else was faster: look again
    if not quotas.room_of(quota, on=act.on).is_left():
        return True
    if reasons := [*services.why_not_fund(certificate, on=act.on)]:
        text = " ".join(reason.message for reason in reasons)
        services.leave_queue(certificate, Waiting.REMOVED, act, f"Средства закрепить нельзя. {text}")
        return False
    services.fund(certificate, quota, act, key=f"queue:{head.pk}")
    services.leave_queue(certificate, Waiting.SERVED, act, services.TOLD_BEHIND[Waiting.SERVED])
    return False


def position_of(entry: QuotaQueueEntry) -> int | None:
    """The place of an entry, 1 is the next; None: it waits no longer."""
    return (
        QuotaQueueEntry.objects.filter(pk=entry.pk, status=Waiting.WAITING).values_list(ahead() + 1, flat=True).first()
    )
