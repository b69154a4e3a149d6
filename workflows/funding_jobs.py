"""The jobs of funding, one bounded step each, in the transaction of whoever runs them. True: nothing is left."""

from __future__ import annotations

from django.utils import timezone

from backoffice.funding import nominals, queue, replenishment
from backoffice.journal import Act


def serve_queue(quota_id: int) -> bool:
    """Serve the next who waits for a quota."""
    return queue.serve(quota_id, Act(None, timezone.localdate()))


def replenish(replenishment_id: int) -> bool:
    """Take the next batch of a replenishment."""
    return replenishment.step(replenishment_id, on=timezone.localdate())


def change_nominal(quota_id: int) -> bool:
    """Bring the next batch of accounts to the nominal of their quota."""
    return nominals.step(quota_id, on=timezone.localdate())
