"""The jobs of funding, one bounded step each, in the transaction of whoever runs them. True: nothing is left."""

from __future__ import annotations

from django.utils import timezone

from backoffice.funding import nominals, queue, replenishment
from backoffice.funding.models import Replenishment
from backoffice.journal import Act
from workflows import runs


def serve_queue(quota_id: int) -> bool:
    """Serve the next who waits for a quota."""
    return queue.serve(quota_id, Act(None, timezone.localdate()))


def replenish(replenishment_id: int) -> bool:
    """Take the next batch of a replenishment; it stops when who began it may not replenish any more."""
    on = timezone.localdate()
    rows = Replenishment.objects.select_for_update(no_key=True, of=("self",)).select_related("period", "started_by")
    run = rows.filter(pk=replenishment_id, status=Replenishment.Status.RUNNING).first()
    if run is not None and runs.beginner(run, "replenish") is None:
        replenishment.end(run, Replenishment.Status.CANCELLED, Act(None, on), runs.LEFT)
        return True
    return replenishment.step(replenishment_id, on=on)


def change_nominal(quota_id: int) -> bool:
    """Bring the next batch of accounts to the nominal of their quota."""
    return nominals.step(quota_id, on=timezone.localdate())
