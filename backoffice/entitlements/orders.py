"""Which use order holds where."""

from __future__ import annotations

from datetime import date

from backoffice.entitlements.models import UseOrder


def order_in_force(municipality_id: int, on: date) -> UseOrder | None:
    """The use order of a municipality on a day: its own, else the region's; None: nobody has adopted one."""
    return UseOrder.objects.in_force(on=on, territory=municipality_id).first()
