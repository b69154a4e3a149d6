"""Numbers of registers: in order, none skipped, none used twice."""

from __future__ import annotations

from django.db import connection


def next_number(model, prefix: str) -> str:
    """The next number of a register; two entries at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [prefix])
    count = model.objects.filter(number__startswith=prefix).count()
    return f"{prefix}{count + 1:05d}"
