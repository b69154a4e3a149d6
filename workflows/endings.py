"""Open cases that end because what they are about came to its end: locked before it, cancelled after it."""

from __future__ import annotations

from django.db.models import Q
from viewflow.workflow.status import PROCESS

from backoffice.errors import BUSY, Refused
from workflows import engine
from workflows.models import Process


def about_certificate(certificate_id: int) -> Q:
    """Cases about a certificate: its issue, its moves, its money."""
    return Q(certificate=certificate_id) | Q(move__certificate=certificate_id) | requests_for_money(certificate_id)


def requests_for_money(certificate_id: int) -> Q:
    """Cases about money for a certificate."""
    return Q(funding_request__certificate=certificate_id)


def hold(where: Q, *, skip_locked: bool = False) -> list[Process]:
    """Lock the open cases of that kind: cases come before certificates."""
    cases = Process.objects.filter(where, status=PROCESS.NEW).order_by("pk")
    return [*cases.select_for_update(no_key=True, skip_locked=skip_locked, of=("self",))]


def end(where: Q, held: list[Process]) -> None:
    """Cancel the open cases of that kind, every one of which is held.

    :raises Refused: TASK_BUSY, when one was opened meanwhile
    """
    others = Process.objects.filter(where, status=PROCESS.NEW).exclude(pk__in=[case.pk for case in held])
    if others.exists():
        raise Refused(BUSY)
    for case in held:
        engine.cancel(case)
